import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { fail } from '../../hal/result.ts';
import { planFromScenario } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay, type Replayed } from '../../sim/replay/replay.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';

/*
 * A recording is enough by itself: from its config and input lines alone, the same firmware works out the same transitions and
 * commands, line by line. The day below has something of everything that can come in.
 */

const badDay = `
schema: 1
what: Everything that can go wrong does, and somebody takes a number all the same.
site: ward-centre
devices: [kiosk-1, robot-1]
start: 2026-08-03T08:30
people:
  visitors:
    - { id: an, at: "+10s", wants: ho-tich }
    - { id: binh, at: "+15s", wants: chung-thuc, help: true }
    - { id: chi, at: "+100s", wants: cu-tru, language: en }
script:
  - at +30s break kiosk-1.slip.paper-out
  - at +40s break broker.gone
  - at +45s break kiosk-1.voice.crashed
  - at +50s break robot-1.ahead.garbled
  - at +55s break kiosk-1.pir.unplugged
  - at +60s break kiosk-1.clock.stepped
  - at +65s break kiosk-1.loudspeaker.unplugged
  - at +70s break robot-1.disk.full
  - at +75s mend broker.gone
  - at +80s mend kiosk-1.pir.unplugged
  - at +82s break kiosk-1.panel.detached
  - at +84s mend kiosk-1.panel.detached
  - at +85s break robot-1.clock.untrusted
  - at +88s mend kiosk-1.loudspeaker.unplugged
  - at +90s restart kiosk-1
  - at +95s mend kiosk-1.slip.paper-out
  - at +96s mend kiosk-1.voice.crashed
  - at +98s press kiosk-1
  - at +99s mend robot-1.disk.full
length: 4min
`;

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const hashOf = (lines: readonly string[]): string =>
  createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');

interface Day {
  readonly hash: string;
  readonly lines: readonly string[];
}

const record = async (name: string, seed: number): Promise<Day> => {
  const plan = planFromScenario(name, seed);
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  let text = '';
  const { traceHash } = await runPlan(plan.value, { trace: (line) => (text += line) });
  return { hash: traceHash, lines: text.split('\n').slice(0, -1) };
};

interface Again {
  readonly replayed: Replayed;
  readonly lines: readonly string[];
}

const again = async (lines: readonly string[]): Promise<Again> => {
  const run = readRecordedRun('recording.ndjson', `${lines.join('\n')}\n`);
  if (!run.ok) throw new Error(JSON.stringify(run.fault));
  const out: string[] = [];
  const replayed = await replay(run.value, {
    languages: (tags) => {
      const loaded = loadLanguages('config/languages', tags);
      return loaded.ok ? loaded : fail(loaded.fault.map(({ key }) => key));
    },
    trace: (text) => out.push(text.slice(0, -1)),
  });
  if (!replayed.ok) throw new Error(replayed.fault.join('\n'));
  return { replayed: replayed.value, lines: out };
};

const isNeeded = (line: string): boolean => /"kind":"(?:config|input)"/.test(line);
const isResponse = (line: string): boolean => /"kind":"(?:transition|command)"/.test(line);

