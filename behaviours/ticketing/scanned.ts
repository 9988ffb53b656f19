import type { TicketCode } from '../hall/events.ts';

/*
 * What a code that was held before the reader says of a ticket. Codes are the ones of our own slips (`qrOf` in `slip.ts`): the page of
 * the ticket, or lines of text. A reader that types drops every letter with a diacritic, so only what is plain ASCII is relied on.
 */

const page = /\/t\/([0-9a-f]{32})\/?$/i;
/** The number ends the first line: `Số thứ tự A012`, or `S th t A012` as such a reader types it. */
const numbered = /(?:^|\s)([A-ZĐ]{1,3}-?\d{1,5})$/u;
const dated = /^(\d{2})\/(\d{2})\/(\d{4})$/;
/** Number, centre, date: one of ours has no more lines. */
const mostLines = 4;

/** What a booking's code may look like when it is held before the reader: itself alone, or at the end of an address that holds it. */
const bookingForm = /^(?:https?:\/\/\S*[/=])?([0-9A-Za-z-]{6,64})$/;
export const bookingIn = (text: string): string | null => bookingForm.exec(text.trim())?.[1] ?? null;

/** A person's own code as it comes from the reader's edge: never itself, an HMAC under the key of the day. */
const personForm = /^person:([0-9a-f]{32})$/;
export const personIn = (text: string): string | null => personForm.exec(text)?.[1] ?? null;

/** The ticket that a code names, null where it names none. */
export const ticketCodeOf = (text: string): TicketCode | null => {
  const token = page.exec(text.trim())?.[1];
  if (token !== undefined) return { kind: 'token', token: token.toLowerCase() };
  const lines = text.split('\n').map((line) => line.trim());
  const number = numbered.exec(lines[0] ?? '')?.[1];
  if (number === undefined || lines.length > mostLines) return null;
  const date = dated.exec(lines.at(-1) ?? '');
  return { kind: 'number', number, day: date === null ? null : `${date[3]}-${date[2]}-${date[1]}` };
};
