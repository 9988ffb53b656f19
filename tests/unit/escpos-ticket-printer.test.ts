import * as fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { bandBytes, withoutRealTimeCommands } from '../../hal/drivers/escpos-commands.ts';
import { bandRows, slipBytes, slipCommands, stepIds } from '../../hal/drivers/escpos-job.ts';
import { escposDefaults, EscposTicketPrinter, type EscposSettings } from '../../hal/drivers/escpos-ticket-printer.ts';
import { rasterSlip } from '../../hal/drivers/slip-raster.ts';
import type { PrinterFault, PrinterStatus } from '../../hal/ports/ticket-printer.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink, type SimByteLinkOptions } from '../../sim/devices/byte-link.ts';
import { parseEscpos } from '../../sim/peripherals/escpos-parse.ts';
import { EscposPrinter, escposPrinterDefaults, type EscposPrinterOptions } from '../../sim/peripherals/escpos.ts';
import { SlipWatch } from '../support/chip-slips.ts';
import { FarEnd } from '../support/far-end.ts';
import { simulated } from '../support/simulated.ts';
import { ticketSlip } from '../support/slips.ts';
import { runs } from '../support/tier.ts';

// The long counts of the properties below take minutes.
vi.setConfig({ testTimeout: 300_000 });

const never = new AbortController().signal;

class Rig {
  readonly time = new SimClock();
  readonly clock = new DeviceClock(this.time, 0);
  readonly chip: EscposPrinter;
  readonly link: SimByteLink;
  readonly printer: EscposTicketPrinter;
  readonly watch: SlipWatch;
  readonly statuses: PrinterStatus[] = [];
  readonly faults: PrinterFault[] = [];
  readonly sent: number[] = [];
  readonly finish = simulated(this.time).finish;
  readonly until = simulated(this.time).until;

  constructor(
    chip: Partial<EscposPrinterOptions> = {},
    link: Partial<SimByteLinkOptions> = {},
    settings: Partial<EscposSettings> = {},
  ) {
    this.chip = new EscposPrinter(this.clock, { ...escposPrinterDefaults, ...chip });
    const { chip: far, sent } = this;
    const wire = {
      receive: (bytes: Uint8Array): void => {
        sent.push(...bytes);
        far.receive(bytes);
      },
      get room(): number {
        return far.room;
      },
      onRoom: (listener: () => void) => far.onRoom(listener),
      onSend: (listener: (bytes: Uint8Array) => void) => far.onSend(listener),
    };
    this.link = new SimByteLink(this.clock, wire, { where: 'tcp 10.0.0.7:9100', ...link });
    this.printer = new EscposTicketPrinter(this.link, this.clock, { ...escposDefaults, ...settings });
    this.watch = new SlipWatch(this.chip);
    this.printer.onStatus((status) => this.statuses.push(status));
    this.printer.onFault((fault) => this.faults.push(fault));
  }

  open = (): Promise<unknown> => this.finish(this.printer.open(never));
  print = (number: string): Promise<unknown> => this.finish(this.printer.print(ticketSlip(number), never));
}

const opened = { ok: true, value: undefined };
const where = 'tcp 10.0.0.7:9100';