describe('a recording', () => {
  let day: Day;
  beforeAll(async () => {
    const file = join(directory, 'bad-day.yaml');
    writeFileSync(file, badDay);
    day = await record(file, 5);
  }, 60_000);

  test('replays to its hash from its configs and inputs alone', async () => {
    const { replayed, lines } = await again(day.lines.filter(isNeeded));
    expect(replayed.divergence).toBeNull();
    // Line by line first: it says where, a hash only whether.
    expect(lines.findIndex((line, index) => line !== day.lines[index])).toBe(-1);
    expect(replayed).toMatchObject({ traceHash: day.hash, traceLines: day.lines.length, same: null });
    expect(hashOf(lines)).toBe(day.hash);
  });

  test('holds something of everything that can come in', () => {
    const inputs = day.lines
      .filter((line) => line.includes('"kind":"input"'))
      .map((line) => Object.keys(JSON.parse(line)));
    const keys = new Set(inputs.flat());
    for (const key of ['word', 'touch', 'attached', 'at', 'status', 'fault', 'linked', 'message', 'result', 'facts'])
      expect(keys, key).toContain(key);
    for (const key of ['timer', 'offset', 'trusted', 'hex', 'ask', 'draw']) expect(keys, key).toContain(key);
    expect(day.lines.filter((line) => line.includes('"kind":"config","device":"kiosk-1"'))).toHaveLength(2);
    expect(day.lines.some((line) => line.includes('"do":"abort"'))).toBe(true);
  });

  test('that is whole is compared with what comes out', async () => {
    const { replayed } = await again(day.lines);
    expect(replayed).toMatchObject({ same: true, difference: null });
    const altered = day.lines.map((line, index) =>
      index === day.lines.findIndex(isResponse) ? line.replace('"do":"open"', '"do":"shut"') : line,
    );
    expect((await again(altered)).replayed).toMatchObject({
      same: false,
      difference: { line: day.lines.findIndex(isResponse) + 1 },
    });
  });

  test('that was cut off replays as far as it goes', async () => {
    const part = day.lines.slice(0, Math.floor(day.lines.length / 2));
    const { replayed, lines } = await again(part.filter(isNeeded));
    expect(replayed.divergence).toBeNull();
    expect(lines.slice(0, part.length)).toEqual(part);
  });

  // What goes out must hang on every kind of input: one that could be missing without a trace would not be looked at.
  const kinds: Readonly<Record<string, RegExp>> = {
    'a sensor’s words': /"word":/,
    'timers that fire': /"timer":/,
    touches: /"touch":/,
    'tokens drawn': /"port":"entropy"/,
    'chance drawn': /"port":"random"/,
    'answers of the ledger': /"port":"ledger".*"result":/,
    'answers of the disk': /"port":"storage".*"result":/,
    'messages of the bus': /"message":/,
    'losses of a device': /"fault":\{"kind":"absent"/,
    'the step of a clock': /"offset":(?!1785720600000)/,
  };
  test.each(Object.entries(kinds))('without %s gives another run', async (_, kind) => {
    const left = day.lines.filter((line) => isNeeded(line) && !(line.includes('"kind":"input"') && kind.test(line)));
    expect(left.length).toBeLessThan(day.lines.filter(isNeeded).length);
    const { replayed, lines } = await again(left);
    expect(replayed.traceHash).not.toBe(day.hash);
    expect(
      replayed.divergence !== null || lines.filter(isResponse).join() !== day.lines.filter(isResponse).join(),
    ).toBe(true);
  });

  test('without any one of its inputs does not come to its hash', async () => {
    const inputs = day.lines.flatMap((line, index) => (line.includes('"kind":"input"') ? [index] : []));
    const count = runs({ fast: 4, long: 60 });
    for (let plant = 0; plant < count; plant += 1) {
      const missing = inputs[Math.floor(((plant + 0.5) * inputs.length) / count)];
      const { replayed } = await again(day.lines.filter((line, index) => isNeeded(line) && index !== missing));
      expect(replayed.traceHash, `without line ${missing}`).not.toBe(day.hash);
    }
  }, 600_000);

  test('of another file is refused by line', () => {
    const faultsOf = (text: string) => {
      const read = readRecordedRun('x', text);
      return read.ok ? [] : read.fault.map(({ line, message }) => `${line}: ${message.en}`);
    };
    expect(faultsOf('')).toEqual(['1: nothing recorded']);
    expect(faultsOf('track,t,x,y\n')).toEqual(['1: no JSON object']);
    expect(faultsOf('[]\n{"kind":"song"}\n')).toEqual([
      '1: no JSON object',
      '2: kind is "song", expected one of config, input, transition, command',
    ]);
    expect(faultsOf('{"kind":"config","device":"a","schema":2}\n')).toEqual(['1: schema is 2; this firmware reads 1']);
    expect(faultsOf('{"kind":"input","device":"a","t":1.5}\n')).toEqual([
      '1: t is 1.5, expected whole milliseconds from 0',
    ]);
    const at = (t: number) => `{"t":${t},"device":"a","kind":"input","port":"clock","timer":1}\n`;
    const config = '{"kind":"config","device":"a","schema":1,"config":{}}\n';
    expect(faultsOf(`${config}${at(5)}${at(4)}`)).toEqual(['3: t goes back from 5 to 4']);
    expect(faultsOf(`${at(5)}${at(6)}`)).toEqual(['1: a has no config line before its first input']);
    // A power cut tears the last line; what is whole before it counts.
    const torn = readRecordedRun('x', `${config}${at(5)}${at(6).slice(0, 20)}`);
    expect(torn.ok && torn.value).toMatchObject({ entries: 2, torn: true });
    // A last line that is whole counts, though an editor took its line feed away.
    const whole = readRecordedRun('x', `${config}${at(5)}${at(6).trimEnd()}`);
    expect(whole.ok && whole.value).toMatchObject({ entries: 3, torn: false });
  });

  test('comes to its hash also out of a copy with a mark before it, carriage returns, an empty line and no last line feed', () => {
    const hashOf = (text: string) => {
      const read = readRecordedRun('x', text);
      return read.ok ? read.value.hash() : read.fault;
    };
    expect(hashOf(`\uFEFF${day.lines.join('\r\n')}\r\n\r\n`)).toBe(day.hash);
    expect(hashOf(day.lines.join('\n'))).toBe(day.hash);
  });

  test('whose config no longer fits says so', async () => {
    const told = async (config: object): Promise<string> => {
      const line = JSON.stringify({ kind: 'config', device: 'a', schema: 1, config });
      const run = readRecordedRun('old.ndjson', `${line}\n`);
      if (!run.ok) throw new Error('a config line is a recording');
      const replayed = await replay(run.value, { languages: () => fail(['no languages']) });
      return replayed.ok ? '' : replayed.fault.join('\n');
    };
    expect(await told({})).toBe('old.ndjson:1: a config has a site and a device');
    expect(await told({ site: { schema: 1 }, device: { schema: 1 } })).toMatch(/^old\.ndjson:1/);
  });

  test('diverges where an input comes that nobody asked for', async () => {
    const needed = day.lines.filter(isNeeded);
    const start = needed.findIndex((line) => line.includes('"ask":"start"'));
    const forged =
      '{"t":0,"device":"kiosk-1","kind":"input","port":"printer","name":"slip","call":99,"result":{"kind":"printed"}}';
    const { replayed } = await again([...needed.slice(0, start + 1), forged, ...needed.slice(start + 1)]);
    expect(replayed.divergence).toEqual({
      line: start + 2,
      reason: 'kiosk-1 did not ask for this input of printer slip',
    });
  });
});
