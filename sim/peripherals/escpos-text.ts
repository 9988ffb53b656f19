import { codePages } from './code-pages.ts';
import type { EscposCommand } from './escpos-parse.ts';

/** Commands that end the line in hand; what they feed beyond it counts as no more than one empty line. */
const lineEnds = new Set(['LF', 'ESC d', 'ESC J', 'ESC e', 'ESC K', 'GS V', 'FF']);

/**
 * What the text of a stream says, command by command: one character table at a time (ESC t; UTF-8 after FS ( C 48), a line feed for
 * each command that ends a line. National variants (ESC R) and two-byte tables (FS &) are not looked at.
 */
export class TextReader {
  #page = 0;
  #utf8 = false;
  #open = false;

  /** The characters that a command adds to the text. `bytes` is the whole command. */
  read(command: Pick<EscposCommand, 'name'>, bytes: Uint8Array): string {
    switch (command.name) {
      case 'text':
        this.#open = true;
        return this.#utf8 ? new TextDecoder().decode(bytes) : decodePage(bytes, this.#page);
      case 'HT':
        return '\t';
      case 'ESC @':
        this.#page = 0;
        this.#utf8 = false;
        return '';
      case 'ESC t':
        this.#page = bytes[2] ?? 0;
        return '';
      case 'FS ( C':
        if (bytes[5] === 48) this.#utf8 = bytes[6] === 2 || bytes[6] === 50;
        return '';
      default:
        return lineEnds.has(command.name) ? this.#endLine(command.name) : '';
    }
  }

  #endLine(name: string): string {
    // A cut and a form feed end a line that was begun; they are no lines themselves.
    const ends = this.#open || (name !== 'GS V' && name !== 'FF');
    this.#open = false;
    return ends ? '\n' : '';
  }
}

function decodePage(bytes: Uint8Array, page: number): string {
  const upper = codePages[page];
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : (upper?.[byte - 0x80] ?? '\ufffd');
  return text;
}
