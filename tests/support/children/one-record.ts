/*
 * Makes one record durable and says so: the only thing on standard output is the word. Arguments: directory, which way
 * (`ledger`, `append` or `write`), and for the ledger `OFF` where the sync is to be missing.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { NodeStorage } from '../../../hal/drivers/node-storage.ts';
import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';

const [directory = '', way = '', synchronous = 'FULL'] = process.argv.slice(2);
const record = async (): Promise<{ ok: boolean }> => {
  if (way === 'ledger') {
    const ledger = new SqliteTicketLedger(join(directory, 'ledger.db'), synchronous === 'OFF' ? 'OFF' : 'FULL');
    await ledger.open(new AbortController().signal);
    return ledger.append([
      {
        v: 1,
        id: 'kiosk-1/1/1',
        device: 'kiosk-1',
        epoch: 1,
        seq: 1,
        monotonicMs: 0,
        wall: 1_785_718_500_000,
        trusted: true,
        cause: '',
        kind: 'ticket.issued',
        data: {},
      },
    ]);
  }
  const storage = new NodeStorage(join(directory, 'storage'));
  await storage.open();
  const bytes = new TextEncoder().encode('42');
  return way === 'write' ? storage.write('blob', bytes) : storage.append('blob', bytes);
};
const recorded = await record();
if (!recorded.ok) throw new Error(JSON.stringify(recorded));
writeSync(1, 'WORD\n');
// What is synced only by closing would not be synced before the word.
process.exit(0);
