import { picturesOf, type Picture } from './escpos-pictures.ts';
import { parseEscpos, type EscposCommand } from './escpos-parse.ts';
import { TextReader } from './escpos-text.ts';

/** An ESC/POS stream, read. */
export interface EscposReading {
  readonly commands: readonly EscposCommand[];
  readonly text: string;
  /** Pictures in the order of the commands that carry them, as they are stored there. */
  readonly pictures: readonly Picture[];
}

/** Reads any stream: what it commands, what its text says, which pictures it carries. Nothing makes it throw. */
export function readEscpos(bytes: Uint8Array): EscposReading {
  const commands = parseEscpos(bytes);
  const reader = new TextReader();
  const pictures: Picture[] = [];
  let text = '';
  for (const command of commands) {
    if (!command.complete && command.name !== 'text') continue;
    const part = bytes.subarray(command.offset, command.offset + command.length);
    text += reader.read(command, part);
    pictures.push(...picturesOf(command.name, part));
  }
  return { commands, text, pictures };
}
