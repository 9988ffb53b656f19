import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { AnswerReader, type Answer } from '../../hal/drivers/escpos-answers.ts';
import { statusOfAnswers, statusOfStatusBack, stopsPrinting } from '../../hal/drivers/escpos-status.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { EscposPrinter, escposPrinterDefaults, printerBreaks, type PaperSlip } from '../../sim/peripherals/escpos.ts';
import { runs } from '../support/tier.ts';

// The long counts of the properties below take minutes.
vi.setConfig({ testTimeout: 300_000 });

const read = (...bytes: number[]): readonly Answer[] => new AnswerReader().read(Uint8Array.from(bytes));
const text = (letters: string): number[] => [...Buffer.from(letters, 'latin1')];

describe('answers of a printer, told apart by their fixed bits', () => {
  test.each([
    // TM-T20 over Ethernet, all well: as captured in gilbertfl/escpos-netprinter, issue 1.
    [[0x16], [{ kind: 'status', byte: 0x16 }]],
    [[0x12], [{ kind: 'status', byte: 0x12 }]],
    // Paper out: Epson's reference, DLE EOT 4, bits 2, 3, 5 and 6.
    [[0x7e], [{ kind: 'status', byte: 0x7e }]],
    [[0x14, 0x00, 0x00, 0x0f], [{ kind: 'status-back', bytes: [0x14, 0, 0, 0x0f] }]],
    [[0x00], [{ kind: 'paper-in-turn', byte: 0 }]],
    [[0x0c], [{ kind: 'paper-in-turn', byte: 0x0c }]],
    // Reference of GS ( H: header 37H, identifier 22H, process id, NUL; of DLE DC4 8: 37H 25H 00H; of GS I 67: 5FH … NUL.
    [[0x37, 0x22, 0x31, 0x32, 0x33, 0x34, 0x00], [{ kind: 'processed', id: '1234' }]],
    [[0x37, 0x25, 0x00], [{ kind: 'cleared' }]],
    [[0x5f, ...text('TM-T20'), 0x00], [{ kind: 'other-block', bytes: [0x5f, ...text('TM-T20'), 0] }]],
    [[0xff], [{ kind: 'garbage', byte: 0xff }]],
  ])('%j', (bytes, answers) => {
    expect(read(...bytes)).toEqual(answers);
  });

  test('serial flow control may come in between anything', () => {
    expect(read(0x13, 0x14, 0x11, 0x00, 0x13, 0x00, 0x11, 0x0f)).toEqual([
      { kind: 'status-back', bytes: [0x14, 0, 0, 0x0f] },
    ]);
    expect(read(0x37, 0x13, 0x22, 0x31, 0x11, 0x32, 0x33, 0x34, 0)).toEqual([{ kind: 'processed', id: '1234' }]);
  });

  test('a message that is cut short by another does not hide it', () => {
    expect(read(0x14, 0x00, 0x16)).toEqual([
      { kind: 'garbage', byte: 0x14 },
      { kind: 'garbage', byte: 0 },
      { kind: 'status', byte: 0x16 },
    ]);
  });

  test('a block without an end is noise, not a wait for ever', () => {
    const answers = read(0x37, ...Array.from({ length: 95 }, () => 0x41), 0x16);
    expect(answers).toHaveLength(97);
    expect(answers.at(-1)).toEqual({ kind: 'status', byte: 0x16 });
  });

  test('any bytes in any pieces: never throws, and pieces change nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(20), { maxLength: 30 }), (bytes, cuts) => {
        const whole = new AnswerReader().read(bytes);
        const reader = new AnswerReader();
        const pieces: Answer[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          pieces.push(...reader.read(bytes.subarray(at, at + cut)));
          at += cut;
        }
        pieces.push(...reader.read(bytes.subarray(at)));
        expect(pieces).toEqual(whole);
      }),
      { numRuns: runs({ fast: 2000, long: 50_000 }) },
    );
  });
});

