import { plainRules, plainTogether } from '../../../behaviours/hall/settings.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createHall, type Hall } from '../../../behaviours/hall/index.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../../hal/drivers/node-entropy.ts';
import { NodeStorage } from '../../../hal/drivers/node-storage.ts';
import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';
import type { Clock } from '../../../hal/ports/clock.ts';
import type { JsonObject } from '../../../hal/json.ts';

/** A Monday, 07:55 in Hanoi: the day of these tickets does not hang on when the test runs. */
const mondayMorning = 1_785_718_500_000;

/** The part of a device that gives numbers, on a real disk, put together as firmware does it. */
export interface TicketingDevice {
  readonly ledger: SqliteTicketLedger;
  readonly storage: NodeStorage;
  readonly hall: Hall;
  /** What the hall said of gaps and the like. */
  readonly log: { readonly event: string; readonly data: JsonObject }[];
  close(): Promise<void>;
}

export const startTicketingDevice = async (
  directory: string,
  synchronous: 'FULL' | 'OFF' = 'FULL',
): Promise<TicketingDevice> => {
  mkdirSync(directory, { recursive: true });
  const node = new NodeClock(() => true);
  const clock: Clock = {
    now: () => node.now(),
    setTimeout: (callback, ms) => node.setTimeout(callback, ms),
    clearTimeout: (id) => node.clearTimeout(id),
    wallTime: () => ({ instant: mondayMorning + node.now(), trusted: true }),
    turn: (callback) => node.turn(callback),
  };
  const ledger = new SqliteTicketLedger(join(directory, 'ledger.db'), synchronous);
  const storage = new NodeStorage(join(directory, 'storage'));
  const log: { event: string; data: JsonObject }[] = [];
  const made = await storage.open();
  if (!made.ok) throw new Error(`storage: ${JSON.stringify(made.fault)}`);
  const opened = await ledger.open(new AbortController().signal);
  if (!opened.ok) throw new Error(`ledger: ${JSON.stringify(opened.fault)}`);
  const hall = createHall(
    {
      device: 'kiosk-1',
      host: 'kiosk-1',
      services: [
        { id: 'ho-tich', series: 'A', typicalMs: 480_000 },
        { id: 'chung-thuc', series: 'B', typicalMs: 300_000 },
      ],
      counters: [{ id: '1', services: ['ho-tich', 'chung-thuc'] }],
      fleet: [{ device: 'kiosk-1', numbers: { from: 1, to: 99_999 } }],
      together: plainTogether,
      digits: 5,
      zoneOffsetMin: 420,
      rules: plainRules,
    },
    {
      clock,
      ledger,
      storage,
      link: null,
      log: { write: (_level, event, data) => void log.push({ event, data }) },
      entropy: new NodeEntropy(),
      onTransition: () => undefined,
    },
  );
  const started = await hall.start();
  if (!started.ok) throw new Error(`hall: ${JSON.stringify(started.fault)}`);
  return {
    ledger,
    storage,
    hall,
    log,
    close: async () => {
      await ledger.close();
      await storage.close();
    },
  };
};
