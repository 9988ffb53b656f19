/** What may be planted in the office that loses its power; each must be found. */
export const plantings = ['no-sync', 'no-directory-sync', 'print-first'] as const;

/** What the office let people see or hold, as it did. */
export type Word =
  | { readonly said: 'shown'; readonly ticket: string; readonly request: string }
  | { readonly said: 'printing' | 'printed'; readonly jobId: string }
  | { readonly said: 'called'; readonly ticket: string }
  | { readonly said: 'kept'; readonly count: number };

/** What it found on its disk when it started again. */
export interface Found {
  readonly issued: readonly (readonly [ticket: string, request: string])[];
  readonly slipsBegun: readonly string[];
  readonly slipsEnded: readonly string[];
  readonly called: readonly string[];
  readonly kept: number;
  /** What else the hall said about its ledger at the start. */
  readonly complaints: readonly string[];
}

const twice = (all: readonly string[]): readonly string[] => all.filter((each, index) => all.indexOf(each) !== index);

/** What is wrong with a disk after the power came back, given all that people had been told before; empty when nothing is. */
export const wrongWith = (words: readonly Word[], found: Found): readonly string[] => {
  const requests = new Map(found.issued);
  const tickets = new Map(found.issued.map(([ticket, request]) => [request, ticket]));
  const begun = new Set(found.slipsBegun);
  const ended = new Set(found.slipsEnded);
  const called = new Set(found.called);
  const wrong = [
    ...twice(found.issued.map(([ticket]) => ticket)).map((ticket) => `${ticket} given twice`),
    ...twice(found.issued.map(([, request]) => request)).map((request) => `${request} has two numbers`),
    ...twice(words.flatMap((word) => (word.said === 'shown' ? [word.ticket] : []))).map(
      (ticket) => `${ticket} shown to two`,
    ),
    ...found.complaints.map((complaint) => `the start was not clean: ${complaint}`),
  ];
  for (const word of words)
    switch (word.said) {
      case 'shown':
        if (requests.get(word.ticket) !== word.request)
          wrong.push(
            `${word.ticket} was shown to ${word.request}, whose number is ${tickets.get(word.request) ?? 'lost'}`,
          );
        break;
      case 'printing':
        if (!begun.has(word.jobId)) wrong.push(`${word.jobId} went to the printer, the ledger knows nothing of it`);
        break;
      case 'printed':
        if (!ended.has(word.jobId)) wrong.push(`${word.jobId} was printed, the ledger does not know that it came out`);
        break;
      case 'called':
        if (!called.has(word.ticket)) wrong.push(`${word.ticket} was called, the ledger does not know`);
        break;
      case 'kept':
        if (found.kept < word.count) wrong.push(`${word.count} was kept, ${found.kept} is there`);
        break;
    }
  return wrong;
};
