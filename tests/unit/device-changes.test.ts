import { describe, expect, it } from 'vitest';
import { DeviceChanges } from '../../firmware/device-changes.ts';
import type { PrinterFault, PrinterStatus, TicketPrinter } from '../../hal/ports/ticket-printer.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import { printerStatus } from '../support/desk-rig.ts';

const missed: PrinterFault = { kind: 'no-answer', where: 'slip', afterMs: 1_000 };

/** A device's changes before a printer that answers the one question about its state as it is told. */
const before = (answer: Result<PrinterStatus, PrinterFault>): DeviceChanges => {
  const printer: TicketPrinter = {
    dots: 576,
    open: async () => done,
    close: async () => {},
    print: async () => ({ kind: 'printed' }),
    status: async () => answer,
    onStatus: () => () => {},
    onFault: () => () => {},
  };
  const nothing = { send: () => {} };
  return new DeviceChanges({
    // As much of the behaviours as hears of a printer.
    behaviours: { ticketing: nothing } as unknown as ConstructorParameters<typeof DeviceChanges>[0]['behaviours'],
    supervisor: { reports: () => [] },
    printer,
    lamps: { again: () => {} },
    power: { lost: () => {} },
    city: null,
    sign: () => {},
    ledger: () => {},
    changed: () => {},
  });
};
const up = { port: 'printer', name: 'slip', health: { state: 'up' } } as const;
const down = { port: 'printer', name: 'slip', health: { state: 'down', fault: missed, attempts: 1 } } as const;

describe('a printer that came up', () => {
  it('is as it says', async () => {
    const out = printerStatus({ kind: 'paper-out' });
    const changes = before(ok(out));
    changes.take(up);
    await Promise.resolve();
    expect(changes.printerStatus).toEqual(out);
  });

  it('is as it said while it was opened, where nobody heard its answer: it tells that only once', async () => {
    const changes = before(fail(missed));
    changes.printerChanged(printerStatus(null));
    changes.take(up);
    await new Promise(setImmediate);
    expect(changes.printerStatus).toEqual(printerStatus(null));
  });

  it('is not there once it has gone', async () => {
    const changes = before(fail(missed));
    changes.printerChanged(printerStatus(null));
    changes.take(down);
    await new Promise(setImmediate);
    expect(changes.printerStatus).toBeNull();
  });
});
