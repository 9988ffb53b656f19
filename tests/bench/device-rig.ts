import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { View } from '../../behaviours/reception/views.ts';
import { loadDevice } from '../../config/load.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { createApp, type DeviceApp } from '../../firmware/app.ts';
import { noTrace } from '../../firmware/trace.ts';
import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import { escposDefaults, EscposTicketPrinter } from '../../hal/drivers/escpos-ticket-printer.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../hal/drivers/node-entropy.ts';
import { NodeRandom } from '../../hal/drivers/node-random.ts';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { ByteLink, LinkFault } from '../../hal/ports/byte-link.ts';
import type { Display, Touch } from '../../hal/ports/display.ts';
import type { Lamp, LampState } from '../../hal/ports/lamp.ts';
import type { Measurement, Sensor, TargetsWord } from '../../hal/ports/sensors.ts';
import { nothingPlugged } from '../../hal/hal.ts';
import { done, type Result } from '../../hal/result.ts';

/* The real app in real time, between ports that note when something crossed them. Nothing here waits or draws. */

class Plug {
  async open(): Promise<Result<void, never>> {
    return done;
  }
  async close(): Promise<void> {}
  onFault(): Unsubscribe {
    return () => undefined;
  }
}

export class BenchSensor extends Plug implements Sensor<TargetsWord> {
  readonly periodMs = null;
  readonly #words = new Listeners<Measurement<TargetsWord>>();
  onMeasurement(listener: (measurement: Measurement<TargetsWord>) => void): Unsubscribe {
    return this.#words.add(listener);
  }
  speak(measurement: Measurement<TargetsWord>): void {
    this.#words.emit(measurement);
  }
}

export class BenchDisplay extends Plug implements Display<View> {
  readonly attached = true;
  readonly #touches = new Listeners<Touch>();
  #revision = 0;
  view: View | null = null;
  onShow: (view: View) => void = () => undefined;
  show(view: View): number {
    this.view = view;
    this.#revision += 1;
    this.onShow(view);
    return this.#revision;
  }
  onTouch(listener: (touch: Touch) => void): Unsubscribe {
    return this.#touches.add(listener);
  }
  onAttached(): Unsubscribe {
    return () => undefined;
  }
  touch(action: string): void {
    this.#touches.emit({ revision: this.#revision, action });
  }
}

export class BenchLamp extends Plug implements Lamp {
  onSet: (state: LampState) => void = () => undefined;
  set(state: LampState): void {
    this.onSet(state);
  }
}

/** A link that takes every byte at once and notes when the first of a picture passed. */
export class BenchLink implements ByteLink {
  readonly where = 'bench link';
  readonly readable = false;
  onPicture: () => void = () => undefined;
  async open(): Promise<Result<void, LinkFault>> {
    return done;
  }
  async close(): Promise<void> {}
  onFault(_listener: (fault: LinkFault) => void): Unsubscribe {
    return () => undefined;
  }
  onBytes(): Unsubscribe {
    return () => undefined;
  }
  async write(bytes: Uint8Array): Promise<Result<void, LinkFault>> {
    // GS v 0, the head of a raster band.
    for (let at = 0; at + 2 < bytes.length; at += 1)
      if (bytes[at] === 0x1d && bytes[at + 1] === 0x76 && bytes[at + 2] === 0x30) {
        this.onPicture();
        break;
      }
    return done;
  }
}

export interface BenchRig {
  readonly app: DeviceApp;
  readonly sensor: BenchSensor;
  readonly display: BenchDisplay;
  readonly lamp: BenchLamp;
  readonly link: BenchLink;
  readonly dataDir: string;
  /** The app's own monotonic clock, for the sensor's words. */
  readonly now: () => number;
  readonly end: () => Promise<void>;
}

/** A Monday at 09:00 in Hanoi, whatever the host's clock says: the place is open. */
const monday = Date.UTC(2026, 7, 3, 2, 0);

const openClock = (clock: NodeClock): NodeClock =>
  Object.assign(Object.create(clock) as NodeClock, {
    // Private fields live on the original, so its methods are called there.
    now: () => clock.now(),
    setTimeout: (callback: () => void, ms: number) => clock.setTimeout(callback, ms),
    clearTimeout: (id: number) => clock.clearTimeout(id),
    wallTime: () => ({ instant: monday + clock.now(), trusted: true }),
    turn: (callback: () => void) => clock.turn(callback),
  });

export const shippedKiosk = (): DeviceConfig => {
  const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
  assert(loaded.ok, 'the shipped kiosk does not load');
  return loaded.value;
};

/** The shipped kiosk without waiting in its presence filter, so that what is left is our own path. */
export const startRig = async (): Promise<BenchRig> => {
  const shipped = shippedKiosk();
  const { behaviours } = shipped;
  const config: DeviceConfig = {
    ...shipped,
    behaviours: {
      ...behaviours,
      presence: { ...behaviours.presence, debounceMs: 0, dwellMs: 0, holdMs: 0 },
      greeting: { ...behaviours.greeting, aloud: false, farewellMs: 0, restMs: 0 },
      ticketing: { ...behaviours.ticketing, doubleTapMs: 0 },
    },
  };
  const languages = loadLanguages('config/languages', config.site.languages);
  assert(languages.ok, 'the shipped languages do not load');
  const dataDir = mkdtempSync(join(tmpdir(), 'letan-bench-'));
  const clock = openClock(new NodeClock(() => true));
  const sensor = new BenchSensor();
  const display = new BenchDisplay();
  const lamp = new BenchLamp();
  const link = new BenchLink();
  const storage = new NodeStorage(dataDir);
  const app = createApp({
    config,
    languages: languages.value,
    trace: noTrace,
    leftOut: [],
    hal: {
      clock,
      random: new NodeRandom(),
      entropy: new NodeEntropy(),
      log: { write: () => undefined },
      storage,
      classifier: null,
      checkup: null,
      devices: {
        ...nothingPlugged,
        targets: { radar: sensor },
        printer: { slip: new EscposTicketPrinter(link, clock, { ...escposDefaults, status: 'none' }) },
        display: { panel: display },
        lamp: { status: lamp },
        ledger: { ledger: new SqliteTicketLedger(join(dataDir, 'ledger.sqlite')) },
      },
    },
  });
  await app.start();
  return {
    app,
    sensor,
    display,
    lamp,
    link,
    dataDir,
    now: () => clock.now(),
    end: async () => {
      await app.stop();
      await storage.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
