import { describe, expect, test } from 'vitest';
import { writeBlockAtOnce } from '../../firmware/flight/block.ts';
import { exportWindow, listStarts } from '../../firmware/flight/export.ts';
import { flightDefaults, FlightRecorder, type FlightSettings } from '../../firmware/flight/flight-recorder.ts';
import { noteIn } from '../../firmware/flight/notes.ts';
import { segmentName, superfluous } from '../../firmware/flight/ring.ts';
import type { TraceLine } from '../../firmware/trace.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimSegmentStore } from '../../sim/devices/segment-store.ts';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { KeptLog } from '../support/log.ts';
import { mondayMorning } from '../support/hall-rig.ts';

const day = 24 * 3_600_000;
const limits: FlightSettings = {
  ...flightDefaults,
  bytes: 400_000,
  keepMs: 14 * day,
  segmentBytes: 20_000,
  dayBytes: 10_000_000,
  leaveBytes: 50_000,
};

const pack = async (text: Uint8Array): Promise<Uint8Array> => writeBlockAtOnce(text);

const rig = (settings: Partial<FlightSettings> = {}, size = 2_000_000) => {
  const time = new SimClock();
  const clock = new DeviceClock(time, mondayMorning);
  const store = new SimSegmentStore(clock, size);
  const log = new KeptLog();
  const recorder = (): FlightRecorder =>
    new FlightRecorder(
      { device: 'kiosk-1', firmware: '0.1.0', store, clock, log, text: (written) => written, pack },
      { ...limits, ...settings },
    );
  const rest = (ms: number): Promise<void> => time.advance(ms);
  const settled = <T>(work: Promise<T>): Promise<T> => time.walk(work, 600_000);
  const config: TraceLine = { kind: 'config', device: 'kiosk-1', schema: 1, config: { site: {}, device: {} } };
  let drawn = 12_345;
  /** Lines that do not pack well, as a radar's. */
  const speak = (to: FlightRecorder, count: number): void => {
    for (let line = 0; line < count; line += 1) {
      const numbers = Array.from({ length: 12 }, () => (drawn = (drawn * 1_103_515_245 + 12_345) % 2_147_483_648));
      to.line({ t: clock.now(), device: 'kiosk-1', kind: 'input', port: 'targets', name: 'radar', word: numbers });
    }
  };
  const text = async (): Promise<string> => {
    const lines: string[] = [];
    await settled(exportWindow(store, { from: null, to: null }, (line) => lines.push(line)));
    return `${lines.join('\n')}\n`;
  };
  const notes = async (): Promise<readonly string[]> =>
    (await text()).split('\n').flatMap((line) => noteIn(line)?.note ?? []);
  return { time, clock, store, log, recorder, rest, settled, config, speak, text, notes };
};