describe('what status bits mean', () => {
  const at = '/dev/usb/lp0';
  test.each([
    [[0x16, 0x12, 0x12, 0x12], { paper: 'ok', cover: 'closed', online: true, fault: null }],
    [[0x12, 0x12, 0x12, 0x1e], { paper: 'near-end', cover: 'closed', online: true, fault: null }],
    [[0x1e, 0x32, 0x12, 0x7e], { paper: 'out', cover: 'closed', online: false, fault: { kind: 'paper-out' } }],
    [[0x1e, 0x16, 0x12, 0x12], { paper: 'ok', cover: 'open', online: false, fault: { kind: 'cover-open' } }],
    [[0x1e, 0x52, 0x1a, 0x12], { paper: 'ok', cover: 'closed', online: false, fault: { kind: 'cutter-jam' } }],
    [[0x1e, 0x52, 0x52, 0x12], { paper: 'ok', cover: 'closed', online: false, fault: { kind: 'overheated' } }],
    [
      [0x1e, 0x52, 0x32, 0x12],
      {
        paper: 'ok',
        cover: 'closed',
        online: false,
        fault: { kind: 'hardware', where: at, status: '1e 52 32 12' },
      },
    ],
    [
      [0x1e, 0x12, 0x12, 0x12],
      { paper: 'ok', cover: 'closed', online: false, fault: { kind: 'offline', where: at, reason: 'printer' } },
    ],
  ] as const)('DLE EOT %j', (bytes, status) => {
    expect(statusOfAnswers([...bytes], at)).toEqual(status);
  });

  test.each([
    [[0x14, 0, 0, 0x0f], { paper: 'ok', cover: 'closed', online: true, fault: null }],
    [[0x14, 0, 0x03, 0x0f], { paper: 'near-end', cover: 'closed', online: true, fault: null }],
    [[0x1c, 0, 0x0f, 0x0f], { paper: 'out', cover: 'closed', online: false, fault: { kind: 'paper-out' } }],
    [[0x3c, 0, 0, 0x0f], { paper: 'ok', cover: 'open', online: false, fault: { kind: 'cover-open' } }],
    [[0x1c, 0x08, 0, 0x0f], { paper: 'ok', cover: 'closed', online: false, fault: { kind: 'cutter-jam' } }],
  ] as const)('ASB %j', (bytes, status) => {
    expect(statusOfStatusBack([...bytes], at)).toEqual(status);
  });

  test('a hot head and a feed by hand go over by themselves, everything else needs a person', () => {
    expect(stopsPrinting({ kind: 'overheated' })).toBe(false);
    expect(stopsPrinting({ kind: 'offline', where: at, reason: 'printer' })).toBe(false);
    expect(stopsPrinting({ kind: 'paper-out' })).toBe(true);
    expect(stopsPrinting({ kind: 'hardware', where: at, status: '' })).toBe(true);
  });
});

interface Ran {
  readonly slips: readonly PaperSlip[];
  readonly answers: readonly number[];
  readonly printer: EscposPrinter;
}

const feed = async (bytes: Uint8Array, cuts: readonly number[]): Promise<Ran> => {
  const time = new SimClock();
  const printer = new EscposPrinter(new DeviceClock(time, 0), { ...escposPrinterDefaults, mmPerS: 10_000 });
  const slips: PaperSlip[] = [];
  const answers: number[] = [];
  printer.onSlip((slip) => slips.push(slip));
  printer.onSend((sent) => answers.push(...sent));
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    printer.receive(bytes.subarray(at, at + cut));
    at += cut;
    await time.step();
  }
  while (await time.step());
  return { slips, answers, printer };
};

