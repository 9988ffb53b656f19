import type { Clock } from '../ports/clock.ts';
import type { PrinterFault, PrintOutcome } from '../ports/ticket-printer.ts';
import type { Milliseconds } from '../units.ts';
import {
  askPaperInTurn,
  askProcessed,
  bandBytes,
  clearBuffers,
  cut,
  cutThrough,
  dotsPerMm,
  eject,
  enableStatusBack,
  feedRows,
  initialize,
  present,
  rasterBand,
  type Bitmap,
} from './escpos-commands.ts';
import type { PrinterLine } from './escpos-line.ts';
import { stopsPrinting } from './escpos-status.ts';

/**
 * How a printer lets know that it is through with a slip:
 * - `process-id` (GS ( H 48; Epson TM-T20, TM-T88IV and later): "when the related data is printing data, the response is
 *   transmitted when the printing is completed";
 * - `in-turn` (GS r 1, nearly all others): sent when the printer comes to it in its buffer, behind the cut, which waits for the
 *   paper; never while it is offline;
 * - `elapsed`: it has neither; when the slip's time is over and DLE EOT finds nothing wrong, the slip is taken to be out;
 * - `none`: it cannot answer at all.
 *
 * The first two are asked for behind each band as well as behind the cut: a printer that lost part of a slip to a dip of its supply,
 * and cut off the rest, answers one time too few and is not believed.
 */
export type EndSign = 'process-id' | 'in-turn' | 'elapsed' | 'none';

/**
 * How a slip leaves the printer: `cut` but for a point; `tear` where there is no cutter and its holder tears it off; `present` where a
 * presenter holds it out.
 */
export type SlipEnding = 'cut' | 'tear' | 'present';

/** From the head to the edge on which paper is torn off (12 mm), as `cut` feeds past the cutter by itself. */
const toTheEdge = 12 * dotsPerMm;
/** Out of the mouth by 84 mm: a slip is that long at least to whoever takes it. */
const presentedSteps = 12;

const endings: Readonly<Record<SlipEnding, { readonly before: readonly number[]; readonly after: readonly number[] }>> =
  {
    cut: { before: [], after: cut(0) },
    tear: { before: [], after: feedRows(toTheEdge) },
    present: { before: eject, after: [...cutThrough(0), ...present(presentedSteps)] },
  };

/** What an earlier slip may have left behind. */
export interface Leftover {
  /** Bytes that the printer may still expect of a picture that was broken off. */
  readonly owed: number;
  /** Half a slip hangs from the printer. */
  readonly torn: boolean;
}

export interface Delivery {
  readonly outcome: PrintOutcome;
  readonly left: Leftover;
  /** The link no longer takes bytes. */
  readonly stuck: boolean;
}

export interface DeliverySettings {
  readonly answerMs: Milliseconds;
  readonly printingPollMs: Milliseconds;
  readonly writeMs: Milliseconds;
  readonly endMs: Milliseconds;
  readonly ending: SlipEnding;
}

/** Rows of one GS v 0: 8 mm, 4.6 kB at full width, which the small receive buffers of cheap printers hold. */
export const bandRows = 64;
/** The slowest printers of the trade; only `elapsed` counts on it. */
const slowestMmPerS = 50;

/** The names of a slip's steps, each band and the cut, as GS ( H takes them: two digits of the job, two of the step. */
export const stepIds = (picture: Bitmap, job: number): readonly string[] => {
  const two = (value: number): string => (value % 100).toString().padStart(2, '0');
  return Array.from({ length: Math.ceil(picture.height / bandRows) + 1 }, (_, step) => two(job) + two(step));
};

/** One after the other, copied and not spread: a band has thousands of bytes. */
const joined = (first: ArrayLike<number>, second: ArrayLike<number>): Uint8Array => {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
};

/** A slip as the commands that carry it, one write each. `ids` names its steps where the printer answers GS ( H. */
export function* slipCommands(
  picture: Bitmap,
  before: Leftover,
  endSign: EndSign,
  ids: readonly string[],
  ending: SlipEnding = 'cut',
): Generator<Uint8Array> {
  const { before: first, after: last } = endings[ending];
  const asked = (step: number): readonly number[] => {
    const id = ids[step];
    if (endSign === 'in-turn') return askPaperInTurn;
    return endSign === 'process-id' && id !== undefined ? askProcessed(id) : [];
  };
  const opening = [...initialize, ...(before.torn ? last : []), ...first, ...enableStatusBack];
  yield joined(new Uint8Array(before.owed), opening);
  let step = 0;
  for (let row = 0; row < picture.height; row += bandRows) {
    const band = rasterBand(picture, row, Math.min(row + bandRows, picture.height));
    yield joined(band, asked(step));
    step += 1;
  }
  yield joined(last, asked(step));
}

/** Bytes of a slip of `mm` on a printer `dots` wide, the usual case. */
export function slipBytes(dots: number, mm: number): number {
  const rows = Math.round(mm * dotsPerMm);
  const full = Math.floor(rows / bandRows);
  const rest = rows % bandRows;
  const bands = full * bandBytes(dots, bandRows) + (rest === 0 ? 0 : bandBytes(dots, rest));
  const steps = Math.ceil(rows / bandRows) + 1;
  return initialize.length + enableStatusBack.length + bands + cut(0).length + steps * askProcessed('0000').length;
}

