import { Listeners, type Device, type Fault, type Unsubscribe } from '../hal/device.ts';
import type { JsonValue } from '../hal/json.ts';
import type { Battery } from '../hal/ports/battery.ts';
import type { Button } from '../hal/ports/button.ts';
import type { CityDocument, CitySystem } from '../hal/ports/city-system.ts';
import type { Classifier, ClassifierBackend } from '../hal/ports/classifier.ts';
import type { CodeScanner } from '../hal/ports/code-scanner.ts';
import type { CounterSign } from '../hal/ports/counter-sign.ts';
import type { Display } from '../hal/ports/display.ts';
import type { Keypad } from '../hal/ports/keypad.ts';
import type { Lamp } from '../hal/ports/lamp.ts';
import type { MessageBus } from '../hal/ports/message-bus.ts';
import type { Sensor } from '../hal/ports/sensors.ts';
import type { Speaker } from '../hal/ports/speaker.ts';
import type { Speech } from '../hal/ports/speech.ts';
import type { TicketLedger } from '../hal/ports/ticket-ledger.ts';
import type { TicketPrinter } from '../hal/ports/ticket-printer.ts';
import { fail, ok } from '../hal/result.ts';
import type { PortScribe } from './scribe.ts';
import { quantised } from './trace.ts';

/* Each device of the Hal as the recorder hands it to the app: the same promises, with every word and every call written down. */

/** One kind of word of a device: written once, however many listen, from the device's opening to its closing. */
class Words<T> {
  readonly #source: (listener: (word: T) => void) => Unsubscribe;
  readonly #key: string;
  readonly #port: PortScribe;
  readonly #listeners = new Listeners<T>();
  #end: Unsubscribe | null = null;

  constructor(port: PortScribe, key: string, source: (listener: (word: T) => void) => Unsubscribe) {
    this.#port = port;
    this.#key = key;
    this.#source = source;
  }

  readonly on = (listener: (word: T) => void): Unsubscribe => this.#listeners.add(listener);

  begin(): void {
    this.#end ??= this.#source((heard) => {
      const word = quantised(heard);
      // The same word in thousandths, so it is the same kind of word.
      this.#port.hear({ [this.#key]: word }, () => this.#listeners.emit(word as T));
    });
  }
  end(): void {
    this.#end?.();
    this.#end = null;
  }
}

/** What every device with a plug shares; `words` are what else it says by itself. */
const recordDevice = <F extends Fault>(
  port: PortScribe,
  device: Device<F>,
  ...words: readonly { begin(): void; end(): void }[]
): Device<F> => {
  const faults = new Words<F>(port, 'fault', (listener) => device.onFault(listener));
  const all = [faults, ...words];
  const deaf = (): void => {
    for (const each of all) each.end();
  };
  return {
    open: (signal) => {
      for (const each of all) each.begin();
      return port.call('open', {}, signal, async () => {
        const opened = await device.open(signal);
        if (!opened.ok) deaf();
        return opened;
      });
    },
    close: () => {
      return port.call('close', {}, null, () => device.close().finally(deaf));
    },
    onFault: faults.on,
  };
};

export const recordSensor = <T>(port: PortScribe, sensor: Sensor<T>): Sensor<T> => {
  const words = new Words(port, 'word', sensor.onMeasurement.bind(sensor));
  return { ...recordDevice(port, sensor, words), periodMs: sensor.periodMs, onMeasurement: words.on };
};

export const recordPrinter = (port: PortScribe, printer: TicketPrinter): TicketPrinter => {
  const statuses = new Words(port, 'status', printer.onStatus.bind(printer));
  return {
    ...recordDevice(port, printer, statuses),
    dots: printer.dots,
    print: (slip, signal) => port.call('print', slip, signal, () => printer.print(slip, signal)),
    status: () => port.call('status', {}, null, () => printer.status()),
    onStatus: statuses.on,
  };
};

export const recordDisplay = (port: PortScribe<{ attached: boolean }>, display: Display): Display => {
  const touches = new Words(port, 'touch', display.onTouch.bind(display));
  const attachments = new Words(port, 'attached', display.onAttached.bind(display));
  return {
    ...recordDevice(port, display, touches, attachments),
    get attached() {
      return port.facts.attached;
    },
    show: (view) => {
      const call = port.tell('show', view);
      const revision = display.show(view);
      port.answered(call, revision);
      return revision;
    },
    onTouch: touches.on,
    onAttached: attachments.on,
  };
};

export const recordSpeaker = (port: PortScribe, speaker: Speaker): Speaker => ({
  ...recordDevice(port, speaker),
  play: (clip, volume, signal) => {
    const { words, language, durationMs } = clip;
    return port.call('play', { words, language, durationMs, volume }, signal, () => speaker.play(clip, volume, signal));
  },
});

export const recordSpeech = (port: PortScribe, speech: Speech): Speech => ({
  ...recordDevice(port, speech),
  synthesize: (language, words, signal) =>
    port.call(
      'synthesize',
      { language, words },
      signal,
      () => speech.synthesize(language, words, signal),
      (answer): JsonValue => {
        if (!answer.ok) return quantised(answer);
        const { durationMs, sampleRate } = answer.value;
        return { ok: true, durationMs, sampleRate };
      },
      (answer) => answer,
    ),
});

