import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** What a device of the fault tests is told at its start (`children/hall-device.ts`). */
export interface HallDevicePlan {
  readonly device: string;
  readonly host: string;
  readonly fleet: readonly string[];
  /** Every counter of the hall, and those whose clerks press keys at this device. */
  readonly counters: readonly string[];
  readonly clerksAt: readonly string[];
  readonly url: string;
  readonly folder: string;
  /** So long what people are told waits for a second ledger; left out: as everywhere. */
  readonly copyMs?: number;
  /** Kept free on the disk for the end of the day; left out: as everywhere. */
  readonly reserveBytes?: number;
  /** Makes the requests of this start unique. */
  readonly run: string;
}

/** A number that somebody was shown. */
export interface Told {
  readonly device: string;
  readonly ticket: string;
  readonly request: string;
}
/** A call that a clerk was answered. */
export interface Called {
  readonly device: string;
  readonly ticket: string;
  readonly counter: string;
  readonly id: string;
}

/** Everything that the devices of a hall have told people, over all their starts: it outlives every kill. */
export class Witness {
  readonly told: Told[] = [];
  readonly called: Called[] = [];
  readonly #unseen = new Set<Called>();

  /**
   * What a device that was cut off called since then, while people made another the hub: both call from one line and cannot see each
   * other. `from`, `to`: between these calls of `called`.
   */
  unseenByOthers(device: string, from: number, to: number): void {
    for (const call of this.called.slice(from, to)) if (call.device === device) this.#unseen.add(call);
  }
  mayBeTwice(one: Called, other: Called): boolean {
    return this.#unseen.has(one) !== this.#unseen.has(other);
  }
}

/** How long something may take on a busy host before the test gives up. */
const patienceMs = 120_000;

/** A device of the hall as a process, started and killed as often as wanted, always on the same disk. */
export class HallProcess {
  readonly device: string;
  readonly #program: string;
  readonly #plan: Omit<HallDevicePlan, 'run'>;
  readonly #witness: Witness;
  #child: ChildProcess | null = null;
  #exit: Promise<unknown[]> = Promise.resolve([]);
  #starts = 0;
  #half = '';
  #lines: string[] = [];
  #errors = '';

  constructor(program: string, plan: Omit<HallDevicePlan, 'run'>, witness: Witness) {
    this.device = plan.device;
    this.#program = program;
    this.#plan = plan;
    this.#witness = witness;
  }

  /** Words since it was last started. */
  get words(): number {
    return this.#lines.length;
  }
  /** Whether it has said this kind of word since it was last started. */
  said(text: string, from = 0): boolean {
    return this.#lines.slice(from).some((line) => line.includes(text));
  }
  get alive(): boolean {
    return this.#child !== null;
  }
  get folder(): string {
    return this.#plan.folder;
  }
  /** The last of its log, for a failing test's message. */
  get complaints(): readonly string[] {
    return this.#lines.filter((line) => line.startsWith('{"log":')).slice(-6);
  }
  /** The last of what it said, for a failing test's message. */
  get last(): string {
    return `${this.#lines.slice(-15).join('\n')}\n${this.#errors.slice(-2000)}`;
  }

  async start(): Promise<void> {
    this.launch();
    await this.until('ready');
  }

