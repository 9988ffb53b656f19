import { BugError } from '../hal/assert.ts';
import type { Hal, HalDevices, Named, PortName } from '../hal/hal.ts';
import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { Checkup } from '../hal/ports/checkup.ts';
import type { Classifier } from '../hal/ports/classifier.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Entropy } from '../hal/ports/entropy.ts';
import type { Random } from '../hal/ports/random.ts';
import type { Storage } from '../hal/ports/storage.ts';
import * as recorded from './recorded-devices.ts';
import { PortScribe, Scribe } from './scribe.ts';
import { quantised, type TraceSink } from './trace.ts';

/*
 * The one place where what crosses the ports is written down, on devices and in the simulator alike: `record(hal)` gives the same
 * Hal with every port wrapped. What came in is handed on as it was written (fractions in thousandths), so that a run from the
 * record is the same run; `scribe.ts` says in which order.
 */

/** A timer that fires comes in like everything else: on a device it does so late, and by how much decides what comes first. */
const recordClock = (clock: Clock, scribe: Scribe): Clock => {
  const armed = new Map<TimerId, TimerId>();
  let newest: TimerId = 0;
  const fire = (timer: TimerId, callback: () => void): void =>
    scribe.hear(
      () => ({ port: 'clock', timer }),
      () => {
        armed.delete(timer);
        callback();
      },
      () => armed.has(timer),
    );
  return {
    now: () => scribe.now(),
    wallTime: () => scribe.wallTime(),
    setTimeout: (callback, ms) => {
      const timer = ++newest;
      armed.set(
        timer,
        clock.setTimeout(() => fire(timer, callback), ms),
      );
      return timer;
    },
    clearTimeout: (timer) => {
      const id = armed.get(timer);
      armed.delete(timer);
      if (id !== undefined) clock.clearTimeout(id);
    },
    turn: () => {
      throw new BugError('the app asked for a turn: everything that it does is in one');
    },
  };
};

const recordRandom = (random: Random, scribe: Scribe): Random => ({
  next: () => {
    // 32 bits of it, so that the line holds the whole draw.
    const draw = Math.floor(random.next() * 0x1_0000_0000);
    scribe.draw({ port: 'random', draw });
    return draw / 0x1_0000_0000;
  },
});

const recordEntropy = (entropy: Entropy, scribe: Scribe): Entropy => ({
  bytes: (count) => {
    const bytes = entropy.bytes(count);
    scribe.draw({ port: 'entropy', hex: Buffer.from(bytes).toString('hex') });
    return bytes;
  },
});

const snapshotBlob = 'hall-snapshot';

/** Bytes as text where they are text, so that people can read them. */
const written = (bytes: Uint8Array): JsonObject => {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text).equals(bytes) ? { text } : { base64: Buffer.from(bytes).toString('base64') };
};

const recordStorage = (storage: Storage, scribe: Scribe): Storage => {
  const blobs = new Map<string, PortScribe>();
  const blob = (name: string): PortScribe => {
    const known = blobs.get(name) ?? new PortScribe(scribe, 'storage', name);
    blobs.set(name, known);
    return known;
  };
  return {
    read: (name) =>
      blob(name).call(
        'read',
        {},
        null,
        () => storage.read(name),
        (answer): JsonValue => {
          if (!answer.ok) return quantised(answer);
          return answer.value === null ? { ok: true, text: null } : { ok: true, ...written(answer.value) };
        },
        (answer) => answer,
      ),
    write: (name, bytes) => {
      // A snapshot is made of what stands in the trace already, and is many times as long.
      const told = name === snapshotBlob ? { bytes: bytes.length } : written(bytes);
      return blob(name).call('write', told, null, () => storage.write(name, bytes));
    },
    append: (name, bytes) => blob(name).call('append', written(bytes), null, () => storage.append(name, bytes)),
    remove: (name) => blob(name).call('remove', {}, null, () => storage.remove(name)),
  };
};

const each = <T, U>(named: Named<T>, wrap: (device: T, name: string) => U): Named<U> =>
  Object.fromEntries(Object.entries(named).map(([name, device]) => [name, wrap(device, name)]));

const recordedClassifier = (classifier: Classifier, scribe: Scribe): Classifier =>
  recorded.recordClassifier(
    new PortScribe(scribe, 'classifier', 'intention', () => ({ backend: classifier.backend })),
    classifier,
  );

const recordCheckup = (checkup: Checkup, scribe: Scribe): Checkup => {
  const port = new PortScribe(scribe, 'checkup', 'machine');
  return { look: () => port.call('look', {}, null, () => checkup.look()) };
};

