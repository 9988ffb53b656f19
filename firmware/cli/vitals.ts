import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../hal/result.ts';
import type { TicketLedger } from '../../hal/ports/ticket-ledger.ts';
import type { DeviceApp } from '../device-app.ts';
import type { Pulse, StartReport, Vital } from '../good-start.ts';
import type { SiteFace } from '../site-face.ts';
import type { WebFault } from '../web.ts';

/** What the page's server said when it last tried to listen; null before. */
export type Listening = Result<string, WebFault> | null;

/** Serving people and having tried every part are two things: the unit is told that it is ready after the second. */
const firmwarePulse = (app: Pick<DeviceApp, 'status'>, ready: boolean): Pulse => {
  const lifecycle = app.status()['lifecycle'];
  if (lifecycle === 'running' && ready) return 'well';
  // How long a start may take, the service manager says.
  return lifecycle === 'starting' || lifecycle === 'running' ? 'faulty' : 'silent';
};

/** Reads the newest event back: SQLite, its file and the disk below it answer. */
const ledgerPulse = async (ledger: TicketLedger, ready: () => boolean): Promise<Pulse> => {
  const read = await ledger.read(Math.max(1, ledger.head), 1);
  return read.ok && ready() ? 'well' : 'faulty';
};

/** Asks the page's server as a browser would; one that does not listen, and knows why, goes on trying by itself. */
const pagePulse = async (listening: Listening): Promise<Pulse> => {
  if (listening === null || !listening.ok) return 'faulty';
  try {
    const answer = await fetch(`${listening.value}/healthz`, { signal: AbortSignal.timeout(60_000) });
    const { status } = (await answer.json()) as { readonly status?: string }; // our own server's word
    return answer.ok && status === 'up' ? 'well' : 'silent';
  } catch {
    return 'silent';
  }
};

/** What of a device must live for it to serve; `ready` once its start is done. */
export const vitalsOf = (
  app: Pick<DeviceApp, 'status'> & { readonly face: Pick<SiteFace, 'hall' | 'ready'> },
  ledger: TicketLedger | null,
  listening: () => Listening,
  ready: () => boolean,
): readonly Vital[] => [
  { name: 'firmware', look: () => Promise.resolve(firmwarePulse(app, ready())) },
  ...(ledger === null
    ? []
    : [
        {
          name: 'ledger',
          look: () => ledgerPulse(ledger, () => app.face.hall() === null || app.face.ready()),
        } as const,
      ]),
  { name: 'page', look: () => pagePulse(listening()) },
];

/**
 * Writes the report to `<directory>/<name>`, whole or not at all. The directory is the service's own in memory, so a report found there
 * is of this start.
 */
export const keepReport = (directory: string, name: string, report: StartReport): void => {
  const file = join(directory, name);
  writeFileSync(`${file}.part`, `${JSON.stringify(report)}\n`, { mode: 0o644 });
  renameSync(`${file}.part`, file);
};