  /** Starts it, whether or not it can come up. */
  launch(): void {
    this.#starts += 1;
    this.#half = '';
    this.#lines = [];
    const plan: HallDevicePlan = { ...this.#plan, run: `${this.device}/${this.#starts}` };
    const child = spawn(process.execPath, [this.#program, JSON.stringify(plan)], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    this.#exit = once(child, 'close');
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    // A word to one that was killed a moment ago has nobody to go to.
    child.stdin.on('error', () => undefined);
  }

  say(word: 'work' | 'rest' | 'promote' | 'how'): void {
    this.#child?.stdin?.write(`${word}\n`);
  }

  /** Waits for a word with that key that is said from now on, and gives it. */
  async answer(word: 'rest' | 'promote' | 'how', key: string): Promise<Readonly<Record<string, unknown>>> {
    const from = this.#lines.length;
    this.say(word);
    return await this.until(key, from);
  }

  async until(key: string, from = 0): Promise<Readonly<Record<string, unknown>>> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = this.#lines.slice(from).find((line) => line.startsWith(`{"${key}":`));
      // The child's own words.
      if (found !== undefined) return JSON.parse(found) as Readonly<Record<string, unknown>>;
      const gone = this.#child === null || this.#child.exitCode !== null;
      if (gone || performance.now() > deadline) throw new Error(`${this.device} never said ${key}:\n${this.last}`);
      await new Promise((next) => setTimeout(next, 5));
    }
  }

  /** As a power cut does it: not a word more. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exit;
    this.#child = null;
  }

  #hear(text: string): void {
    const parts = (this.#half + text).split('\n');
    // Half a word was told to nobody.
    this.#half = parts.pop() ?? '';
    for (const line of parts) {
      this.#lines.push(line);
      // The child's own words.
      const word = JSON.parse(line) as { told?: string; called?: string; request: string; counter: string; id: string };
      const { device } = this;
      if (word.told !== undefined) this.#witness.told.push({ device, ticket: word.told, request: word.request });
      if (word.called !== undefined)
        this.#witness.called.push({ device, ticket: word.called, counter: word.counter, id: word.id });
    }
  }
}

interface Line {
  readonly id: string;
  /** The id of the request or the press that it answers. */
  readonly cause: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The lines of a ledger, read by SQLite alone; the device must not run. */
export const linesOf = (folder: string): readonly Line[] => {
  const db = new Database(join(folder, 'ledger.sqlite'), { readonly: true });
  try {
    // The table of the ledger's schema; its bodies are JSON.
    const rows = db.prepare('SELECT body FROM event ORDER BY position').all() as { readonly body: string }[];
    return rows.map(({ body }) => JSON.parse(body) as Line);
  } finally {
    db.close();
  }
};

/**
 * What was promised to people, judged from what they were told and what stands in the ledgers; shares nothing with the hall. One line for
 * each promise that was broken.
 */
export const broken = (witness: Witness, ledgers: Readonly<Record<string, readonly Line[]>>): readonly string[] => {
  const faults: string[] = [];
  const requestOf = new Map<string, string>();
  for (const { device, request, ticket } of witness.told) {
    const before = requestOf.get(ticket);
    if (before !== undefined && before !== request)
      faults.push(`two people have ${ticket}: ${before}, and ${request} at ${device}`);
    requestOf.set(ticket, request);
  }
  const ticketOf = new Map<string, string>();
  for (const { request, ticket } of witness.told) {
    const before = ticketOf.get(request);
    if (before !== undefined && before !== ticket) faults.push(`${request} was told ${before} and ${ticket}`);
    ticketOf.set(request, ticket);
  }
  // A counter that is told the same call again (a repeated press) is the same call.
  const callsOf = new Map<string, Called[]>();
  for (const call of witness.called) {
    const { counter, ticket } = call;
    const calls = callsOf.get(ticket) ?? [];
    for (const before of calls)
      if (before.counter !== counter && !witness.mayBeTwice(before, call))
        faults.push(`${ticket} was called by ${before.counter} and by ${counter}`);
    callsOf.set(ticket, [...calls, call]);
  }
  for (const [device, lines] of Object.entries(ledgers)) {
    const issued = new Map<unknown, unknown>();
    const voided = new Set<unknown>();
    for (const { data, kind } of lines) {
      if (kind === 'ticket.issued') {
        if (issued.has(data['ticket']))
          faults.push(`${String(data['ticket'])} stands twice in the ledger of ${device}`);
        issued.set(data['ticket'], data['requestId']);
      }
      if (kind === 'ticket.voided') voided.add(data['ticket']);
    }
    for (const one of witness.told) {
      const { request, ticket } = one;
      if (issued.get(ticket) !== request)
        faults.push(`${ticket}, told to ${request}, is not in the ledger of ${device}`);
      if (voided.has(ticket)) faults.push(`${ticket}, told to ${request}, was voided in the ledger of ${device}`);
    }
    const causes = new Set(lines.map(({ cause }) => cause));
    for (const { counter, id, ticket } of witness.called)
      if (!causes.has(id)) faults.push(`the call of ${ticket} by ${counter} is not in the ledger of ${device}`);
    const ids = new Set(lines.map(({ id }) => id));
    if (ids.size !== lines.length) faults.push(`an event stands twice in the ledger of ${device}`);
  }
  return faults;
};
