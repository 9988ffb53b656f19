import type { JsonObject } from '../hal/json.ts';
import type { PrinterFault, PrinterStatus } from '../hal/ports/ticket-printer.ts';
import type { DeviceReport } from './supervisor.ts';

/** What the visitor should know about the device's limbs, as keys of phrases; worst first. */
export interface Condition {
  readonly reports: readonly DeviceReport[];
  readonly printer: PrinterStatus | null;
  readonly clockTrusted: boolean;
  readonly ledgerReady: boolean;
  /** Whether the bus has been away for so long that it matters to people. */
  readonly linkLost: boolean;
  /** Staff want no greeting aloud for a while. */
  readonly greetingsMuted: boolean;
}

const isDown = (reports: readonly DeviceReport[], port: DeviceReport['port']): boolean =>
  reports.some((report) => report.port === port && report.health.state === 'down');

/** Faults that a visitor can understand by name; all others are a printer that is not ready. */
const printerNotes: Readonly<Partial<Record<PrinterFault['kind'], string>>> = {
  'paper-out': 'note.paperOut',
  'cover-open': 'note.coverOpen',
  'cutter-jam': 'note.printerJam',
};

const printerNote = ({ reports, printer }: Condition): string | null => {
  const configured = reports.some((report) => report.port === 'printer');
  if (!configured) return null;
  if (isDown(reports, 'printer')) return 'note.printerAway';
  const fault = printer?.fault?.kind;
  return fault === undefined ? null : (printerNotes[fault] ?? 'note.printerAway');
};

export const notesOf = (condition: Condition): readonly string[] =>
  [
    condition.ledgerReady ? null : 'note.ledgerAway',
    printerNote(condition),
    isDown(condition.reports, 'speaker') ? 'note.speakerAway' : null,
    condition.linkLost ? 'note.linkLost' : null,
    condition.clockTrusted ? null : 'note.clockNotSet',
    condition.greetingsMuted ? 'note.greetingsMuted' : null,
  ].filter((note) => note !== null);

/** How each device is, as status tells it, by its name. */
export const statusOf = (reports: readonly DeviceReport[]): JsonObject =>
  Object.fromEntries(
    reports.map(({ port, name, health }) => [
      name,
      health.state === 'down'
        ? { port, state: health.state, fault: health.fault, attempts: health.attempts }
        : { port, state: health.state },
    ]),
  );
