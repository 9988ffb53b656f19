// node --expose-gc collected-ledger.mjs CHECKOUT DIRECTORY: opens, writes, reads and closes a ledger of that checkout while garbage is
// collected between two promises, where a native object that is let go can take the process with it. Says how many events it read.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [checkout, directory] = process.argv.slice(2);
const from = (path) => import(pathToFileURL(join(checkout, path)).href);
const { register } = await from('node_modules/tsx/dist/esm/api/index.mjs');
register();
const { SqliteTicketLedger } = await from('hal/drivers/sqlite-ticket-ledger.ts');

const event = (seq) => ({
  v: 1,
  id: `kiosk-1/1/${seq}`,
  device: 'kiosk-1',
  epoch: 1,
  seq,
  monotonicMs: seq,
  wall: seq,
  trusted: true,
  cause: '',
  kind: 'test',
  data: {},
});

/** Garbage enough that it is collected in the midst of this, not where somebody asks for it. */
const litter = async () => {
  for (let heap = 0; heap < 20; heap += 1) {
    const junk = Array.from({ length: 2000 }, () => Array.from({ length: 20 }, () => heap));
    await Promise.resolve(junk);
  }
  await Promise.resolve().then(() => globalThis.gc());
};

let read = 0;
for (let opening = 0; opening < 10; opening += 1) {
  const ledger = new SqliteTicketLedger(join(directory, 'ledger.sqlite'));
  const opened = await ledger.open(new AbortController().signal);
  if (!opened.ok) throw new Error(opened.fault.kind);
  for (let round = 0; round < 5; round += 1) {
    // Whoever writes begins at 1: up to 0 everything is known.
    await ledger.append([event(opening * 5 + round + 1)]);
    const page = await ledger.read(1, 1000);
    read = page.ok ? page.value.length : -1;
    await litter();
  }
  await ledger.close();
  await litter();
}
console.log(read);