describe('a printer that does not answer as it should', () => {
  test('never answers: open fails with no-answer and holds nothing', async () => {
    const rig = new Rig();
    rig.chip.breakWith('deaf');
    expect(await rig.open()).toEqual({ ok: false, fault: { kind: 'no-answer', where, afterMs: 1000 } });
    expect(rig.time.pending).toBe(0);
    expect(rig.faults).toEqual([]);
  });

  test('answers garbage: open fails with the bytes that came', async () => {
    const rig = new Rig();
    rig.chip.breakWith('garbage');
    expect(await rig.open()).toEqual({ ok: false, fault: { kind: 'garbled-answer', where, bytes: '97' } });
  });

  test('falls silent while idle: told once, after two questions without an answer', async () => {
    const rig = new Rig();
    await rig.open();
    rig.chip.breakWith('deaf');
    await rig.until(() => rig.faults.length > 0);
    await rig.time.advance(600_000);
    expect(rig.faults).toEqual([{ kind: 'no-answer', where, afterMs: 1000 }]);
    expect(rig.statuses.at(-1)).toMatchObject({ online: false, paper: 'unknown' });
    expect(await rig.print('A001')).toMatchObject({ kind: 'not-printed' });
  });

  test('falls silent before a slip: nothing is sent', async () => {
    const rig = new Rig();
    await rig.open();
    rig.chip.breakWith('deaf');
    expect(await rig.print('A001')).toEqual({
      kind: 'not-printed',
      fault: { kind: 'no-answer', where, afterMs: 1000 },
    });
    rig.chip.mend('deaf');
    await rig.time.advance(60_000);
    expect(rig.watch.names).toEqual([]);
  });

  test('falls silent in the middle of a slip: unknown after its time, and the slip came out once', async () => {
    const rig = new Rig();
    await rig.open();
    const call = rig.printer.print(ticketSlip('A001'), never);
    await rig.until(() => rig.chip.hanging);
    rig.chip.breakWith('deaf');
    expect(await rig.finish(call)).toEqual({
      kind: 'unknown',
      fault: { kind: 'no-answer', where, afterMs: escposDefaults.endMs },
    });
    expect(rig.watch.names).toEqual(['job-A001']);
  });

  test('garbage before a slip: nothing is sent', async () => {
    const rig = new Rig();
    await rig.open();
    rig.chip.breakWith('garbage');
    expect(await rig.print('A001')).toMatchObject({ kind: 'not-printed', fault: { kind: 'garbled-answer', where } });
    await rig.time.advance(60_000);
    expect(rig.watch.names).toEqual([]);
  });

  test('an answer that comes late is not taken for the answer to the next question', async () => {
    const rig = new Rig({ statusBack: false }, { latencyMs: 700 });
    const answered = await rig.open();
    expect(answered).toMatchObject({ ok: false });
    expect(rig.statuses).toEqual([]);
  });

  test('a slow printer is waited for as long as it is due', async () => {
    const rig = new Rig();
    await rig.open();
    rig.chip.breakWith('slow');
    expect(await rig.print('A001')).toEqual({ kind: 'printed' });
    expect(rig.time.now()).toBeGreaterThan(4000);
  });
});

