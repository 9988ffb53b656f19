import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../firmware/cli/make-folder.ts';
import { errorCode } from '../hal/error-code.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { readEscpos } from './peripherals/escpos-reading.ts';
import { toPng } from './peripherals/png.ts';

/** What `letan print decode` says of a stream. Commands are in order and without gaps; their lengths add up to `bytes`. */
export interface PrintDecoding {
  readonly bytes: number;
  readonly commands: readonly {
    readonly offset: number;
    readonly length: number;
    readonly name: string;
    readonly known: boolean;
  }[];
  readonly text: string;
  /** PNG files in the directory asked for; size in dots. */
  readonly images: readonly { readonly file: string; readonly width: number; readonly height: number }[];
}

export interface DecodeFault {
  readonly kind: 'unreadable' | 'unwritable';
  readonly path: string;
  readonly code: string;
}

/** Reads the ESC/POS stream in `file`; its pictures go to the directory `out`, or nowhere when that is null. */
export function printDecode(args: {
  readonly file: string;
  readonly out: string | null;
}): Result<PrintDecoding, DecodeFault> {
  let stream: Uint8Array;
  try {
    stream = readFileSync(args.file);
  } catch (error) {
    return fail({ kind: 'unreadable', path: args.file, code: errorCode(error) ?? String(error) });
  }
  const { commands, text, pictures } = readEscpos(stream);
  const digits = Math.max(2, String(pictures.length).length);
  const images = pictures.map(({ width, bitmap }, i) => ({
    file: `image-${String(i + 1).padStart(digits, '0')}.png`,
    width,
    height: bitmap.height,
    png: () => toPng(bitmap, width),
  }));
  if (args.out !== null) {
    try {
      makeFolder(args.out);
      for (const { file, png } of images) writeFileSync(join(args.out, file), png());
    } catch (error) {
      return fail({ kind: 'unwritable', path: args.out, code: errorCode(error) ?? String(error) });
    }
  }
  return ok({
    bytes: stream.length,
    commands: commands.map(({ offset, length, name, known }) => ({ offset, length, name, known })),
    text,
    images: images.map(({ file, width, height }) => ({ file, width, height })),
  });
}