/** Watches the line from before the first byte of a slip to its end. */
class Watch {
  readonly #broken = new AbortController();
  readonly #unhear: () => void;
  #fault: PrinterFault | null = null;
  #through = false;

  constructor(line: PrinterLine, endSign: EndSign, ids: readonly string[]) {
    const due = [...ids];
    this.#unhear = line.onHeard((heard) => {
      if (heard.kind === 'processed' && endSign === 'process-id' && ids.includes(heard.id)) {
        const next = due.shift();
        if (next !== heard.id) this.#break({ kind: 'offline', where: line.where, reason: 'restarted' });
        else if (due.length === 0) this.seenThrough();
      }
      if (heard.kind === 'paper-in-turn' && endSign === 'in-turn') {
        due.shift();
        if (due.length === 0) this.seenThrough();
      }
      const fault = heard.kind === 'ended' || heard.kind === 'state' ? faultIn(heard) : null;
      if (fault !== null) this.#break(fault);
    });
  }

  get fault(): PrinterFault | null {
    return this.#fault;
  }
  get through(): boolean {
    return this.#through;
  }
  /** Aborted as soon as the slip cannot be finished. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }
  get over(): boolean {
    return this.#through || this.#fault !== null;
  }
  /** Taken to be out, unless it was seen to go wrong before. */
  seenThrough(): void {
    this.#through ||= this.#fault === null;
  }
  #break(fault: PrinterFault): void {
    if (this.over) return;
    this.#fault = fault;
    this.#broken.abort();
  }
  end(): void {
    this.#unhear();
  }
}

const faultIn = (
  heard:
    | { readonly kind: 'ended'; readonly fault: PrinterFault }
    | { readonly kind: 'state'; readonly status: { readonly fault: PrinterFault | null } },
): PrinterFault | null => {
  if (heard.kind === 'ended') return heard.fault;
  const { fault } = heard.status;
  return fault !== null && stopsPrinting(fault) ? fault : null;
};

/** Sends one slip, once, and sees it out. */
export class SlipDelivery {
  readonly #line: PrinterLine;
  readonly #clock: Clock;
  readonly #settings: DeliverySettings;

  constructor(line: PrinterLine, clock: Clock, settings: DeliverySettings) {
    this.#line = line;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** `asks`: whether the state must be asked for because the printer does not tell changes by itself. */
  async deliver(
    picture: Bitmap,
    before: Leftover,
    endSign: EndSign,
    asks: boolean,
    ids: readonly string[],
  ): Promise<Delivery> {
    const watch = new Watch(this.#line, endSign, ids);
    try {
      for (const command of slipCommands(picture, before, endSign, ids, this.#settings.ending)) {
        const sent = await this.#line.send(command, this.#settings.writeMs, watch.broken);
        if (sent.ok) continue;
        const fault = watch.fault ?? sent.fault;
        return {
          outcome: { kind: 'unknown', fault },
          left: { owed: await this.#forget(fault, command.length), torn: true },
          stuck: watch.fault === null,
        };
      }
      if (endSign !== 'none') await this.#awaitEnd(watch, picture, endSign, asks);
      if (endSign === 'none' || watch.through)
        return { outcome: { kind: 'printed' }, left: { owed: 0, torn: false }, stuck: false };
      const fault = watch.fault ?? {
        kind: 'no-answer',
        where: this.#line.where,
        afterMs: this.#settings.endMs,
      };
      return {
        outcome: { kind: 'unknown', fault },
        left: { owed: await this.#forget(fault, 0), torn: true },
        stuck: false,
      };
    } finally {
      watch.end();
    }
  }

  async #awaitEnd(watch: Watch, picture: Bitmap, endSign: EndSign, asks: boolean): Promise<void> {
    const { endMs, printingPollMs } = this.#settings;
    const deadline = this.#clock.now() + endMs;
    const earliest = this.#clock.now() + (picture.height / dotsPerMm / slowestMmPerS) * 1000;
    const over = (): object | null => (watch.over ? {} : null);
    while (!watch.over && this.#clock.now() < deadline) {
      const left = deadline - this.#clock.now();
      await this.#line.until(over, Math.min(printingPollMs, left));
      if (watch.over || (!asks && endSign !== 'elapsed')) continue;
      const asked = this.#line.askState();
      const state = await Promise.race([asked, this.#line.until(over, left)]);
      const fine = typeof state === 'object' && 'ok' in state && state.ok && state.value.fault === null;
      if (endSign === 'elapsed' && fine && this.#clock.now() >= earliest) watch.seenThrough();
    }
  }

  /**
   * A printer that stopped keeps the rest of the slip and would print it for the next visitor, once somebody has put in paper: it
   * is told to forget it. What is owed then is nothing, if it says that it has; else what was.
   */
  async #forget(fault: PrinterFault, owed: number): Promise<number> {
    if (!stopsPrinting(fault) || fault.kind === 'no-answer') return owed;
    const cleared = this.#line.until((heard) => (heard.kind === 'cleared' ? heard : null), this.#settings.answerMs);
    const sent = await this.#line.send(clearBuffers, this.#settings.answerMs);
    const answer = await cleared;
    return sent.ok && typeof answer === 'object' ? 0 : owed;
  }
}
