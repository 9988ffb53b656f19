import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { TraceLine, TraceSink } from '../firmware/trace.ts';

export const markKinds = [
  'sensor',
  'view',
  'touch',
  'words',
  'call',
  'slip',
  'state',
  'fault',
  'clerk',
  'person',
] as const;
export type MarkKind = (typeof markKinds)[number];

/** A point of the timeline. */
export interface Mark {
  readonly t: Milliseconds;
  readonly kind: MarkKind;
  readonly device: string | null;
  readonly text: string;
}

/** What the devices wrote down themselves, counted. */
export interface TraceCounts {
  readonly greeted: number;
  readonly tickets: number;
  readonly called: number;
  readonly finished: number;
  readonly noShows: number;
  readonly shownTheWay: number;
  readonly faults: number;
}

const record = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/** Where greeting is once it has spoken to a visit. */
const greetedState = 'words.said';

/** One visit follows another without a pause: the visitor has gone, and another stands there. */
const handedOver = (from: string, to: string): boolean =>
  from.includes('sensing.away') && to.includes('sensing.unsure');

const callOf = (device: string, name: string, line: JsonObject): string =>
  `${device}/${name}/${JSON.stringify(line['call'])}`;

/**
 * Reads the trace as it is written and makes of it the counts of a summary and the marks of a timeline: what a maintainer is told comes
 * from the same lines that a recording of a real device holds.
 */
export class Observer implements TraceSink {
  readonly #told: (mark: Mark) => void;
  readonly #pending = new Map<string, readonly JsonObject[]>();
  readonly #ways = new Set<string>();
  readonly #screens = new Map<string, string>();
  readonly #printers = new Map<string, string>();
  #greeted = 0;
  #tickets = 0;
  #called = 0;
  #finished = 0;
  #noShows = 0;
  #faults = 0;

  constructor(told: (mark: Mark) => void) {
    this.#told = told;
  }

  get counts(): TraceCounts {
    return {
      greeted: this.#greeted,
      tickets: this.#tickets,
      called: this.#called,
      finished: this.#finished,
      noShows: this.#noShows,
      shownTheWay: this.#ways.size,
      faults: this.#faults,
    };
  }

  line(line: TraceLine): void {
    if (line.kind === 'config') return;
    const { t, device, kind } = line;
    const port = text(line['port']);
    const name = text(line['name']);
    if (kind === 'transition') this.#stepped(t, device, line);
    else if (kind === 'command') this.#commanded(t, device, port, name, line);
    else this.#heard(t, device, port, name, line);
  }

  #mark(t: Milliseconds, kind: MarkKind, device: string, words: string): void {
    this.#told({ t, kind, device, text: words });
  }

  #stepped(t: Milliseconds, device: string, line: JsonObject): void {
    const machine = text(line['machine']);
    const [from, to] = [text(line['from']), text(line['to'])];
    if (machine === 'greeting' && to.includes(greetedState) && (!from.includes(greetedState) || handedOver(from, to)))
      this.#greeted += 1;
    this.#mark(t, 'state', device, `${machine}: ${from} → ${to}`);
  }

  #commanded(t: Milliseconds, device: string, port: string, name: string, line: JsonObject): void {
    const what = record(line['with']);
    if (port === 'display') {
      const body = record(what['body']);
      const screen = text(body['screen']);
      if (screen === 'way') this.#ways.add(text(body['number']));
      const banner = record(what['banner']);
      const shown = text(banner['number']) === '' ? screen : `${screen}, calling ${text(banner['number'])}`;
      if (this.#screens.get(`${device}/${name}`) === shown) return;
      this.#screens.set(`${device}/${name}`, shown);
      this.#mark(t, 'view', device, shown);
    } else if (port === 'speaker') this.#mark(t, 'words', device, text(what['words']) || 'chime');
    else if (port === 'printer' && line['do'] === 'print') this.#mark(t, 'slip', device, 'slip sent to the printer');
    else if (port === 'ledger' && line['do'] === 'append')
      this.#pending.set(callOf(device, name, line), list(what['events']).map(record));
  }

  #heard(t: Milliseconds, device: string, port: string, name: string, line: JsonObject): void {
    if ('fault' in line) {
      // A printer's loss is its status too, and counted there.
      if (port !== 'printer') this.#faults += 1;
      this.#mark(t, 'fault', device, `${name}: ${text(record(line['fault'])['kind'])}`);
    } else if (port === 'printer' && 'status' in line) {
      const fault = text(record(record(line['status'])['fault'])['kind']);
      const before = this.#printers.get(`${device}/${name}`) ?? '';
      this.#printers.set(`${device}/${name}`, fault);
      if (fault === before) return;
      if (fault !== '') this.#faults += 1;
      this.#mark(t, 'fault', device, `${name}: ${fault === '' ? 'can print again' : fault}`);
    } else if (port === 'display' && 'touch' in line)
      this.#mark(t, 'touch', device, text(record(line['touch'])['action']));
    else if (port === 'button' && 'at' in line) this.#mark(t, 'touch', device, `button ${name}`);
    else if (port === 'ledger' && 'result' in line) this.#appended(t, device, callOf(device, name, line), line);
  }

  /** Facts count once they are durable, on the device that wrote them. */
  #appended(t: Milliseconds, device: string, key: string, line: JsonObject): void {
    const events = this.#pending.get(key);
    if (events === undefined) return;
    this.#pending.delete(key);
    if (record(line['result'])['ok'] !== true) return;
    for (const event of events) {
      if (text(event['device']) !== device) continue;
      const data = record(event['data']);
      const number = text(data['ticket']).split('/')[1] ?? '';
      switch (text(event['kind'])) {
        case 'ticket.issued':
          this.#tickets += 1;
          this.#mark(t, 'slip', device, `number ${number} given`);
          break;
        case 'ticket.called':
          this.#called += 1;
          this.#mark(t, 'call', device, `${number} called to ${text(data['counter'])}`);
          break;
        case 'ticket.recalled':
          this.#mark(t, 'call', device, `${number} called again to ${text(data['counter'])}`);
          break;
        case 'ticket.finished':
          this.#finished += 1;
          this.#mark(t, 'call', device, `${number} finished`);
          break;
        case 'ticket.no-show':
          this.#noShows += 1;
          this.#mark(t, 'call', device, `${number} did not come`);
          break;
        default:
          break;
      }
    }
  }
}
