import type { PrinterStatus } from '../hal/ports/ticket-printer.ts';
import type { DeviceReport } from './supervisor.ts';

/** What the visitor should know about the device's limbs, as keys of phrases; worst first. */
export interface Condition {
  readonly reports: readonly DeviceReport[];
  readonly printer: PrinterStatus | null;
  readonly clockTrusted: boolean;
  readonly ledgerReady: boolean;
  /** Whether the bus has been away for so long that it matters to people. */
  readonly linkLost: boolean;
}

const isDown = (reports: readonly DeviceReport[], port: DeviceReport['port']): boolean =>
  reports.some((report) => report.port === port && report.health.state === 'down');

const printerNote = ({ reports, printer }: Condition): string | null => {
  const configured = reports.some((report) => report.port === 'printer');
  if (!configured) return null;
  if (isDown(reports, 'printer')) return 'note.printerAway';
  switch (printer?.fault?.kind) {
    case undefined:
      return null;
    case 'paper-out':
      return 'note.paperOut';
    case 'cover-open':
      return 'note.coverOpen';
    case 'cutter-jam':
      return 'note.printerJam';
    default:
      return 'note.printerAway';
  }
};

export const notesOf = (condition: Condition): readonly string[] =>
  [
    condition.ledgerReady ? null : 'note.ledgerAway',
    printerNote(condition),
    isDown(condition.reports, 'speaker') ? 'note.speakerAway' : null,
    condition.linkLost ? 'note.linkLost' : null,
    condition.clockTrusted ? null : 'note.clockNotSet',
  ].filter((note) => note !== null);
