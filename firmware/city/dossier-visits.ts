import type { TicketingIn } from '../../behaviours/ticketing/events.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { CityDesk } from './city-desk.ts';

/**
 * A dossier's code before the reader of one device: its state is asked and shown, and it is tied to the number that its holder takes
 * in the same visit, or has in hand. A code that nobody took a number with is forgotten with the visit.
 */
export class DossierVisits {
  readonly #desk: Pick<CityDesk, 'ask' | 'codeIn' | 'tie'>;
  readonly #log: Log;
  readonly #tell: (event: Extract<TicketingIn, { readonly type: 'dossier.told' }>) => void;
  #code: string | null = null;
  #ticket: string | null = null;

  constructor(
    desk: Pick<CityDesk, 'ask' | 'codeIn' | 'tie'>,
    log: Log,
    tell: (event: Extract<TicketingIn, { readonly type: 'dossier.told' }>) => void,
  ) {
    this.#desk = desk;
    this.#log = log;
    this.#tell = tell;
  }

  /** False: it is no dossier's code, and somebody else may read it. */
  scanned(text: string): boolean {
    const code = this.#desk.codeIn(text);
    if (code === null) return false;
    this.#code = code;
    this.#tie();
    this.#tell({ type: 'dossier.told', code, word: 'asking' });
    void this.#desk.ask(code).then((answer) => {
      const word = answer === null ? 'unknown' : answer.kind === 'known' ? answer.state : answer.kind;
      this.#tell({ type: 'dossier.told', code, word });
    });
    return true;
  }

  /** A number was given to whoever stands here. */
  numberGiven(ticket: string): void {
    this.#ticket = ticket;
    this.#tie();
  }

  visitEnded(): void {
    this.#code = null;
    this.#ticket = null;
  }

  #tie(): void {
    if (this.#code === null || this.#ticket === null) return;
    const tied = this.#desk.tie(this.#ticket, this.#code);
    if (!tied.ok) this.#log.write('warn', 'dossier.not-tied', { kind: tied.fault.kind });
    this.#code = null;
  }
}
