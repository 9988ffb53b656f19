import { passingRefusals } from '../../behaviours/hall/command.ts';
import type { HallCommand } from '../../behaviours/hall/events.ts';
import type { HallAnswer, HallRefusal } from '../../behaviours/hall/events.ts';
import { cityDocumentMessages } from '../../config/languages/messages/city.ts';
import { worded } from '../../config/languages/messages/wording.ts';
import type { CityDocument } from '../../hal/ports/city-system.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Result } from '../../hal/result.ts';
import { readBookings, type BookingMapping, type DocumentFault, type IncomingBooking } from './bookings-in.ts';

export interface IntakeParts {
  readonly mapping: BookingMapping;
  readonly services: readonly string[];
  readonly languages: readonly string[];
  readonly log: Log;
  /** The hall's; one after another. */
  readonly command: (command: HallCommand) => Promise<Result<HallAnswer, HallRefusal>>;
  /** A new id for a wish. */
  readonly newId: () => string;
  /** Hears of each booking that was not taken. */
  readonly refused: (fault: DocumentFault, words: string) => void;
}

/** What became of a document. `again`: some of it could only not be written down now. */
export interface TakenIn {
  readonly taken: number;
  /** Here already, or taken back already. */
  readonly known: number;
  readonly refused: number;
  readonly again: boolean;
}

/** More faults of one document than these are counted and not told one by one. */
const mostTold = 50;

/** Brings the bookings of a document into the hall, one by one; a wrong one is told and stops no other. */
export async function takeIn(document: CityDocument, parts: IntakeParts): Promise<TakenIn> {
  const { log, mapping, services, languages } = parts;
  if (document.format === 'none') {
    log.write('warn', 'city.document-unreadable', { name: document.name, fault: { ...document.fault } });
    return { taken: 0, known: 0, refused: 0, again: false };
  }
  const { bookings, faults } = readBookings(document, mapping, { services, languages });
  const all: DocumentFault[] = [...faults];
  let taken = 0;
  let known = 0;
  let again = false;
  for (const booking of bookings) {
    const done = await parts.command(wishOf(booking, parts.newId()));
    if (done.ok) taken += 1;
    else if (isKnown(done.fault)) known += 1;
    else {
      again ||= passingRefusals.has(done.fault.kind);
      all.push(faultOf(booking, done.fault, mapping));
    }
  }
  for (const fault of all.slice(0, mostTold)) {
    const { needs, repair } = worded(cityDocumentMessages[fault.kind], fault.slots);
    const { where, field, value } = fault;
    log.write('warn', 'city.booking-refused', {
      where,
      field,
      value,
      vi: `${needs.vi} → ${repair.vi}`,
      en: `${needs.en} → ${repair.en}`,
    });
    parts.refused(fault, `${where}${field === '' ? '' : ` ${field}`}: ${needs.en}; ${repair.en}`);
  }
  log.write('info', 'city.document-read', { name: document.name, taken, known, refused: all.length });
  return { taken, known, refused: all.length, again };
}

function wishOf(booking: IncomingBooking, id: string): HallCommand {
  const { code } = booking;
  if (booking.kind === 'cancelled') return { name: 'cancel-booking', id, by: 'city', code };
  const { day, minute, service, language, registered } = booking;
  // Who it is, the city does not say and the hall need not know.
  return { name: 'book', id, by: 'city', code, day, minute, service, language, registered, person: null };
}

/** Said before, and true already. */
const isKnown = (refusal: HallRefusal): boolean =>
  (refusal.kind === 'booking-known' && refusal.same) ||
  (refusal.kind === 'booking-over' && refusal.why === 'cancelled');

function faultOf({ code, where }: IncomingBooking, refusal: HallRefusal, mapping: BookingMapping): DocumentFault {
  const about = { where, field: mapping.code, value: code };
  const { kind } = refusal;
  if (kind === 'booking-day')
    return { where, field: mapping.day, value: refusal.day, kind, slots: { days: refusal.daysAhead } };
  if (kind === 'booking-code') return { ...about, kind: 'code', slots: {} };
  if (kind === 'quota') return { ...about, kind, slots: {} };
  if (kind === 'booking-known' || kind === 'no-bookings' || kind === 'unknown-booking' || kind === 'booking-over')
    return { ...about, kind, slots: {} };
  return { ...about, kind: 'refused', slots: { kind } };
}
