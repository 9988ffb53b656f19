// Power cuts in the midst of an update of a real card. The sweep over every step stands in tests/unit/update-cuts.test.ts, with stand-ins;
// here a sample of them loses its power with a real kernel, file system and service manager beneath.
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../../../sim/random.ts';
import { runs } from '../../support/tier.ts';
import { mounted, mountStick } from './updates.mjs';

/** Where an update may be cut, in its order: by what it says just then, and how long after that at most, in milliseconds. */
const places = [
  { name: 'while it is written', when: /writing to slot \w: +(\d+) %/u, withinMs: 3000 },
  { name: 'while the card is waited for', when: /waiting for the card/u, withinMs: 3000 },
  { name: 'while it is read back', when: /reading back: +(\d+) %/u, withinMs: 3000 },
  { name: 'at the switch', when: /slot \w (?:is ready after|holds it already)/u, withinMs: 5000 },
  { name: 'at its first start', when: /starting [\d.]+; \d+ s are left/u, withinMs: 60_000 },
  { name: 'when it was found good', when: /done: [\d.]+ runs/u, withinMs: 1500 },
];

/** How many real cuts: a minute or several each. LETAN_CARD_CUTS=12 makes as many. */
export const cutCount = Number(process.env['LETAN_CARD_CUTS'] ?? runs({ fast: 3, long: 6 }));

/** The places of so many cuts, spread over all and in their order; each with its own delay, and the part of long work that is done by then. */
const chosen = (count) => {
  const random = new SeededRandom(6, 'card-cuts');
  return Array.from({ length: count }, (_, index) => {
    const place = places[Math.floor((index * places.length) / count)];
    return {
      ...place,
      afterMs: Math.floor(random.between(0, place.withinMs)),
      percent: Math.floor(random.between(1, 10)) * 10,
    };
  });
};

/** Applies the newer release and pulls the plug at this point of it, while somebody takes a number. */
const cutDuring = async (device, { afterMs, name, percent, when }) => {
  let reached = () => undefined;
  const point = new Promise((done) => (reached = done));
  const applying = device.board.run(`sudo letan update apply ${mounted('next')} --now`, (line) => {
    const [found, part = percent] = when.exec(line) ?? [];
    if (found !== undefined && Number(part) >= percent) reached('reached');
  });
  // Shown before the cut or not: only what was shown must be there afterwards.
  const visitor = device.takeNumber().catch(() => null);
  const first = await Promise.race([point, applying]);
  if (first !== 'reached' && !when.test(first.out))
    throw new Error(`ended before “${name}”: exit ${first.code}\n${first.out}`);
  await sleep(afterMs);
  await device.cut();
  await Promise.all([applying, visitor]);
};

/** Cuts the power so often; after each the device starts the old release or the new one, whole, with every number that was shown. */
export const surviveCuts = async (device, { next, old }, log) => {
  for (const point of chosen(cutCount)) {
    const began = performance.now();
    await cutDuring(device, point);
    await device.powerOn();
    await device.untilReady();
    const { current, good, slots } = await device.untilSettled();
    const running = slots.find(({ slot }) => slot === current);
    if (current !== good || running.fault !== null)
      throw new Error(`after ${point.name}: ${JSON.stringify({ current, good, slots })}`);
    const runsNext = running.version === next.split('+')[0];
    await device.untilRuns(runsNext ? next : old);
    await device.takeNumber();
    await mountStick(device);
    log(
      `  cut ${point.name}, ${point.percent} %, ${point.afterMs} ms: ${runsNext ? 'the new one' : 'the old one'} (${((performance.now() - began) / 1000).toFixed(0)} s)`,
    );
    if (runsNext) await device.board.must('sudo letan update rollback --now', (line) => log(`  ${line}`));
    await device.untilRuns(old);
  }
};
