import { codePages } from './code-pages.ts';
import type { EscposCommand } from './escpos-parse.ts';

/** Commands that end the line in hand; what they feed beyond it counts as no more than one empty line. */
const lineEnds = new Set(['LF', 'ESC d', 'ESC J', 'ESC e', 'ESC K', 'GS V', 'FF']);

/**
 * What the text of a stream says, command by command: one character table at a time (ESC t; UTF-8 after FS ( C 48), a line feed for
 * each command that ends a line; two bytes a character while FS & stands: Shift_JIS or JIS where FS C says so, else GB 18030, which
 * printers from China have. National variants (ESC R) are not looked at.
 */
export class TextReader {
  #page = 0;
  #utf8 = false;
  #open = false;
  #twoBytes = false;
  /** FS C: 0 JIS, 1 and 2 Shift_JIS, null never said. */
  #kanji: number | null = null;

  /** The characters that a command adds to the text. `bytes` is the whole command. */
  read(command: Pick<EscposCommand, 'name'>, bytes: Uint8Array): string {
    switch (command.name) {
      case 'text':
        this.#open = true;
        if (this.#utf8) return new TextDecoder().decode(bytes);
        return this.#twoBytes ? decodeKanji(bytes, this.#kanji) : decodePage(bytes, this.#page);
      case 'HT':
        return '\t';
      case 'ESC @':
        this.#page = 0;
        this.#utf8 = false;
        this.#twoBytes = false;
        this.#kanji = null;
        return '';
      case 'FS &':
        this.#twoBytes = true;
        return '';
      case 'FS .':
        this.#twoBytes = false;
        return '';
      case 'FS C':
        this.#kanji = (bytes[2] ?? 0) & 0x0f;
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

/** Text of two bytes a character; JIS has them without escapes, seven bits each. */
function decodeKanji(bytes: Uint8Array, system: number | null): string {
  if (system === 1 || system === 2) return new TextDecoder('shift_jis').decode(bytes);
  if (system !== 0) return new TextDecoder('gb18030').decode(bytes);
  const escaped = Uint8Array.from([0x1b, 0x24, 0x42, ...bytes, 0x1b, 0x28, 0x42]);
  return new TextDecoder('iso-2022-jp').decode(escaped);
}

function decodePage(bytes: Uint8Array, page: number): string {
  const upper = codePages[page];
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : (upper?.[byte - 0x80] ?? '\ufffd');
  return text;
}
