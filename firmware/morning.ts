import type { Hours } from '../behaviours/hours/events.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Checkup, Found } from '../hal/ports/checkup.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { PrinterStatus } from '../hal/ports/ticket-printer.ts';
import type { Epoch, Milliseconds } from '../hal/units.ts';
import { paperFindings, reportFindings } from './doctor/devices.ts';
import { reportEvent } from './doctor/report.ts';
import type { DeviceReport } from './supervisor.ts';

/** Enough for somebody to bring a roll of paper, or another device, before the doors open. */
export const beforeOpeningMs: Milliseconds = 20 * 60_000;
/** A machine that has just started is given time to open its devices. */
const settleMs: Milliseconds = 10_000;

export interface MorningPorts {
  /** Null: there is no machine to look over (in the simulated world). */
  readonly checkup: Checkup | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly reports: () => readonly DeviceReport[];
  /** The printer by its name, and its state as it was last told; null: none, or nothing was told. */
  readonly printer: () => { readonly name: string; readonly status: PrinterStatus } | null;
  /** What was found, for whoever looks after the device. */
  readonly tell: (event: JsonObject) => void;
}

/**
 * Looks over the device before the place opens, once for each opening; a device that was switched on later does so then. It opens
 * nothing and asks nobody: of its devices it says what their supervisor knows.
 */
export class Morning {
  readonly #ports: MorningPorts;
  /** Known with the first hours: a start’s own time begins with it, whenever this was made. */
  #startedAt: Milliseconds | null = null;
  #hours: Hours | null = null;
  /** The opening that it has looked for; `now` for one that had begun already. */
  #lookedFor: Epoch | 'now' | null = null;
  #looking = false;
  #last: JsonObject | null = null;

  constructor(ports: MorningPorts) {
    this.#ports = ports;
  }

  /** What it found when it last looked, for the status; null: it has not looked yet. */
  get last(): JsonObject | null {
    return this.#last;
  }

  hoursChanged(hours: Hours): void {
    this.#hours = hours;
    this.#startedAt ??= this.#ports.clock.now();
  }

  /** Looks if it is time to; asked every few seconds. */
  async look(): Promise<void> {
    const due = this.#due();
    const { checkup, clock, reports, printer, tell, log } = this.#ports;
    if (due === null || checkup === null || this.#looking) return;
    this.#looking = true;
    this.#lookedFor = due;
    const machine = await checkup.look();
    this.#looking = false;
    const paper = printer();
    const found: readonly Found[] = [
      ...machine,
      ...reportFindings(reports()),
      ...(paper === null ? [] : paperFindings(paper.name, paper.status)),
    ];
    const count = (state: Found['state']): number => found.filter((each) => each.state === state).length;
    const summary = { faults: count('fault'), warnings: count('warning') };
    this.#last = { at: clock.wallTime().instant, ok: summary.faults === 0, ...summary };
    log.write(summary.faults === 0 ? 'info' : 'warn', 'doctor.looked', summary);
    tell(reportEvent(found));
  }

  /** For which opening it should look now; null: not now. */
  #due(): Epoch | 'now' | null {
    const { clock } = this.#ports;
    if (this.#hours === null || this.#startedAt === null || clock.now() - this.#startedAt < settleMs) return null;
    const { state, until } = this.#hours;
    switch (state) {
      case 'closed':
      case 'holiday': {
        const soon = until !== null && until - clock.wallTime().instant <= beforeOpeningMs;
        return soon && this.#lookedFor !== until ? until : null;
      }
      // Started after the doors were opened, or nobody knows what time it is.
      case 'open':
      case 'untrusted':
        return this.#lookedFor === null ? 'now' : null;
      case 'break':
      case 'paused':
      case 'stopping':
        return null;
    }
  }
}
