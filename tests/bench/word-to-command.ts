import type { BenchCase, Section } from './figures.ts';
import { spread } from './figures.ts';
import { startRig } from './device-rig.ts';

const rounds = 2_000;
const warmUp = 200;
/** A word that commands nothing within this is counted as unanswered. */
const patienceMs = 20;

/** From a radar's word at its port to the lamp's and the screen's command at theirs, through the whole app. */
export const wordToCommand = async (): Promise<Section> => {
  const rig = await startRig();
  const cases: BenchCase[] = [];
  const seen = { commandAt: 0 };
  rig.lamp.onSet = () => {
    seen.commandAt = performance.now();
  };
  rig.display.onShow = () => {
    seen.commandAt = performance.now();
  };
  let seq = 0;
  const speak = (x: number | null): void => {
    seq += 1;
    const targets = x === null ? [] : [{ x, y: 0.1, speed: -0.8 }];
    rig.sensor.speak({ sensorId: 'radar', seq, at: rig.now(), value: { targets } });
  };
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Milliseconds from the word to the first command, null when none came. */
  const answerTo = async (x: number | null): Promise<number | null> => {
    seen.commandAt = 0;
    const began = performance.now();
    speak(x);
    while (seen.commandAt === 0 && performance.now() - began < patienceMs) await pause();
    return seen.commandAt === 0 ? null : seen.commandAt - began;
  };
  for (let round = 0; round < rounds + warmUp; round += 1) {
    await answerTo(null);
    const time = performance.now();
    const value = await answerTo(3);
    if (round >= warmUp && value !== null)
      cases.push({ section: 'word-to-command', case: `${round}`, decision: 'notice', time, value });
  }
  await rig.end();
  return {
    name: 'word-to-command',
    what: `a radar word to the first command (lamp or screen), ${cases.length} times, debounce and dwell set to 0`,
    figures: {
      n: cases.length,
      asked: rounds,
      ...spread(
        'command',
        cases.map(({ value }) => value),
      ),
    },
    cases,
  };
};
