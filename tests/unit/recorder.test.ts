import { describe, expect, test } from 'vitest';
import { record } from '../../firmware/recorder.ts';
import type { TraceLine } from '../../firmware/trace.ts';
import { BugError } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import { nothingPlugged, type Hal, type HalDevices } from '../../hal/hal.ts';
import type { BusMessage, MessageBus } from '../../hal/ports/message-bus.ts';
import type { Measurement, RangeWord, Sensor } from '../../hal/ports/sensors.ts';
import type { Clip, Speaker, SpeakerFault } from '../../hal/ports/speaker.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { KeptLog } from '../support/log.ts';

/** A range sensor that says what it is told to say, also before it is open. */
class Ranger implements Sensor<RangeWord> {
  readonly periodMs = 50;
  readonly words = new Listeners<Measurement<RangeWord>>();
  readonly faults = new Listeners<Fault>();
  opening: () => Promise<Result<void, Fault>> = () => Promise.resolve(done);
  open(): Promise<Result<void, Fault>> {
    return this.opening();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  onMeasurement(listener: (word: Measurement<RangeWord>) => void): Unsubscribe {
    return this.words.add(listener);
  }
  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.faults.add(listener);
  }
  say(distanceM: number): void {
    this.words.emit({ sensorId: 'ahead', seq: 1, at: 0, value: { distanceM } });
  }
}