export const recordLamp = (port: PortScribe, lamp: Lamp): Lamp => ({
  ...recordDevice(port, lamp),
  set: (state) => {
    port.tell('set', { state });
    lamp.set(state);
  },
});

export const recordSign = (port: PortScribe, sign: CounterSign): CounterSign => ({
  ...recordDevice(port, sign),
  characters: sign.characters,
  show: (shows) => {
    port.tell('show', { ...shows });
    sign.show(shows);
  },
});

export const recordButton = (port: PortScribe, button: Button): Button => {
  const presses = new Words(port, 'at', button.onPress.bind(button));
  return { ...recordDevice(port, button, presses), onPress: presses.on };
};

/** Of a question only its answer is written, in whole thousandths: people are asked about five times a second. */
export const recordClassifier = (
  port: PortScribe<{ backend: ClassifierBackend | null }>,
  classifier: Classifier,
): Classifier => ({
  ...recordDevice(port, classifier),
  features: classifier.features,
  get backend() {
    return port.facts.backend;
  },
  score: (rows) => {
    if (port.facts.backend === null) return fail({ kind: 'not-open' });
    const answer = classifier.score(rows);
    if (!answer.ok) {
      port.drawn({ fault: quantised(answer.fault) });
      return answer;
    }
    const scores = answer.value.map((score) => Math.round(score * 1_000));
    port.drawn({ scores });
    return ok(scores.map((score) => score / 1_000));
  },
});

export const recordKeypad = (port: PortScribe, keypad: Keypad): Keypad => {
  const presses = new Words(port, 'press', keypad.onKey.bind(keypad));
  return { ...recordDevice(port, keypad, presses), onKey: presses.on };
};

export const recordScanner = (port: PortScribe, scanner: CodeScanner): CodeScanner => {
  const scans = new Words(port, 'scan', scanner.onCode.bind(scanner));
  return { ...recordDevice(port, scanner, scans), anyLetters: scanner.anyLetters, onCode: scans.on };
};

export const recordBattery = (port: PortScribe, battery: Battery): Battery => {
  const states = new Words(port, 'power', battery.onPower.bind(battery));
  return { ...recordDevice(port, battery, states), periodMs: battery.periodMs, onPower: states.on };
};

export const recordLedger = (
  port: PortScribe<Pick<TicketLedger, 'head' | 'repairs' | 'room'>>,
  ledger: TicketLedger,
): TicketLedger => ({
  ...recordDevice(port, ledger),
  append: (events) => port.call('append', { events }, null, () => ledger.append(events)),
  read: (from, limit) => port.call('read', { from, limit }, null, () => ledger.read(from, limit)),
  mark: (position) => port.call('mark', { position }, null, () => ledger.mark(position)),
  check: (before, limit) => port.call('check', { before, limit }, null, () => ledger.check(before, limit)),
  archive: (name) => port.call('archive', { name }, null, () => ledger.archive(name)),
  archives: () => port.call('archives', {}, null, () => ledger.archives()),
  readArchive: (name) => port.call('readArchive', { name }, null, () => ledger.readArchive(name)),
  forget: (upTo) => port.call('forget', { upTo }, null, () => ledger.forget(upTo)),
  forgotten: () => port.call('forgotten', {}, null, () => ledger.forgotten()),
  makeRoom: () => port.call('makeRoom', {}, null, () => ledger.makeRoom()),
  get room() {
    return port.facts.room;
  },
  get head() {
    return port.facts.head;
  },
  get repairs() {
    return port.facts.repairs;
  },
});

export const recordCitySystem = (port: PortScribe, city: CitySystem): CitySystem => {
  const documents = new Words<CityDocument>(port, 'document', city.onDocument.bind(city));
  return {
    ...recordDevice(port, city, documents),
    send: (message, signal) => port.call('send', message, signal, () => city.send(message, signal)),
    askDossier: (code, signal) => port.call('askDossier', { code }, signal, () => city.askDossier(code, signal)),
    onDocument: documents.on,
  };
};

export const recordBus = (port: PortScribe<{ linked: boolean }>, bus: MessageBus): MessageBus => {
  const links = new Words(port, 'linked', bus.onLink.bind(bus));
  const refusals = new Words(port, 'refused', bus.onRefused.bind(bus));
  return {
    ...recordDevice(port, bus, links, refusals),
    get linked() {
      return port.facts.linked;
    },
    publish: (message) => port.call('publish', message, null, () => bus.publish(message)),
    subscribe: (filter, listener, besides) => {
      const call = port.tell('subscribe', besides === undefined ? { filter } : { filter, besides });
      const end = bus.subscribe(
        filter,
        (message) => port.hear({ call, message: quantised(message) }, () => listener(message)),
        besides,
      );
      return () => {
        port.tell('unsubscribe', { filter, call });
        end();
      };
    },
    onLink: links.on,
    onRefused: refusals.on,
  };
};
