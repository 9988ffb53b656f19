import { stripWords } from '../config/languages/messages/ledger.ts';
import type { StaffText } from '../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../config/schema.ts';
import { dayKey, daysFromCivil, ddMMyyyy, instantOf, parseDateKey } from '../behaviours/hours/civil.ts';
import type { Hours } from '../behaviours/hours/events.ts';
import { stripNumbers } from '../behaviours/hall/strip.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Storage } from '../hal/ports/storage.ts';
import type { PrintOutcome, Slip, SlipBlock, TicketPrinter } from '../hal/ports/ticket-printer.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Blob with the day of which the strip has come out, so that a restart prints none again. */
const blob = 'strip-printed';
/** A printer that cannot print is asked again after this. */
const againMs: Milliseconds = 120_000;
/** A long strip takes its time on a slow head. */
const longestMs: Milliseconds = 120_000;
/** Numbers to a slip: a strip of a metre nobody can handle, and no printer takes it. */
const perSlip = 8;

export interface StripSettings {
  readonly series: string;
  readonly count: number;
  readonly digits: number;
  readonly beforeMs: Milliseconds;
  readonly zoneOffsetMin: number;
  readonly centre: string;
}

/** Null: the site has no strip, or another device prints it. */
export const stripSettings = ({ device, site }: DeviceConfig): StripSettings | null => {
  const { contingency } = site;
  if (contingency === null || contingency.printer !== device) return null;
  return {
    series: contingency.series,
    count: contingency.numbers,
    digits: site.numbers.digits,
    beforeMs: contingency.beforeMs,
    zoneOffsetMin: site.zoneOffsetMin,
    centre: site.name['vi'] ?? '',
  };
};

export interface StripPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly printer: TicketPrinter;
  readonly tell: (name: string, data: JsonObject) => void;
}

const line = (text: string, size: 'small' | 'normal' | 'large', bold = false): SlipBlock => ({
  kind: 'text',
  text,
  size,
  bold,
  align: 'left',
});
const both = ({ en, vi }: StaffText): readonly SlipBlock[] => [line(vi, 'normal'), line(en, 'small')];

/** The strip of a day, in slips short enough to be handled: each number with room for time and service, a line to tear along. */
export const stripSlips = (settings: StripSettings, day: string): readonly Slip[] => {
  const numbers = stripNumbers({ series: settings.series, count: settings.count }, settings.digits);
  const date = parseDateKey(day);
  const shown = date === null ? day : ddMMyyyy(date);
  const parts = Math.ceil(numbers.length / perSlip);
  return Array.from({ length: parts }, (_, part): Slip => {
    const own = numbers.slice(part * perSlip, (part + 1) * perSlip);
    return {
      jobId: `strip/${day}/${part + 1}`,
      language: 'vi',
      blocks: [
        line(`${stripWords.title.vi} · ${stripWords.title.en}`, 'normal', true),
        line(`${settings.centre} · ${shown} · ${part + 1}/${parts}`, 'small'),
        ...(part === 0 ? [...both(stripWords.use), ...both(stripWords.later)] : []),
        ...own.flatMap((number): readonly SlipBlock[] => [
          { kind: 'rule' },
          line(`${number}   ${shown}`, 'large', true),
          line(stripWords.row.vi, 'normal'),
          { kind: 'space', mm: 3 },
        ]),
        { kind: 'rule' },
      ],
    };
  });
};

/**
 * Prints the strip of contingency numbers each morning before the doors open, once for a day, and whenever a clerk wishes it. While the
 * doors are open it never prints by itself: somebody's slip would wait behind it. A number is one of the strip's whatever day it was printed for: its day is the one on which it is entered.
 */
export class StripPrinting {
  readonly #settings: StripSettings;
  readonly #ports: StripPorts;
  #hours: Hours | null = null;
  #printedFor: string | null = null;
  #known = false;
  #busy = false;
  #notBefore: Milliseconds = 0;

  constructor(settings: StripSettings, ports: StripPorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  hoursChanged(hours: Hours): void {
    this.#hours = hours;
  }

  /** Prints if it is time to; asked every few seconds. */
  async look(): Promise<void> {
    const day = this.#due();
    if (day === null || this.#busy) return;
    this.#busy = true;
    try {
      await this.#remember();
      if (this.#printedFor === day) return;
      const { clock, log, storage, tell } = this.#ports;
      const outcome = await this.#print(day);
      if (outcome.kind === 'not-printed') {
        this.#notBefore = clock.now() + againMs;
        log.write('warn', 'strip.not-printed', { fault: { ...outcome.fault } });
        return;
      }
      this.#printedFor = day;
      const written = await storage.write(blob, new TextEncoder().encode(JSON.stringify({ v: 1, day })));
      if (!written.ok) log.write('warn', 'strip.not-noted', { fault: { ...written.fault } });
      tell('strip', { day, outcome: outcome.kind, count: this.#settings.count });
    } finally {
      this.#busy = false;
    }
  }

  /** Prints it now, whatever was printed before. */
  async print(): Promise<PrintOutcome> {
    const { clock, tell } = this.#ports;
    const day = dayKey(clock.wallTime().instant, this.#settings.zoneOffsetMin);
    const outcome = await this.#print(day);
    tell('strip', { day, outcome: outcome.kind, count: this.#settings.count });
    return outcome;
  }

  /** The worst of its slips: the first that did not come out ends it. */
  async #print(day: string): Promise<PrintOutcome> {
    const { clock, printer } = this.#ports;
    for (const slip of stripSlips(this.#settings, day)) {
      const giveUp = new AbortController();
      const timer = clock.setTimeout(() => giveUp.abort(), longestMs);
      const outcome = await printer.print(slip, giveUp.signal);
      clock.clearTimeout(timer);
      if (outcome.kind !== 'printed') return outcome;
    }
    return { kind: 'printed' };
  }

  /** The day for which it should be printed now; null: not now. An unbelieved clock knows no morning. */
  #due(): string | null {
    const { clock } = this.#ports;
    const { instant, trusted } = clock.wallTime();
    const hours = this.#hours;
    if (hours === null || !trusted || clock.now() < this.#notBefore) return null;
    const { beforeMs, zoneOffsetMin } = this.#settings;
    const { opens } = hours;
    if (opens === null) return null;
    const at = instantOf(daysFromCivil(opens.on), opens.minute, zoneOffsetMin);
    return at - instant <= beforeMs ? dayKey(at, zoneOffsetMin) : null;
  }

  async #remember(): Promise<void> {
    if (this.#known) return;
    const read = await this.#ports.storage.read(blob);
    this.#known = true;
    if (!read.ok || read.value === null) return;
    try {
      // JSON.parse gives `any`; what is used of it is looked at.
      const kept = JSON.parse(new TextDecoder().decode(read.value)) as unknown;
      if (typeof kept === 'object' && kept !== null && 'day' in kept && typeof kept.day === 'string')
        this.#printedFor = kept.day;
    } catch {
      // A stranger's blob: the strip is printed once too often, which hurts nobody.
    }
  }
}
