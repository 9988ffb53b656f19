import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeviceFileByteLink } from '../../../../hal/drivers/device-file-byte-link.ts';
import { escposDefaults, EscposTicketPrinter } from '../../../../hal/drivers/escpos-ticket-printer.ts';
import { NodeClock } from '../../../../hal/drivers/node-clock.ts';
import { rasterSlip } from '../../../../hal/drivers/slip-raster.ts';
import { TcpByteLink } from '../../../../hal/drivers/tcp-byte-link.ts';
import type { ByteLink } from '../../../../hal/ports/byte-link.ts';
import { done, type Result } from '../../../../hal/result.ts';
import { ticketSlip } from '../../../support/slips.ts';

/*
 * The driver's way from a slip's picture to all of its bytes taken by the port, in a process of its own. Printed blind: what is waited
 * for is the port, not paper. `writing` is the share of it that the link's writes took; the rest is making commands out of the picture. With `bytes` they are only written down,
 * for the loop beside it, and the length of an opening's first slip is said.
 *   letan-print bytes FILE | tcp PORT COUNT WARM_UP PAUSE_MS | file PATH COUNT WARM_UP PAUSE_MS
 */
const [kind = '', where = '', ...numbers] = process.argv.slice(2);
const [count = 0, warmUp = 0, pauseMs = 0] = numbers.map(Number);
const never = new AbortController().signal;
const clock = new NodeClock(() => true);
const slip = ticketSlip('A012');
const picture = rasterSlip(slip, escposDefaults.dots);

/** Keeps what is written to it. */
class Notebook implements ByteLink {
  readonly where = 'notebook';
  readonly readable = false;
  pieces: Uint8Array[] = [];
  async open(): Promise<Result<void, never>> {
    return done;
  }
  async close(): Promise<void> {}
  onFault = () => () => undefined;
  onBytes = () => () => undefined;
  async write(bytes: Uint8Array): Promise<Result<void, never>> {
    this.pieces.push(bytes);
    return done;
  }
}

/** Another link's writes, and how long they took together. */
class TimedWrites implements ByteLink {
  readonly where: string;
  readonly #link: ByteLink;
  spentMs = 0;
  constructor(link: ByteLink) {
    this.#link = link;
    this.where = link.where;
  }
  get readable(): boolean {
    return this.#link.readable;
  }
  open = (signal: AbortSignal) => this.#link.open(signal);
  close = () => this.#link.close();
  onFault: ByteLink['onFault'] = (listener) => this.#link.onFault(listener);
  onBytes: ByteLink['onBytes'] = (listener) => this.#link.onBytes(listener);
  async write(bytes: Uint8Array, signal: AbortSignal): ReturnType<ByteLink['write']> {
    const from = performance.now();
    const written = await this.#link.write(bytes, signal);
    this.spentMs += performance.now() - from;
    return written;
  }
}

const notebook = new Notebook();
const port =
  kind === 'bytes'
    ? notebook
    : kind === 'tcp'
      ? new TcpByteLink('127.0.0.1', Number(where), clock)
      : new DeviceFileByteLink(where, clock);
const link = new TimedWrites(port);
const printer = new EscposTicketPrinter(link, clock, { ...escposDefaults, status: 'none' }, () => picture);
const opened = await printer.open(never);
if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
const print = async (): Promise<void> => {
  const outcome = await printer.print(slip, never);
  if (outcome.kind !== 'printed') throw new Error(JSON.stringify(outcome));
};
// The first slip of an opening also carries what a slip before it might have left owing.
await print();
if (kind === 'bytes') {
  console.log(Buffer.concat(notebook.pieces).length);
  notebook.pieces = [];
  await print();
  writeFileSync(where, Buffer.concat(notebook.pieces));
} else {
  const spent: number[] = [];
  const writing: number[] = [];
  for (let job = -warmUp; job < count; job += 1) {
    link.spentMs = 0;
    const from = performance.now();
    await print();
    if (job >= 0) spent.push(performance.now() - from);
    if (job >= 0) writing.push(link.spentMs);
    await sleep(pauseMs);
  }
  console.log(JSON.stringify({ spent, writing }));
}
await printer.close();
