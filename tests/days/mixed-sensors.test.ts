import { describe, expect, test } from 'vitest';
import { MemoryFiles, shippedFiles } from '../support/config-files.ts';
import { sensorBreaks } from '../../sim/devices/sensor.ts';
import { runs } from '../support/tier.ts';
import { deviceOf, runDevice, type OneDevice } from '../support/one-device.ts';

const path = 'config/sites/neighbourhood-kiosk/devices/kiosk-1.yaml';

/** The neighbourhood's kiosk on the profile with PIR, LD2450 and VL53L5CX, with sensors taken away. */
const kiosk = (...without: readonly string[]) => {
  const text = (shippedFiles[path] ?? '').replace('profile: kiosk', 'profile: kiosk-sensing');
  const none = without.length === 0 ? '' : `devices:\n${without.map((name) => `  ${name}: none\n`).join('')}`;
  return deviceOf(path, new MemoryFiles({ [path]: `${text.trimEnd()}\n${none}` }));
};

const evening = '2026-08-03T18:30';

/** What may be missing; the fast tier takes the first. */
const absences = [['pir', 'radar'], ['grid'], ['pir'], ['radar'], ['pir', 'grid']].map((without) => ({ without }));

const greetings = ({ told }: OneDevice): number => told.filter(({ name }) => name === 'evt/visitor-greeted').length;
const wordsOf = ({ lines }: OneDevice, port: string): number =>
  lines.filter((line) => line.includes(`"kind":"input","port":"${port}"`) && line.includes('"word"')).length;

describe('a kiosk with three kinds of sensor', () => {
  test('boots, hears all three, greets a visitor once and gives them a number', async () => {
    const visit = await runDevice(kiosk(), evening, {}, 3);
    for (const port of ['presence', 'targets', 'range-grid'])
      expect([port, wordsOf(visit, port) > 0]).toEqual([port, true]);
    expect(visit.summary.tickets).toBe(1);
    expect(visit.summary.greeted).toBe(1);
    expect(greetings(visit)).toBe(1);
    expect(visit.told.some(({ name }) => name === 'evt/sensor-distrusted')).toBe(false);
  });

  test.each(absences.slice(0, runs({ fast: 2, long: absences.length })))(
    'serves all the same without %j',
    async ({ without }) => {
      const visit = await runDevice(kiosk(...without), evening, {}, 3);
      expect(visit.summary.tickets).toBe(1);
      expect(greetings(visit)).toBe(1);
    },
  );

  test.each(sensorBreaks.slice(0, runs({ fast: 2, long: sensorBreaks.length })))(
    'goes on when the radar is %s, and says so',
    async (how) => {
      const visit = await runDevice(kiosk(), evening, { at: { kind: 'after', ms: 80_000 } }, 4, [
        `at +20s break kiosk-1.radar.${how}`,
      ]);
      expect(visit.summary.tickets).toBe(1);
      expect(greetings(visit)).toBeLessThanOrEqual(1);
      if (how === 'dead' || how === 'garbled')
        expect(
          visit.told.some(({ name, payload }) => name === 'evt/sensor-distrusted' && payload.includes('radar')),
        ).toBe(true);
    },
  );

  test('the same seed gives the same trace, to the byte', async () => {
    const [one, again] = [await runDevice(kiosk(), evening, {}, 3), await runDevice(kiosk(), evening, {}, 3)];
    expect(again.summary.traceHash).toBe(one.summary.traceHash);
  });

  test('an empty hall is empty: nobody is greeted in a quarter of an hour', async () => {
    const quiet = await runDevice(kiosk(), evening, null, 15);
    expect(greetings(quiet)).toBe(0);
    expect(quiet.views.some(({ body }) => body.screen === 'invite')).toBe(false);
  });
});
