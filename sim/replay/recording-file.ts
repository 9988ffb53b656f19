import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { errorCode } from '../../hal/error-code.ts';
import { fail, ok, type Result } from '../../hal/result.ts';

export interface RecordingBytes {
  readonly bytes: Uint8Array;
  /** The file is compressed and its end is not there, or is not what was written. */
  readonly cut: boolean;
}

/** A recording's text out of a file, plain or gzip (by its first bytes, whatever its name). A fault is why it cannot be read. */
export const readRecordingFile = (file: string): Result<RecordingBytes, string> => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    return fail(code === 'ENOENT' ? 'no such file' : code);
  }
  if (bytes.length < 2 || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return ok({ bytes, cut: false });
  try {
    return ok({ bytes: gunzipSync(bytes), cut: false });
  } catch {
    return ok({ bytes: unpacked(bytes), cut: true });
  }
};

/** As much as can be unpacked of a file that is cut off or damaged. */
const unpacked = (bytes: Buffer): Buffer => {
  // Zlib gives what it has when the input ends early, and nothing once it meets damage: so the good part is looked for by halves.
  const upTo = (length: number): Buffer | null => {
    try {
      return gunzipSync(bytes.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      return null;
    }
  };
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (upTo(middle) === null) bad = middle;
    else good = middle;
  }
  return upTo(good) ?? Buffer.alloc(0);
};
