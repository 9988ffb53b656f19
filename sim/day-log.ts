import type { TraceLine, TraceSink } from '../firmware/trace.ts';
import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Something that a person had to do so that the centre went on: their hands on a machine, or a decision that no machine takes. */
export interface Intervention {
  readonly t: Milliseconds;
  readonly device: string;
  /** `printer`: paper, cover, cutter or plug; `hub`: another device was raised; `retry`: a device was tried again by hand; `strip`: contingency numbers were typed in. */
  readonly what: 'printer' | 'hub' | 'retry' | 'strip';
}

export interface ServiceWaits {
  readonly service: string;
  readonly given: number;
  readonly called: number;
  /** From the number to the first call; null where nobody was called. */
  readonly medianMs: Milliseconds | null;
  readonly ninetiethMs: Milliseconds | null;
  readonly longestMs: Milliseconds | null;
}

/** A day in figures, from what the devices wrote down. */
export interface DayFigures {
  readonly given: number;
  /** Given by a device that could not reach the hub. */
  readonly apart: number;
  readonly called: number;
  readonly recalled: number;
  readonly finished: number;
  readonly noShows: number;
  /** Came late and were taken back into line. */
  readonly cameBack: number;
  readonly cancelled: number;
  readonly voided: number;
  /** Neither served nor gone nor told that the day is over. */
  readonly lost: readonly string[];
  readonly waits: readonly ServiceWaits[];
  /** From the call to the counter, where clerks marked it. */
  readonly medianWalkMs: Milliseconds | null;
  readonly starts: number;
  readonly interventions: readonly Intervention[];
  /** Events that devices wrote, each once. */
  readonly events: number;
}

interface Told {
  readonly service: string;
  readonly at: Milliseconds;
  readonly apart: boolean;
  calledAt: Milliseconds | null;
  walkMs: Milliseconds | null;
  newestCall: Milliseconds | null;
  phase: string;
}

const record = (value: JsonValue | undefined): JsonObject =>
  // An object that is no array is a JsonObject.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/** Phases in which somebody still has to be called or served. */
const open = new Set(['waiting', 'called', 'serving']);

const phases: Readonly<Record<string, string>> = {
  'ticket.called': 'called',
  'ticket.arrived': 'serving',
  'ticket.no-show': 'no-show',
  'ticket.finished': 'finished',
  'ticket.parked': 'parked',
  'ticket.transferred': 'waiting',
  'ticket.returned': 'waiting',
  'ticket.cancelled': 'cancelled',
  'ticket.voided': 'void',
};

const share = (sorted: readonly number[], of: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? null;

/** Reads a trace as it is written, and makes a day's figures of it. */
export class DayLog implements TraceSink {
  readonly #pending = new Map<string, readonly JsonObject[]>();
  readonly #tickets = new Map<string, Told>();
  readonly #ids = new Set<string>();
  readonly #printers = new Map<string, string>();
  readonly #interventions: Intervention[] = [];
  readonly #strips = new Set<string>();
  #recalled = 0;
  #cameBack = 0;
  #starts = 0;

  line(line: TraceLine): void {
    if (line.kind === 'config') return;
    const { t, device, kind } = line;
    const key = `${device}/${JSON.stringify(line['call'])}`;
    switch (text(line['port'])) {
      case 'ledger':
        if (kind === 'command' && line['do'] === 'append')
          this.#pending.set(key, list(record(line['with'])['events']).map(record));
        else if (kind === 'input' && 'result' in line) {
          const events = this.#pending.get(key) ?? [];
          this.#pending.delete(key);
          if (record(line['result'])['ok'] === true) for (const event of events) this.#fact(t, device, event);
        }
        break;
      case 'printer':
        if ('status' in line) this.#printer(t, device, `${device}.${text(line['name'])}`, record(line['status']));
        break;
      case 'app':
        if (line['ask'] === 'start') this.#starts += 1;
        if (line['ask'] === 'retry') this.#interventions.push({ t, device, what: 'retry' });
        break;
      default:
        break;
    }
  }

  get figures(): DayFigures {
    const tickets = [...this.#tickets];
    const counted = (phase: string): number => tickets.filter(([, told]) => told.phase === phase).length;
    const walks = tickets.flatMap(([, { walkMs }]) => walkMs ?? []).toSorted((a, b) => a - b);
    return {
      given: tickets.length,
      apart: tickets.filter(([, { apart }]) => apart).length,
      called: tickets.filter(([, { calledAt }]) => calledAt !== null).length,
      recalled: this.#recalled,
      finished: counted('finished'),
      noShows: counted('no-show'),
      cameBack: this.#cameBack,
      cancelled: counted('cancelled'),
      voided: counted('void'),
      lost: tickets.filter(([, { phase }]) => open.has(phase)).map(([id]) => id),
      waits: [...new Set(tickets.map(([, { service }]) => service))].toSorted().map((service) =>
        waitsOf(
          service,
          tickets.map(([, told]) => told).filter((told) => told.service === service),
        ),
      ),
      medianWalkMs: share(walks, 0.5),
      starts: this.#starts,
      interventions: this.#interventions,
      events: this.#ids.size,
    };
  }

  #fact(t: Milliseconds, device: string, event: JsonObject): void {
    const id = text(event['id']);
    if (text(event['device']) !== device || this.#ids.has(id)) return;
    this.#ids.add(id);
    const data = record(event['data']);
    const kind = text(event['kind']);
    if (kind === 'hub.raised') this.#interventions.push({ t, device, what: 'hub' });
    const cause = text(event['cause']);
    if (kind === 'ticket.entered' && !this.#strips.has(cause)) {
      this.#strips.add(cause);
      this.#interventions.push({ t, device, what: 'strip' });
    }
    const ticket = text(data['ticket']);
    if (kind === 'ticket.issued' && !this.#tickets.has(ticket))
      this.#tickets.set(ticket, {
        service: text(data['service']),
        at: t,
        apart: data['apart'] === true,
        calledAt: null,
        walkMs: null,
        newestCall: null,
        phase: 'waiting',
      });
    const told = this.#tickets.get(ticket);
    if (told === undefined) return;
    if (kind === 'ticket.called') told.calledAt ??= t;
    if (kind === 'ticket.called' || kind === 'ticket.recalled') told.newestCall = t;
    if (kind === 'ticket.recalled') this.#recalled += 1;
    if (kind === 'ticket.returned') this.#cameBack += 1;
    if (kind === 'ticket.arrived' && told.newestCall !== null) told.walkMs = t - told.newestCall;
    told.phase = phases[kind] ?? told.phase;
  }

  /** Nothing but a person makes a printer print again that has no paper, an open cover or no plug. */
  #printer(t: Milliseconds, device: string, name: string, status: JsonObject): void {
    const fault = text(record(status['fault'])['kind']);
    const before = this.#printers.get(name) ?? '';
    this.#printers.set(name, fault);
    if (before !== '' && fault === '') this.#interventions.push({ t, device, what: 'printer' });
  }
}

const waitsOf = (service: string, told: readonly Told[]): ServiceWaits => {
  const waits = told
    .flatMap(({ at, calledAt }) => (calledAt === null ? [] : [calledAt - at]))
    .toSorted((a, b) => a - b);
  return {
    service,
    given: told.length,
    called: waits.length,
    medianMs: share(waits, 0.5),
    ninetiethMs: share(waits, 0.9),
    longestMs: waits.at(-1) ?? null,
  };
};
