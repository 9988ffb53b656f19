import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GreetingRig } from '../support/greeting-rig.ts';
import { runs } from '../support/tier.ts';

/** Somebody new comes, stands there and goes again. */
const visit = async (rig: GreetingRig, who: number, stayMs = 3_000): Promise<readonly string[]> => {
  rig.person('engaged', true, 1, who);
  await rig.time.advance(stayMs);
  rig.person('absent');
  await rig.time.advance(12_000);
  return rig.words();
};
const aloud = (lines: readonly string[]): readonly number[] =>
  lines.filter((line) => line.includes(' say ')).map((line) => Number.parseInt(line, 10));
const began = (lines: readonly string[]): number => lines.filter((line) => line.includes(' began ')).length;

const halfHour = 1_800_000;

describe('greetings aloud in an hour', () => {
  it('stay at the number that the place bears, and who comes then is served in silence', async () => {
    const rig = new GreetingRig({ aloudPerHour: 3 });
    const lines: string[] = [];
    for (let who = 1; who <= 6; who += 1) lines.push(...(await visit(rig, who)));
    expect(began(lines)).toBe(6);
    expect(aloud(lines).length).toBe(3);
    await rig.time.advance(3_600_000);
    rig.words();
    expect(aloud(await visit(rig, 9)).length).toBeGreaterThan(0);
    rig.close();
  });

  it('are none where none is wanted', async () => {
    const rig = new GreetingRig({ aloudPerHour: 0 });
    const lines = await visit(rig, 1);
    expect([began(lines), aloud(lines)]).toEqual([1, []]);
    rig.close();
  });

  it('are never more in any sixty minutes, however people come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        async (pauses, aloudPerHour) => {
          const rig = new GreetingRig({ aloudPerHour, restMs: 0 });
          const spoke: number[] = [];
          for (const [index, pause] of pauses.entries()) {
            await rig.time.advance(pause);
            spoke.push(...aloud(await visit(rig, index + 1)));
          }
          for (const at of spoke)
            expect(spoke.filter((one) => one <= at && at - one < 3_600_000).length).toBeLessThanOrEqual(aloudPerHour);
          rig.close();
        },
      ),
      { numRuns: runs({ fast: 20, long: 500 }), seed: 7 },
    );
  });
});

describe('one key of staff', () => {
  it('mutes the greetings for half an hour, and says so to be kept', async () => {
    const rig = new GreetingRig();
    rig.greeting.send({ type: 'mute.pressed' });
    expect(rig.words()).toEqual([
      `0 kept {"forMs":${halfHour}} for ${halfHour}`,
      '0 muted',
      '0 withdraw greeting.words',
    ]);
    const muted = await visit(rig, 1);
    expect([began(muted), aloud(muted)]).toEqual([1, []]);
    await rig.time.advance(halfHour);
    expect(rig.words().filter((line) => /muted|kept/.test(line))).toEqual([
      `${halfHour} kept null for null`,
      `${halfHour} unmuted`,
    ]);
    expect(aloud(await visit(rig, 2)).length).toBeGreaterThan(0);
    rig.close();
  });

  it('takes it back when it is pressed again', async () => {
    const rig = new GreetingRig();
    rig.greeting.send({ type: 'mute.pressed' });
    rig.greeting.send({ type: 'mute.pressed' });
    rig.words();
    expect(aloud(await visit(rig, 1)).length).toBeGreaterThan(0);
    rig.close();
  });

  it('is remembered over a restart for what is left of it, whole where the clock is not believed', async () => {
    for (const [leftMs, until] of [
      [600_000, 600_000],
      [null, halfHour],
      [0, 0],
    ] as const) {
      const rig = new GreetingRig();
      rig.greeting.send({ type: 'state.resumed', data: { forMs: halfHour }, leftMs });
      expect(rig.words().some((line) => line.endsWith(' muted'))).toBe(until > 0);
      await rig.time.advance(until);
      rig.words();
      expect(aloud(await visit(rig, 1)).length).toBeGreaterThan(0);
      rig.close();
    }
  });

  it('may be pressed for a time of its own, over the bus', async () => {
    const rig = new GreetingRig();
    rig.greeting.send({ type: 'greetings.muted', forMs: 60_000 });
    await rig.time.advance(59_999);
    rig.words();
    await rig.time.advance(1);
    expect(rig.words()).toContain('60000 unmuted');
    rig.greeting.send({ type: 'greetings.muted', forMs: null });
    rig.greeting.send({ type: 'greetings.unmuted' });
    expect(rig.words().at(-1)).toContain('unmuted');
    rig.close();
  });
});
