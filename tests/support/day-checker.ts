/*
 * Reads the trace of a day, line by line, and says which of the rules of a hall it breaks. It shares no code with the hall: what it
 * knows are the words on the ledger's lines and the names of states.
 */

interface Line {
  readonly t?: number;
  readonly device: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

type Data = Readonly<Record<string, unknown>>;

const data = (value: unknown): Data =>
  // JSON.parse gave it: an object that is no array has string keys.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Ticket {
  phase: 'waiting' | 'called' | 'finished' | 'no-show';
  counter: string;
}

export class DayChecker {
  readonly broken: string[] = [];
  readonly #pending = new Map<string, readonly Data[]>();
  readonly #tickets = new Map<string, Ticket>();
  readonly #shown = new Set<string>();
  readonly #ids = new Set<string>();
  readonly #busy = new Map<string, string>();
  readonly #slips = new Map<string, number>();
  readonly #saidInVisit = new Map<string, boolean>();
  /** The device whose ledger decides calls. */
  readonly #host: string;
  #greetings = 0;

  constructor(host: string) {
    this.#host = host;
  }

  get issued(): readonly string[] {
    return [...this.#tickets.keys()];
  }
  get greetings(): number {
    return this.#greetings;
  }

  read(text: string): void {
    // One line of the trace, written by our own recorder.
    const line = JSON.parse(text) as Line;
    if (line.kind === 'transition' && line['machine'] === 'greeting') this.#greeted(line);
    if (line['port'] === 'ledger') this.#ledger(line);
    if (line.kind === 'command' && line['port'] === 'display') this.#view(line);
    if (line.kind === 'command' && line['port'] === 'printer' && line['do'] === 'print') this.#slip(line);
  }

  /** Rules that only the end can break. */
  end(): readonly string[] {
    for (const [ticket, { phase }] of this.#tickets)
      if (phase === 'waiting' || phase === 'called') this.broken.push(`${ticket} was still ${phase} when all was calm`);
    return this.broken;
  }

  #say(line: Line, what: string): void {
    this.broken.push(`${String(line.t)} ms, ${line.device}: ${what}`);
  }

  #greeted(line: Line): void {
    const [from, to] = [word(line['from']), word(line['to'])];
    // The visitor has gone and another stands there: one visit follows the other at once, and begins not knowing where they are.
    const handedOver =
      to.includes('sensing.unsure') &&
      (from.includes('sensing.away') || (from.includes('sensing.here') && to.includes('words.said')));
    if (!to.includes('visiting') || handedOver) this.#saidInVisit.set(line.device, false);
    if (!to.includes('words.said') || (from.includes('words.said') && !handedOver)) return;
    this.#greetings += 1;
    if (from.includes('visiting') && this.#saidInVisit.get(line.device) === true)
      this.#say(line, 'greeted twice in one visit');
    this.#saidInVisit.set(line.device, true);
  }

  #ledger(line: Line): void {
    const key = `${line.device}/${word(line['name'])}/${JSON.stringify(line['call'])}`;
    if (line.kind === 'command' && line['do'] === 'append') {
      const { events } = data(line['with']);
      this.#pending.set(key, Array.isArray(events) ? events.map(data) : []);
      return;
    }
    const events = this.#pending.get(key);
    if (line.kind !== 'input' || events === undefined) return;
    this.#pending.delete(key);
    if (data(line['result'])['ok'] !== true) return;
    for (const event of events) this.#fact(line, event);
  }

  #fact(line: Line, event: Data): void {
    const own = event['device'] === line.device;
    const kind = word(event['kind']);
    const about = data(event['data']);
    const ticket = word(about['ticket']);
    if (own) {
      const id = word(event['id']);
      if (this.#ids.has(id)) this.#say(line, `event ${id} written twice by its device`);
      this.#ids.add(id);
    }
    if (kind === 'ticket.issued' && own) {
      if (this.#tickets.has(ticket)) this.#say(line, `${ticket} given twice`);
      else this.#tickets.set(ticket, { phase: 'waiting', counter: '' });
    }
    if (own && line.device === this.#host) this.#deskFact(line, kind, ticket, word(about['counter']));
  }

  /** Calls are the host's to decide: one counter a ticket, one ticket a counter. */
  #deskFact(line: Line, kind: string, id: string, counter: string): void {
    if (!['ticket.called', 'ticket.recalled', 'ticket.finished', 'ticket.no-show'].includes(kind)) return;
    const ticket = this.#tickets.get(id);
    if (ticket === undefined) {
      this.#say(line, `${kind} of ${id}, which nobody was given`);
      return;
    }
    if (kind === 'ticket.called') {
      if (ticket.phase !== 'waiting')
        this.#say(line, `${id} called to ${counter} while ${ticket.phase} at ${ticket.counter}`);
      const before = this.#busy.get(counter);
      if (before !== undefined) this.#say(line, `${id} called to ${counter}, where ${before} is`);
      ticket.phase = 'called';
      ticket.counter = counter;
      this.#busy.set(counter, id);
      return;
    }
    if (ticket.phase !== 'called' || ticket.counter !== counter)
      this.#say(line, `${kind} of ${id} at ${counter} while ${ticket.phase} at ${ticket.counter}`);
    if (kind === 'ticket.recalled') return;
    ticket.phase = kind === 'ticket.finished' ? 'finished' : 'no-show';
    this.#busy.delete(counter);
  }

  /** What is shown as somebody's number must have been written down before. */
  #view(line: Line): void {
    const body = data(data(line['with'])['body']);
    const number = word(body['number']);
    if (body['screen'] !== 'ticket' || number === '') return;
    this.#shown.add(number);
    if (!this.issued.some((ticket) => ticket.endsWith(`/${number}`)))
      this.#say(line, `${number} shown before it was in the ledger`);
  }

  #slip(line: Line): void {
    const { blocks, jobId } = data(line['with']);
    const job = word(jobId);
    this.#slips.set(job, (this.#slips.get(job) ?? 0) + 1);
    if (this.#slips.get(job) === 2) this.#say(line, `job ${job} sent to the printer twice`);
    const printed = JSON.stringify(blocks);
    const numbers = this.issued.filter((ticket) => printed.includes(ticket.split('/')[1] ?? '?'));
    if (numbers.length === 0) this.#say(line, 'a slip without a number of the ledger');
  }
}
