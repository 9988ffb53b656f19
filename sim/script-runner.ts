import { assert } from '../hal/assert.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Centre } from './centre.ts';
import type { DeviceRig } from './device-rig.ts';
import type { Step } from './scenario-steps.ts';
import type { Outcome } from './summary.ts';
import { Life } from './world/life.ts';
import { words } from './world/clerk.ts';

interface TimedStep {
  readonly step: Step;
  readonly at: Milliseconds;
}

/** How often, and for how long, somebody tries to have a device take the hub's place that cannot yet. */
const againMs: Milliseconds = 5_000;
const longestTryingMs: Milliseconds = 300_000;

/** Does the lines of a scenario's script at their time and keeps what became of its expectations. */
export class ScriptRunner {
  readonly #centre: Centre;
  readonly #life: Life;
  readonly #outcomes: Outcome[] = [];
  readonly endsAt: Milliseconds;

  constructor(centre: Centre, steps: readonly TimedStep[]) {
    this.#centre = centre;
    this.#life = new Life(centre.clock);
    this.endsAt = steps.reduce(
      (last, { step, at }) => Math.max(last, at + (step.do === 'expect' ? step.withinMs : 0)),
      0,
    );
    for (const { step, at } of steps) void this.#life.sleep(at - centre.clock.now()).then(() => this.#do(step));
  }

  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }

  close(): void {
    this.#life.end();
  }

  #rig(device: string): DeviceRig {
    const rig = this.#centre.rigs.find(({ id }) => id === device);
    assert(rig !== undefined, `no device ${device}`);
    return rig;
  }

  async #do(step: Step): Promise<void> {
    const centre = this.#centre;
    switch (step.do) {
      case 'break':
      case 'mend':
        if (!centre.faults.turn(step.fault, step.do === 'break'))
          this.#outcomes.push({ expected: step.text, was: `no fault called ${step.fault}`, ok: false });
        centre.mark('fault', null, `${step.fault} ${step.do === 'break' ? 'broken' : 'mended'}`);
        break;
      case 'restart':
        await this.#rig(step.device).restart();
        break;
      case 'promote': {
        const said = await this.#promote(step.device);
        if (said !== 'promoted') this.#outcomes.push({ expected: step.text, was: said, ok: false });
        break;
      }
      case 'touch': {
        const { door } = this.#rig(step.device);
        const glass = door.glass();
        if (glass !== null) door.touch(step.action, glass.revision);
        break;
      }
      case 'press':
        this.#rig(step.device).door.press();
        break;
      case 'clerk': {
        const clerk = centre.clerks.find(({ desk }) => desk.id === step.counter);
        if (clerk === undefined) this.#outcomes.push({ expected: step.text, was: 'no such counter', ok: false });
        else centre.mark('clerk', null, `${step.counter}: ${words(await clerk.press(step.verb))}`);
        break;
      }
      case 'expect':
        await this.#expect(step);
        break;
    }
  }

  /** Whoever stands there and is told that it cannot be done just now tries again. */
  async #promote(device: string): Promise<string> {
    const until = this.#life.now + longestTryingMs;
    for (;;) {
      const said = await this.#centre.promote(device);
      if (said === 'promoted' || this.#life.now >= until) return said;
      await this.#life.sleep(againMs);
    }
  }

  async #expect(step: Extract<Step, { do: 'expect' }>): Promise<void> {
    const { door } = this.#rig(step.device);
    const shown = (): string => door.glass()?.view.body.screen ?? 'dark';
    const found = await this.#life.until(
      () => (shown() === step.screen ? true : null),
      [(poke) => door.onGlass(poke)],
      step.withinMs,
    );
    this.#outcomes.push({ expected: step.text, was: shown(), ok: found !== null });
  }
}
