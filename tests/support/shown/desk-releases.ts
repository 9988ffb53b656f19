import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readPrivateKey } from '../../../firmware/cli/release/pack.ts';
import type { Stage } from './stage.ts';

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The maintainer's own keys, as `release key` wrote them. */
export const deskKeys = (stage: Stage): Keys => ({
  privateKey: readPrivateKey(stage.file('keys/letan-signing.pem')),
  publicKey: createPublicKey(readFileSync(stage.file('keys/letan-release.pub'))),
});

/** Somebody else signs; what is signed anew was good by the maintainer's own. */
export const strangersKeys = (stage: Stage): Keys => ({
  privateKey: generateKeyPairSync('ed25519').privateKey,
  publicKey: deskKeys(stage).publicKey,
});
