import type { DeviceConfig } from '../config/schema.ts';
import { dayEnd, type DayEnd } from '../behaviours/hall/closing.ts';
import { factOf } from '../behaviours/hall/facts.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import { civilAt, dayKey, daysFromCivil, instantOf, parseDateKey } from '../behaviours/hours/civil.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { TicketLedger, VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Milliseconds } from '../hal/units.ts';
import { traced } from './trace.ts';

/** Events of the past that are checked at once, a few milliseconds' work, and the rest between two such pieces. */
const pieceEvents = 200;
const restMs: Milliseconds = 250;
/** So many of the newest were checked when the ledger was opened. */
const checkedAtOpening = 20_000;
/** A day that cannot be closed yet (somebody is at a counter) is tried again after this. */
const closeAgainMs: Milliseconds = 5 * 60_000;
/** After the closing the last words of the day (the end of a slip) still come in. */
const archiveAfterMs: Milliseconds = 60_000;
const dayMs: Milliseconds = 86_400_000;

export interface CareSettings {
  readonly device: string;
  readonly zoneOffsetMin: number;
  /** Minute of the local day at which the day is closed; null: by the next day. */
  readonly dayEndMinute: number | null;
  /** How long the ledger keeps events that archives hold; null: for ever. */
  readonly keepMs: Milliseconds | null;
}

export const careSettings = ({ device, devices, site }: DeviceConfig): CareSettings => {
  const entry = Object.values(devices).find(({ port }) => port === 'ledger');
  return {
    device,
    zoneOffsetMin: site.zoneOffsetMin,
    dayEndMinute: site.hall.dayEnd,
    keepMs: entry?.port === 'ledger' && entry.driver === 'sqlite' ? entry.keep : null,
  };
};

export interface CarePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: TicketLedger;
  readonly hall: Pick<Hall, 'command' | 'hub' | 'on' | 'picture' | 'tickets'>;
  readonly tell: (name: string, data: JsonObject) => void;
  readonly changed: () => void;
}

/** `2026-08-03` goes on in `2026-08-03-2`, and so on. */
const nextPart = (name: string): string => `${name.slice(0, 10)}-${Number(name.slice(11) || '1') + 1}`;

/**
 * Looks after the ledger while the hall is at work: goes through its past in small pieces, tells what had to be put right, makes room
 * again after a full disk, closes the day (the device that decides), archives each day and forgets what is long archived.
 */
export class LedgerCare {
  readonly #settings: CareSettings;
  readonly #ports: CarePorts;
  #timer: TimerId | null = null;
  /** Everything from here on has been checked since the ledger was opened. */
  #checkedFrom = 0;
  #told = 0;
  #room: 'ample' | 'last' = 'ample';
  /** The day that goes on, as far as archives know. */
  #day: string | null = null;
  #closeNotBefore: Milliseconds = 0;
  #archiveAt: { readonly name: string; readonly at: Milliseconds } | null = null;
  #busy = false;
  #unserved: string[] = [];
  #lastDay: DayEnd | null = null;

  constructor(settings: CareSettings, ports: CarePorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  /** For the status. */
  status(): JsonObject {
    const { ledger } = this.#ports;
    return {
      head: ledger.head,
      room: ledger.room,
      checkedFrom: this.#checkedFrom,
      repairs: ledger.repairs.map(traced),
      lastDay: traced(this.#lastDay),
    };
  }

  /** The hall has been read from the open ledger; once for each opening. */
  async begin(): Promise<void> {
    const { ledger } = this.#ports;
    this.#told = 0;
    this.#checkedFrom = Math.max(1, ledger.head - checkedAtOpening + 1);
    this.#tellRepairs();
    if (this.#day === null && ledger.head > 0) {
      const newest = await ledger.read(ledger.head, 1);
      const event = newest.ok ? newest.value.at(-1)?.event : undefined;
      if (event !== undefined) this.#day = dayKey(event.wall, this.#settings.zoneOffsetMin);
    }
    this.#checkOn();
  }

  connect(): Unsubscribe {
    const end = this.#ports.hall.on((event) => {
      if (event.type === 'hall.recorded') this.#heard(event.event);
    });
    return () => {
      end();
      if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  /** Does what is due; asked every few seconds. */
  async look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      this.#tellRepairs();
      await this.#lookAtRoom();
      const { instant, trusted } = this.#ports.clock.wallTime();
      if (!trusted) return;
      await this.#closeDay(instant);
      await this.#archive(instant);
    } finally {
      this.#busy = false;
    }
  }

