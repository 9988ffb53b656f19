/** A command that a printer carries out the moment it arrives, wherever in the stream it stands. */
export type RealTimeCommand =
  | { readonly kind: 'status'; readonly question: number }
  | { readonly kind: 'recover'; readonly forget: boolean }
  | { readonly kind: 'clear' };

const clear = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
/** The longest of them but its last byte. */
const tailBytes = clear.length - 1;

/** Finds real-time commands in a stream that comes in pieces: also inside pictures, as the metal does. */
export class RealTimeScanner {
  #tail = new Uint8Array(0);

  reset(): void {
    this.#tail = new Uint8Array(0);
  }

  /** Commands that end within `piece`, each with the number of the piece's bytes up to its end. */
  scan(piece: Uint8Array): readonly { readonly command: RealTimeCommand; readonly end: number }[] {
    const joined = new Uint8Array(this.#tail.length + piece.length);
    joined.set(this.#tail);
    joined.set(piece, this.#tail.length);
    const before = this.#tail.length;
    const found: { command: RealTimeCommand; end: number }[] = [];
    for (let at = joined.indexOf(0x10); at >= 0; at = joined.indexOf(0x10, at + 1)) {
      const seen = commandAt(joined, at);
      if (seen !== null && at + seen.length > before)
        found.push({ command: seen.command, end: at + seen.length - before });
    }
    this.#tail = joined.slice(-tailBytes);
    return found;
  }
}

function commandAt(bytes: Uint8Array, at: number): { command: RealTimeCommand; length: number } | null {
  const second = bytes[at + 1];
  const third = bytes[at + 2];
  if (second === 0x04 && third !== undefined && third >= 1 && third <= 4)
    return { command: { kind: 'status', question: third }, length: 3 };
  if (second === 0x05 && (third === 1 || third === 2))
    return { command: { kind: 'recover', forget: third === 2 }, length: 3 };
  if (clear.every((byte, i) => bytes[at + i] === byte)) return { command: { kind: 'clear' }, length: clear.length };
  return null;
}
