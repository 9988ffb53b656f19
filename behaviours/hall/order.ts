import type { HallTicket } from './events.ts';
import type { Place, TicketId } from './fact.ts';
import { behindPlace, comparePlaces } from './place.ts';
import type { BackInLine, HallRules } from './settings.ts';
import { dayBook, ticketOf, type HallState, type InLine, type TicketRecord } from './state.ts';

/** A counter as it stands today: whether people may be called to it, and for what. */
export interface CounterNow {
  readonly id: string;
  readonly services: readonly string[];
}

/** Of today, or left from a day that ended a moment ago: whoever is left for longer is voided, not passed over. */
const isDue = (entry: InLine, today: string): boolean => entry.day === null || entry.day <= today;

/** Those in a line who may be called to this counter, in the hall's order. */
function* eligible(
  line: readonly InLine[],
  counter: CounterNow,
  service: string,
  today: string,
  may: (id: TicketId) => boolean,
): IterableIterator<InLine> {
  const serves = counter.services.includes(service);
  for (const entry of line)
    if (isDue(entry, today) && may(entry.id) && (entry.to === counter.id || (entry.to === null && serves))) yield entry;
}

const earlier = (a: InLine | null, b: InLine | null): InLine | null =>
  a === null || (b !== null && comparePlaces(b.place, a.place) < 0) ? b : a;

/**
 * How many with priority who came after this place have been called, this day, for services that the counter serves, or to it. Who was called and
 * has since been sent elsewhere, put aside or taken out of the class has overtaken all the same.
 */
export function overtakenBy(
  state: HallState,
  place: Place,
  today: string,
  counter: CounterNow,
  rules: HallRules,
): number {
  const overtook = (was: TicketRecord['calledAs'][number]): boolean =>
    was.priority !== null &&
    rules.priority.classes.includes(was.priority) &&
    (counter.services.includes(was.service) || was.counter === counter.id) &&
    comparePlaces(was.place, place) > 0;
  let count = 0;
  for (const { calledAs } of dayBook(state, today).tickets.values()) if (calledAs.some(overtook)) count += 1;
  return count;
}

/**
 * Whom a counter calls next; null: nobody waits for it. First come, first served; where the site has classes of priority, the first
 * of those goes before, unless an ordinary ticket that came earlier has been overtaken as often as the site allows: then that one.
 * Of a line the first has been overtaken most often, so to look at the first of each line is to look at all. `may`: who is left out.
 */
export function nextFor(
  state: HallState,
  counter: CounterNow,
  today: string,
  rules: HallRules,
  may: (id: TicketId) => boolean = () => true,
): HallTicket | null {
  const { classes, overtakenAtMost } = rules.priority;
  let first: InLine | null = null;
  let prior: InLine | null = null;
  const ordinary: InLine[] = [];
  for (const [service, line] of Object.entries(state.lines)) {
    let head: InLine | null = null;
    for (const entry of eligible(line, counter, service, today, may)) {
      const goesBefore = entry.priority !== null && classes.includes(entry.priority);
      if (goesBefore) prior = earlier(prior, entry);
      else if (head === null) head = entry;
      if (head !== null && (goesBefore || classes.length === 0)) break;
    }
    if (head !== null) {
      ordinary.push(head);
      first = earlier(first, head);
    }
  }
  if (prior === null || first === null) return ticketFor(state, prior ?? first);
  const overtaken = prior;
  const due = ordinary
    .filter((entry) => comparePlaces(entry.place, overtaken.place) < 0)
    .filter((entry) => overtakenBy(state, entry.place, today, counter, rules) >= overtakenAtMost)
    .reduce<InLine | null>(earlier, null);
  return ticketFor(state, due ?? prior);
}

const ticketFor = (state: HallState, entry: InLine | null): HallTicket | null =>
  entry === null ? null : ticketOf(state, entry.id);

/** The place of a ticket that comes back into the line of its service. `wall` is now, as believed. */
export function placeBack(state: HallState, ticket: HallTicket, today: string, to: BackInLine, wall: number): Place {
  if (to.to === 'earned') return ticket.place;
  const line = (state.lines[ticket.service] ?? []).filter((entry) => isDue(entry, today) && entry.id !== ticket.id);
  const before = to.to === 'end' ? line.at(-1) : line[Math.min(to.people, line.length) - 1];
  return before === undefined ? ticket.place : laterOf(ticket.place, behindPlace(before.place, wall));
}

/** Coming back puts nobody before where they were. */
const laterOf = (a: Place, b: Place): Place => (comparePlaces(a, b) < 0 ? b : a);

/** The place of a waiting ticket that lets so many others go first; null: nobody waits behind it. */
export function placeDeferred(
  state: HallState,
  ticket: HallTicket,
  today: string,
  people: number,
  wall: number,
): Place | null {
  const behind = (state.lines[ticket.service] ?? []).filter(
    (entry) => isDue(entry, today) && comparePlaces(entry.place, ticket.place) > 0,
  );
  const last = behind[Math.min(people, behind.length) - 1];
  return last === undefined ? null : behindPlace(last.place, wall);
}