class Plug<F extends Fault> {
  open(): Promise<Result<void, F>> {
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  onFault(_listener: (fault: F) => void): Unsubscribe {
    return () => undefined;
  }
}

const rig = (devices: Partial<HalDevices>) => {
  const time = new SimClock();
  const clock = new DeviceClock(time, 1_000_000);
  const lines: TraceLine[] = [];
  const hal: Hal = {
    clock,
    random: { next: () => 0.5 },
    entropy: { bytes: (count) => new Uint8Array(count).fill(0xab) },
    log: new KeptLog(),
    storage: new SimStorage(clock),
    classifier: null,
    checkup: null,
    devices: { ...nothingPlugged, ...devices },
  };
  const recorded = record(hal, 'kiosk-1', {}, { line: (line) => lines.push(line) });
  /** What is written from here on, without what every line has. */
  const since = (from: number) =>
    lines.slice(from).map((line) => {
      const { device: _, ...rest } = line;
      return rest;
    });
  const started = recorded.started({}, () => Promise.resolve());
  return { time, clock, lines, recorded, app: recorded.hal, since, started };
};

const open = new AbortController().signal;

describe('the recorder', () => {
  test('writes the config, the wall clock and what there is before anything else', async () => {
    const { lines, started } = rig({ range: { ahead: new Ranger() } });
    await started;
    expect(lines).toMatchObject([
      { kind: 'config', device: 'kiosk-1', schema: 1 },
      { t: 0, kind: 'input', port: 'clock', offset: 1_000_000, trusted: true },
      { t: 0, kind: 'input', port: 'app', ask: 'start', devices: { range: { ahead: { periodMs: 50 } }, bus: {} } },
    ]);
  });

  test('gives every input a turn of its own: its promises are done before the next comes in', async () => {
    const ranger = new Ranger();
    const { time, app, lines } = rig({ range: { ahead: ranger } });
    await time.settle();
    const sensor = app.devices.range['ahead'];
    void sensor?.open(open);
    await time.settle();
    const log: string[] = [];
    sensor?.onMeasurement(({ seq }) => {
      log.push(`heard ${seq}`);
      void (async () => {
        for (let link = 0; link < 20; link += 1) await Promise.resolve();
        log.push('thought');
      })();
    });
    sensor?.onMeasurement(() => log.push('heard too'));
    const before = lines.length;
    ranger.say(1);
    ranger.say(2);
    expect(log).toEqual(['heard 1', 'heard too']);
    await time.settle();
    expect(log).toEqual(['heard 1', 'heard too', 'thought', 'heard 1', 'heard too', 'thought']);
    // Two words are two lines, however many listen.
    expect(lines.length - before).toBe(2);
  });

  test('hands on what it wrote: thousandths', async () => {
    const ranger = new Ranger();
    const { time, app, lines } = rig({ range: { ahead: ranger } });
    await time.settle();
    const heard: unknown[] = [];
    app.devices.range['ahead']?.onMeasurement((word) => heard.push(word));
    void app.devices.range['ahead']?.open(open);
    await time.settle();
    ranger.say(1.234_567);
    expect(heard).toEqual([{ sensorId: 'ahead', seq: 1, at: 0, value: { distanceM: 1.235 } }]);
    expect(lines.at(-1)).toMatchObject({ word: heard[0] });
  });

  test('lets time stand still within a turn, wall time too', async () => {
    const { time, clock, app, recorded, since, lines } = rig({});
    await time.settle();
    let inTurn: readonly number[] = [];
    app.clock.setTimeout(() => {
      const before = app.clock.now();
      clock.stepWall(3_600_000);
      inTurn = [before, app.clock.now(), app.clock.wallTime().instant];
    }, 500);
    const from = lines.length;
    await time.advance(1_000);
    expect(inTurn).toEqual([500, 500, 1_000_500]);
    // The step is told with the next thing that comes in, before it.
    void recorded.asked('retry', {}, () => Promise.resolve());
    await time.settle();
    expect(since(from)).toEqual([
      { t: 500, kind: 'input', port: 'clock', timer: 1 },
      { t: 1_000, kind: 'input', port: 'clock', offset: 4_600_000, trusted: true },
      { t: 1_000, kind: 'input', port: 'app', ask: 'retry' },
    ]);
    expect(app.clock.wallTime()).toEqual({ instant: 4_601_000, trusted: true });
  });

  test('follows a drift of the wall clock only when it has grown', async () => {
    const { time, clock, app, since, lines } = rig({});
    await time.settle();
    const from = lines.length;
    const timer = async (): Promise<number> => {
      app.clock.setTimeout(() => undefined, 1);
      await time.advance(1);
      return app.clock.wallTime().instant - app.clock.now();
    };
    clock.stepWall(30);
    expect(await timer()).toBe(1_000_000);
    clock.stepWall(30);
    expect(await timer()).toBe(1_000_060);
    clock.setTrusted(false);
    await timer();
    expect(app.clock.wallTime().trusted).toBe(false);
    expect(since(from).filter((line) => 'offset' in line)).toHaveLength(2);
  });

  test('writes no timer that was cleared while it waited for its turn', async () => {
    const { time, app, since, lines } = rig({});
    await time.settle();
    const fired: string[] = [];
    const from = lines.length;
    app.clock.setTimeout(() => app.clock.clearTimeout(second), 5);
    const second = app.clock.setTimeout(() => fired.push('second'), 5);
    await time.advance(20);
    expect(fired).toEqual([]);
    expect(since(from)).toEqual([{ t: 5, kind: 'input', port: 'clock', timer: 1 }]);
    expect(time.pending).toBe(0);
  });

  test('writes words from the opening to the closing, faults and first words included, none after', async () => {
    const ranger = new Ranger();
    const { time, app, since, lines } = rig({ range: { ahead: ranger } });
    await time.settle();
    const sensor = app.devices.range['ahead'];
    const told: string[] = [];
    sensor?.onFault(({ kind }) => told.push(kind));
    ranger.opening = () => {
      ranger.say(1);
      return Promise.resolve(done);
    };
    const from = lines.length;
    ranger.say(9);
    void sensor?.open(open);
    ranger.faults.emit({ kind: 'absent' });
    await time.settle();
    void sensor?.close();
    await time.settle();
    ranger.say(9);
    await time.settle();
    const ahead = { t: 0, port: 'range', name: 'ahead' };
    expect(since(from)).toEqual([
      { ...ahead, kind: 'command', call: 1, do: 'open', with: {} },
      { ...ahead, kind: 'input', word: { sensorId: 'ahead', seq: 1, at: 0, value: { distanceM: 1 } } },
      { ...ahead, kind: 'input', fault: { kind: 'absent' } },
      { ...ahead, kind: 'input', call: 1, result: { ok: true } },
      { ...ahead, kind: 'command', call: 2, do: 'close', with: {} },
      { ...ahead, kind: 'input', call: 2, result: null },
    ]);
    expect(told).toEqual(['absent']);
    // One that does not open says nothing.
    ranger.opening = () => Promise.resolve(fail({ kind: 'absent' }));
    void sensor?.open(open);
    await time.settle();
    const after = lines.length;
    ranger.say(9);
    await time.settle();
    expect(lines.length).toBe(after);
  });

  test('writes what is given up, and what the device made of it', async () => {
    class Slow extends Plug<SpeakerFault> implements Speaker {
      play(_clip: Clip, _volume: number, signal: AbortSignal): Promise<Result<void, SpeakerFault>> {
        return new Promise((resolve, reject) =>
          signal.addEventListener('abort', () =>
            _volume < 0.5 ? resolve(fail({ kind: 'interrupted' })) : reject(signal.reason as Error),
          ),
        );
      }
    }
    const { time, app, since, lines } = rig({ speaker: { loudspeaker: new Slow() } });
    await time.settle();
    const clip: Clip = {
      words: 'xin chào',
      language: 'vi',
      sampleRate: 8000,
      samples: new Float32Array(8),
      durationMs: 1,
    };
    const ends: unknown[] = [];
    for (const volume of [0.25, 0.75]) {
      const from = lines.length;
      const controller = new AbortController();
      app.devices.speaker['loudspeaker']?.play(clip, volume, controller.signal).then(
        (answer) => ends.push(answer),
        (error: unknown) => ends.push((error as Error).name),
      );
      await time.settle();
      controller.abort();
      await time.settle();
      const [played, aborted, answered] = since(from);
      // No sound in the trace, only what is said.
      expect(played).toMatchObject({ do: 'play', with: { words: 'xin chào', language: 'vi', durationMs: 1, volume } });
      expect(aborted).toMatchObject({ kind: 'command', do: 'abort', call: volume * 2 + 0.5 });
      expect(answered).toMatchObject(volume < 0.5 ? { result: { ok: false } } : { aborted: true });
    }
    expect(ends).toEqual([{ ok: false, fault: { kind: 'interrupted' } }, 'AbortError']);
  });

  test('lets a rejection that is no giving-up through at once: it is a bug', async () => {
    const ranger = new Ranger();
    const { time, app } = rig({ range: { ahead: ranger } });
    await time.settle();
    ranger.opening = () => Promise.reject(new BugError('opened twice'));
    await expect(app.devices.range['ahead']?.open(open)).rejects.toThrow('opened twice');
  });

  test('lets what can be read change only with the word that changed it', async () => {
    class Bus extends Plug<never> implements MessageBus {
      linked = false;
      readonly links = new Listeners<boolean>();
      readonly heard = new Listeners<BusMessage>();
      publish(): Promise<Result<void, never>> {
        return Promise.resolve(ok(undefined));
      }
      subscribe(_filter: string, listener: (message: BusMessage) => void): Unsubscribe {
        return this.heard.add(listener);
      }
      onLink(listener: (linked: boolean) => void): Unsubscribe {
        return this.links.add(listener);
      }
      onRefused(): Unsubscribe {
        return () => undefined;
      }
    }
    const bus = new Bus();
    const { time, app, since, lines } = rig({ bus: { broker: bus } });
    await time.settle();
    const wrapped = app.devices.bus['broker'];
    void wrapped?.open(open);
    await time.settle();
    const from = lines.length;
    const seen: unknown[] = [];
    wrapped?.onLink((linked) => seen.push([linked, wrapped.linked]));
    bus.linked = true;
    expect(wrapped?.linked).toBe(false);
    bus.links.emit(true);
    expect(wrapped?.linked).toBe(true);
    expect(seen).toEqual([[true, true]]);
    const end = wrapped?.subscribe('a/#', (message) => seen.push(message));
    await time.settle();
    bus.heard.emit({ topic: 'a/b', payload: 'x', retained: false });
    end?.();
    await time.settle();
    bus.heard.emit({ topic: 'a/b', payload: 'y', retained: false });
    const broker = { t: 0, port: 'bus', name: 'broker' };
    expect(since(from)).toEqual([
      { ...broker, kind: 'input', linked: true, facts: { linked: true } },
      { ...broker, kind: 'command', call: 2, do: 'subscribe', with: { filter: 'a/#' } },
      { ...broker, kind: 'input', call: 2, message: { topic: 'a/b', payload: 'x', retained: false } },
      { ...broker, kind: 'command', call: 3, do: 'unsubscribe', with: { filter: 'a/#', call: 2 } },
    ]);
  });

  test('writes bytes that are no text as they are', async () => {
    const { time, app, since, lines } = rig({});
    await time.settle();
    const from = lines.length;
    const torn = new Uint8Array([0x61, 0xe1, 0xba]);
    void app.storage.write('outbox', torn);
    await time.advance(50);
    let read: unknown = null;
    void app.storage.read('outbox').then((answer) => (read = answer));
    await time.advance(50);
    expect(read).toEqual(ok(torn));
    expect(since(from)).toMatchObject([
      { do: 'write', with: { base64: 'YeG6' } },
      { result: { ok: true } },
      { do: 'read', call: 2 },
      { result: { ok: true, base64: 'YeG6' } },
    ]);
  });

  test('refuses draws before the start and turns of the app’s own', async () => {
    const { time, app, started } = rig({});
    await started;
    await time.settle();
    expect(app.random.next()).toBe(0.5);
    expect(() => app.clock.turn(() => undefined)).toThrow(BugError);
    const clock = new DeviceClock(new SimClock(), 0);
    const early = record(
      {
        clock,
        random: { next: () => 0 },
        entropy: app.entropy,
        log: new KeptLog(),
        storage: app.storage,
        classifier: null,
        checkup: null,
        devices: nothingPlugged,
      },
      'b',
      {},
      { line: () => undefined },
    );
    expect(() => early.hal.random.next()).toThrow('draws before it is started');
  });

  test('writes and delivers nothing after the end', async () => {
    const ranger = new Ranger();
    const { time, app, recorded, lines } = rig({ range: { ahead: ranger } });
    await time.settle();
    const heard: unknown[] = [];
    app.devices.range['ahead']?.onMeasurement((word) => heard.push(word));
    void app.devices.range['ahead']?.open(open);
    await time.settle();
    const from = lines.length;
    recorded.end();
    ranger.say(1);
    recorded.transition({ machine: 'x' });
    void app.storage.remove('outbox');
    await time.advance(50);
    expect(heard).toEqual([]);
    expect(lines.length).toBe(from);
  });
});
