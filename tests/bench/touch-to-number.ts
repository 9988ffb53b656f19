import { execFileSync } from 'node:child_process';
import { assert } from '../../hal/assert.ts';
import { startRig, type BenchRig } from './device-rig.ts';
import { quantile, rounded, spread, type BenchCase, type Section } from './figures.ts';

const visitors = 300;
const warmUp = 20;
const patienceMs = 5_000;

const until = async (what: string, holds: () => boolean): Promise<void> => {
  const deadline = performance.now() + patienceMs;
  while (!holds()) {
    assert(performance.now() < deadline, `bench: ${what} did not happen`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const screen = (rig: BenchRig): string => rig.display.view?.body.screen ?? '';

/** Walks one visitor to the question whose answer asks for the number; gives that answer's action. */
const toLastQuestion = async (rig: BenchRig): Promise<string> => {
  for (let step = 0; step < 6; step += 1) {
    const view = rig.display.view;
    assert(view !== null, 'bench: nothing is shown');
    const { body } = view;
    if (body.screen === 'priority') {
      const no = body.tiles.find(({ icon }) => icon === 'no') ?? body.tiles.at(-1);
      assert(no !== undefined, 'bench: no answer to the priority question');
      return no.action;
    }
    const before = body.screen;
    const service = body.screen === 'services' ? body.tiles.find(({ icon }) => icon !== 'unsure')?.action : undefined;
    rig.display.touch(service ?? view.actions.find((action) => !action.startsWith('chrome.')) ?? 'touch');
    await until(`a screen after ${before}`, () => screen(rig) !== before);
  }
  throw new Error(`bench: stuck at ${screen(rig)}`);
};

/** From the last touch to the number on the glass (synced by then) and to the first byte of the slip's picture. */
export const touchToNumber = async (): Promise<Section> => {
  const rig = await startRig();
  const cases: BenchCase[] = [];
  let pictureAt = 0;
  let shownAt = 0;
  rig.link.onPicture = () => {
    if (pictureAt === 0) pictureAt = performance.now();
  };
  rig.display.onShow = (view) => {
    if (view.body.screen === 'ticket' && shownAt === 0) shownAt = performance.now();
  };
  for (let visitor = 0; visitor < visitors + warmUp; visitor += 1) {
    await until('an idle screen', () => screen(rig) !== 'thanks');
    const answer = await toLastQuestion(rig);
    shownAt = 0;
    pictureAt = 0;
    const began = performance.now();
    rig.display.touch(answer);
    await until('the number on the screen', () => shownAt > 0);
    await until('the first byte of the slip', () => pictureAt > 0);
    if (visitor >= warmUp)
      cases.push(
        { section: 'touch-to-number', case: `${visitor}`, decision: 'shown', time: began, value: shownAt - began },
        {
          section: 'touch-to-number',
          case: `${visitor}`,
          decision: 'first-byte',
          time: began,
          value: pictureAt - began,
        },
      );
    await until('a way on', () => finishTile(rig) !== null);
    rig.display.touch(finishTile(rig) ?? '');
    await until('the next visitor', () => screen(rig) !== 'ticket');
  }
  const floor = floorOf(rig.dataDir);
  await rig.end();
  const of = (decision: string): number[] =>
    cases.filter((each) => each.decision === decision).map(({ value }) => value);
  return {
    name: 'touch-to-number',
    what: `last touch to the synced number on the screen and to the slip's first byte, ${visitors} visitors, beside a bare append + fdatasync`,
    figures: {
      n: visitors,
      ...spread('shown', of('shown')),
      ...spread('firstByte', of('first-byte')),
      floorP50Ms: rounded(floor.p50Ms),
      floorP99Ms: rounded(floor.p99Ms),
      shownOverFloor: rounded(quantile(of('shown'), 0.5) / floor.p50Ms),
    },
    cases,
  };
};

const finishTile = (rig: BenchRig): string | null => {
  const body = rig.display.view?.body;
  if (body?.screen !== 'ticket') return null;
  return body.tiles.find(({ icon }) => icon === 'done' || icon === 'yes')?.action ?? null;
};

/** The same disk in a process of its own that knows nothing of letan. */
const floorOf = (directory: string): { readonly p50Ms: number; readonly p99Ms: number } => {
  const text = execFileSync(
    process.execPath,
    ['tests/bench/floors/append-fdatasync.mjs', '--dir', directory, '--bytes', '512', '--count', '2000'],
    { encoding: 'utf8' },
  );
  const { p50Ms, p99Ms } = JSON.parse(text) as { p50Ms: number; p99Ms: number }; // its own one line of output
  return { p50Ms, p99Ms };
};
