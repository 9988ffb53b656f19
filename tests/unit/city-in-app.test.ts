import { expect, it } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { createApp } from '../../firmware/app.ts';
import { noTrace } from '../../firmware/trace.ts';
import { simulatedHal } from '../../sim/hal.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { deviceWorld } from '../support/device-world.ts';
import { deviceOf } from '../support/one-device.ts';

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';

it('a device tells the city what its hall does, through an hour without it, and nothing is left running', async () => {
  const lines = [
    'devices:',
    '  ledger: { driver: simulated }',
    '  city: { port: city-system, driver: simulated }',
    '',
  ].join('\n');
  const config = deviceOf(kiosk, new MemoryFiles({ [kiosk]: `${edited(kiosk)}${lines}` }));
  const languages = loadLanguages('config/languages', config.site.languages);
  if (!languages.ok) throw new Error('the shipped languages are right');
  const { parts, time } = deviceWorld(config);
  const { hal, twins } = simulatedHal(parts);
  const app = createApp({ config, languages: languages.value, hal, trace: noTrace, leftOut: [] });
  await time.walk(app.start(), 60_000);
  const city = twins.cities[0]?.twin;
  let wishes = 0;
  const pause = (reason: string): Promise<unknown> =>
    time.walk(
      app.face.command({ name: 'pause-counter', id: `w${(wishes += 1)}`, counter: '1', reason, by: 'clerk' }),
      10_000,
    );
  await pause('a');
  await time.advance(2_000);
  expect(app.status()['city']).toMatchObject({ deciding: true, waiting: 0 });
  city?.setAway(true);
  await pause('b');
  await time.advance(3_600_000);
  expect(app.status()['city']).toMatchObject({ waiting: 1, fault: { kind: 'offline' } });
  city?.setAway(false);
  await pause('c');
  await time.advance(120_000);
  const reasons = city?.taken.map(({ body }) => (JSON.parse(body) as { reason: string }).reason); // our own bodies
  expect(reasons).toEqual(['a', 'b', 'c']);
  await time.walk(app.stop(), 60_000);
  await time.settle();
  expect(time.pending).toBe(0);
});
