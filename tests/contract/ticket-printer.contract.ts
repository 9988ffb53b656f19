import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import type { PrinterFault, PrinterStatus, PrintOutcome, TicketPrinter } from '../../hal/ports/ticket-printer.ts';
import { ticketSlip } from '../support/slips.ts';

export type PrinterTrouble = 'paper-out' | 'near-end' | 'cover-open' | 'cutter-jam';

export interface PrinterRig {
  readonly printer: TicketPrinter;
  /** Lets a call come to its end (simulated time has to be moved on). */
  finish<T>(call: Promise<T>): Promise<T>;
  /** Resolves once the condition holds; fails when it does not within some seconds of the printer's time. */
  until(condition: () => boolean): Promise<void>;
  /** Lets so much time pass that anything still under way has come out. */
  quiet(): Promise<void>;
  breakWith(trouble: PrinterTrouble): void;
  mend(): void;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Something of a slip is on the paper. */
  printing(): boolean;
  /** What was cut off, oldest first: the job's id where the whole slip came out alone, `?` for any other piece of paper. */
  out(): readonly string[];
  /** Timers, handles and listeners that are still held. */
  held(): number;
  tidy(): Promise<void>;
}

const never = new AbortController().signal;

/** Each sentence of `hal/ports/ticket-printer.ts`. */
export const ticketPrinterContract = (name: string, makeRig: () => Promise<PrinterRig>): void => {
  describe(`ticket printer: ${name}`, () => {
    let rig: PrinterRig;
    let printer: TicketPrinter;
    let statuses: PrinterStatus[];
    let faults: PrinterFault[];

    beforeEach(async () => {
      rig = await makeRig();
      printer = rig.printer;
      statuses = [];
      faults = [];
      printer.onStatus((status) => statuses.push(status));
      printer.onFault((fault) => faults.push(fault));
    });
    afterEach(async () => {
      await rig.finish(printer.close());
      await rig.tidy();
      expect(rig.held()).toBe(0);
    });

    const open = async (): Promise<void> => {
      expect(await rig.finish(printer.open(never))).toEqual({ ok: true, value: undefined });
    };
    const print = (number: string, signal: AbortSignal = never): Promise<PrintOutcome> =>
      printer.print(ticketSlip(number), signal);
    const printed = async (number: string): Promise<void> => {
      expect(await rig.finish(print(number))).toEqual({ kind: 'printed' });
    };

    test('printed: the cutter has fired', async () => {
      await open();
      let outAtTheEnd: readonly string[] = [];
      const call = print('A001').then((outcome) => {
        outAtTheEnd = [...rig.out()];
        return outcome;
      });
      expect(await rig.finish(call)).toEqual({ kind: 'printed' });
      expect(outAtTheEnd).toEqual(['job-A001']);
    });

    test('one print sends one slip, once', async () => {
      await open();
      for (const number of ['A001', 'A002', 'A003']) await printed(number);
      await rig.quiet();
      expect(rig.out()).toEqual(['job-A001', 'job-A002', 'job-A003']);
    });

    test('nothing comes out before print is called', async () => {
      await open();
      await rig.quiet();
      expect(rig.printing()).toBe(false);
      expect(rig.out()).toEqual([]);
    });

    for (const trouble of ['paper-out', 'cover-open'] as const)
      test(`print asks for the state first and sends nothing when the printer cannot print: ${trouble}`, async () => {
        await open();
        rig.breakWith(trouble);
        expect(await rig.finish(print('A001'))).toEqual({ kind: 'not-printed', fault: { kind: trouble } });
        rig.mend();
        await rig.quiet();
        expect(rig.out()).toEqual([]);
        await printed('A001');
        expect(rig.out()).toEqual(['job-A001']);
      });

    test('a printer that is near the end of its roll prints', async () => {
      rig.breakWith('near-end');
      await open();
      const status = await rig.finish(printer.status());
      expect(status).toEqual({ ok: true, value: { paper: 'near-end', cover: 'closed', online: true, fault: null } });
      await printed('A001');
    });

    for (const trouble of ['paper-out', 'cover-open'] as const)
      test(`unknown: bytes left and the end was not seen: ${trouble} in the middle of a slip`, async () => {
        await open();
        const call = print('A001');
        await rig.until(() => rig.printing());
        rig.breakWith(trouble);
        expect(await rig.finish(call)).toEqual({ kind: 'unknown', fault: { kind: trouble } });
        expect(rig.out()).toEqual([]);
        rig.mend();
        await rig.quiet();
        // It may come out, once; then the next one comes out whole and by itself.
        const before = rig.out().length;
        expect(before).toBeLessThanOrEqual(1);
        await printed('A002');
        expect(rig.out().at(-1)).toBe('job-A002');
        expect(rig.out().filter((id) => id === 'job-A001').length).toBeLessThanOrEqual(1);
      });

    test('unknown: a cutter that jams has printed the slip and not cut it', async () => {
      await open();
      rig.breakWith('cutter-jam');
      expect(await rig.finish(print('A001'))).toEqual({ kind: 'unknown', fault: { kind: 'cutter-jam' } });
      rig.mend();
      await rig.quiet();
      await printed('A002');
      expect(rig.out().at(-1)).toBe('job-A002');
    });

    test('one slip at a time: a print while another runs waits for it', async () => {
      await open();
      const ends: string[] = [];
      const both = Promise.all(
        ['A001', 'A002'].map(async (number) => {
          const outcome = await print(number);
          ends.push(`${number} ${outcome.kind} with ${rig.out().length} out`);
        }),
      );
      await rig.finish(both);
      expect(ends).toEqual(['A001 printed with 1 out', 'A002 printed with 2 out']);
      expect(rig.out()).toEqual(['job-A001', 'job-A002']);
    });

    test('an abort before anything was sent: not printed, and it never comes out', async () => {
      await open();
      const giveUp = new AbortController();
      const first = print('A001');
      const second = print('A002', giveUp.signal);
      giveUp.abort();
      expect(await rig.finish(second)).toEqual({ kind: 'not-printed', fault: { kind: 'interrupted' } });
      expect(await rig.finish(first)).toEqual({ kind: 'printed' });
      await rig.quiet();
      expect(rig.out()).toEqual(['job-A001']);
    });

    test('an abort ends the waiting, not the paper: the outcome is unknown, the slip comes out once', async () => {
      await open();
      const giveUp = new AbortController();
      const call = print('A001', giveUp.signal);
      await rig.until(() => rig.printing());
      giveUp.abort();
      expect(await rig.finish(call)).toEqual({ kind: 'unknown', fault: { kind: 'interrupted' } });
      await printed('A002');
      expect(rig.out()).toEqual(['job-A001', 'job-A002']);
    });

    test('onStatus tells each change', async () => {
      await open();
      await rig.until(() => statuses.length > 0);
      rig.breakWith('near-end');
      await rig.until(() => statuses.at(-1)?.paper === 'near-end');
      rig.breakWith('cover-open');
      await rig.until(() => statuses.at(-1)?.cover === 'open');
      expect(statuses.at(-1)).toEqual({
        paper: 'near-end',
        cover: 'open',
        online: false,
        fault: { kind: 'cover-open' },
      });
      rig.mend();
      await rig.until(() => statuses.at(-1)?.fault === null);
      expect(statuses.at(-1)).toEqual({ paper: 'ok', cover: 'closed', online: true, fault: null });
      await rig.quiet();
      statuses.forEach((status, i) => expect(status).not.toEqual(statuses[i - 1]));
    });

    test('open succeeds for a printer that answers, whatever its paper says', async () => {
      rig.breakWith('paper-out');
      await open();
      const status = await rig.finish(printer.status());
      expect(status.ok && status.value.paper).toBe('out');
      expect(status.ok && status.value.fault).toEqual({ kind: 'paper-out' });
    });

    test('open fails for a printer that is not there, and works once it is', async () => {
      await rig.unplug();
      const opened = await rig.finish(printer.open(never));
      expect(opened.ok).toBe(false);
      expect(faults).toEqual([]);
      await rig.plug();
      await open();
      await printed('A001');
    });

    test('open after close works again; open twice is a bug of the caller', async () => {
      await open();
      await expect(printer.open(never)).rejects.toThrow(BugError);
      await rig.finish(printer.close());
      await open();
      await printed('A001');
    });

    test('close may be called twice and ends a slip under way as unknown', async () => {
      await open();
      const call = print('A001');
      await rig.until(() => rig.printing());
      await rig.finish(printer.close());
      await rig.finish(printer.close());
      expect((await rig.finish(call)).kind).toBe('unknown');
      expect(faults).toEqual([]);
    });

    test('without open nothing is printed', async () => {
      expect((await rig.finish(print('A001'))).kind).toBe('not-printed');
      expect((await rig.finish(printer.status())).ok).toBe(false);
      await open();
      await rig.finish(printer.close());
      expect((await rig.finish(print('A001'))).kind).toBe('not-printed');
      await rig.quiet();
      expect(rig.out()).toEqual([]);
    });

    test('a printer that is pulled out is told once, its slip is unknown, and after a new opening it prints', async () => {
      await open();
      const call = print('A001');
      await rig.until(() => rig.printing());
      await rig.unplug();
      const outcome = await rig.finish(call);
      expect(outcome.kind).toBe('unknown');
      await rig.until(() => faults.length > 0);
      expect(faults).toMatchObject([{ kind: 'offline' }]);
      expect(statuses.at(-1)?.online).toBe(false);
      expect((await rig.finish(print('A002'))).kind).toBe('not-printed');
      await rig.finish(printer.close());
      await rig.plug();
      await open();
      await printed('A003');
      await rig.quiet();
      expect(rig.out().at(-1)).toBe('job-A003');
      expect(rig.out().filter((id) => id === 'job-A002')).toEqual([]);
      expect(faults).toHaveLength(1);
    });
  });
};
