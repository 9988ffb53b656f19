/*
 * Runs in the guest whose power is cut: an office that gives numbers, prints and calls, with its ledger on a disk of its own. First it
 * tells what it found there, then it works until there is no more power, and says each thing as it would be shown or printed, into a
 * file of the host's. Arguments: directory on the disk, directory of the host's, the number of this start, what is planted.
 */
import { appendFileSync, openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { startTicketingDevice } from '../../support/children/ticketing-device.ts';
import type { VisitEvent } from '../../../hal/ports/ticket-ledger.ts';
import type { Found, Word } from './words.ts';

const [directory = '', share = '', start = '0', planted = 'nothing'] = process.argv.slice(2);
const words = openSync(join(share, 'words'), 'a');
/** On the host's disk before it returns: the share is not cached. */
const say = (word: Word): void => void writeSync(words, `${JSON.stringify({ start: Number(start), ...word })}\n`);

/** As a disk driver would that syncs files and forgets the directories that they are named in. */
const forgetDirectories = async (): Promise<void> => {
  const handle = await open('/', 'r');
  const prototype: unknown = Object.getPrototypeOf(handle);
  await handle.close();
  if (typeof prototype !== 'object' || prototype === null) throw new Error('a handle without a prototype');
  const whole: unknown = Reflect.get(prototype, 'sync');
  if (typeof whole !== 'function') throw new Error('a handle that cannot sync');
  Reflect.set(prototype, 'sync', async function sync(this: typeof handle): Promise<void> {
    if (!(await this.stat()).isDirectory()) await Reflect.apply(whole, this, []);
  });
};
if (planted === 'no-directory-sync') await forgetDirectories();

const device = await startTicketingDevice(directory, planted === 'no-sync' ? 'OFF' : 'FULL');
const { hall, ledger, storage } = device;

const readAll = async (): Promise<VisitEvent[]> => {
  const events: VisitEvent[] = [];
  while (events.length < ledger.head) {
    const page = await ledger.read(events.length + 1, 10_000);
    if (!page.ok) throw new Error(JSON.stringify(page.fault));
    events.push(...page.value.map(({ event }) => event));
  }
  return events;
};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const kept = await storage.read('round');
if (!kept.ok) throw new Error(JSON.stringify(kept.fault));
const events = await readAll();
const of = (kind: VisitEvent['kind']): VisitEvent[] => events.filter((event) => event.kind === kind);
const found: Found = {
  issued: of('ticket.issued').map(({ data }) => [text(data['ticket']), text(data['requestId'])]),
  slipsBegun: of('slip.started').map(({ data }) => text(data['jobId'])),
  slipsEnded: of('slip.ended').map(({ data }) => text(data['jobId'])),
  called: of('ticket.called').map(({ data }) => text(data['ticket'])),
  kept: kept.value === null ? 0 : Number(new TextDecoder().decode(kept.value)),
  // A number that the side file has and the ledger lacks is one that nobody was shown: a cut between the two.
  complaints: device.log
    .filter(({ event }) => event !== 'numbers.gap-found' && event !== 'ledger.settled')
    .map(({ event, data }) => `${event} ${JSON.stringify(data)}`),
};
writeFileSync(join(share, `found-${start}.json`), JSON.stringify(found));
// The share's file is whole before anybody is told that it is there.
closeSync(openSync(join(share, `found-${start}.json`), 'r'));
appendFileSync(join(share, 'starts'), `${start}\n`);

const expectOk = <T>(result: { ok: true; value: T } | { ok: false; fault: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
};
const think = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

for (const { ticket, jobId } of hall.unfinishedSlips())
  expectOk(await hall.office.slipEnded(ticket, jobId, 'unknown', ''));

for (let round = 1; ; round += 1) {
  const request = `start-${start}/${round}`;
  const jobId = `${request}/slip`;
  const { ticket } = expectOk(
    await hall.office.issue({ id: request, service: 'ho-tich', priority: null, language: 'vi' }),
  );
  say({ said: 'shown', ticket, request });
  if (planted === 'print-first') say({ said: 'printing', jobId });
  if (planted === 'print-first') await think(40);
  expectOk(await hall.office.slipStarted(ticket, jobId));
  if (planted !== 'print-first') say({ said: 'printing', jobId });
  expectOk(await hall.office.slipEnded(ticket, jobId, 'printed', ''));
  say({ said: 'printed', jobId });
  const wish = { id: `${request}/next`, by: 'clerk', counter: '1', name: 'next', finishing: true } as const;
  const answer = expectOk(await hall.command(wish));
  say({ said: 'called', ticket: answer.ticket });
  const count = Number(start) * 1_000_000 + round;
  expectOk(await storage.write('round', new TextEncoder().encode(String(count))));
  say({ said: 'kept', count });
  // Somebody has to come before there is more to do.
  await think(20 + ((round * 37) % 180));
}
