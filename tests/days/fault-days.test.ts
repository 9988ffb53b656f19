import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../sim/random.ts';
import { findingText, HallChecker } from '../support/hall-checker.mjs';
import { runRestless, type RestlessDay } from '../support/restless-hall.ts';
import { runs } from '../support/tier.ts';

/*
 * Days drawn from their seeds on which networks, power, disks, clocks and printers fail under clerks and visitors who give no rest. After
 * each event every invariant is checked; then all is mended, everybody is worked off, and nobody is lost.
 */

const ofDevice = [
  'power.off',
  'network.cut',
  'disk.full',
  'disk.read-only',
  'clock.stepped',
  'clock.ahead',
  'clock.untrusted',
  'slip.paper-out',
  'slip.unplugged',
] as const;
const ofAll = ['network.slow', 'network.doubling', 'network.overtaking', 'broker.gone'] as const;
const lengthS = 300;

const dayOf = (seed: number): RestlessDay => {
  const random = new SeededRandom(seed, 'faults');
  const devices = random.chance(0.3) ? ['kiosk-1', 'kiosk-2', 'robot-1'] : ['kiosk-1', 'kiosk-2'];
  const script: string[] = [];
  for (let count = 2 + random.below(5); count > 0; count -= 1) {
    const from = 10 + random.below(lengthS - 60);
    const to = from + 5 + random.below(lengthS - from - 5);
    const fault = random.chance(0.4) ? random.pick(ofAll) : `${random.pick(devices)}.${random.pick(ofDevice)}`;
    script.push(`at +${from}s break ${fault}`, `at +${to}s mend ${fault}`);
  }
  // The hub is given up for lost, and comes back later with all that it knows.
  const raised = random.chance(0.3);
  if (raised) {
    const from = 60 + random.below(120);
    script.push(
      `at +${from}s break kiosk-1.power.off`,
      `at +${from + 10}s promote kiosk-2`,
      `at +${from + 60}s mend kiosk-1.power.off`,
    );
  }
  const numbersEach = random.chance(0.5) ? 12 : 200;
  return { seed, devices, lengthMs: lengthS * 1000, script, lastHub: raised ? 'kiosk-2' : 'kiosk-1', numbersEach };
};

/**
 * The hub is cut off, its clerks go on at its own page, and somebody is raised in its place whose clerks go on too; then one by one all
 * hear each other again. Numbers, calls and ends of both sides become one hall.
 */
const twoHubs = (seed: number): RestlessDay => {
  const random = new SeededRandom(seed, 'two hubs');
  const cut = 10 + random.below(30);
  const raised = cut + 5 + random.below(40);
  const back = raised + 20 + random.below(60);
  const weather = random.pick([...ofAll, 'fair'] as const);
  const member = cut + random.below(back - cut);
  return {
    seed,
    devices: ['kiosk-1', 'kiosk-2', 'robot-1'],
    lengthMs: (back + 40) * 1000,
    numbersEach: 200,
    lastHub: 'kiosk-2',
    clerksGoOn: true,
    script: [
      `at +${cut}s break kiosk-1.network.cut`,
      `at +${raised}s promote kiosk-2`,
      `at +${back}s mend kiosk-1.network.cut`,
      `at +${member}s break robot-1.network.cut`,
      `at +${member + 10 + random.below(40)}s mend robot-1.network.cut`,
      ...(weather === 'fair' ? [] : [`at +${back - 5}s break ${weather}`, `at +${back + 20}s mend ${weather}`]),
    ],
  };
};

/**
 * The house loses its power, and the broker tells of nobody that they are gone. All come back in some order but the robot, for which
 * the broker's kept word goes on to say that it is there; it comes when nobody waits for it any more.
 */
const darkHouse = (seed: number): RestlessDay => {
  const random = new SeededRandom(seed, 'dark house');
  const cut = 30 + random.below(60);
  const back = cut + 5 + random.below(60);
  const member = back + random.below(20);
  const robot = back + 20 + random.below(60);
  const weather = random.pick([...ofAll.filter((one) => one !== 'broker.gone'), 'fair'] as const);
  return {
    seed,
    devices: ['kiosk-1', 'kiosk-2', 'robot-1'],
    lengthMs: (robot + 30) * 1000,
    numbersEach: 200,
    lastHub: 'kiosk-1',
    script: [
      ...['broker.gone', ...['kiosk-1', 'kiosk-2', 'robot-1'].map((device) => `${device}.power.off`)].map(
        (fault) => `at +${cut}s break ${fault}`,
      ),
      `at +${back + random.below(5)}s mend broker.gone`,
      `at +${back + random.below(5)}s mend kiosk-1.power.off`,
      `at +${member}s mend kiosk-2.power.off`,
      `at +${robot}s mend robot-1.power.off`,
      ...(weather === 'fair' ? [] : [`at +${back}s break ${weather}`, `at +${robot + 10}s mend ${weather}`]),
    ],
  };
};

const only = process.env['LETAN_SEED'];
const seeds =
  only === undefined ? Array.from({ length: runs({ fast: 1, long: 200 }) }, (_, index) => 1 + index) : [Number(only)];

const some = (count: number): readonly number[] => (only === undefined ? seeds.slice(0, count) : seeds);
const kinds = [
  ['things break', dayOf, seeds],
  ['two devices decide', twoHubs, some(runs({ fast: 1, long: 40 }))],
  // Each rule of it has its own test in `tests/unit/hall-power-cut.test.ts`.
  ['the house loses its power', darkHouse, some(runs({ fast: 0, long: 40 }))],
] as const;

describe.each(kinds.filter(([, , drawn]) => drawn.length > 0))('restless days on which %s', (_, draw, drawn) => {
  test.each(drawn)(
    'day %i keeps every invariant and loses nobody',
    async (seed) => {
      const day = draw(seed);
      const checker = new HallChecker();
      const end = await runRestless(day, (line) => checker.read(line));
      const story = `${day.script.join('; ')}\nagain: LETAN_SEED=${seed} npx vitest run tests/days/fault-days.test.ts`;
      expect(checker.end({ calm: true }).map(findingText), story).toEqual([]);
      expect(end?.workedOff, story).toBe(true);
      expect(checker.issued.length, story).toBeGreaterThan(0);
    },
    300_000,
  );
});
