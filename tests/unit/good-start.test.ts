import { describe, expect, it } from 'vitest';
import { GoodStart, type GoodStartSettings, type Pulse, type Vital } from '../../firmware/good-start.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';

const settings: GoodStartSettings = {
  wellForMs: 60_000,
  withinMs: 300_000,
  everyMs: 5_000,
  answerMs: 4_000,
  loopLateMs: 2_000,
};

/** A part whose pulse the test sets; `null` never answers. */
class Part implements Vital {
  readonly name: Vital['name'];
  pulse: Pulse | null = 'well';
  asked = 0;
  #answers: ((pulse: Pulse) => void)[] = [];

  constructor(name: Vital['name']) {
    this.name = name;
  }

  look(): Promise<Pulse> {
    this.asked += 1;
    if (this.pulse !== null) return Promise.resolve(this.pulse);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  /** What was asked and hung is answered after all. */
  answerAtLast(pulse: Pulse): void {
    for (const answer of this.#answers.splice(0)) answer(pulse);
  }
}

const rig = () => {
  const time = new SimClock();
  const ledger = new Part('ledger');
  const page = new Part('page');
  const logged: string[] = [];
  const verdicts: string[] = [];
  const log = { write: (_level: string, event: string) => void logged.push(event) };
  const judged = new GoodStart([ledger, page], settings, new DeviceClock(time, 0), log);
  judged.onVerdict(({ afterMs, verdict }) => verdicts.push(`${verdict} after ${afterMs}`));
  return { time, ledger, page, logged, verdicts, judged };
};

describe('a start', () => {
  it('is good once everything was well for the whole while, and is told so once', async () => {
    const { judged, time, verdicts } = rig();
    judged.start();
    await time.advance(59_000);
    expect([judged.verdict, judged.alive, verdicts]).toEqual(['on-trial', true, []]);
    await time.advance(600_000);
    expect([judged.verdict, verdicts]).toEqual(['good', ['good after 60000']]);
    judged.stop();
    expect(time.pending).toBe(0);
  });

  it.each(['faulty', 'silent'] as const)('begins its while anew after a part was %s', async (pulse) => {
    const { judged, page, time, verdicts } = rig();
    judged.start();
    await time.advance(50_000);
    page.pulse = pulse;
    await time.advance(6_000);
    page.pulse = 'well';
    await time.advance(58_000);
    expect(verdicts).toEqual([]);
    await time.advance(20_000);
    expect(judged.verdict).toBe('good');
    judged.stop();
  });

  it('is bad when it was not good in time, and stays that', async () => {
    const { judged, ledger, logged, time, verdicts } = rig();
    ledger.pulse = 'faulty';
    judged.start();
    await time.advance(300_000);
    expect(verdicts).toEqual(['bad after 300000']);
    ledger.pulse = 'well';
    await time.advance(300_000);
    expect([judged.verdict, verdicts.length, logged.filter((event) => event === 'start.judged').length]).toEqual([
      'bad',
      1,
      1,
    ]);
    judged.stop();
  });

  it('is bad too when a part never answers at all', async () => {
    const { judged, page, time, verdicts } = rig();
    page.pulse = null;
    judged.start();
    await time.advance(301_000);
    expect(verdicts).toEqual(['bad after 300000']);
    // Asked once: whoever hangs is not buried under questions.
    expect(page.asked).toBe(1);
    judged.stop();
    expect(time.pending).toBe(0);
  });

  it('that ended in order has no verdict', async () => {
    const { judged, time, verdicts } = rig();
    judged.start();
    await time.advance(30_000);
    judged.stop();
    await time.advance(600_000);
    expect([verdicts, judged.verdict, judged.alive, time.pending]).toEqual([[], 'on-trial', false, 0]);
  });
});

describe('what a watchdog is told', () => {
  it('is that a device lives whose ledger refuses: no start anew mends a full disk', async () => {
    const { judged, ledger, time } = rig();
    judged.start();
    await time.advance(1_000);
    ledger.pulse = 'faulty';
    await time.advance(600_000);
    expect([judged.alive, judged.report().vitals]).toEqual([true, { loop: 'well', ledger: 'faulty', page: 'well' }]);
    judged.stop();
  });

  it.each(['ledger', 'page'] as const)(
    'is nothing while its %s does not answer, and again once it does',
    async (name) => {
      const { judged, time, ...parts } = rig();
      const part = parts[name];
      judged.start();
      await time.advance(1_000);
      expect(judged.alive).toBe(true);
      part.pulse = null;
      await time.advance(10_000);
      expect([judged.alive, judged.report().vitals[name]]).toEqual([false, 'silent']);
      part.pulse = 'well';
      await time.advance(60_000);
      // The question that hung is still out.
      expect(judged.alive).toBe(false);
      part.answerAtLast('well');
      await time.advance(10_000);
      expect(judged.alive).toBe(true);
      judged.stop();
    },
  );

  it('is nothing before the first look and after the end', async () => {
    const { judged, time } = rig();
    expect(judged.alive).toBe(false);
    judged.start();
    expect(judged.alive).toBe(false);
    await time.advance(1);
    expect(judged.alive).toBe(true);
    judged.stop();
    expect(judged.alive).toBe(false);
  });
});

describe('the event loop', () => {
  it('that stood still makes no good start, though the process lives', () => {
    // A host that computes for three seconds: its timers come when it is done.
    let now = 0;
    let look: (() => void) | null = null;
    const clock = {
      now: () => now,
      setTimeout: (call: () => void, ms: number) => {
        if (ms === 0) look = call;
        return ms;
      },
      clearTimeout: () => undefined,
      wallTime: () => ({ instant: 0, trusted: false }),
      turn: (call: () => void) => call(),
    };
    const judged = new GoodStart([], settings, clock, { write: () => undefined });
    judged.start();
    now = 3_000;
    (look as (() => void) | null)?.(); // assigned in setTimeout, which the compiler does not follow
    expect([judged.report().vitals, judged.alive]).toEqual([{ loop: 'faulty' }, true]);
  });
});
