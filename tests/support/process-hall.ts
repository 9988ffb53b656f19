import { join } from 'node:path';
import { broken, HallProcess, linesOf, Witness, type HallDevicePlan } from './hall-process.ts';
import { Mosquitto } from './mosquitto.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

/** How long something may take on a busy host before a test gives up. */
export const hallPatienceMs = 180_000;

/** What was lost on the way is found when devices say what they hold, each 3 minutes: twice that, and time to say it in. */
const foundMs = 480_000;

export const hallDevices = ['hub', 'kiosk-1', 'kiosk-2'] as const;
export type HallDeviceName = (typeof hallDevices)[number];
const counters = ['1', '2', '3', '4', '5', '6'];

/** What a test wants different: of all devices, and where a device has its disk. */
export interface ProcessHallOver extends Pick<HallDevicePlan, 'copyMs' | 'reserveBytes'> {
  readonly folders?: Partial<Record<HallDeviceName, string>>;
}

const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

/**
 * A hall of real processes over a real broker, with visitors and clerks at each, and a witness of all that they tell people. Each device
 * has a wire of its own to the broker, that can be cut.
 */
export class ProcessHall {
  readonly witness = new Witness();
  readonly broker: Mosquitto;
  readonly #folder = temporaryDirectory();
  readonly #devices = new Map<HallDeviceName, HallProcess>();
  readonly #wires = new Map<HallDeviceName, TcpProxy>();

  private constructor(broker: Mosquitto) {
    this.broker = broker;
  }

  /** `program`: the bundled `children/hall-device.ts`. They have found each other and work: what a hub tells alone nobody else knows. */
  static async raise(program: string, { folders = {}, ...over }: ProcessHallOver = {}): Promise<ProcessHall> {
    const hall = new ProcessHall(await Mosquitto.start());
    for (const [index, name] of hallDevices.entries()) {
      const wire = await TcpProxy.to(hall.broker.port);
      hall.#wires.set(name, wire);
      const plan = {
        device: name,
        host: 'hub',
        fleet: hallDevices,
        counters,
        clerksAt: counters.slice(2 * index, 2 * index + 2),
        url: `mqtt://127.0.0.1:${wire.port}`,
        folder: folders[name] ?? join(hall.#folder, name),
        ...over,
      };
      hall.#devices.set(name, new HallProcess(program, plan, hall.witness));
    }
    await Promise.all(hallDevices.map((name) => hall.device(name).start()));
    const isLonely = async (name: HallDeviceName): Promise<boolean> => {
      const { away } = await hall.device(name).answer('how', 'how');
      return !Array.isArray(away) || away.length > 0;
    };
    await hall.until('all devices of each other', async () => {
      const lonely = await Promise.all(hallDevices.map(isLonely));
      return !lonely.includes(true);
    });
    for (const name of hallDevices) hall.device(name).say('work');
    return hall;
  }

  device(name: HallDeviceName): HallProcess {
    const found = this.#devices.get(name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  }
  cut(name: HallDeviceName): void {
    this.#wires.get(name)?.cut();
  }
  restore(name: HallDeviceName): void {
    this.#wires.get(name)?.restore();
  }
  async restart(name: HallDeviceName): Promise<void> {
    await this.device(name).start();
    this.device(name).say('work');
  }

  async raze(): Promise<void> {
    for (const device of this.#devices.values()) await device.kill();
    for (const wire of this.#wires.values()) await wire.close();
    await this.broker.stop();
    removeDirectory(this.#folder);
  }

  /** Waits for something that the devices bring about. */
  async until(
    what: string,
    holds: () => boolean | Promise<boolean>,
    patienceMs = hallPatienceMs,
    seen = (): string => [...this.#devices.values()].map(({ device, last }) => `${device}\n${last}`).join('\n'),
  ): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`never came: ${what}\n${seen()}`);
      await pause(5);
    }
  }

  /** Everybody who lives, or is named, goes on and says so many words more: the seed says how far, words say when. */
  async goOn(words: number, ...who: readonly HallDeviceName[]): Promise<void> {
    const meant = who.length === 0 ? [...this.#devices.values()] : who.map((name) => this.device(name));
    const due = meant.filter(({ alive }) => alive).map((each) => ({ each, until: each.words + words }));
    await this.until(`${words} words more`, () => due.every(({ each, until }) => each.words >= until));
  }

  /** So many more visitors at that device are told their number. */
  async tells(more: number, name: HallDeviceName): Promise<void> {
    const told = (): number => this.witness.told.filter(({ device }) => device === name).length;
    const before = told();
    await this.until(`${more} numbers at ${name}`, () => told() >= before + more);
  }

  /**
   * Nobody works any more, everything is whole, all ledgers hold the same and make the same hall; then they are judged. Gives each promise
   * that was broken.
   */
  async settle(): Promise<readonly string[]> {
    for (const name of hallDevices) {
      this.restore(name);
      if (!this.device(name).alive) await this.device(name).start();
    }
    for (const name of hallDevices) await this.device(name).answer('rest', 'resting');
    let same = 0;
    let said: readonly Readonly<Record<string, unknown>>[] = [];
    const isOne = async (): Promise<boolean> => {
      said = await Promise.all(hallDevices.map((name) => this.device(name).answer('how', 'how')));
      const one = ['head', 'hub', 'truth'].every((key) => new Set(said.map((each) => each[key])).size === 1);
      const still = said.every((each) => each['apart'] === false && each['waiting'] === 0);
      same = one && still ? same + 1 : 0;
      if (same < 3) await pause(100);
      return same >= 3;
    };
    const seen = (): string =>
      hallDevices
        .map((name, index) => JSON.stringify({ ...said[index], log: this.device(name).complaints }))
        .join('\n');
    await this.until('one hall of all', isOne, foundMs, seen);
    for (const name of hallDevices) await this.device(name).kill();
    return broken(
      this.witness,
      Object.fromEntries(hallDevices.map((name) => [name, linesOf(this.device(name).folder)])),
    );
  }
}
