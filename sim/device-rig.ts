import { createApp, type DeviceApp } from '../firmware/app.ts';
import { discreet } from '../firmware/discreet.ts';
import { busClient } from '../firmware/drivers.ts';
import type { SiteFace } from '../firmware/site-face.ts';
import type { TraceSink } from '../firmware/trace.ts';
import type { LanguageFile } from '../config/languages.ts';
import type { Transition } from '../behaviours/behaviour.ts';
import type { HallOut } from '../behaviours/hall/events.ts';
import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { Pose } from '../hal/units.ts';
import type { Hal } from '../hal/hal.ts';
import { simulatedHal, type HalParts, type Twins } from './hal.ts';
import { Power } from './power.ts';
import { SimTicketLedger } from './devices/ticket-ledger.ts';
import type { DeviceDoor, Glass } from './world/premises.ts';

/**
 * One device of the simulated centre: the real firmware on a Hal of twins, and the human side of it. It can be switched off and on
 * again like a real one; what was on its disk is there afterwards.
 */
export class DeviceRig {
  readonly id: string;
  readonly parts: HalParts;
  readonly twins: Twins;
  readonly unmade: readonly string[];
  readonly door: DeviceDoor;
  readonly #hal: Hal;
  readonly #makeApp: () => DeviceApp;
  #power: Power;
  #app: DeviceApp;
  readonly #transitions = new Listeners<Transition>();
  readonly #hallEvents = new Listeners<HallOut>();
  readonly #mediaEvents = new Listeners<void>();
  readonly #helpEvents = new Listeners<void>();
  readonly #hushEvents = new Listeners<void>();
  /** Of whichever start of the firmware runs. */
  readonly face: SiteFace;
  #running = false;
  #switching: Promise<void> = Promise.resolve();
  #cuts = 0;

