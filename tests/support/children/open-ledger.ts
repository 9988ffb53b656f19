/*
 * Opens a ledger and says what came of it, and of one append; with `hold` it then keeps the ledger until it is killed.
 * Arguments: path of the ledger, optionally `hold`.
 */
import { writeSync } from 'node:fs';
import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';

const [path = '', hold = ''] = process.argv.slice(2);
const ledger = new SqliteTicketLedger(path);
const opened = await ledger.open(new AbortController().signal);
const appended = await ledger.append([]);
writeSync(1, `${JSON.stringify({ opened, appended })}\n`);
if (hold === 'hold') setInterval(() => undefined, 60_000);
else await ledger.close();