describe('the flight recorder', () => {
  test('gathers lines and writes them together, a few writes a minute whatever comes', async () => {
    const { recorder, store, settled, config, rest, speak, text } = rig();
    const one = recorder();
    await settled(one.open());
    one.line(config);
    for (let second = 0; second < 60; second += 1) {
      speak(one, 10);
      await rest(1_000);
    }
    expect(store.appends).toBeLessThanOrEqual(7);
    await settled(one.end());
    const lines = (await text()).split('\n').filter((line) => line.includes('"kind":"input"'));
    expect(lines).toHaveLength(600);
    const run = readRecordedRun('ring', await text());
    expect(run.ok && run.value).toMatchObject({ entries: 601, behindGaps: 0, firmware: '0.1.0' });
  });

  test('leaves whoever waits for a number alone in a rush: lines are made ready when it is over, and none is lost', async () => {
    const { clock, store, time, config, rest, settled, speak, text } = rig();
    let ready = 0;
    const kept = (written: string): string => {
      ready += 1;
      return written;
    };
    const parts = { device: 'kiosk-1', firmware: '0.1.0', store, clock, log: new KeptLog(), text: kept, pack };
    const one = new FlightRecorder(parts, { ...limits, bytes: 20_000_000, flushMs: 1_000 });
    await settled(one.open());
    one.line(config);
    await time.advance(900);
    for (let moment = 0; moment < 100; moment += 1) {
      speak(one, 100);
      await time.advance(10);
    }
    // A piece at most, at its beginning.
    expect(ready).toBeLessThanOrEqual(16);
    await rest(30_000);
    await settled(one.end());
    expect((await text()).split('\n').filter((line) => line.includes('"kind":"input"'))).toHaveLength(10_000);
    expect(one.written.whole).toBe(true);
  });

  test('leaves a rush alone also when it has stepped back from it: what it had in hand is made ready afterwards', async () => {
    const { clock, store, time, config, rest, settled, text } = rig({}, 40_000_000);
    let ready = 0;
    const kept = (written: string): string => {
      ready += 1;
      return written;
    };
    const log = new KeptLog();
    const parts = { device: 'kiosk-1', firmware: '0.1.0', store, clock, log, text: kept, pack };
    const one = new FlightRecorder(parts, { ...limits, bytes: 30_000_000, dayBytes: 100_000_000, flushMs: 1_000 });
    await settled(one.open());
    one.line(config);
    await time.advance(900);
    const word = 'x'.repeat(4_000);
    for (let moment = 0; moment < 80; moment += 1) {
      for (let line = 0; line < 100; line += 1)
        one.line({ t: clock.now(), device: 'kiosk-1', kind: 'input', port: 'bus', name: 'broker', word });
      await time.advance(10);
    }
    expect(one.written.away).toBe('too-fast');
    expect(ready).toBeLessThanOrEqual(16);
    await rest(60_000);
    await settled(one.end());
    expect((await text()).includes('"why":"too-fast"')).toBe(true);
    expect(ready).toBeGreaterThan(500);
  });

  test('says of the start before whether it ended in order or was cut off, and cuts a torn end', async () => {
    const { recorder, store, settled, config, rest, speak, text } = rig();
    const befores: unknown[] = [];
    for (const how of ['orderly', 'killed', 'torn', 'none']) {
      const one = recorder();
      await settled(one.open());
      one.line(config);
      for (const lines of [200, 100]) {
        speak(one, lines);
        await rest(11_000);
      }
      speak(one, 50);
      if (how === 'orderly') await settled(one.end());
      if (how === 'torn') store.tear(7);
    }
    for (const line of (await text()).split('\n')) {
      const note = noteIn(line);
      if (note?.note === 'start') befores.push(note.before);
    }
    expect(befores).toEqual([null, 'orderly', 'cut', 'cut']);
    const starts = await settled(listStarts(store));
    expect(starts.ok && starts.value.map(({ end, whole }) => [end, whole])).toEqual([
      ['orderly', true],
      ['cut', true],
      ['cut', true],
      ['runs', true],
    ]);
    expect(readRecordedRun('ring', await text()).ok).toBe(true);
  });

  test('whose process dies by a bug writes its last lines', async () => {
    const { recorder, settled, config, rest, speak, text } = rig();
    const one = recorder();
    await settled(one.open());
    one.line(config);
    speak(one, 20);
    await rest(11_000);
    speak(one, 3);
    one.lastWords();
    expect((await text()).split('\n').filter((line) => line.includes('"kind":"input"'))).toHaveLength(23);
    expect(await text()).not.toContain('"note":"gap"');
  });

  test('forgets whole starts, the oldest first, and stays within its bounds', async () => {
    const { recorder, store, settled, config, rest, speak } = rig();
    for (let start = 0; start < 12; start += 1) {
      const one = recorder();
      await settled(one.open());
      one.line(config);
      for (let piece = 0; piece < 4; piece += 1) {
        speak(one, 300);
        await rest(11_000);
      }
      await settled(one.end());
      const listed = await settled(store.list());
      const bytes = listed.ok ? listed.value.reduce((sum, one) => sum + one.bytes, 0) : 0;
      expect(bytes).toBeLessThan(limits.bytes);
    }
    const starts = await settled(listStarts(store));
    expect(starts.ok && starts.value.length).toBeLessThan(12);
    expect(starts.ok && starts.value.every(({ whole }) => whole)).toBe(true);
    expect(starts.ok && starts.value.at(-1)?.start).toBe(12);
  });

  test('steps back from a full disk and comes back, says what is missing, and logs it once', async () => {
    const { recorder, store, settled, config, rest, speak, notes, log } = rig({}, 1_000_000);
    const one = recorder();
    await settled(one.open());
    one.line(config);
    speak(one, 100);
    await rest(11_000);
    store.fill(960_000);
    for (let minute = 0; minute < 12; minute += 1) {
      speak(one, 100);
      await rest(60_000);
    }
    expect(one.written).toMatchObject({ whole: false, away: 'no-room' });
    expect(log.lines.filter(({ event }) => event === 'flight.stepped-back')).toHaveLength(1);
    store.fill(0);
    await rest(6 * 60_000);
    speak(one, 10);
    await rest(11_000);
    await settled(one.end());
    expect(one.written.away).toBeNull();
    expect(await notes()).toEqual(['start', 'check', 'gap', 'end']);
  });

  test('gives up its oldest starts before it takes what others need', async () => {
    const { recorder, store, settled, config, rest, speak, log } = rig({}, 300_000);
    for (let start = 0; start < 3; start += 1) {
      const one = recorder();
      await settled(one.open());
      one.line(config);
      speak(one, 500);
      await rest(11_000);
      await settled(one.end());
    }
    const before = await settled(store.room());
    store.fill((before.ok ? before.value : 0) - limits.leaveBytes - 100);
    const one = recorder();
    await settled(one.open());
    one.line(config);
    speak(one, 500);
    await rest(11_000);
    expect(one.written.away).toBeNull();
    expect(log.lines).toEqual([]);
    const starts = await settled(listStarts(store));
    expect(starts.ok && starts.value.map(({ start }) => start)).not.toContain(1);
    const room = await settled(store.room());
    expect(room.ok && room.value).toBeGreaterThanOrEqual(limits.leaveBytes);
  });

  test('writes no more in a day than a card should bear', async () => {
    const { recorder, store, settled, config, rest, speak } = rig({ dayBytes: 60_000 });
    const one = recorder();
    await settled(one.open());
    one.line(config);
    for (let minute = 0; minute < 30; minute += 1) {
      speak(one, 200);
      await rest(60_000);
    }
    const listed = await settled(store.list());
    expect(listed.ok && listed.value.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(60_000);
    expect(one.written.away).toBe('day-full');
  });

  test('of a disk that refuses from the first goes on trying, and never throws', async () => {
    const { recorder, store, settled, config, rest, speak } = rig();
    store.breakWith('io');
    const one = recorder();
    await settled(one.open());
    one.line(config);
    speak(one, 10);
    await rest(30_000);
    expect(one.written).toMatchObject({ bytes: 0, away: 'disk' });
    store.mend();
    await rest(6 * 60_000);
    speak(one, 10);
    await rest(11_000);
    expect(one.written.bytes).toBeGreaterThan(0);
  });
});

describe('what the ring forgets', () => {
  const segment = (start: number, part: number, bytes: number, modified: number) => ({
    name: segmentName({ start, part }),
    bytes,
    modified,
  });

  test('is what is too old, as far as anybody knows the time, and never the running start', () => {
    const segments = [segment(1, 0, 10, 0), segment(2, 0, 10, 9 * day), segment(3, 0, 10, 0)];
    const old = { bytes: 1_000, keepMs: 2 * day };
    expect(superfluous(segments, 3, old, 10 * day)).toEqual([segmentName({ start: 1, part: 0 })]);
    expect(superfluous(segments, 3, old, null)).toEqual([]);
  });

  test('of a running start that is too long for it alone is its middle: its beginning says what it was', () => {
    const segments = [0, 1, 2, 3].map((part) => segment(1, part, 100, 0));
    expect(superfluous(segments, 1, { bytes: 250, keepMs: day }, 0)).toEqual([
      segmentName({ start: 1, part: 1 }),
      segmentName({ start: 1, part: 2 }),
    ]);
  });
});
