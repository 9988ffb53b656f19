/*
 * What an ESC/POS printer sends back. The kinds are told apart by their fixed bits, as Epson's reference has it ("transmission
 * status identification"): bits 0, 1, 4 and 7 of the first byte.
 */

export type Answer =
  /** The byte that answers DLE EOT; it does not say which question. */
  | { readonly kind: 'status'; readonly byte: number }
  /** Four bytes of Automatic Status Back. */
  | { readonly kind: 'status-back'; readonly bytes: StatusBack }
  /** The answer to GS r 1. */
  | { readonly kind: 'paper-in-turn'; readonly byte: number }
  | { readonly kind: 'processed'; readonly id: string }
  | { readonly kind: 'cleared' }
  /** A block of data that nobody asked for (GS I and the like). */
  | { readonly kind: 'other-block'; readonly bytes: readonly number[] }
  | { readonly kind: 'garbage'; readonly byte: number };

export type StatusBack = readonly [number, number, number, number];

const isStatus = (byte: number): boolean => (byte & 0x93) === 0x12;
const isStatusBackFirst = (byte: number): boolean => (byte & 0x93) === 0x10;
const isPlain = (byte: number): boolean => (byte & 0x90) === 0;
const isBlockStart = (byte: number): boolean => byte === 0x37 || byte === 0x5f;
/** XON and XOFF of serial flow control may come in between anything. */
const isFlowControl = (byte: number): boolean => byte === 0x11 || byte === 0x13;
/** Longer than any block that a receipt printer sends (GS I: 80). */
const longestBlock = 96;

/** Takes the printer's bytes in pieces of any size and gives whole answers; nothing that comes makes it throw or grow. */
export class AnswerReader {
  #statusBack: number[] = [];
  #block: number[] = [];

  /** Forgets what was begun: after a fault or a reopening. */
  reset(): void {
    this.#statusBack = [];
    this.#block = [];
  }

  read(bytes: Uint8Array): readonly Answer[] {
    const answers: Answer[] = [];
    for (const byte of bytes) if (!isFlowControl(byte)) this.#take(byte, answers);
    return answers;
  }

  #take(byte: number, answers: Answer[]): void {
    if (this.#block.length > 0) this.#takeBlock(byte, answers);
    else if (this.#statusBack.length > 0) this.#takeStatusBack(byte, answers);
    else if (isBlockStart(byte)) this.#block = [byte];
    else if (isStatusBackFirst(byte)) this.#statusBack = [byte];
    else if (isStatus(byte)) answers.push({ kind: 'status', byte });
    else if (isPlain(byte)) answers.push({ kind: 'paper-in-turn', byte });
    else answers.push({ kind: 'garbage', byte });
  }

  #takeStatusBack(byte: number, answers: Answer[]): void {
    if (!isPlain(byte)) {
      // Not what follows a first byte: that one was noise, this one may be an answer of its own.
      for (const stray of this.#statusBack) answers.push({ kind: 'garbage', byte: stray });
      this.#statusBack = [];
      this.#take(byte, answers);
      return;
    }
    this.#statusBack.push(byte);
    const [first, second, third, fourth] = this.#statusBack;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) return;
    this.#statusBack = [];
    answers.push({ kind: 'status-back', bytes: [first, second, third, fourth] });
  }

  #takeBlock(byte: number, answers: Answer[]): void {
    this.#block.push(byte);
    const block = this.#block;
    if (byte !== 0 && block.length < longestBlock) return;
    this.#block = [];
    if (byte !== 0) for (const stray of block) answers.push({ kind: 'garbage', byte: stray });
    else answers.push(blockAnswer(block));
  }
}

function blockAnswer(block: readonly number[]): Answer {
  const [header, flag] = block;
  if (header === 0x37 && flag === 0x22 && block.length === 7)
    return { kind: 'processed', id: String.fromCharCode(...block.slice(2, 6)) };
  if (header === 0x37 && flag === 0x25 && block.length === 3) return { kind: 'cleared' };
  return { kind: 'other-block', bytes: block };
}
