import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { imageMessages } from '../../../config/languages/messages/image.ts';
import { releaseMessages } from '../../../config/languages/messages/release.ts';
import { errorCode } from '../../../hal/error-code.ts';
import { firmwareVersion } from '../../meta.ts';
import { exitCodes } from '../exit.ts';
import { refuse } from '../hub/say.ts';
import { checkRelease, readPublicKeys, type CheckedBundle } from '../update/bundle.ts';
import { sayFault } from '../update/say.ts';

export interface ChosenRelease {
  readonly bundle: CheckedBundle;
  readonly keys: readonly KeyObject[];
  /** As they stand in the file: they go onto the device. */
  readonly keyText: string;
}

/** What `letan release build` writes where nobody names a file. */
const usualFile = (arch: string): string => `letan-${firmwareVersion}-${arch}.letan`;
const keyName = 'letan-release.pub';

/**
 * A release that is signed by a key the device will believe, and whole; null: it was said why not. Where no file is named it is the one
 * that `release build` writes here, and the key the one beside it.
 */
export const chosenRelease = (named: {
  readonly release?: string;
  readonly releaseKey?: string;
  readonly arch: string;
}): ChosenRelease | null => {
  const file = named.release ?? usualFile(named.arch);
  if (!existsSync(file)) {
    refuse(exitCodes.usage, imageMessages.noRelease, { file });
    return null;
  }
  const keyFile = named.releaseKey ?? join(dirname(file), keyName);
  try {
    const keyText = readFileSync(keyFile, 'utf8');
    const keys = readPublicKeys(keyFile);
    const checked = checkRelease(file, ...keys);
    if (checked.ok) return { bundle: checked.value, keys, keyText };
    sayFault(checked.fault);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    refuse(exitCodes.usage, releaseMessages.noPublicKey, { file: keyFile, code });
  }
  return null;
};
