import { BugError } from '../../hal/assert.ts';
import type { Result } from '../../hal/result.ts';
import type { Transition } from '../../behaviours/behaviour.ts';
import type {
  HallAnswer,
  HallCommand,
  HallOut,
  HallRefusal,
  IssueRequest,
  IssuedTicket,
} from '../../behaviours/hall/events.ts';
import type { HubLink } from '../../behaviours/hall/hub-link.ts';
import { createHall, type Hall } from '../../behaviours/hall/index.ts';
import { plainRules, plainTogether, type HallSettings, type NumberRange } from '../../behaviours/hall/settings.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { DoubtfulLedger } from './doubtful-ledger.ts';

/** A Monday, 07:55 in Hanoi: 2026-08-03T00:55Z. */
export const mondayMorning = 1_785_718_500_000;

/** `numbers`: this device's own range, where the fleet is not said as a whole. */
export type HallSettingsOver = Partial<HallSettings> & { readonly numbers?: NumberRange | null };

export const hallSettings = ({ numbers = { from: 1, to: 499 }, ...over }: HallSettingsOver = {}): HallSettings => ({
  device: 'kiosk-1',
  host: 'kiosk-1',
  fleet: [{ device: over.device ?? 'kiosk-1', numbers }],
  together: plainTogether,
  services: [
    { id: 'ho-tich', series: 'A', typicalMs: 480_000 },
    { id: 'chung-thuc', series: 'B', typicalMs: 300_000 },
    { id: 'dat-dai', series: 'K', typicalMs: null },
  ],
  counters: [
    { id: '1', services: ['ho-tich', 'chung-thuc'] },
    { id: '2', services: ['chung-thuc'] },
    { id: '3', services: ['dat-dai'] },
  ],
  digits: 3,
  zoneOffsetMin: 420,
  rules: plainRules,
  ...over,
});

export const issueOf = (id: string, over: Partial<IssueRequest> = {}): IssueRequest => ({
  id,
  service: 'ho-tich',
  priority: null,
  language: 'vi',
  ...over,
});

/** What a power cut makes of a write under way. */
export type Fate = 'lost' | 'kept' | 'torn';

/** One device's hall on the twins of ledger and disk. Every call lets simulated time go on until it is answered. */
export interface HallRig {
  readonly hall: Hall;
  readonly clock: SimClock;
  readonly wall: DeviceClock;
  /** What is on the disk, and how the hall reaches it. */
  readonly ledger: SimTicketLedger;
  readonly path: DoubtfulLedger;
  readonly storage: SimStorage;
  readonly settings: HallSettings;
  readonly events: HallOut[];
  readonly log: { readonly level: string; readonly event: string }[];
  readonly transitions: Transition[];
  readonly settled: <T>(work: Promise<T>) => Promise<T>;
  readonly issue: (id: string, over?: Partial<IssueRequest>) => Promise<IssuedTicket>;
  readonly command: (command: HallCommand) => Promise<Result<HallAnswer, HallRefusal>>;
  /** The ledger is opened again after a fault that closed it, as the supervisor does. */
  readonly reopen: () => Promise<void>;
  /** The card loses the newest events although they were synced, and the process starts again on what is left. */
  readonly loseTail: (count: number) => Promise<void>;
  /** The card is gone: the process starts again on an empty one. */
  readonly loseCard: () => Promise<void>;
  /** The process dies and starts again on the same disks. */
  readonly restart: (ledgerFate?: Fate, diskFate?: Fate) => Promise<void>;
}

export async function hallRig(
  over: HallSettingsOver = {},
  outside: {
    readonly clock?: SimClock;
    readonly startsAt?: number;
    readonly trusted?: boolean;
    readonly started?: boolean;
    readonly link?: HubLink;
  } = {},
): Promise<HallRig> {
  const clock = outside.clock ?? new SimClock();
  const wall = new DeviceClock(clock, outside.startsAt ?? mondayMorning, outside.trusted ?? true);
  let ledger = new SimTicketLedger(wall);
  let path = new DoubtfulLedger(ledger);
  let storage = new SimStorage(wall);
  const settings = hallSettings(over);
  const events: HallOut[] = [];
  const log: { level: string; event: string }[] = [];
  const transitions: Transition[] = [];
  let drawn = 0;
  const create = (): Hall => {
    const hall = createHall(settings, {
      clock: wall,
      ledger: path,
      link: outside.link ?? null,
      storage,
      log: { write: (level, event) => void log.push({ level, event }) },
      entropy: { bytes: (count) => Uint8Array.from({ length: count }, () => (drawn += 7) % 256) },
      onTransition: (transition) => void transitions.push(transition),
    });
    hall.on((event) => void events.push(event));
    return hall;
  };
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    const answer = { come: false };
    const watched = work.finally(() => {
      answer.come = true;
    });
    await clock.settle();
    while (!answer.come) if (!(await clock.step())) throw new BugError('nothing is left that could answer this call');
    return watched;
  };
  let hall = create();
  const open = async (): Promise<void> => {
    const opened = await ledger.open(new AbortController().signal);
    if (opened.ok) await settled(hall.start());
  };
  if (outside.started ?? true) await open();
  const rig: HallRig = {
    get hall() {
      return hall;
    },
    clock,
    wall,
    get ledger() {
      return ledger;
    },
    get path() {
      return path;
    },
    get storage() {
      return storage;
    },
    settings,
    events,
    log,
    transitions,
    settled,
    async issue(id, more = {}) {
      const issued = await settled(hall.office.issue(issueOf(id, more)));
      if (!issued.ok) throw new BugError(JSON.stringify(issued.fault));
      return issued.value;
    },
    command: (command) => settled(hall.command(command)),
    async loseTail(count) {
      const kept = ledger.disk.slice(0, Math.max(0, ledger.disk.length - count));
      await ledger.close();
      ledger = new SimTicketLedger(wall);
      path = new DoubtfulLedger(ledger);
      await ledger.open(new AbortController().signal);
      for (const event of kept) await settled(ledger.append([event]));
      await ledger.close();
      storage.mend();
      storage.crash();
      hall = create();
      await open();
    },
    async loseCard() {
      ledger.crash();
      storage.crash();
      ledger = new SimTicketLedger(wall);
      path = new DoubtfulLedger(ledger);
      storage = new SimStorage(wall);
      hall = create();
      await open();
    },
    reopen: open,
    async restart(ledgerFate = 'lost', diskFate = ledgerFate) {
      path.calm();
      ledger.mend();
      storage.mend();
      ledger.crash(ledgerFate);
      storage.crash(diskFate);
      hall = create();
      await open();
    },
  };
  return rig;
}

/** What a clerk presses all day. */
export type DailyCommand = 'next' | 'recall' | 'arrived' | 'no-show' | 'finish';

export const daily = (name: DailyCommand, id: string, counter: string): HallCommand =>
  name === 'next' ? { name, finishing: false, by: 'clerk', id, counter } : { name, by: 'clerk', id, counter };
