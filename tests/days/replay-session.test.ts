import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { readRecordedRun, type RecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay } from '../../sim/replay/replay.ts';
import { replayFile, shippedLanguages } from '../../sim/replay/replay-file.ts';
import { ReplaySession } from '../../sim/replay/replay-session.ts';
import { isTestName, writeTest } from '../../sim/replay/to-test.ts';
import { planFromScenario } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/* A recording on the simulator's page, and as a test of its own. */

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
let text = '';
let run: RecordedRun;
beforeAll(async () => {
  const plan = planFromScenario('closed', null);
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  await runPlan(plan.value, { trace: (line) => (text += line) });
  const read = readRecordedRun('closed.ndjson', text);
  if (!read.ok) throw new Error(JSON.stringify(read.fault));
  run = read.value;
}, 60_000);

describe('a recording on the page', () => {
  test('is shown as it was at any moment, forwards and back, and cannot be changed', async () => {
    const opened = await ReplaySession.open(run, shippedLanguages, new DeviceClock(new SimClock(), 0), 0);
    if (!opened.ok) throw new Error(opened.fault.join('\n'));
    const session = opened.value;
    expect(session.recording.spanMs).toBeGreaterThan(10_000);
    const look = (): string =>
      JSON.stringify(
        session.devices.map((device) => [device.displays.map((name) => device.view(name)), device.machines()]),
      );
    await session.jump(5_000);
    const early = look();
    await session.jump(session.recording.spanMs);
    expect(session.time.now).toBe(session.recording.spanMs);
    expect(look()).not.toBe(early);
    await session.jump(5_000);
    expect(session.time.now).toBe(5_000);
    expect(look()).toBe(early);
    expect(session.marks(0).every(({ t }) => t <= 5_000)).toBe(true);
    const answer = await session.devices[0]?.face.command({ name: 'close-day', id: 'x', by: 'clerk' });
    expect(answer).toMatchObject({ ok: false });
    await session.close();
  }, 60_000);
});

describe('a test out of a recording', () => {
  test('holds the firmware to what came out, with the recording beside it', async () => {
    const replayed = await replay(run, { languages: shippedLanguages });
    if (!replayed.ok) throw new Error(replayed.fault.join('\n'));
    const file = join(room, 'closed-day.test.ts');
    const written = writeTest(file, Buffer.from(text), replayed.value);
    const source = readFileSync(written.test, 'utf8');
    expect(source).toContain(`expect(replayed.traceHash).toBe('${replayed.value.traceHash}');`);
    expect(source).toContain('./closed-day.recording.jsonl.gz');
    // What the test does.
    const again = await replayFile(pathToFileURL(written.recording));
    expect(again).toMatchObject({ divergence: null, difference: null, traceHash: replayed.value.traceHash });
    expect(isTestName('closed-day.ts')).toBe(false);
  }, 60_000);

  test('fails where the firmware behaves otherwise than was recorded', async () => {
    const changed = join(room, 'changed.jsonl');
    writeFileSync(changed, text.replace(/("kind":"transition"[^\n]*"to":")/u, '$1else'));
    const again = await replayFile(pathToFileURL(changed));
    expect(again.same).toBe(false);
    expect(again.difference?.recorded).toContain('"to":"else');
  }, 60_000);
});