  #checkOn(): void {
    const { clock, ledger } = this.#ports;
    if (this.#timer !== null || this.#checkedFrom <= 1) return;
    this.#timer = clock.setTimeout(() => {
      void (async () => {
        const checked = await ledger.check(this.#checkedFrom, pieceEvents);
        this.#timer = null;
        if (!checked.ok) return;
        this.#checkedFrom = checked.value;
        this.#tellRepairs();
        if (checked.value <= 1) this.#ports.log.write('info', 'ledger.checked', { head: ledger.head });
        this.#checkOn();
      })();
    }, restMs);
  }

  #tellRepairs(): void {
    const { changed, ledger, log, tell } = this.#ports;
    const fresh = ledger.repairs.slice(this.#told);
    if (fresh.length === 0) return;
    this.#told += fresh.length;
    for (const repair of fresh) {
      log.write(repair.kind === 'migrated' || repair.kind === 'torn-tail' ? 'warn' : 'error', 'ledger.repaired', {
        ...repair,
      });
      tell('ledger', { ...repair });
    }
    changed();
  }

  async #lookAtRoom(): Promise<void> {
    const { changed, ledger, log, tell } = this.#ports;
    if (ledger.room === 'last') await ledger.makeRoom();
    if (ledger.room === this.#room) return;
    this.#room = ledger.room;
    log.write(this.#room === 'last' ? 'error' : 'info', 'ledger.room', { room: this.#room });
    tell('ledger', { kind: 'room', room: this.#room });
    changed();
  }

  #heard(event: VisitEvent): void {
    const fact = factOf(event);
    if (fact?.kind === 'ticket.voided' && fact.reason === 'closed') this.#unserved.push(fact.ticket.slice(11));
    if (fact?.kind !== 'day.closed') return;
    const { clock, hall, tell } = this.#ports;
    const end = dayEnd(hall.tickets(), fact.day, this.#unserved.splice(0));
    this.#lastDay = end;
    this.#archiveAt = { name: fact.day, at: clock.now() + archiveAfterMs };
    // One device says so for all: the one that decided.
    if (event.device === this.#settings.device) tell('day-closed', { ...end, unserved: [...end.unserved] });
  }

  async #closeDay(instant: number): Promise<void> {
    const { clock, hall, log } = this.#ports;
    const { dayEndMinute, device, zoneOffsetMin } = this.#settings;
    if (dayEndMinute === null || clock.now() < this.#closeNotBefore || hall.hub().device !== device) return;
    if (civilAt(instant, zoneOffsetMin).minuteOfDay < dayEndMinute) return;
    const picture = hall.picture();
    if (picture.closed || picture.day !== dayKey(instant, zoneOffsetMin) || picture.figures.issued === 0) return;
    this.#closeNotBefore = clock.now() + closeAgainMs;
    // A refusal is kept with its id: each try has its own.
    const closed = await hall.command({ name: 'close-day', id: `close/${picture.day}/${instant}`, by: 'timetable' });
    if (!closed.ok) log.write('info', 'day.not-closed', { fault: { ...closed.fault } });
  }

  async #archive(instant: number): Promise<void> {
    const { clock, ledger } = this.#ports;
    const today = dayKey(instant, this.#settings.zoneOffsetMin);
    let due: string | null = null;
    if (this.#archiveAt !== null && clock.now() >= this.#archiveAt.at) due = this.#archiveAt.name;
    // A day that nobody closed ends with the next.
    else if (this.#day !== null && this.#day < today) due = this.#day;
    if (this.#archiveAt === null || due !== null) this.#day = today;
    if (due === null || ledger.room === 'last') return;
    this.#archiveAt = null;
    const { head } = ledger;
    const archived = await ledger.archive(due);
    if (!archived.ok) this.#ports.log.write('error', 'ledger.not-archived', { day: due, fault: { ...archived.fault } });
    else if (archived.value !== null) {
      const { to } = archived.value;
      this.#ports.log.write('info', 'ledger.archived', { day: due, to });
      // A long day, or days that nobody archived: more files of it follow.
      if (to < head) this.#archiveAt = { name: nextPart(due), at: clock.now() };
      await this.#forget(today);
    }
  }

  /** Lets go of what archives have held for long enough, the oldest first, at most a few days at once. */
  async #forget(today: string): Promise<void> {
    const { keepMs, zoneOffsetMin } = this.#settings;
    const date = parseDateKey(today);
    if (keepMs === null || date === null) return;
    const oldest = dayKey(instantOf(daysFromCivil(date), 0, zoneOffsetMin) - Math.max(keepMs, dayMs), zoneOffsetMin);
    const archives = await this.#ports.ledger.archives();
    if (!archives.ok) return;
    const old = archives.value.filter(({ name }) => name < oldest).at(-1);
    if (old === undefined) return;
    const forgotten = await this.#ports.ledger.forget(old.to);
    if (forgotten.ok) this.#ports.log.write('info', 'ledger.forgotten', { upTo: forgotten.value });
    else this.#ports.log.write('error', 'ledger.not-forgotten', { fault: { ...forgotten.fault } });
  }
}
