import type { PrinterFault } from '../ports/ticket-printer.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { askPaperInTurn, askProcessed, initialize } from './escpos-commands.ts';
import type { EndSign } from './escpos-job.ts';
import type { PrinterLine, Unheard } from './escpos-line.ts';

const probeId = 'here';
/** An answer may be lost once; twice in a row is a printer that does not know the question. */
const tries = 2;

export interface ProbeSettings {
  readonly answerMs: Milliseconds;
  readonly writeMs: Milliseconds;
  /** Whether GS ( H is asked at all. */
  readonly asksProcessId: boolean;
}

/**
 * Finds out how a printer that is ready tells the end of a slip. `owed` is what it may still expect of a picture that was broken off:
 * so many zeros end it, and to a printer that expects nothing they are nothing.
 */
export async function findEndSign(
  line: PrinterLine,
  owed: number,
  { answerMs, writeMs, asksProcessId }: ProbeSettings,
): Promise<Result<EndSign, PrinterFault>> {
  // What a printer does not know of this it takes for text, which the second ESC @ wipes out before it could be printed.
  const probe = [...initialize, ...(asksProcessId ? askProcessed(probeId) : []), ...askPaperInTurn, ...initialize];
  for (let attempt = 0; attempt < tries; attempt++) {
    let processed = false;
    const answer = line.until((heard) => {
      if (heard.kind === 'processed' && heard.id === probeId) processed = true;
      return heard.kind === 'paper-in-turn' ? heard : null;
    }, 2 * answerMs);
    const sent = await line.send([...new Uint8Array(attempt === 0 ? owed : 0), ...probe], writeMs);
    const inTurn = await answer;
    if (!sent.ok) return sent;
    if (inTurn === 'ended') return fail({ kind: 'offline', where: line.where, reason: 'closed' });
    if (processed) return ok('process-id');
    if (typeof inTurn === 'object') return ok('in-turn');
  }
  return ok('elapsed');
}

/** More answers than the bands of the longest slip are not a slip's. */
const mostTurns = 64;

/** What a broken-off slip left in the buffer may still be answered with GS r's byte; it must not be taken for the next slip's. */
export async function settleTurns(
  line: PrinterLine,
  owed: number,
  { answerMs, writeMs }: Pick<ProbeSettings, 'answerMs' | 'writeMs'>,
): Promise<Result<void, PrinterFault>> {
  const answer = (): Promise<object | Unheard> =>
    line.until((heard) => (heard.kind === 'paper-in-turn' ? heard : null), answerMs);
  const first = answer();
  const sent = await line.send([...new Uint8Array(owed), ...askPaperInTurn], writeMs);
  if (!sent.ok) return sent;
  let heard = await first;
  for (let turn = 0; typeof heard === 'object' && turn < mostTurns; turn++) heard = await answer();
  return done;
}