describe('what is left behind', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = new Rig();
    await rig.open();
  });

  test('a process that died in the middle of a band leaves nothing in the next slip', async () => {
    // As the dead process left it: a band announced, half of it sent.
    const picture = rasterSlip(ticketSlip('A003'), 576);
    if (!picture.ok) throw new Error('no picture');
    const [, band] = slipCommands(picture.value, { owed: 0, torn: false }, 'none', []);
    await rig.finish(rig.link.write((band ?? new Uint8Array(0)).subarray(0, 1500), never));
    await rig.finish(rig.printer.close());
    const next = new EscposTicketPrinter(rig.link, rig.clock, escposDefaults);
    expect(await rig.finish(next.open(never))).toEqual(opened);
    expect(await rig.finish(next.print(ticketSlip('A001'), never))).toEqual({ kind: 'printed' });
    const text = rig.watch.slips.at(-1);
    const whole = rasterSlip(ticketSlip('A001'), 576);
    if (!whole.ok || text === undefined) throw new Error('no slip');
    // What was begun is above it on the same paper; the slip itself is whole below.
    const tail = text.picture.bits.slice(-whole.value.bits.length);
    expect(Buffer.from(tail).equals(Buffer.from(whole.value.bits))).toBe(true);
    await rig.finish(next.close());
  });

  test('a printer that cannot forget prints the rest of a broken-off slip apart from the next one', async () => {
    for (const processId of [true, false]) {
      const clone = new Rig({ forgets: false, processId, bufferBytes: 8192 });
      await clone.open();
      const call = clone.printer.print(ticketSlip('A001'), never);
      await clone.until(() => clone.chip.hanging);
      clone.chip.breakWith('cover-open');
      expect(await clone.finish(call)).toEqual({ kind: 'unknown', fault: { kind: 'cover-open' } });
      clone.chip.mend();
      expect(await clone.print('A002')).toEqual({ kind: 'printed' });
      expect(clone.watch.names.at(-1)).toBe('job-A002');
      expect(clone.watch.names.filter((name) => name === 'job-A002')).toHaveLength(1);
    }
  });

  test('switched off and on in the middle of a slip: unknown, and the next one is whole', async () => {
    const call = rig.printer.print(ticketSlip('A001'), never);
    await rig.until(() => rig.chip.hanging);
    rig.chip.powerCycle();
    expect(await rig.finish(call)).toMatchObject({ kind: 'unknown' });
    expect(await rig.print('A002')).toEqual({ kind: 'printed' });
    expect(rig.watch.names.at(-1)).toBe('job-A002');
  });

  test('a roll that ends in the middle of a slip', async () => {
    rig.chip.loadPaper(20);
    await rig.time.advance(100);
    expect(await rig.print('A001')).toEqual({ kind: 'unknown', fault: { kind: 'paper-out' } });
    rig.chip.mend();
    expect(await rig.print('A002')).toEqual({ kind: 'printed' });
    expect(rig.watch.names).toEqual(['?', 'job-A002']);
  });

  test('a link that takes nothing more is given up, told, and the slip is unknown', async () => {
    const stuck = new Rig({ bufferBytes: 2048, statusBack: false }, { systemBytes: 1024 });
    await stuck.open();
    await stuck.print('A003');
    const call = stuck.printer.print(ticketSlip('A001'), never);
    await stuck.until(() => stuck.chip.hanging);
    stuck.chip.breakWith('deaf');
    stuck.chip.breakWith('overheated');
    expect(await stuck.finish(call)).toMatchObject({ kind: 'unknown', fault: { kind: 'no-answer' } });
    expect(stuck.faults).toEqual([{ kind: 'no-answer', where, afterMs: escposDefaults.writeMs }]);
  });
});

describe('a link that cannot read', () => {
  test('without `status: none` it does not open', async () => {
    const rig = new Rig({}, { readable: false });
    expect(await rig.open()).toEqual({ ok: false, fault: { kind: 'write-only', where } });
  });

  test('with `status: none` it prints blind: printed means that every byte was taken', async () => {
    const rig = new Rig({}, { readable: false }, { status: 'none' });
    expect(await rig.open()).toEqual(opened);
    const state = { paper: 'unknown', cover: 'unknown', online: true, fault: null };
    expect(rig.statuses).toEqual([state]);
    expect(await rig.finish(rig.printer.status())).toEqual({ ok: true, value: state });
    expect(await rig.print('A001')).toEqual({ kind: 'printed' });
    await rig.time.advance(10_000);
    expect(rig.watch.names).toEqual(['job-A001']);
    rig.chip.breakWith('paper-out');
    expect(await rig.print('A002')).toEqual({ kind: 'printed' });
    expect(parseEscpos(Uint8Array.from(rig.sent)).filter(({ name }) => name === 'DLE EOT')).toEqual([]);
  });
});

