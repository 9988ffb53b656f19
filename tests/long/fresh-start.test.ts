import { describe, expect, it } from 'vitest';
import { writeBlockAtOnce } from '../../firmware/flight/block.ts';
import { exportWindow, listStarts } from '../../firmware/flight/export.ts';
import { flightDefaults, FlightRecorder } from '../../firmware/flight/flight-recorder.ts';
import { startsOf, superfluous } from '../../firmware/flight/ring.ts';
import { FreshStart } from '../../firmware/fresh-start.ts';
import type { TraceSink } from '../../firmware/trace.ts';
import { obstaclesIn, workOf } from '../../firmware/update/work.ts';
import { present } from '../../hal/assert.ts';
import { DeviceClock } from '../../sim/clock.ts';
import { SimSegmentStore } from '../../sim/devices/segment-store.ts';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay } from '../../sim/replay/replay.ts';
import { shippedLanguages } from '../../sim/replay/replay-file.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { deviceRig } from '../support/device-world.ts';
import { KeptLog } from '../support/log.ts';
import { deviceOf } from '../support/one-device.ts';

/*
 * A kiosk over days with the device’s flight recorder: what a technician can run again of what is kept.
 */

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const config = (() => {
  const written = edited(kiosk);
  const devices = `${written}${/^devices:$/mu.test(written) ? '' : 'devices:\n'}`;
  // Sensors say the same all night; it is the days that are of interest.
  const quiet = '  ledger: { driver: simulated }\n  radar: none\n  pir: none\n';
  return deviceOf(kiosk, new MemoryFiles({ [kiosk]: devices.replace(/^devices:\n/mu, `devices:\n${quiet}`) }));
})();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Days from Monday 16:00 on, each with some people at ten o’clock. */
const days = async (count: number) => {
  const log = new KeptLog();
  const current: { sink: TraceSink | null } = { sink: null };
  const made = deviceRig(config, { line: (line) => current.sink?.line(line) }, 16 * 60);
  const { rig, time } = made;
  const clock = new DeviceClock(time, Date.UTC(2026, 7, 3, 9));
  const store = new SimSegmentStore(clock, 50_000_000);
  const limits = { ...flightDefaults, bytes: 40_000_000, keepMs: 30 * dayMs, segmentBytes: 8_000, leaveBytes: 1_000 };
  const recorder = async (): Promise<FlightRecorder> => {
    const one = new FlightRecorder(
      {
        device: config.device,
        firmware: '0.1.0',
        store,
        clock,
        log,
        text: (written) => written,
        pack: async (text) => writeBlockAtOnce(text),
      },
      limits,
    );
    await one.open();
    current.sink = one;
    return one;
  };
  let flight = await time.walk(recorder(), 60_000);
  // The rig was made before it: the first start is one of its own, recorded from its beginning.
  await time.walk(rig.restart(), 60_000);
  let wanted = false;
  const watch = (): FreshStart => {
    const one = new FreshStart(config.site.zoneOffsetMin, {
      clock,
      log,
      obstacles: () => obstaclesIn(workOf(config, rig.app)),
      begin: () => (wanted = true),
    });
    one.start();
    return one;
  };
  let watching = watch();
  const starts: number[] = [];
  const glass = present(rig.twins.displays[0], 'a panel').twin;
  for (let minute = 0; minute < count * 24 * 60; minute += 10) {
    await time.advance(10 * 60_000);
    if (wanted) {
      wanted = false;
      watching.stop();
      starts.push(clock.wallTime().instant);
      await time.walk(rig.stop(), 60_000);
      await time.walk(flight.end(), 60_000);
      flight = await time.walk(recorder(), 60_000);
      await time.walk(rig.restart(), 60_000);
      watching = watch();
    }
    const ofDay = (16 * 60 + minute) % (24 * 60);
    if (ofDay < 10 * 60 || ofDay >= 10 * 60 + 60) continue;
    for (let touch = 0; touch < 6; touch += 1) {
      const view = present(glass.current(), 'a view').view;
      const tile = 'tiles' in view.body ? view.body.tiles[0]?.action : undefined;
      glass.touch(tile ?? view.actions.find((each) => !each.startsWith('chrome.')) ?? 'touch');
      await time.advance(700);
    }
  }
  watching.stop();
  await time.walk(rig.stop(), 60_000);
  await time.walk(flight.end(), 60_000);
  const listed = await time.walk(listStarts(store), 60_000);
  if (!listed.ok) throw new Error(listed.fault.kind);
  const textOf = async (from: number, to: number): Promise<string> => {
    const lines: string[] = [];
    await time.walk(
      exportWindow(store, { from, to }, (line) => lines.push(line)),
      60_000,
    );
    return `${lines.join('\n')}\n`;
  };
  const segments = await time.walk(store.list(), 60_000);
  if (!segments.ok) throw new Error(segments.fault.kind);
  return { kept: listed.value, segments: segments.value, starts, textOf };
};

describe('a fresh start in a quiet night', () => {
  it('comes once a day soon after midnight, so that all that the ring keeps can be run again', async () => {
    const { kept, segments, starts, textOf } = await days(2);
    // Ten minutes of quiet after the first look of the day, by the site’s clock.
    const ofDay = starts.map((at) => Math.floor(((at + 7 * hourMs) % dayMs) / 60_000));
    expect(ofDay.length).toBe(2);
    for (const minute of ofDay) expect(minute).toBeLessThanOrEqual(20);
    expect(kept.map(({ whole }) => whole)).toEqual([true, true, true]);
    for (const { from, to } of kept) {
      const read = readRecordedRun('ring', await textOf(from + 1, to));
      if (!read.ok) throw new Error(JSON.stringify(read.fault));
      const replayed = await replay(read.value, { languages: shippedLanguages });
      expect(replayed.ok && replayed.value).toMatchObject({ same: true, divergence: null, difference: null });
    }
    // A ring with less room forgets whole starts of it, and of the running one nothing.
    const [day] = kept.map(({ bytes }) => bytes).toSorted((one, other) => other - one);
    const limits = { bytes: Math.round(1.2 * (day ?? 0)), keepMs: 30 * dayMs };
    const gone = new Set(superfluous(segments, kept.at(-1)?.start ?? 0, limits, null));
    expect(gone.size).toBeGreaterThan(0);
    const left = startsOf(segments.filter(({ name }) => !gone.has(name)));
    expect(left.every(({ whole }) => whole)).toBe(true);
    expect(left.at(-1)?.segments.length).toBe(startsOf(segments).at(-1)?.segments.length);
  }, 900_000);
});
