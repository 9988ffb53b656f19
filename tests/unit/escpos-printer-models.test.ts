import { describe, expect, test } from 'vitest';
import { printer } from '../../config/devices/printer.ts';
import { printerModels, printerModelNames } from '../../config/devices/printer-models.ts';
import { escposPrinter } from '../../firmware/drivers.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import { EscposPrinter, escposPrinterDefaults, type EscposPrinterOptions } from '../../sim/peripherals/escpos.ts';
import { SlipWatch } from '../support/chip-slips.ts';
import { simulated } from '../support/simulated.ts';
import { ticketSlip } from '../support/slips.ts';

const never = new AbortController().signal;

/** The printer that an entry of a config makes, before a chip of that kind; every byte that it was sent. */
const rigFor = (model: string, paper: string, chipOptions: Partial<EscposPrinterOptions> = {}) => {
  const entry = printer.parse({ port: 'printer', driver: 'escpos', model, paper, link: { driver: 'simulated' } });
  if (entry.driver !== 'escpos') throw new Error('not an ESC/POS entry');
  const time = new SimClock();
  const clock = new DeviceClock(time, 0);
  const chip = new EscposPrinter(clock, {
    ...escposPrinterDefaults,
    dots: entry.dots === 384 ? 384 : 576,
    cutter: entry.ending,
    processId: entry.asksProcessId,
    ...chipOptions,
  });
  const sent: number[] = [];
  const wire = {
    receive: (bytes: Uint8Array): void => {
      sent.push(...bytes);
      chip.receive(bytes);
    },
    get room(): number {
      return chip.room;
    },
    onRoom: (listener: () => void) => chip.onRoom(listener),
    onSend: (listener: (bytes: Uint8Array) => void) => chip.onSend(listener),
  };
  const made = escposPrinter(entry, new SimByteLink(clock, wire), clock);
  return {
    ...simulated(time),
    time,
    chip,
    printer: made,
    sent,
    watch: new SlipWatch(chip),
    hex: () => Buffer.from(sent).toString('hex'),
  };
};

describe.each(
  printerModelNames.flatMap((model) => printerModels[model].papers.map((paper) => [model, paper] as const)),
)('%s on %s', (model, paper) => {
  test('prints two slips as it ends them, each once and whole', async () => {
    const rig = rigFor(model, paper);
    await rig.finish(rig.printer.open(never));
    for (const number of ['A001', 'A002'])
      expect(await rig.finish(rig.printer.print(ticketSlip(number), never))).toEqual({ kind: 'printed' });
    await rig.time.advance(60_000);
    expect(rig.watch.names).toEqual(['job-A001', 'job-A002']);
    const { ending, asksProcessId } = printerModels[model];
    expect(rig.hex().includes('1d284806003030')).toBe(asksProcessId);
    expect(rig.hex().includes('1d5642')).toBe(ending === 'cut');
    expect(rig.hex().includes('1b4a60')).toBe(ending === 'tear');
    expect(rig.hex().includes('1d65030c')).toBe(ending === 'present');
    await rig.finish(rig.printer.close());
    expect(rig.time.pending).toBe(0);
  });
});

describe('a presenter', () => {
  test('lets go of a slip that nobody took before the next is printed', async () => {
    const rig = rigFor('custom-vkp80', '80mm');
    await rig.finish(rig.printer.open(never));
    await rig.finish(rig.printer.print(ticketSlip('A001'), never));
    await rig.time.advance(10_000);
    expect(rig.chip.presented).toBe(true);
    const before = rig.sent.length;
    await rig.finish(rig.printer.print(ticketSlip('A002'), never));
    const job = Buffer.from(rig.sent.slice(before)).toString('hex');
    // Ejected ahead of the first band of the picture.
    expect(job.indexOf('1d6505')).toBeGreaterThan(-1);
    expect(job.indexOf('1d6505')).toBeLessThan(job.indexOf('1d7630'));
    await rig.finish(rig.printer.close());
  });
});

describe('who a printer is', () => {
  test('it says by GS I: maker, model, firmware', async () => {
    const identity = { maker: 'EPSON', model: 'TM-T20III', firmware: '3.01 ESC/POS' };
    const rig = rigFor('epson-tm-t20', '80mm', { identity });
    await rig.finish(rig.printer.open(never));
    expect(await rig.finish(rig.printer.identify())).toEqual({ ok: true, value: identity });
    await rig.finish(rig.printer.close());
  });

  test('is not known of one that leaves the question unanswered; it prints all the same', async () => {
    const rig = rigFor('generic-80', '80mm', { identity: { maker: '', model: '', firmware: '' } });
    await rig.finish(rig.printer.open(never));
    expect(await rig.finish(rig.printer.identify())).toEqual({
      ok: true,
      value: { maker: null, model: null, firmware: null },
    });
    expect(await rig.finish(rig.printer.print(ticketSlip('A001'), never))).toEqual({ kind: 'printed' });
    await rig.finish(rig.printer.close());
    expect(await rig.finish(rig.printer.identify())).toMatchObject({ ok: false });
  });

  test('is asked between slips, never in the middle of one', async () => {
    const rig = rigFor('generic-80', '80mm');
    await rig.finish(rig.printer.open(never));
    const printing = rig.printer.print(ticketSlip('A001'), never);
    const asked = rig.printer.identify();
    expect(await rig.finish(printing)).toEqual({ kind: 'printed' });
    expect(await rig.finish(asked)).toMatchObject({ ok: true, value: { maker: 'letan' } });
    expect(rig.watch.names).toEqual(['job-A001']);
    await rig.finish(rig.printer.close());
  });
});
