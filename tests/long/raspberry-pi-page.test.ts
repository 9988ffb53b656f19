import { createPrivateKey } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pageBlocks, typed } from '../support/page-commands.ts';
import { noCardTools, standInBase } from '../support/stand-in-base.ts';
import { standInRelease } from '../support/stand-in-release.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const missing = noCardTools();

/** What a desk has before the page is followed: the checkout's config, a key of one's own, the base. */
const desk = (): void => {
  for (const each of ['base', '.ssh']) mkdirSync(join(room, each));
  symlinkSync(resolve('config'), join(room, 'config'));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(room, '.ssh/id_ed25519')]);
  const base = standInBase(join(room, 'base'));
  execFileSync('xz', ['-0', base]);
  renameSync(`${base}.xz`, join(room, 'raspios-lite-arm64.img.xz'));
  writeFileSync(join(room, 'card.img'), '');
  truncateSync(join(room, 'card.img'), 1024 ** 3);
};

/** A release takes minutes to build; `npm run test:arm64` builds it. Here it is a stand-in, signed by the key that the page made. */
const release = (): void => {
  const key = createPrivateKey(readFileSync(join(room, 'keys/letan-signing.pem')));
  const files = Object.fromEntries(
    ['systemd', 'udev'].flatMap((kind) =>
      readdirSync(join('firmware', kind)).map((name) => [
        `${kind}/${name}`,
        readFileSync(join('firmware', kind, name), 'utf8'),
      ]),
    ),
  );
  renameSync(standInRelease(room, { number: 1, about: { arch: 'arm64' }, key, files }), join(room, 'keys/letan.letan'));
};

/** What a test types in place of a card in its reader, and so that the card is soon written. */
const here = (commands: string): string =>
  commands
    .replace(/^sudo /gmu, '')
    .replace('--to /dev/mmcblk0', '--to-file card.img')
    .replace('--out kiosk-1.img', '--out kiosk-1.img --data 16MiB --spare 16MiB');

describe.skipIf(missing !== null)(`the page “On a Raspberry Pi”${missing === null ? '' : ` (${missing})`}`, () => {
  it('is followed word by word, from a key to a card', () => {
    desk();
    const followed: string[] = [];
    for (const { commands, name } of pageBlocks()) {
      // What is typed on a device, tests/kernel/card/journey.mjs types on one.
      if (name === 'device' || name === 'update') continue;
      if (name === 'release') release();
      else {
        const run = typed(here(commands), room);
        expect([commands, run.code, run.err]).toEqual([commands, 0, expect.anything()]);
        followed.push(commands.split(' ').slice(0, 4).join(' ').replace('sudo ', ''));
      }
    }
    expect(followed.map((each) => each.split(' ')[2])).toEqual(['release', 'config', 'image', 'flash', 'flash']);
    const [image, card] = ['kiosk-1.img', 'card.img'].map((name) => readFileSync(join(room, name)));
    expect(card?.subarray(0, image?.length ?? 0).equals(image ?? Buffer.alloc(0))).toBe(true);
  }, 300_000);
});