  constructor(parts: HalParts, languages: readonly LanguageFile[], trace: TraceSink) {
    this.id = parts.config.device;
    this.parts = parts;
    const { hal, twins, unmade } = simulatedHal(parts);
    this.twins = twins;
    this.unmade = unmade;
    this.#hal = hal;
    this.#power = new Power(twins.clock);
    this.#makeApp = () => {
      this.#power = new Power(twins.clock);
      const supplied = discreet(this.#power.hal(hal), parts.config);
      return createApp({
        config: parts.config,
        languages,
        hal: supplied,
        trace: this.#power.trace(trace),
        leftOut: unmade,
      });
    };
    this.#app = this.#makeApp();
    this.face = {
      config: parts.config,
      wallTime: () => this.#app.face.wallTime(),
      hall: () => (this.#running ? this.#app.face.hall() : null),
      ready: () => this.#running && this.#app.face.ready(),
      command: (command) => this.#app.face.command(command),
      media: this.#media(),
      faults: {
        all: () => (this.#running ? this.#app.face.faults.all() : []),
        findings: () => (this.#running ? this.#app.face.faults.findings() : []),
      },
      hush: {
        leftMs: () => (this.#running ? this.#app.face.hush.leftMs() : null),
        onChanged: (listener) => this.#hushEvents.add(listener),
      },
      on: (listener) => this.#hallEvents.add(listener),
      helps: () => (this.#running ? this.#app.face.helps() : []),
      onHelp: (listener) => this.#helpEvents.add(listener),
    };
    this.door = new RigDoor(this.id, parts.config.place ?? { x: 0, y: 0, headingRad: 0 }, twins);
  }

  /** The boards and voices as whichever start of the firmware runs has them. */
  #media(): SiteFace['media'] {
    const media = (): SiteFace['media'] => this.#app.face.media;
    return {
      boards: () => media().boards(),
      get voiceless() {
        return media().voiceless;
      },
      get notice() {
        return media().notice;
      },
      troubles: () => media().troubles(),
      onChanged: (listener) => this.#mediaEvents.add(listener),
    };
  }

  /** Steps of whichever start of the firmware runs. */
  onTransition(listener: (transition: Transition) => void): Unsubscribe {
    return this.#transitions.add(listener);
  }

  get app(): DeviceApp {
    return this.#app;
  }
  get running(): boolean {
    return this.#running;
  }

  async start(): Promise<void> {
    this.#running = true;
    this.#app.onTransition((transition) => this.#transitions.emit(transition));
    this.#app.face.on((event) => this.#hallEvents.emit(event));
    this.#app.face.media.onChanged(() => this.#mediaEvents.emit());
    this.#app.face.onHelp(() => this.#helpEvents.emit());
    this.#app.face.hush.onChanged(() => this.#hushEvents.emit());
    await this.#app.start();
  }

  async stop(): Promise<void> {
    await this.#switching;
    await this.#halt();
  }

  /** Whether messages reach it, and leave it. */
  setNetwork(whole: boolean): void {
    const { clientId } = busClient(this.parts.config);
    if (whole) this.parts.broker.restore(clientId);
    else this.parts.broker.cut(clientId);
  }

  /**
   * The power is cut in the midst of whatever it does. Of a write under way the disk has what chance left of it; what was synced is
   * there when it is on again.
   */
  switchOff(): void {
    this.setNetwork(false);
    this.#switch(() => this.#die());
  }
  switchOn(): void {
    this.setNetwork(true);
    this.#switch(async () => {
      if (this.#running) return;
      this.#app = this.#makeApp();
      await this.start();
    });
  }

  async #halt(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    await this.#app.stop();
  }

  async #die(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#power.cut();
    const fate = this.parts.random.split(`power ${this.#cuts}`).pick(['lost', 'kept', 'torn'] as const);
    this.#cuts += 1;
    this.twins.storage.crash(fate);
    for (const { twin } of this.twins.ledgers) if (twin instanceof SimTicketLedger) twin.crash(fate);
    // What had power now has none: no handle, no timer, dark. A real ledger in the simulator has its file closed.
    const { ledger, ...others } = this.#hal.devices;
    const dark = [...Object.values(others), this.#ledgersOnDisk(ledger)].flatMap((named) => Object.values(named));
    await Promise.all(
      [...dark, ...(this.#hal.classifier === null ? [] : [this.#hal.classifier])].map((it) => it.close()),
    );
  }

  #ledgersOnDisk(ledgers: Hal['devices']['ledger']): Hal['devices']['ledger'] {
    return Object.fromEntries(Object.entries(ledgers).filter(([, ledger]) => !(ledger instanceof SimTicketLedger)));
  }

  /** One after the other. */
  #switch(work: () => Promise<void>): void {
    this.#switching = this.#switching.then(work);
  }

  /** Switched on again after `stop`: a new start of the same firmware on the same disk. */
  async restart(): Promise<void> {
    await this.stop();
    this.#app = this.#makeApp();
    await this.start();
  }
}

class RigDoor implements DeviceDoor {
  readonly id: string;
  readonly place: Pose;
  readonly #twins: Twins;

  constructor(id: string, place: Pose, twins: Twins) {
    this.id = id;
    this.place = place;
    this.#twins = twins;
  }

  get hasGlass(): boolean {
    return this.#twins.displays.length > 0;
  }

  glass(): Glass | null {
    return this.#twins.displays[0]?.twin.current() ?? null;
  }

  onGlass(listener: () => void): () => void {
    const display = this.#twins.displays[0]?.twin;
    if (display === undefined) return () => undefined;
    const ends = [display.onShown(listener), display.onAttached(listener)];
    return () => {
      for (const end of ends) end();
    };
  }

  touch(action: string, revision: number): void {
    this.#twins.displays[0]?.twin.touch(action, revision);
  }

  press(): boolean {
    const button = this.#twins.buttons[0]?.twin;
    button?.press();
    return button !== undefined;
  }
}