describe('the bytes of a slip', () => {
  test('no picture holds what a printer would carry out at once', () => {
    const bytes = Uint8Array.from([0x10, 4, 1, 0, 0x10, 5, 2, 0x10, 0x14, 8, 0x10, 0x10, 4, 0x10, 0x06]);
    const before = bytes.slice();
    withoutRealTimeCommands(bytes, 0);
    bytes.forEach((byte, i) => {
      if (byte === 0x10) expect([4, 5, 0x14]).not.toContain(bytes[i + 1]);
      // Nothing but a DLE is touched, and it only gains the dot beside its own.
      if (byte !== before[i]) expect([before[i], byte]).toEqual([0x10, 0x18]);
    });
    expect(bytes.filter((byte, i) => byte !== before[i])).toHaveLength(4);
  });

  test('the command before a picture is never touched', () => {
    const bytes = Uint8Array.from([0x1d, 0x76, 0x30, 0, 0x10, 4, 0, 0]);
    expect(withoutRealTimeCommands(bytes.slice(), 8)).toEqual(bytes);
  });

  test('slipBytes is what a slip of that length takes', () => {
    for (const height of [1, 63, 64, 65, 640]) {
      const picture = { width: 576, height, bits: new Uint8Array(72 * height) };
      const commands = [...slipCommands(picture, { owed: 0, torn: false }, 'process-id', stepIds(picture, 7))];
      expect(slipBytes(576, height / 8)).toBe(commands.reduce((sum, command) => sum + command.length, 0));
    }
    expect(slipBytes(576, 80)).toBe(46_290);
    // The config judges a link by the bare dots of such a slip.
    expect(slipBytes(576, 80) / (80 * 8 * 72)).toBeLessThan(1.01);
    expect(bandBytes(576, bandRows)).toBeLessThan(4700);
  });

  test('a slip is known commands only, in bands of at most 256 rows, and ends with one cut', async () => {
    const rig = new Rig();
    await rig.open();
    await rig.print('A001');
    const commands = parseEscpos(Uint8Array.from(rig.sent));
    expect(commands.filter(({ known }) => !known)).toEqual([]);
    expect(commands.filter(({ name }) => name === 'GS V')).toHaveLength(1);
    for (const { name, offset } of commands)
      if (name === 'GS v 0') {
        const rows = (rig.sent[offset + 6] ?? 0) + 256 * (rig.sent[offset + 7] ?? 0);
        expect(rows).toBeGreaterThan(0);
        expect(rows).toBeLessThanOrEqual(256);
      }
  });
});

describe('asking by itself', () => {
  test('a printer that tells changes is asked seldom, another often; a closed one never', async () => {
    const questions = (rig: Rig): number =>
      parseEscpos(Uint8Array.from(rig.sent)).filter(({ name }) => name === 'DLE EOT').length;
    const telling = new Rig();
    const silent = new Rig({ statusBack: false });
    for (const rig of [telling, silent]) {
      await rig.open();
      await rig.time.advance(300_000);
    }
    expect(questions(telling)).toBeLessThan(60);
    expect(questions(silent)).toBeGreaterThan(200);
    await silent.finish(silent.printer.close());
    const before = questions(silent);
    await silent.time.advance(300_000);
    expect(questions(silent)).toBe(before);
    expect(silent.time.pending).toBe(0);
  });
});

