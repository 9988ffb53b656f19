import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { DeviceFileByteLink } from '../../../hal/drivers/device-file-byte-link.ts';
import { escposDefaults, EscposTicketPrinter } from '../../../hal/drivers/escpos-ticket-printer.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { EscposPrinter, escposPrinterDefaults } from '../../../sim/peripherals/escpos.ts';
import { ticketPrinterContract } from '../../contract/ticket-printer.contract.ts';
import { SlipWatch } from '../../support/chip-slips.ts';
import { untilReal } from '../../support/real-time.ts';
import { ticketSlip } from '../../support/slips.ts';
import { hostNode, UsbPrinter } from './usb-printer.ts';

/** Descriptors of this process that lead to the printer's node. */
const printerDescriptors = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(hostNode);
    } catch {
      return false;
    }
  }).length;

const settings = { ...escposDefaults, pollMs: 500, heartbeatMs: 500, answerMs: 3000 };

ticketPrinterContract('ESC/POS over a USB cable of a real kernel', async () => {
  const clock = new NodeClock(() => true);
  const chipClock = new NodeClock(() => true);
  const chip = new EscposPrinter(chipClock, { ...escposPrinterDefaults, mmPerS: 200 });
  const usb = new UsbPrinter(chip);
  await usb.plug();
  const watch = new SlipWatch(chip);
  return {
    printer: new EscposTicketPrinter(new DeviceFileByteLink(hostNode, clock), clock, settings),
    finish: (call) => call,
    until: (condition) => untilReal(condition),
    quiet: () => untilReal(() => chip.idle),
    breakWith: (trouble) => chip.breakWith(trouble),
    mend: () => chip.mend(),
    unplug: () => usb.unplug(),
    plug: () => usb.plug(),
    printing: () => chip.hanging,
    out: () => watch.names,
    held: () => clock.pending + printerDescriptors(),
    tidy: async () => {
      await usb.remove();
      await untilReal(() => chip.idle || chipClock.pending === 0);
    },
  };
});

describe('a USB printer', () => {
  const made: UsbPrinter[] = [];
  afterEach(async () => {
    for (const each of made.splice(0)) await each.remove();
  });
  const never = new AbortController().signal;

  it('that another program has open is busy, by that program’s name', async () => {
    const clock = new NodeClock(() => true);
    const usb = new UsbPrinter(new EscposPrinter(new NodeClock(() => true), escposPrinterDefaults));
    made.push(usb);
    await usb.plug();
    const node = openSync(hostNode, 'r+');
    const other = spawn('sleep', ['60'], { stdio: ['ignore', node, 'ignore'] });
    await untilReal(() => other.pid !== undefined);
    closeSync(node);
    const opened = await new DeviceFileByteLink(hostNode, clock).open(never);
    expect(opened).toEqual({ ok: false, fault: { kind: 'busy', where: hostNode, holder: `sleep (${other.pid})` } });
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill();
    await ended;
  });

  it('that was pulled out in the middle of a slip prints the next one whole when it is back', async () => {
    const clock = new NodeClock(() => true);
    const chip = new EscposPrinter(new NodeClock(() => true), { ...escposPrinterDefaults, mmPerS: 100 });
    const usb = new UsbPrinter(chip);
    made.push(usb);
    const watch = new SlipWatch(chip);
    await usb.plug();
    const printer = new EscposTicketPrinter(new DeviceFileByteLink(hostNode, clock), clock, settings);
    expect((await printer.open(never)).ok).toBe(true);
    const printing = printer.print(ticketSlip('A001'), never);
    await untilReal(() => chip.hanging);
    await usb.unplug();
    expect((await printing).kind).toBe('unknown');
    await printer.close();
    expect(printerDescriptors()).toBe(0);
    chip.powerCycle();
    await usb.plug();
    expect((await printer.open(never)).ok).toBe(true);
    expect(await printer.print(ticketSlip('A002'), never)).toEqual({ kind: 'printed' });
    expect(watch.names.at(-1)).toBe('job-A002');
    expect(await printer.identify()).toMatchObject({ ok: true, value: { maker: 'letan' } });
    await printer.close();
  });
});