const job = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc
        .constantFrom(
          [0x1b, 0x40],
          [0x1d, 0x56, 66, 0],
          [0x1d, 0x56, 0],
          [0x0a],
          [0x1d, 0x61, 0x0e],
          [0x1d, 0x72, 1],
          [0x10, 4, 1],
          [0x1d, 0x28, 0x48, 6, 0, 48, 48, 49, 50, 51, 52],
          [0x1b, 0x61, 1],
          text('Xin mời số A012'),
          [0x1d, 0x76, 0x30, 0, 2, 0, 3, 0, 1, 2, 3, 4, 5, 6],
          [0x1b, 0x2a, 33, 2, 0, 1, 2, 3, 4, 5, 6],
          [0x1d, 0x38, 0x4c, 0xff, 0xff, 0xff, 0x7f, 48, 112],
        )
        .map((bytes) => Uint8Array.from(bytes)),
    ),
    { maxLength: 15 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

describe('the simulated printer', () => {
  test('eats anything, and pieces of any size change neither paper nor answers', async () => {
    await fc.assert(
      fc.asyncProperty(job, fc.array(fc.nat(9), { maxLength: 40 }), async (bytes, cuts) => {
        const whole = await feed(bytes, []);
        const pieces = await feed(bytes, cuts);
        // Text may come in more pieces; what is on the paper may not differ.
        expect(pieces.slips.map(({ picture, text }) => ({ picture, text }))).toEqual(
          whole.slips.map(({ picture, text }) => ({ picture, text })),
        );
        expect(Uint8Array.from(pieces.answers).sort()).toEqual(Uint8Array.from(whole.answers).sort());
      }),
      { numRuns: runs({ fast: 300, long: 10_000 }) },
    );
  });

  test('lives through any order of faults, mending and bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            job.map((bytes) => ({ do: 'feed' as const, bytes })),
            fc.constantFrom(...printerBreaks).map((kind) => ({ do: 'break' as const, kind })),
            fc.constantFrom(...printerBreaks).map((kind) => ({ do: 'mend' as const, kind })),
            fc.nat(200).map((ms) => ({ do: 'wait' as const, ms })),
            fc.constant({ do: 'power' as const }),
          ),
          { maxLength: 25 },
        ),
        async (steps) => {
          const time = new SimClock();
          const printer = new EscposPrinter(new DeviceClock(time, 0));
          let cut = 0;
          printer.onSlip(() => (cut += 1));
          for (const step of steps) {
            if (step.do === 'feed') printer.receive(step.bytes.subarray(0, printer.room));
            else if (step.do === 'break') printer.breakWith(step.kind);
            else if (step.do === 'mend') printer.mend(step.kind);
            else if (step.do === 'power') printer.powerCycle();
            else await time.advance(step.ms);
          }
          printer.mend();
          printer.powerCycle();
          while (await time.step());
          const before = cut;
          printer.receive(Uint8Array.from([...text('Xin mời'), 0x0a, 0x1d, 0x56, 66, 0]));
          while (await time.step());
          expect(cut).toBe(before + 1);
          expect(printer.idle).toBe(true);
        },
      ),
      { numRuns: runs({ fast: 200, long: 5000 }) },
    );
  });

  test('an endless stream never takes more than a printer holds', async () => {
    const time = new SimClock();
    const printer = new EscposPrinter(new DeviceClock(time, 0));
    printer.breakWith('paper-out');
    const junk = Uint8Array.from({ length: 4096 }, (_, i) => 0x20 + (i % 90));
    let taken = 0;
    for (let i = 0; i < 1000; i++) {
      const piece = junk.subarray(0, printer.room);
      printer.receive(piece);
      taken += piece.length;
    }
    expect(taken).toBe(printer.options.bufferBytes);
    expect(printer.room).toBe(0);
  });

  test('a picture larger than any printer holds is read to its end and forgotten', async () => {
    const time = new SimClock();
    const printer = new EscposPrinter(new DeviceClock(time, 0), { ...escposPrinterDefaults, mmPerS: 1000 });
    const slips: PaperSlip[] = [];
    printer.onSlip((slip) => slips.push(slip));
    const size = 3_000_000;
    printer.receive(Uint8Array.of(0x1d, 0x38, 0x4c, size & 0xff, (size >> 8) & 0xff, (size >> 16) & 0xff, 0, 48, 112));
    for (let left = size - 2; left > 0; left -= 50_000) printer.receive(new Uint8Array(Math.min(left, 50_000)));
    printer.receive(Uint8Array.from([...text('ok'), 0x0a, 0x1d, 0x56, 66, 0]));
    while (await time.step());
    expect(slips.map((slip) => slip.text)).toEqual(['ok\n']);
  });

  test('answers real-time questions while offline and inside a picture', async () => {
    const asked = Uint8Array.of(0x10, 4, 4);
    const { answers, printer } = await feed(bytes([0x1d, 0x76, 0x30, 0, 1, 0, 9, 0], [...asked], [0, 0]), []);
    expect(answers).toEqual([0x12]);
    printer.breakWith('paper-out');
    printer.receive(asked);
    expect(answers).toEqual([0x12, 0x7e]);
  });

  test('prints at the speed of its paper', async () => {
    const time = new SimClock();
    const printer = new EscposPrinter(new DeviceClock(time, 0), { ...escposPrinterDefaults, mmPerS: 100 });
    const slips: PaperSlip[] = [];
    printer.onSlip((slip) => slips.push(slip));
    // 80 mm of picture, 12 mm to the cutter, the cut.
    printer.receive(
      bytes(
        [0x1d, 0x76, 0x30, 0, 1, 0, 0x80, 2],
        Array.from({ length: 640 }, () => 0xff),
        [0x1d, 0x56, 66, 0],
      ),
    );
    while (await time.step());
    expect(slips.map(({ at, paperMm }) => [at, paperMm])).toEqual([[800 + 120 + 120, 92]]);
  });
});

const bytes = (...parts: (readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat());
