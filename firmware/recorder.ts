import type { Device, Fault } from '../hal/device.ts';
import type { Hal, HalDevices, Named, PortName } from '../hal/hal.ts';
import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { Button } from '../hal/ports/button.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Display } from '../hal/ports/display.ts';
import type { Entropy } from '../hal/ports/entropy.ts';
import type { Lamp } from '../hal/ports/lamp.ts';
import type { MessageBus } from '../hal/ports/message-bus.ts';
import type { Random } from '../hal/ports/random.ts';
import type { Measurement, Sensor } from '../hal/ports/sensors.ts';
import type { Speaker } from '../hal/ports/speaker.ts';
import type { Speech } from '../hal/ports/speech.ts';
import type { Storage } from '../hal/ports/storage.ts';
import type { TicketLedger } from '../hal/ports/ticket-ledger.ts';
import type { TicketPrinter } from '../hal/ports/ticket-printer.ts';
import { traced, untraced, type TraceSink } from './trace.ts';

/*
 * The one place where what crosses the ports is written down, on devices and in the simulator alike: `record(hal)` gives the same
 * Hal with every port wrapped. What came in is handed on as it was written (measurements in thousandths), so that a run from the
 * record is the same run.
 */

/** Writes a device's lines; knows the count of calls of each port. */
class Scribe {
  readonly #calls = new Map<string, number>();
  readonly #device: string;
  readonly #clock: Clock;
  readonly #sink: TraceSink;

  constructor(device: string, clock: Clock, sink: TraceSink) {
    this.#device = device;
    this.#clock = clock;
    this.#sink = sink;
  }

  input(detail: JsonObject): void {
    this.#sink.line({ t: this.#clock.now(), device: this.#device, kind: 'input', ...detail });
  }

  command(port: string, name: string, verb: string, detail: unknown): number {
    const key = `${port}/${name}`;
    const call = (this.#calls.get(key) ?? 0) + 1;
    this.#calls.set(key, call);
    this.#sink.line({
      t: this.#clock.now(),
      device: this.#device,
      kind: 'command',
      port,
      name,
      call,
      do: verb,
      with: traced(detail),
    });
    return call;
  }

  transition(detail: JsonObject): void {
    this.#sink.line({ t: this.#clock.now(), device: this.#device, kind: 'transition', ...detail });
  }

  /** A call that goes out and whose answer comes in. `shown` says what of the answer stands in the trace. */
  async call<T>(
    port: string,
    name: string,
    verb: string,
    detail: unknown,
    work: () => Promise<T>,
    shown: (answer: T) => unknown = (answer) => answer,
  ): Promise<T> {
    const call = this.command(port, name, verb, detail);
    try {
      const answer = await work();
      this.input({ port, name, call, result: traced(shown(answer)) });
      return answer;
    } catch (error) {
      // Given up by whoever asked (AbortError); anything else is a bug and ends the process.
      this.input({ port, name, call, aborted: true });
      throw error;
    }
  }
}

const recordClock = (clock: Clock, scribe: Scribe): Clock => {
  let offset = Number.NaN;
  let trusted = false;
  return {
    now: () => clock.now(),
    setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
    clearTimeout: (id) => clock.clearTimeout(id),
    wallTime: () => {
      const wall = clock.wallTime();
      const difference = wall.instant - clock.now();
      if (difference !== offset || wall.trusted !== trusted) {
        offset = difference;
        trusted = wall.trusted;
        scribe.input({ port: 'clock', offset, trusted });
      }
      return wall;
    },
  };
};

const recordRandom = (random: Random, scribe: Scribe): Random => ({
  next: () => {
    // 32 bits of it, so that the line holds the whole draw.
    const draw = Math.floor(random.next() * 0x1_0000_0000);
    scribe.input({ port: 'random', draw });
    return draw / 0x1_0000_0000;
  },
});

