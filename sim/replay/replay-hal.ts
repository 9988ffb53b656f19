import type { Hal, HalDevices, Named, PortName } from '../../hal/hal.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { LedgerRepair } from '../../hal/ports/ticket-ledger.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Checkup } from '../../hal/ports/checkup.ts';
import type { Classifier, ClassifierBackend, ClassifierFault } from '../../hal/ports/classifier.ts';
import type { BusMessage } from '../../hal/ports/message-bus.ts';
import type { Random } from '../../hal/ports/random.ts';
import type {
  Measurement,
  PresenceWord,
  RangeGridWord,
  RangeWord,
  ScanWord,
  Sensor,
  TargetsWord,
  ThermalGridWord,
} from '../../hal/ports/sensors.ts';
import type { Clip } from '../../hal/ports/speaker.ts';
import type { Speech, SpeechFault } from '../../hal/ports/speech.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { SimClock } from '../clock.ts';
import { ReplayClock } from './replay-clock.ts';
import { ReplayPlug } from './replay-plug.ts';
import type { ReplayScript } from './script.ts';

const objectIn = (value: JsonValue | undefined): JsonObject =>
  // An object that is no array.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const numberIn = (value: JsonValue | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;
const textIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const bytesIn = ({ text, base64 }: JsonObject): Uint8Array =>
  new Uint8Array(typeof base64 === 'string' ? Buffer.from(base64, 'base64') : Buffer.from(textIn(text)));

/** One start of one device: a Hal whose ports say and answer what was recorded, when `take` is told so. */
export class ReplayHal {
  readonly hal: Hal;
  readonly #device: string;
  readonly #script: ReplayScript;
  readonly #clock: ReplayClock;
  readonly #plugs = new Map<string, ReplayPlug>();

  /** `present` is what the start's line says of the devices that there are. */
  constructor(device: string, script: ReplayScript, time: SimClock, present: JsonObject) {
    this.#device = device;
    this.#script = script;
    this.#clock = new ReplayClock(time);
    this.hal = {
      clock: this.#clock,
      random: this.#random(),
      entropy: this.#entropy(),
      log: { write: () => undefined },
      storage: this.#storage(),
      classifier: this.#classifier(present),
      checkup: this.#checkup(present),
      devices: this.#devices(present),
    };
  }

  /** Delivers one input; what fits nothing is a divergence. */
  take(what: JsonObject): void {
    const port = textIn(what['port']);
    if (port === 'clock') this.#tick(what);
    else if (this.#plugs.get(`${port}/${textIn(what['name'])}`)?.take(what) !== true)
      this.#script.diverged(`${this.#device} did not ask for this input of ${port} ${textIn(what['name'])}`.trimEnd());
  }

  #tick({ timer, offset, trusted }: JsonObject): void {
    if (typeof timer !== 'number') this.#clock.setWall(numberIn(offset, 0), trusted === true);
    else if (!this.#clock.fire(timer)) this.#script.diverged(`${this.#device} has not armed timer ${timer}`);
  }

  #plug(port: PortName | 'storage' | 'classifier' | 'checkup', name: string, facts: JsonObject = {}): ReplayPlug {
    const plug = this.#plugs.get(`${port}/${name}`) ?? new ReplayPlug(facts);
    this.#plugs.set(`${port}/${name}`, plug);
    return plug;
  }

  #random(): Random {
    return {
      next: () => numberIn(this.#script.draw(this.#device, 'random')?.['draw'], 0) / 0x1_0000_0000,
    };
  }

  #entropy(): Entropy {
    return {
      bytes: (count) => {
        const bytes = new Uint8Array(count);
        bytes.set(Buffer.from(textIn(this.#script.draw(this.#device, 'entropy')?.['hex']), 'hex').subarray(0, count));
        return bytes;
      },
    };
  }

  #checkup(present: JsonObject): Checkup | null {
    if (objectIn(present['checkup'])['machine'] === undefined) return null;
    const plug = this.#plug('checkup', 'machine');
    return { look: () => plug.call() };
  }

  #classifier(present: JsonObject): Classifier | null {
    const facts = objectIn(present['classifier'])['intention'];
    if (facts === undefined) return null;
    const plug = this.#plug('classifier', 'intention', objectIn(facts));
    return {
      ...plug.device(),
      features: [],
      get backend() {
        // Null or one of the words that the recorder wrote.
        return (plug.facts['backend'] ?? null) as ClassifierBackend | null;
      },
      score: (rows) => {
        if ((plug.facts['backend'] ?? null) === null) return fail({ kind: 'not-open' });
        const answer = this.#script.draw(this.#device, 'classifier') ?? {};
        const { scores } = answer;
        // A fault stands in the recording as it is.
        if (!Array.isArray(scores)) return fail(objectIn(answer['fault']) as unknown as ClassifierFault);
        return ok(rows.map((_, index) => numberIn(scores[index], 0) / 1_000));
      },
    };
  }

