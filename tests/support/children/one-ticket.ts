/*
 * Gives one number and then says it: the only thing on standard output is the word. Arguments: directory, and what is planted:
 * `nothing`, `no-sync` (the ledger on synchronous OFF) or `word-first` (the number said before the office has answered).
 */
import { writeSync } from 'node:fs';
import { startTicketingDevice } from './ticketing-device.ts';

const [directory = '', planted = 'nothing'] = process.argv.slice(2);
const device = await startTicketingDevice(directory, planted === 'no-sync' ? 'OFF' : 'FULL');
if (planted === 'word-first') writeSync(1, 'WORD A00001\n');
const issued = await device.hall.office.issue({ id: 'visitor-1', service: 'ho-tich', priority: null, language: 'vi' });
if (!issued.ok) throw new Error(JSON.stringify(issued.fault));
if (planted !== 'word-first') writeSync(1, `WORD ${issued.value.number}\n`);
await device.close();
