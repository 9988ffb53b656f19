/*
 * Appends to a bare ledger and a bare blob until it is killed and says each position and line once it is acknowledged.
 * Arguments: directory, a number that makes this run's events unique.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { NodeStorage } from '../../../hal/drivers/node-storage.ts';
import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';
import type { VisitEvent } from '../../../hal/ports/ticket-ledger.ts';

const [directory = '', run = '0'] = process.argv.slice(2);
const ledger = new SqliteTicketLedger(join(directory, 'ledger.db'));
const storage = new NodeStorage(join(directory, 'storage'));
const made = await storage.open();
const opened = await ledger.open(new AbortController().signal);
if (!made.ok || !opened.ok) throw new Error(JSON.stringify({ made, opened }));
writeSync(1, 'ready\n');
const say = (word: object): void => void writeSync(1, `${JSON.stringify(word)}\n`);

const event = (seq: number): VisitEvent => ({
  v: 1,
  id: `kiosk-1/${run}/${seq}`,
  device: 'kiosk-1',
  epoch: Number(run),
  seq,
  monotonicMs: seq,
  wall: 1_785_718_500_000 + seq,
  trusted: true,
  cause: '',
  kind: 'ticket.issued',
  data: { text: 'x'.repeat((seq * 37) % 3000) },
});

let seq = 0;
for (let round = 0; ; round += 1) {
  const calls = Array.from({ length: 1 + (round % 4) }, async () => {
    seq += 1;
    const mine = seq;
    const appended = await ledger.append([event(mine)]);
    if (!appended.ok) throw new Error(JSON.stringify(appended.fault));
    say({ position: appended.value, id: event(mine).id });
  });
  const line = `${run}/${round}`;
  const noted = storage.append('lines', new TextEncoder().encode(`${line}\n`)).then((result) => {
    if (!result.ok) throw new Error(JSON.stringify(result.fault));
    say({ line });
  });
  const whole = String(round).repeat(500);
  const written = storage.write('whole', new TextEncoder().encode(whole)).then((result) => {
    if (!result.ok) throw new Error(JSON.stringify(result.fault));
    say({ whole: round });
  });
  await Promise.all([...calls, noted, written]);
}
