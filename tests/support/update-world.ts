import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import { installedAt, otherSlot, type Installed } from '../../firmware/installed.ts';
import { prepare, tryOut, type Place } from '../../firmware/cli/update/apply.ts';
import { checkRelease, type CheckedBundle } from '../../firmware/cli/update/bundle.ts';
import { machineDisk, type Disk } from '../../firmware/cli/update/disk.ts';
import { fillSlot } from '../../firmware/cli/update/fill-slot.ts';
import { guardStart, settle } from '../../firmware/cli/update/guard.ts';
import { trialOf, type Outcome } from '../../firmware/cli/update/record.ts';
import { checkSlot, ledgerCeiling, setUp, standingOf } from '../../firmware/cli/update/slots.ts';
import { watchTrial, type WatchTime } from '../../firmware/cli/update/watch.ts';
import { events, value } from './ledger-on-disk.ts';
import { standInRelease, releaseKeys } from './stand-in-release.ts';

/** How a stand-in's start goes, by the text of a file in it. */
export const healthFile = 'app/health.txt';
export type Health = 'good' | 'bad' | 'hangs' | 'dies';

const quiet = (): void => {};

export const bundleOf = (file: string): CheckedBundle => {
  const checked = checkRelease(file, releaseKeys.publicKey);
  if (!checked.ok) throw new Error(`${file}: ${checked.fault.kind}`);
  return checked.value;
};

/**
 * A device's disk with a small stand-in in its first slot, a real ledger, and a service manager that does what the unit says: the guard,
 * then the start, again and again while it dies.
 */
export class UpdateWorld {
  readonly at: Installed;
  readonly keys = [releaseKeys.publicKey];
  /** Numbers that were told to people, by their place in the ledger. */
  readonly told: string[] = [];
  /** Which release each start was of. */
  readonly starts: number[] = [];
  /** Whose unit files the machine has got. */
  readonly adopted: number[] = [];
  readonly #room: string;
  #ms = 0;
  #next = 1;

  constructor(room: string) {
    this.#room = room;
    this.at = installedAt(join(room, 'root'));
  }

  release(number: number, health: Health, modules?: number): string {
    const files = { [healthFile]: health };
    return standInRelease(this.#room, { number, files, ...(modules === undefined ? {} : { modules }) });
  }

  /** The device as it left the desk: release 1 in slot a, one number given. */
  async setUp(file: string): Promise<void> {
    for (const directory of [this.at.data, this.at.run, this.at.etc]) mkdirSync(directory, { recursive: true });
    const filled = await fillSlot(bundleOf(file), this.keys, this.at, 'a', machineDisk, quiet);
    if (!filled.ok) throw new Error(JSON.stringify(filled.fault));
    setUp(machineDisk, this.at, 'a');
    await this.boot(machineDisk);
  }

  get time(): WatchTime {
    return {
      now: () => this.#ms,
      wall: () => this.#ms,
      sleep: async (ms) => {
        this.#ms += ms;
        await this.#pending;
      },
    };
  }

  place(disk: Disk): Place {
    return {
      at: this.at,
      disk,
      keys: this.keys,
      time: this.time,
      watch: { withinMs: 60_000, everyMs: 1_000 },
      ledgerVersion: () => 2,
      unit: {
        restart: () => {
          const begun = this.boot(disk);
          // A cut in the guard is one of whoever waits next.
          begun.catch(() => {});
          this.#pending = begun;
        },
        state: () => 'up',
        adopt: () => void this.adopted.push(this.running()),
      },
    };
  }
  #pending: Promise<void> = Promise.resolve();

  /** The whole of `letan update apply` behind its checks. */
  async apply(file: string, disk: Disk): Promise<Outcome | null> {
    const place = this.place(disk);
    const prepared = await prepare(place, bundleOf(file), quiet);
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.fault));
    return tryOut(place, { by: 'test', despite: [] }, quiet);
  }

  /** The service's first act after a boot. */
  async watchOn(disk: Disk): Promise<Outcome | null> {
    const { at } = this;
    const { unit, watch } = this.place(disk);
    settle(disk, at, standingOf(at), 0, () => unit.adopt());
    return watchTrial(disk, at, unit, this.time, watch, quiet);
  }

  /** The unit starts: the guard, then whatever `current` is; once more after each death, as `Restart=always` does. */
  async boot(disk: Disk): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      rmSync(this.at.startReport, { force: true });
      guardStart(disk, this.at, this.keys, 0);
      if ((await this.#start()) !== 'dies') return;
    }
  }

  /** What runs: nothing but a whole release is ever started. */
  running(): number {
    return Number(readFileSync(join(this.at.current, 'app/number.txt'), 'utf8'));
  }

  async #start(): Promise<Health> {
    const { current } = standingOf(this.at);
    if (current === null) throw new Error('nothing is linked');
    const top = this.at.slots[current];
    const whole = checkSlot(top, this.keys, 'full');
    if (!whole.ok) throw new Error(`half a release was started: ${JSON.stringify(whole.fault)}`);
    this.starts.push(this.running());
    const health = readFileSync(join(top, healthFile), 'utf8') as Health; // written by `release`
    if (health === 'dies') return health;
    await this.#giveNumber(ledgerCeiling(top, this.at.slots[otherSlot(current)]) ?? undefined);
    mkdirSync(dirname(this.at.startReport), { recursive: true });
    if (health !== 'hangs') writeFileSync(this.at.startReport, JSON.stringify({ verdict: health }));
    return health;
  }

  /** No power goes while the ledger writes (that is tried elsewhere), so it need not sync. Opens it as the release that runs may, finds every number that was told, and tells one more. */
  async #giveNumber(ceiling: number | undefined): Promise<void> {
    const ledger = new SqliteTicketLedger(join(this.at.data, 'ledger.sqlite'), 'OFF', 0, ceiling);
    const opened = await ledger.open(new AbortController().signal);
    if (!opened.ok) throw new Error(`the ledger: ${JSON.stringify(opened.fault)}`);
    const known = value(await ledger.read(1, 1000)).map(({ event }) => event.id);
    if (this.told.some((id, index) => known[index] !== id)) throw new Error('a number that was told is gone');
    const [event] = events(this.#next, 1);
    if (event === undefined) throw new Error('no event');
    this.#next += 1;
    value(await ledger.append([event]));
    this.told.push(event.id);
    await ledger.close();
  }

  get trialTries(): number | null {
    return trialOf(this.at)?.tries ?? null;
  }
}
