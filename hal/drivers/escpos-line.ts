import { Listeners, type Unsubscribe } from '../device.ts';
import type { ByteLink, LinkFault } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { PrinterFault, PrinterStatus } from '../ports/ticket-printer.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { AnswerReader, type Answer } from './escpos-answers.ts';
import { askIdentity, askStatus, type IdentityQuestion, type StatusQuestion } from './escpos-commands.ts';
import { hex, statusOfAnswers, statusOfStatusBack } from './escpos-status.ts';

/** All that comes from the far side: its answers, what they say about its state, and the end of the line. */
export type Heard =
  | Answer
  | { readonly kind: 'state'; readonly status: PrinterStatus }
  | { readonly kind: 'ended'; readonly fault: PrinterFault };

/** The first byte of what answers GS I. */
const identityHeader = 0x5f;

/** How a wait ended otherwise than by what was waited for. */
export type Unheard = 'timeout' | 'ended' | 'aborted';

/** The conversation with one printer: questions with time-outs, answers told apart. Knows nothing of slips. */
export class PrinterLine {
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #answerMs: Milliseconds;
  readonly #reader = new AnswerReader();
  readonly #heard = new Listeners<Heard>();
  #subscriptions: readonly Unsubscribe[] = [];
  #turn: Promise<void> = Promise.resolve();
  /** After a time-out a late answer may still come; until it has been quiet for this long nothing is asked. */
  #lateUntil: Milliseconds | null = null;
  #ended: PrinterFault | null = null;

  constructor(link: ByteLink, clock: Clock, answerMs: Milliseconds) {
    this.#link = link;
    this.#clock = clock;
    this.#answerMs = answerMs;
  }

  get where(): string {
    return this.#link.where;
  }

  start(): void {
    this.#reader.reset();
    this.#ended = null;
    this.#lateUntil = null;
    this.#turn = Promise.resolve();
    this.#subscriptions = [
      this.#link.onBytes((bytes) => this.#take(bytes)),
      this.#link.onFault((fault) => this.end(this.faultOf(fault))),
    ];
  }

  /** Ends every wait at once; the line is silent from now on. */
  end(fault: PrinterFault): void {
    if (this.#ended !== null) return;
    this.#ended = fault;
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#subscriptions = [];
    this.#heard.emit({ kind: 'ended', fault });
  }

  onHeard(listener: (heard: Heard) => void): Unsubscribe {
    return this.#heard.add(listener);
  }

  faultOf(fault: LinkFault): PrinterFault {
    return { kind: 'offline', where: this.#link.where, reason: fault.kind };
  }

  /** Waits until `match` gives something for what is heard. It hears from the moment of the call. */
  until<T extends object>(
    match: (heard: Heard) => T | null,
    ms: Milliseconds,
    signal: AbortSignal | null = null,
  ): Promise<T | Unheard> {
    if (this.#ended !== null) return Promise.resolve('ended');
    if (signal?.aborted === true) return Promise.resolve('aborted');
    return new Promise((resolve) => {
      const settle = (result: T | Unheard): void => {
        unsubscribe();
        this.#clock.clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => settle('aborted');
      const unsubscribe = this.#heard.add((heard) => {
        const found = match(heard);
        if (found !== null) settle(found);
        else if (heard.kind === 'ended') settle('ended');
      });
      const timer = this.#clock.setTimeout(() => settle('timeout'), ms);
      signal?.addEventListener('abort', onAbort);
    });
  }

  /** Hands bytes to the link; a link that has not taken them within `ms` is stuck. */
  async send(
    bytes: Uint8Array | readonly number[],
    ms: Milliseconds,
    signal: AbortSignal | null = null,
  ): Promise<Result<void, PrinterFault>> {
    if (this.#ended !== null) return fail(this.#ended);
    const giveUp = new AbortController();
    const onAbort = (): void => giveUp.abort();
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort);
    const timer = this.#clock.setTimeout(onAbort, ms);
    const written = await this.#link.write(bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes), giveUp.signal);
    this.#clock.clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    if (written.ok) return written;
    if (giveUp.signal.aborted) return fail({ kind: 'no-answer', where: this.where, afterMs: ms });
    return fail(this.#ended ?? this.faultOf(written.fault));
  }

  /** Asks DLE EOT 1 to 4, one after the other; what it learns is heard as `state` too. */
  askState(): Promise<Result<PrinterStatus, PrinterFault>> {
    const asked = this.#turn.then(() => this.#askState());
    this.#turn = asked.then(() => undefined);
    return asked;
  }

  /** Asks GS I; what it says of itself as text, null when it does not answer. */
  async askIdentity(question: IdentityQuestion): Promise<string | null> {
    const answer = this.until(
      (heard) => (heard.kind === 'other-block' && heard.bytes[0] === identityHeader ? heard : null),
      this.#answerMs,
    );
    const sent = await this.send(askIdentity(question), this.#answerMs);
    const got = await answer;
    if (!sent.ok || typeof got !== 'object') return null;
    const text = String.fromCharCode(...got.bytes.slice(1, -1)).replaceAll(/[^\u0020-\u007e]/g, '');
    return text.trim() === '' ? null : text.trim();
  }

  async #askState(): Promise<Result<PrinterStatus, PrinterFault>> {
    const answers: [number, number, number, number] = [0, 0, 0, 0];
    for (const question of [1, 2, 3, 4] as const) {
      const answer = await this.#ask(question);
      if (!answer.ok) return answer;
      answers[question - 1] = answer.value;
    }
    const status = statusOfAnswers(answers, this.where);
    this.#heard.emit({ kind: 'state', status });
    return ok(status);
  }

  async #ask(question: StatusQuestion): Promise<Result<number, PrinterFault>> {
    await this.#quiet();
    const strays: number[] = [];
    const answer = this.until((heard) => {
      if (heard.kind === 'garbage') strays.push(heard.byte);
      return heard.kind === 'status' ? { byte: heard.byte } : null;
    }, this.#answerMs);
    const sent = await this.send(askStatus(question), this.#answerMs);
    const got = await answer;
    if (!sent.ok && sent.fault.kind !== 'no-answer') return sent;
    if (typeof got === 'object' && strays.length === 0) return ok(got.byte);
    if (this.#ended !== null) return fail(this.#ended);
    this.#lateUntil = this.#clock.now() + this.#answerMs;
    if (strays.length > 0) return fail({ kind: 'garbled-answer', where: this.where, bytes: hex(strays.slice(0, 16)) });
    return fail({ kind: 'no-answer', where: this.where, afterMs: this.#answerMs });
  }

  /** Lets answers that come too late go by, so that none is taken for the answer to the next question. */
  async #quiet(): Promise<void> {
    const left = this.#lateUntil === null ? 0 : this.#lateUntil - this.#clock.now();
    this.#lateUntil = null;
    if (left > 0) await this.until(() => null, left);
  }

  #take(bytes: Uint8Array): void {
    for (const answer of this.#reader.read(bytes)) {
      if (this.#ended !== null) return;
      this.#heard.emit(answer);
      if (answer.kind === 'status-back')
        this.#heard.emit({ kind: 'state', status: statusOfStatusBack(answer.bytes, this.where) });
    }
  }
}