/** Which devices there are, by port and name, and what can be read of them before anything is asked of them. */
const inventory = ({ devices, classifier, checkup }: Hal): JsonObject => ({
  checkup: checkup === null ? {} : { machine: {} },
  classifier: classifier === null ? {} : { intention: { backend: classifier.backend } },
  presence: each(devices.presence, ({ periodMs }) => ({ periodMs })),
  range: each(devices.range, ({ periodMs }) => ({ periodMs })),
  'range-grid': each(devices['range-grid'], ({ periodMs }) => ({ periodMs })),
  'thermal-grid': each(devices['thermal-grid'], ({ periodMs }) => ({ periodMs })),
  targets: each(devices.targets, ({ periodMs }) => ({ periodMs })),
  scan: each(devices.scan, ({ periodMs }) => ({ periodMs })),
  printer: each(devices.printer, ({ dots }) => ({ dots })),
  display: each(devices.display, ({ attached }) => ({ attached })),
  speaker: each(devices.speaker, () => ({})),
  speech: each(devices.speech, () => ({})),
  lamp: each(devices.lamp, () => ({})),
  'counter-sign': each(devices['counter-sign'], ({ characters }) => ({ characters })),
  button: each(devices.button, () => ({})),
  keypad: each(devices.keypad, () => ({})),
  'code-scanner': each(devices['code-scanner'], ({ anyLetters }) => ({ anyLetters })),
  battery: each(devices.battery, ({ periodMs }) => ({ periodMs })),
  ledger: each(devices.ledger, ({ head, repairs, room }) => ({ head, repairs: [...repairs], room })),
  'city-system': each(devices['city-system'], () => ({})),
  bus: each(devices.bus, ({ linked }) => ({ linked })),
});

export interface RecordedHal {
  readonly hal: Hal;
  readonly transition: (detail: JsonObject) => void;
  /** The app is started; the line says as well which devices there are. */
  readonly started: <T>(detail: JsonObject, work: () => Promise<T>) => Promise<T>;
  /** What else the process asks of the app: it comes in like everything, and `work` is done in its turn. */
  readonly asked: <T>(ask: string, detail: JsonObject, work: () => Promise<T>) => Promise<T>;
  /** The app has stopped: nothing more is written, and nothing more comes in. */
  readonly end: () => void;
}

/** The same Hal, with everything that crosses it written to `sink`; the device's effective config is the first line. */
export const record = (hal: Hal, device: string, config: JsonValue, sink: TraceSink): RecordedHal => {
  sink.line({ kind: 'config', device, schema: 1, config });
  const scribe = new Scribe(device, hal.clock, sink);
  const { devices, classifier, checkup } = hal;
  const at = (port: PortName, name: string): PortScribe => new PortScribe(scribe, port, name);
  const wrapped: HalDevices = {
    presence: each(devices.presence, (it, name) => recorded.recordSensor(at('presence', name), it)),
    range: each(devices.range, (it, name) => recorded.recordSensor(at('range', name), it)),
    'range-grid': each(devices['range-grid'], (it, name) => recorded.recordSensor(at('range-grid', name), it)),
    'thermal-grid': each(devices['thermal-grid'], (it, name) => recorded.recordSensor(at('thermal-grid', name), it)),
    targets: each(devices.targets, (it, name) => recorded.recordSensor(at('targets', name), it)),
    scan: each(devices.scan, (it, name) => recorded.recordSensor(at('scan', name), it)),
    printer: each(devices.printer, (it, name) => recorded.recordPrinter(at('printer', name), it)),
    display: each(devices.display, (it, name) =>
      recorded.recordDisplay(new PortScribe(scribe, 'display', name, () => ({ attached: it.attached })), it),
    ),
    speaker: each(devices.speaker, (it, name) => recorded.recordSpeaker(at('speaker', name), it)),
    speech: each(devices.speech, (it, name) => recorded.recordSpeech(at('speech', name), it)),
    lamp: each(devices.lamp, (it, name) => recorded.recordLamp(at('lamp', name), it)),
    'counter-sign': each(devices['counter-sign'], (it, name) => recorded.recordSign(at('counter-sign', name), it)),
    button: each(devices.button, (it, name) => recorded.recordButton(at('button', name), it)),
    keypad: each(devices.keypad, (it, name) => recorded.recordKeypad(at('keypad', name), it)),
    'code-scanner': each(devices['code-scanner'], (it, name) => recorded.recordScanner(at('code-scanner', name), it)),
    battery: each(devices.battery, (it, name) => recorded.recordBattery(at('battery', name), it)),
    ledger: each(devices.ledger, (it, name) =>
      recorded.recordLedger(
        new PortScribe(scribe, 'ledger', name, () => ({ head: it.head, repairs: [...it.repairs], room: it.room })),
        it,
      ),
    ),
    'city-system': each(devices['city-system'], (it, name) => recorded.recordCitySystem(at('city-system', name), it)),
    bus: each(devices.bus, (it, name) =>
      recorded.recordBus(new PortScribe(scribe, 'bus', name, () => ({ linked: it.linked })), it),
    ),
  };
  const present = inventory(hal);
  const asked: RecordedHal['asked'] = (ask, detail, work) =>
    new Promise((resolve, reject) => {
      scribe.hear(
        () => ({ port: 'app', ask, ...detail }),
        () => void work().then(resolve, reject),
      );
    });
  return {
    hal: {
      clock: recordClock(hal.clock, scribe),
      random: recordRandom(hal.random, scribe),
      entropy: recordEntropy(hal.entropy, scribe),
      log: hal.log,
      storage: recordStorage(hal.storage, scribe),
      classifier: classifier === null ? null : recordedClassifier(classifier, scribe),
      checkup: checkup === null ? null : recordCheckup(checkup, scribe),
      devices: wrapped,
    },
    transition: (detail) => scribe.transition(detail),
    started: (detail, work) => asked('start', { ...detail, devices: present }, work),
    asked,
    end: () => scribe.end(),
  };
};