  #storage(): Storage {
    const change = (name: string): Promise<Result<void, StorageFault>> => this.#plug('storage', name).call();
    return {
      read: (name) =>
        this.#plug('storage', name).call((result): Result<Uint8Array | null, StorageFault> => {
          const answer = objectIn(result);
          // A refusal stands in the recording as it is.
          if (answer['ok'] !== true) return result as unknown as Result<never, StorageFault>;
          return ok(answer['text'] === null ? null : bytesIn(answer));
        }),
      write: change,
      append: change,
      remove: change,
    };
  }

  #devices(present: JsonObject): HalDevices {
    const each = <T>(port: PortName, make: (plug: ReplayPlug, name: string) => T): Named<T> =>
      Object.fromEntries(
        Object.entries(objectIn(present[port])).map(([name, facts]) => [
          name,
          make(this.#plug(port, name, objectIn(facts)), name),
        ]),
      );
    return {
      presence: each('presence', sensor<PresenceWord>),
      range: each('range', sensor<RangeWord>),
      'range-grid': each('range-grid', sensor<RangeGridWord>),
      'thermal-grid': each('thermal-grid', sensor<ThermalGridWord>),
      targets: each('targets', sensor<TargetsWord>),
      scan: each('scan', sensor<ScanWord>),
      printer: each('printer', (plug) => ({
        ...plug.device(),
        dots: numberIn(plug.facts['dots'], 0),
        print: () => plug.call(),
        status: () => plug.call(),
        onStatus: plug.on('status'),
      })),
      display: each('display', (plug, name) => ({
        ...plug.device(),
        get attached() {
          return plug.facts['attached'] === true;
        },
        show: () => this.#shown(plug.tell(), name),
        onTouch: plug.on('touch'),
        onAttached: plug.on('attached'),
      })),
      speaker: each('speaker', (plug) => ({ ...plug.device(), play: () => plug.call() })),
      speech: each('speech', speech),
      lamp: each('lamp', (plug) => ({ ...plug.device(), set: () => void plug.tell() })),
      'counter-sign': each('counter-sign', (plug) => ({
        ...plug.device(),
        characters: numberIn(plug.facts['characters'], 0),
        show: () => void plug.tell(),
      })),
      button: each('button', (plug) => ({ ...plug.device(), onPress: plug.on('at') })),
      keypad: each('keypad', (plug) => ({ ...plug.device(), onKey: plug.on('press') })),
      battery: each('battery', (plug) => ({
        ...plug.device(),
        periodMs: numberIn(plug.facts['periodMs'], 0),
        onPower: plug.on('power'),
      })),
      'code-scanner': each('code-scanner', (plug) => ({
        ...plug.device(),
        anyLetters: plug.facts['anyLetters'] === true,
        onCode: plug.on('scan'),
      })),
      ledger: each('ledger', (plug) => ({
        ...plug.device(),
        append: () => plug.call(),
        read: () => plug.call(),
        mark: () => plug.call(),
        check: () => plug.call(),
        archive: () => plug.call(),
        archives: () => plug.call(),
        readArchive: () => plug.call(),
        forget: () => plug.call(),
        forgotten: () => plug.call(),
        makeRoom: () => plug.call(),
        get room() {
          return plug.facts['room'] === 'last' ? 'last' : 'ample';
        },
        get head() {
          return numberIn(plug.facts['head'], 0);
        },
        get repairs() {
          const { repairs } = plug.facts;
          // As the device's own ledger told them, to the recorder.
          return Array.isArray(repairs) ? (repairs as readonly unknown[] as readonly LedgerRepair[]) : [];
        },
      })),
      'city-system': each('city-system', (plug) => ({
        ...plug.device(),
        send: () => plug.call(),
        askDossier: () => plug.call(),
        onDocument: plug.on('document'),
      })),
      bus: each('bus', (plug) => ({
        ...plug.device(),
        get linked() {
          return plug.facts['linked'] === true;
        },
        publish: () => plug.call(),
        // The recorder wrote whole messages.
        subscribe: (_, listener) => plug.subscribe((message) => listener(message as unknown as BusMessage)),
        onLink: plug.on('linked'),
        onRefused: plug.on('refused'),
      })),
    };
  }

  #shown(call: number, name: string): number {
    const drawn = this.#script.draw(this.#device, 'display', (what) => what['name'] === name && what['call'] === call);
    return numberIn(drawn?.['result'], 0);
  }
}

const sensor = <T>(plug: ReplayPlug): Sensor<T> => ({
  ...plug.device(),
  periodMs: typeof plug.facts['periodMs'] === 'number' ? plug.facts['periodMs'] : null,
  onMeasurement: plug.on<Measurement<T>>('word'),
});

/** Clips are as long as they were, and silent: nobody hears a replay. */
const speech = (plug: ReplayPlug): Speech => ({
  ...plug.device(),
  synthesize: (language, words) =>
    plug.call((result): Result<Clip, SpeechFault> => {
      const { ok: made, durationMs, sampleRate } = objectIn(result);
      // A refusal stands in the recording as it is.
      if (made !== true) return result as unknown as Result<never, SpeechFault>;
      return ok({
        words,
        language,
        samples: new Float32Array(0),
        durationMs: numberIn(durationMs, 0),
        sampleRate: numberIn(sampleRate, 0),
      });
    }),
});
