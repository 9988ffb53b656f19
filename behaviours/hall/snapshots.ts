import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Storage } from '../../hal/ports/storage.ts';
import type { TicketLedger } from '../../hal/ports/ticket-ledger.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import type { KeptRequests } from './requests-here.ts';
import { decodeHall, encodeHall, foldVersion, isObject } from './snapshot-codec.ts';
import type { HallState } from './state.ts';

const blob = 'hall-snapshot';
/** Between two parts that are made, so that nobody waits for a snapshot. */
const restMs: Milliseconds = 5;

/** The hall as the ledger's events up to `position` make it, with what the hall keeps beside its state. */
export interface Snapshot {
  readonly position: number;
  readonly state: HallState;
  readonly requests: KeptRequests;
  /** The newest time that the ledger knows; null: none. */
  readonly newestWall: Epoch | null;
  /** The highest start of this device that the ledger knows. */
  readonly epoch: number;
  /** What was learnt of waiting, as `Standings.kept` gives it. */
  readonly waits: JsonObject;
}

export interface SnapshotPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: TicketLedger;
  readonly storage: Storage;
}

/** FNV-1a over the code units: against rubbish of a disk, not against anybody. */
const sumOf = (texts: readonly string[]): string => {
  let hash = 0x811c9dc5;
  for (const text of texts)
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

/** The same snapshot with the sum of what stands in it now; a text that is none stays as it is. */
export const sealedSnapshot = (text: string): string => {
  const [head = '', ...lines] = text.split('\n');
  const header = objectOf(head);
  return header === null ? text : [JSON.stringify({ ...header, sum: sumOf(lines) }), ...lines].join('\n');
};

/**
 * A snapshot is a cache of the fold and nothing else: whatever of it does not fit, to the ledger's chain, to this device, to this fold,
 * is thrown away, and the ledger is read from its beginning.
 */
export class Snapshots {
  readonly #device: string;
  readonly #zoneOffsetMin: number;
  readonly #ports: SnapshotPorts;
  #writing = false;
  #position = 0;

  constructor(device: string, zoneOffsetMin: number, ports: SnapshotPorts) {
    this.#device = device;
    this.#zoneOffsetMin = zoneOffsetMin;
    this.#ports = ports;
  }

  /** The position of the newest that is kept, 0 for none. */
  get position(): number {
    return this.#position;
  }

  /** The newest snapshot, proven against the ledger; null when there is none or it is in doubt. */
  async open(): Promise<Snapshot | null> {
    const { ledger, log, storage } = this.#ports;
    const read = await storage.read(blob);
    if (!read.ok || read.value === null) return null;
    const parsed = this.#parse(new TextDecoder().decode(read.value));
    const doubt = parsed === null ? 'unreadable' : await this.#doubt(parsed, ledger);
    if (parsed !== null && doubt === null) {
      this.#position = parsed.snapshot.position;
      return parsed.snapshot;
    }
    log.write('warn', 'snapshot.thrown-away', { why: doubt ?? '' });
    return null;
  }

  async #doubt({ mark, snapshot }: Parsed, ledger: TicketLedger): Promise<string | null> {
    if (snapshot.position > ledger.head) return 'ahead-of-ledger';
    const there = await ledger.mark(snapshot.position);
    if (!there.ok) return there.fault.kind;
    return there.value === mark ? null : 'another-ledger';
  }

  #parse(text: string): Parsed | null {
    const [head = '', ...lines] = text.split('\n');
    const header = objectOf(head);
    if (header === null || header['v'] !== 1 || header['fold'] !== foldVersion || header['device'] !== this.#device)
      return null;
    const { epoch, mark, newestWall, position, requests, sum } = header;
    if (sum !== sumOf(lines) || typeof mark !== 'string' || typeof position !== 'number' || typeof epoch !== 'number')
      return null;
    if (newestWall !== null && typeof newestWall !== 'number') return null;
    const kept = requestsOf(requests);
    const [waits = null, ...parts] = lines.filter((line) => line !== '').map((line) => objectOf(line) ?? null);
    const state = decodeHall(parts, this.#zoneOffsetMin);
    if (kept === null || state === null || waits === null) return null;
    return { mark, snapshot: { position, state, requests: kept, newestWall: newestWall ?? null, epoch, waits } };
  }

  /**
   * Keeps a snapshot, in small steps. One at a time; what the disk refuses is logged and costs only the next start its speed. The ledger's
   * own end needs the last room of a full disk: a cache does not get it.
   */
  async keep(snapshot: Snapshot): Promise<void> {
    const { clock, ledger, log, storage } = this.#ports;
    if (this.#writing || ledger.room === 'last' || snapshot.position <= this.#position) return;
    this.#writing = true;
    try {
      const mark = await ledger.mark(snapshot.position);
      if (!mark.ok || mark.value === null) return;
      const lines: string[] = [JSON.stringify(snapshot.waits)];
      for (const part of encodeHall(snapshot.state)) {
        lines.push(JSON.stringify(part));
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, restMs));
      }
      const { epoch, newestWall, position, requests } = snapshot;
      const header: JsonObject = {
        v: 1,
        fold: foldVersion,
        device: this.#device,
        position,
        mark: mark.value,
        epoch,
        newestWall,
        requests: { told: requests.told.map(([id, ticket]) => [id, ticket]), unseen: requests.unseen },
        sum: sumOf(lines),
      };
      const written = await storage.write(
        blob,
        new TextEncoder().encode([JSON.stringify(header), ...lines].join('\n')),
      );
      if (written.ok) this.#position = position;
      else log.write('warn', 'snapshot.refused', { fault: { ...written.fault } });
    } finally {
      this.#writing = false;
    }
  }
}

interface Parsed {
  readonly mark: string;
  readonly snapshot: Snapshot;
}

const objectOf = (text: string): JsonObject | null => {
  try {
    // JSON.parse gives `any`; what it can give is exactly this.
    const json = JSON.parse(text) as JsonValue;
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
};

const isPair = (value: JsonValue): value is [string, string] =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';

const requestsOf = (value: JsonValue | undefined): KeptRequests | null => {
  if (!isObject(value)) return null;
  const { told, unseen } = value;
  if (!Array.isArray(told) || !told.every(isPair) || !Array.isArray(unseen)) return null;
  return { told, unseen: unseen.filter((one) => typeof one === 'string') };
};