describe('whatever the far side says', () => {
  /** Bytes that lean towards answers. */
  const answer = fc.oneof(
    fc.constantFrom(
      [0x12],
      [0x16],
      [0x1e],
      [0x7e],
      [0x00],
      [0x0c],
      [0x14, 0, 0, 0x0f],
      [0x1c, 0, 0x0c, 0x0f],
      [0x37, 0x25, 0],
    ),
    fc.constantFrom('here', '0001', '0002').map((id) => [0x37, 0x22, ...Buffer.from(id), 0]),
    fc.array(fc.nat(255), { maxLength: 6 }),
    fc.constant([]),
  );

  test('every call ends, with an outcome that its bytes allow, and nothing is held after close', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(answer, fc.nat(1500)), { minLength: 1, maxLength: 60 }),
        fc.option(fc.nat(20_000), { nil: null }),
        async (script, unplugAt) => {
          const time = new SimClock();
          const clock = new DeviceClock(time, 0);
          const far = new FarEnd();
          let turn = 0;
          const sent: number[] = [];
          const wire = {
            receive: (bytes: Uint8Array): void => {
              sent.push(...bytes);
              const [reply, delayMs] = script[turn++ % script.length] ?? [[], 0];
              if (reply.length > 0) clock.setTimeout(() => far.send(Uint8Array.from(reply)), delayMs);
            },
            room: 1_000_000,
            onRoom: (listener: () => void) => far.onRoom(listener),
            onSend: (listener: (bytes: Uint8Array) => void) => far.onSend(listener),
          };
          const link = new SimByteLink(clock, wire);
          const printer = new EscposTicketPrinter(link, clock, escposDefaults);
          const faults: PrinterFault[] = [];
          printer.onFault((fault) => faults.push(fault));
          const { finish } = simulated(time);
          if (unplugAt !== null) clock.setTimeout(() => link.unplug(), unplugAt);
          const opened = await finish(printer.open(never));
          const outcome = await finish(printer.print(ticketSlip('A001'), never));
          const pictures = parseEscpos(Uint8Array.from(sent)).filter(({ name }) => name === 'GS v 0').length;
          if (outcome.kind === 'not-printed') expect(pictures).toBe(0);
          if (outcome.kind === 'printed') expect(pictures).toBeGreaterThan(5);
          if (!opened.ok) expect(outcome.kind).toBe('not-printed');
          expect(faults.length).toBeLessThanOrEqual(1);
          await finish(printer.close());
          await time.advance(60_000);
          expect(time.pending).toBe(0);
        },
      ),
      { numRuns: runs({ fast: 150, long: 3000 }) },
    );
  });

  test('answers lost, late or drowned in noise, faults at any time: never a slip twice, never `printed` without paper', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'lose', 'late', 'noise'), {
          minLength: 8,
          maxLength: 60,
        }),
        fc.array(
          fc.tuple(
            fc.constantFrom('paper-out', 'cover-open', 'cutter-jam', 'overheated', 'power', 'unplug', 'mend'),
            fc.nat(4000),
          ),
          { maxLength: 4 },
        ),
        fc.boolean(),
        async (fates, events, processId) => {
          const time = new SimClock();
          const clock = new DeviceClock(time, 0);
          const chip = new EscposPrinter(clock, { ...escposPrinterDefaults, processId, bufferBytes: 16_384 });
          let turn = 0;
          let lineFreeAt = 0;
          const wire = {
            receive: (bytes: Uint8Array): void => chip.receive(bytes),
            get room(): number {
              return chip.room;
            },
            onRoom: (listener: () => void) => chip.onRoom(listener),
            onSend: (listener: (bytes: Uint8Array) => void) =>
              chip.onSend((bytes) => {
                const fate = fates[turn++ % fates.length];
                if (fate === 'lose') return;
                if (fate === 'noise') listener(Uint8Array.of(0xff, 0x83));
                // Late, but never out of order: it is one line.
                lineFreeAt = Math.max(lineFreeAt, clock.now() + (fate === 'late' ? 700 : 0));
                clock.setTimeout(() => listener(bytes), lineFreeAt - clock.now());
              }),
          };
          const link = new SimByteLink(clock, wire);
          const printer = new EscposTicketPrinter(link, clock, escposDefaults);
          const watch = new SlipWatch(chip);
          const { finish } = simulated(time);
          for (const [event, at] of events)
            clock.setTimeout(() => {
              if (event === 'power') chip.powerCycle();
              else if (event === 'unplug') link.unplug();
              else if (event === 'mend') chip.mend();
              else chip.breakWith(event);
            }, at);
          await finish(printer.open(never));
          for (const number of ['A001', 'A002']) {
            const outcome = await finish(printer.print(ticketSlip(number), never));
            seen.add(outcome.kind);
            const out = watch.names.filter((name) => name === `job-${number}`).length;
            if (outcome.kind === 'printed') expect(out).toBe(1);
            if (outcome.kind === 'not-printed') expect(out).toBe(0);
          }
          chip.mend();
          await time.advance(120_000);
          for (const number of ['A001', 'A002'])
            expect(watch.names.filter((name) => name === `job-${number}`).length).toBeLessThanOrEqual(1);
          await finish(printer.close());
          await time.advance(60_000);
          expect(time.pending).toBe(0);
        },
      ),
      { numRuns: runs({ fast: 150, long: 3000 }) },
    );
    // The property has been where it matters.
    expect([...seen].sort()).toEqual(['not-printed', 'printed', 'unknown']);
  });
});