const recordEntropy = (entropy: Entropy, scribe: Scribe): Entropy => ({
  bytes: (count) => {
    const bytes = entropy.bytes(count);
    scribe.input({ port: 'entropy', hex: Buffer.from(bytes).toString('hex') });
    return bytes;
  },
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const recordStorage = (storage: Storage, scribe: Scribe): Storage => ({
  read: (name) =>
    scribe.call(
      'storage',
      name,
      'read',
      {},
      () => storage.read(name),
      (answer) => (answer.ok ? { ok: true, text: answer.value === null ? null : textOf(answer.value) } : answer),
    ),
  write: (name, bytes) =>
    scribe.call('storage', name, 'write', { text: textOf(bytes) }, () => storage.write(name, bytes)),
  append: (name, bytes) =>
    scribe.call('storage', name, 'append', { text: textOf(bytes) }, () => storage.append(name, bytes)),
  remove: (name) => scribe.call('storage', name, 'remove', {}, () => storage.remove(name)),
});

/** What every device with a plug shares. */
const recordDevice = <F extends Fault>(port: string, name: string, device: Device<F>, scribe: Scribe): Device<F> => ({
  open: (signal) => scribe.call(port, name, 'open', {}, () => device.open(signal)),
  close: () => device.close(),
  onFault: (listener) =>
    device.onFault((fault) => {
      scribe.input({ port, name, fault: traced(fault) });
      listener(fault);
    }),
});

const recordSensor =
  (port: string) =>
  <T>(name: string, sensor: Sensor<T>, scribe: Scribe): Sensor<T> => ({
    ...recordDevice(port, name, sensor, scribe),
    periodMs: sensor.periodMs,
    onMeasurement: (listener) =>
      sensor.onMeasurement((measurement) => {
        const word = traced(measurement);
        scribe.input({ port, name, word });
        // Handed on as written; `traced` keeps the shape, so it is the same kind of measurement.
        listener(untraced(word) as unknown as Measurement<T>);
      }),
  });

const recordPrinter = (name: string, printer: TicketPrinter, scribe: Scribe): TicketPrinter => ({
  ...recordDevice('printer', name, printer, scribe),
  dots: printer.dots,
  print: (slip, signal) => scribe.call('printer', name, 'print', slip, () => printer.print(slip, signal)),
  status: () => scribe.call('printer', name, 'status', {}, () => printer.status()),
  onStatus: (listener) =>
    printer.onStatus((status) => {
      scribe.input({ port: 'printer', name, status: traced(status) });
      listener(status);
    }),
});

const recordDisplay = (name: string, display: Display, scribe: Scribe): Display => ({
  ...recordDevice('display', name, display, scribe),
  get attached() {
    return display.attached;
  },
  show: (view) => {
    scribe.command('display', name, 'show', view);
    return display.show(view);
  },
  onTouch: (listener) =>
    display.onTouch((touch) => {
      scribe.input({ port: 'display', name, touch: traced(touch) });
      listener(touch);
    }),
  onAttached: (listener) =>
    display.onAttached((attached) => {
      scribe.input({ port: 'display', name, attached });
      listener(attached);
    }),
});

const recordSpeaker = (name: string, speaker: Speaker, scribe: Scribe): Speaker => ({
  ...recordDevice('speaker', name, speaker, scribe),
  play: (clip, volume, signal) => {
    const { words, language, durationMs } = clip;
    return scribe.call('speaker', name, 'play', { words, language, durationMs, volume }, () =>
      speaker.play(clip, volume, signal),
    );
  },
});

const recordSpeech = (name: string, speech: Speech, scribe: Scribe): Speech => ({
  ...recordDevice('speech', name, speech, scribe),
  synthesize: (language, words, signal) =>
    scribe.call(
      'speech',
      name,
      'synthesize',
      { language, words },
      () => speech.synthesize(language, words, signal),
      (answer) =>
        answer.ok ? { ok: true, durationMs: answer.value.durationMs, sampleRate: answer.value.sampleRate } : answer,
    ),
});

const recordLamp = (name: string, lamp: Lamp, scribe: Scribe): Lamp => ({
  ...recordDevice('lamp', name, lamp, scribe),
  set: (state) => {
    scribe.command('lamp', name, 'set', { state });
    lamp.set(state);
  },
});

const recordButton = (name: string, button: Button, scribe: Scribe): Button => ({
  ...recordDevice('button', name, button, scribe),
  onPress: (listener) =>
    button.onPress((at) => {
      scribe.input({ port: 'button', name, at });
      listener(at);
    }),
});

const recordLedger = (name: string, ledger: TicketLedger, scribe: Scribe): TicketLedger => ({
  ...recordDevice('ledger', name, ledger, scribe),
  open: (signal) =>
    scribe.call(
      'ledger',
      name,
      'open',
      {},
      () => ledger.open(signal),
      (answer) => (answer.ok ? { ok: true, head: ledger.head, repairs: ledger.repairs } : answer),
    ),
  append: (events) => scribe.call('ledger', name, 'append', { events }, () => ledger.append(events)),
  read: (from, limit) => scribe.call('ledger', name, 'read', { from, limit }, () => ledger.read(from, limit)),
  get head() {
    return ledger.head;
  },
  get repairs() {
    return ledger.repairs;
  },
});

const recordBus = (name: string, bus: MessageBus, scribe: Scribe): MessageBus => ({
  ...recordDevice('bus', name, bus, scribe),
  get linked() {
    return bus.linked;
  },
  publish: (message) => scribe.call('bus', name, 'publish', message, () => bus.publish(message)),
  subscribe: (filter, listener) => {
    scribe.command('bus', name, 'subscribe', { filter });
    return bus.subscribe(filter, (message) => {
      scribe.input({ port: 'bus', name, filter, message: traced(message) });
      listener(message);
    });
  },
  onLink: (listener) =>
    bus.onLink((linked) => {
      scribe.input({ port: 'bus', name, linked });
      listener(linked);
    }),
  onRefused: (listener) =>
    bus.onRefused((filter) => {
      scribe.input({ port: 'bus', name, refused: filter });
      listener(filter);
    }),
});

const each = <T>(named: Named<T>, wrap: (name: string, device: T) => T): Named<T> =>
  Object.fromEntries(Object.entries(named).map(([name, device]) => [name, wrap(name, device)]));

export interface RecordedHal {
  readonly hal: Hal;
  readonly transition: (detail: JsonObject) => void;
}

/** The same Hal, with everything that crosses it written to `sink`; the device's effective config is the first line. */
export const record = (hal: Hal, device: string, config: JsonValue, sink: TraceSink): RecordedHal => {
  sink.line({ kind: 'config', device, schema: 1, config: traced(config) });
  const scribe = new Scribe(device, hal.clock, sink);
  const { devices } = hal;
  const recorded: { [P in PortName]: HalDevices[P] } = {
    presence: each(devices.presence, (name, sensor) => recordSensor('presence')(name, sensor, scribe)),
    range: each(devices.range, (name, sensor) => recordSensor('range')(name, sensor, scribe)),
    targets: each(devices.targets, (name, sensor) => recordSensor('targets')(name, sensor, scribe)),
    printer: each(devices.printer, (name, printer) => recordPrinter(name, printer, scribe)),
    display: each(devices.display, (name, display) => recordDisplay(name, display, scribe)),
    speaker: each(devices.speaker, (name, speaker) => recordSpeaker(name, speaker, scribe)),
    speech: each(devices.speech, (name, speech) => recordSpeech(name, speech, scribe)),
    lamp: each(devices.lamp, (name, lamp) => recordLamp(name, lamp, scribe)),
    button: each(devices.button, (name, button) => recordButton(name, button, scribe)),
    ledger: each(devices.ledger, (name, ledger) => recordLedger(name, ledger, scribe)),
    bus: each(devices.bus, (name, bus) => recordBus(name, bus, scribe)),
  };
  return {
    hal: {
      clock: recordClock(hal.clock, scribe),
      random: recordRandom(hal.random, scribe),
      entropy: recordEntropy(hal.entropy, scribe),
      log: hal.log,
      storage: recordStorage(hal.storage, scribe),
      devices: recorded,
    },
    transition: (detail) => scribe.transition(detail),
  };
};
