import type { View } from '../behaviours/reception/views.ts';
import { clerksPadsOf } from '../firmware/desk/desks.ts';
import type { SiteFace } from '../firmware/site-face.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { PadKey } from '../hal/ports/keypad.ts';
import type { LampState } from '../hal/ports/lamp.ts';
import type { Milliseconds, Point, Pose } from '../hal/units.ts';
import { direction } from './arithmetic.ts';
import type { DeviceRig } from './device-rig.ts';
import type { BeliefSnapshot, MachineSnapshot, SessionDevice, SessionEvent, SlipOut } from './session.ts';

const mostSteps = 50;

type Step = MachineSnapshot['last'][number];

/** A device of a running session, with its last steps kept for the maintainer. */
export class RunningDevice implements SessionDevice {
  readonly #rig: DeviceRig;
  readonly #tell: (event: SessionEvent) => void;
  readonly #steps = new Map<string, Step[]>();
  readonly #slips: SlipOut[] = [];
  readonly #ends: Unsubscribe[] = [];

  constructor(rig: DeviceRig, tell: (event: SessionEvent) => void) {
    this.#rig = rig;
    this.#tell = tell;
    const { id, twins } = rig;
    const now = (): Milliseconds => twins.clock.now();
    for (const { name, twin } of twins.displays)
      this.#ends.push(twin.onShown(({ view }) => tell({ type: 'view.shown', device: id, display: name, view })));
    for (const { name, twin } of twins.speakers)
      this.#ends.push(
        twin.onSound(({ clip }) => tell({ type: 'sound.begun', sound: { t: now(), device: id, name, clip } })),
      );
    for (const { name, twin } of twins.lamps)
      this.#ends.push(twin.onSeen((state) => tell({ type: 'lamp.set', device: id, name, state })));
  }

  /** Follows the machines of the firmware that runs now. */
  watch(): void {
    this.#ends.push(
      this.#rig.onTransition(({ machine, event, from, to }) => {
        const steps = this.#steps.get(machine) ?? [];
        this.#steps.set(machine, steps);
        steps.push({ t: this.#rig.twins.clock.now(), event, from, to });
        if (steps.length > mostSteps) steps.shift();
      }),
    );
  }

  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  get id(): string {
    return this.#rig.id;
  }
  get profile(): string {
    return this.#rig.parts.config.profile;
  }
  get place(): Pose {
    return this.#rig.door.place;
  }
  get config(): JsonObject {
    return this.#rig.parts.config.content;
  }
  get displays(): readonly string[] {
    return this.#rig.twins.displays.map(({ name }) => name);
  }
  get buttons(): readonly string[] {
    return this.#rig.twins.buttons.map(({ name }) => name);
  }

  view(display: string): View | null {
    return this.#rig.twins.displays.find(({ name }) => name === display)?.twin.current()?.view ?? null;
  }
  touch(display: string, action: string): void {
    this.#rig.twins.displays.find(({ name }) => name === display)?.twin.touch(action);
  }
  press(button: string): void {
    this.#rig.twins.buttons.find(({ name }) => name === button)?.twin.press();
  }
  get pads(): readonly { readonly name: string; readonly counter: string | null }[] {
    const counters = clerksPadsOf(this.#rig.parts.config);
    return this.#rig.twins.keypads.map(({ name }) => ({ name, counter: counters[name] ?? null }));
  }
  key(pad: string, key: PadKey): void {
    this.#rig.twins.keypads.find(({ name }) => name === pad)?.twin.press(key);
  }
  lamps(): readonly { readonly name: string; readonly state: LampState }[] {
    return this.#rig.twins.lamps.map(({ name, twin }) => ({ name, state: twin.seen }));
  }
  slips(): readonly SlipOut[] {
    return this.#slips;
  }
  machines(): readonly MachineSnapshot[] {
    return this.#rig.app.machines().map((machine) => ({ ...machine, last: this.#steps.get(machine.machine) ?? [] }));
  }
  beliefs(): readonly BeliefSnapshot[] {
    // Without power it believes nothing any more.
    if (!this.#rig.running) return [];
    const { x, y, headingRad } = this.place;
    const ahead = direction(headingRad);
    const turned = (along: number, left: number): Point => ({
      x: along * ahead.x - left * ahead.y,
      y: along * ahead.y + left * ahead.x,
    });
    return this.#rig.app.beliefs().map(({ person, rung, why, greeted }): BeliefSnapshot => {
      const place = turned(person.x, person.y);
      const speed = turned(person.vx, person.vy);
      const { id, sigmaM, seen, intent } = person;
      return {
        device: this.id,
        id,
        x: x + place.x,
        y: y + place.y,
        vx: speed.x,
        vy: speed.y,
        distanceM: Math.sqrt(person.x * person.x + person.y * person.y),
        sigmaM,
        seen,
        intent,
        rung,
        why,
        greeted,
      };
    });
  }
  get face(): SiteFace {
    return this.#rig.face;
  }
  status(): JsonObject {
    return this.#rig.app.status();
  }

  /** A slip came out. */
  slip(slip: SlipOut): void {
    this.#slips.push(slip);
    if (this.#slips.length > mostSteps) this.#slips.shift();
    this.#tell({ type: 'slip.out', slip });
  }
}
