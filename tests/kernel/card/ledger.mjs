// The ledger of a card that was pulled out: read on another machine, held against what people were told.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isHarmless } from '../../../firmware/ledger-words.ts';
import { eventsOf } from '../../../firmware/cli/ledger/read.ts';
import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';
import { stretchOf, withSbin } from '../../support/stand-in-base.ts';

const sectorBytes = 512;

/** Where the third partition lies. */
const dataPartition = (card) => {
  const told = JSON.parse(execFileSync('sfdisk', ['-J', card], { env: withSbin, encoding: 'utf8' }));
  const { start, size } = told.partitiontable.partitions[2];
  return { at: start * sectorBytes, bytes: size * sectorBytes };
};

/**
 * The numbers in the ledger of a card as it lies there, whatever was written last. Throws where the file system or the ledger is not
 * whole; that the file system plays back its journal, and the ledger cuts off an unfinished write, is what a power cut leaves.
 * @returns {Promise<string[]>} in the order of their issue
 */
export const numbersOn = async (card, folder) => {
  const { at, bytes } = dataPartition(card);
  const [data, out] = [join(folder, 'data.ext4'), join(folder, 'data')];
  for (const each of [data, out]) rmSync(each, { recursive: true, force: true });
  mkdirSync(out);
  stretchOf(card, at, bytes, data);
  spawnSync('e2fsck', ['-y', '-E', 'journal_only', data], { env: withSbin });
  const checked = spawnSync('e2fsck', ['-f', '-n', data], { env: withSbin, encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(`the data partition is not whole: ${checked.stdout}${checked.stderr}`);
  execFileSync('debugfs', ['-R', `rdump / ${out}`, data], { env: withSbin, stdio: 'ignore' });
  const ledger = new SqliteTicketLedger(join(out, 'ledger.sqlite'), 'FULL', 0, 2);
  const opened = await ledger.open(new AbortController().signal);
  if (!opened.ok) throw new Error(`the ledger does not open: ${JSON.stringify(opened.fault)}`);
  try {
    const harm = ledger.repairs.filter((each) => !isHarmless(each));
    if (harm.length > 0) throw new Error(`the ledger is not whole: ${JSON.stringify(harm)}`);
    const numbers = [];
    for await (const { event } of eventsOf(ledger)) if (event.kind === 'ticket.issued') numbers.push(event.data.number);
    return numbers;
  } finally {
    await ledger.close();
    for (const each of [data, out]) rmSync(each, { recursive: true, force: true });
  }
};
