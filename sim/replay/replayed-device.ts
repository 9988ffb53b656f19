import type { View } from '../../behaviours/reception/views.ts';
import { clerksPadsOf } from '../../firmware/desk/desks.ts';
import type { SiteFace } from '../../firmware/site-face.ts';
import type { TraceLine } from '../../firmware/trace.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { LampState } from '../../hal/ports/lamp.ts';
import type { Milliseconds, Point, Pose } from '../../hal/units.ts';
import { direction } from '../arithmetic.ts';
import type { BeliefSnapshot, MachineSnapshot, SessionDevice, SessionEvent, SlipOut } from '../session.ts';
import type { ReplayedStart } from './running-replay.ts';

const mostSteps = 50;
type Step = MachineSnapshot['last'][number];

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const wordIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** A device of a recording as the simulator's page shows it: what it was told to do is what is seen of it; nobody can touch it. */
export class ReplayedDevice implements SessionDevice {
  readonly id: string;
  readonly #now: () => Milliseconds;
  readonly #tell: (event: SessionEvent) => void;
  readonly #steps = new Map<string, Step[]>();
  readonly #views = new Map<string, View>();
  readonly #lamps = new Map<string, LampState>();
  readonly #slips: SlipOut[] = [];
  #start: ReplayedStart;

  constructor(start: ReplayedStart, now: () => Milliseconds, tell: (event: SessionEvent) => void) {
    this.id = start.device;
    this.#start = start;
    this.#now = now;
    this.#tell = tell;
  }

  /** The same device, started again. */
  begin(start: ReplayedStart): void {
    this.#start = start;
    this.#steps.clear();
  }

  /** A line of its trace, as the firmware writes it now. */
  hear(line: Exclude<TraceLine, { kind: 'config' }>): void {
    const t = this.#now();
    const name = wordIn(line['name']);
    const what = line['with'];
    if (line.kind === 'transition') {
      const machine = wordIn(line['machine']);
      const steps = this.#steps.get(machine) ?? [];
      this.#steps.set(machine, steps);
      const [event, from, to] = [line['event'], line['from'], line['to']].map(wordIn);
      steps.push({ t, event: event ?? '', from: from ?? '', to: to ?? '' });
      if (steps.length > mostSteps) steps.shift();
    } else if (line.kind === 'command' && line['port'] === 'display' && line['do'] === 'show' && isObject(what)) {
      // What reception shows is a view.
      const view = what as unknown as View;
      this.#views.set(name, view);
      this.#tell({ type: 'view.shown', device: this.id, display: name, view });
    } else if (line.kind === 'command' && line['port'] === 'lamp' && line['do'] === 'set' && isObject(what)) {
      // The firmware's own word for a lamp.
      const state = what['state'] as LampState;
      this.#lamps.set(name, state);
      this.#tell({ type: 'lamp.set', device: this.id, name, state });
    } else if (line.kind === 'command' && line['port'] === 'printer' && line['do'] === 'print') {
      const slip = { t, device: this.id, name, png: null, qr: null };
      this.#slips.push(slip);
      this.#tell({ type: 'slip.out', slip });
    }
  }

  get profile(): string {
    return this.#start.config.profile;
  }
  get place(): Pose {
    return this.#start.config.place ?? { x: 0, y: 0, headingRad: 0 };
  }
  get config(): JsonObject {
    return this.#start.config.content;
  }
  get displays(): readonly string[] {
    return Object.keys(this.#start.ports.hal.devices.display);
  }
  get buttons(): readonly string[] {
    return [];
  }
  get pads(): readonly { readonly name: string; readonly counter: string | null }[] {
    const counters = clerksPadsOf(this.#start.config);
    return Object.keys(this.#start.ports.hal.devices.keypad).map((name) => ({ name, counter: counters[name] ?? null }));
  }
  view(display: string): View | null {
    return this.#views.get(display) ?? null;
  }
  touch(): void {
    // What was touched is in the recording.
  }
  press(): void {
    // As for touches.
  }
  key(): void {
    // As for touches.
  }
  lamps(): readonly { readonly name: string; readonly state: LampState }[] {
    return [...this.#lamps].map(([name, state]) => ({ name, state }));
  }
  slips(): readonly SlipOut[] {
    return this.#slips;
  }
  machines(): readonly MachineSnapshot[] {
    return this.#start.app.machines().map((each) => ({ ...each, last: this.#steps.get(each.machine) ?? [] }));
  }
  beliefs(): readonly BeliefSnapshot[] {
    const { headingRad, x, y } = this.place;
    const ahead = direction(headingRad);
    const turned = (along: number, left: number): Point => ({
      x: along * ahead.x - left * ahead.y,
      y: along * ahead.y + left * ahead.x,
    });
    return this.#start.app.beliefs().map(({ greeted, person, rung, why }): BeliefSnapshot => {
      const place = turned(person.x, person.y);
      const speed = turned(person.vx, person.vy);
      const { id, intent, seen, sigmaM } = person;
      const distanceM = Math.sqrt(person.x * person.x + person.y * person.y);
      const at = { device: this.id, id, x: x + place.x, y: y + place.y, vx: speed.x, vy: speed.y };
      return { ...at, distanceM, sigmaM, seen, intent, rung, why, greeted };
    });
  }
  get face(): SiteFace {
    const { face } = this.#start.app;
    // A page may look and not ask: what was asked is in the recording.
    return {
      ...face,
      command: () => Promise.resolve({ ok: false, refusal: { kind: 'recording' } }),
      hall: () => {
        const hall = face.hall();
        return hall === null
          ? null
          : { ...hall, eventsOf: () => Promise.resolve({ ok: false, fault: { kind: 'recording' } }) };
      },
    };
  }
  status(): JsonObject {
    return this.#start.app.status();
  }
}
