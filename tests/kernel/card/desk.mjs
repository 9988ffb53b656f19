// The maintainer's desk: what lies there before RASPBERRY-PI.md is followed, and the page's own commands, typed as they stand.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pageBlocks, typed } from '../../support/page-commands.ts';
import { baseFstab, cardImage, withSbin } from '../../support/stand-in-base.ts';
import { hostInGuest } from './board.mjs';
import { armSystem, bootFiles } from './system.mjs';

const repository = resolve(import.meta.dirname, '../../..');

/** An empty file of a size that reads as zeros; QEMU's cards want a power of two. */
export const emptyFile = (file, bytes) => {
  writeFileSync(file, '');
  truncateSync(file, bytes);
  return file;
};

/** A Raspberry Pi OS image with a whole system in it, packed as its makers pack theirs. */
const layBase = (folder, kernel) => {
  const work = join(folder, 'base');
  mkdirSync(work);
  const root = join(work, 'root');
  cpSync(armSystem(), root, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(root, 'etc/fstab'), baseFstab);
  const image = cardImage(work, { root, rootMebibytes: 512, bootMebibytes: 128, boot: bootFiles(kernel, work) });
  execFileSync('xz', ['-0', '-T0', image]);
  renameSync(`${image}.xz`, join(folder, 'raspios-lite-arm64.img.xz'));
  rmSync(work, { recursive: true });
};

/** Open from eight to five on every day of the year, whatever day it is where the test runs. */
const hours = 'hours: { opening: { mon-sun: ["08:00-17:00"] }, tickets: { mon-sun: ["08:00-17:00"] } }\n';

/** The site's own configuration, whose kiosk speaks with a broker on this machine and shows its page to it as well. */
const laySite = (folder, brokerPort) => {
  cpSync(join(repository, 'config'), join(folder, 'config'), { recursive: true });
  const site = join(folder, 'config/sites/ward-centre');
  const siteFile = join(site, 'site.yaml');
  const text = readFileSync(siteFile, 'utf8');
  const begins = text.indexOf('\nhours:') + 1;
  const rest = text.slice(begins);
  const ends = rest.search(/\n\S/u);
  writeFileSync(siteFile, text.slice(0, begins) + hours + (ends === -1 ? '' : rest.slice(ends + 1)));
  const kiosk = join(site, 'devices/kiosk-1.yaml');
  const lines = [
    'devices:',
    `  broker: { driver: mqtt, url: "mqtt://${hostInGuest}:${brokerPort}" }`,
    '  radar: none',
    '  pir: none',
    '  voice: { driver: simulated }',
    'web: { host: 0.0.0.0, port: 8080, allowRemote: true }',
    // An emulated board is some fifty times slower than the real one, and a busy host makes it slower still.
    'goodStart: { wellFor: 10s, within: 40min, answer: 20s, loopLate: 10s }',
    // A visitor is sent to a person when the ledger has not answered in ten seconds; a busy host's disk has syncs that take longer.
    'behaviours: { ticketing: { officeGiveUp: 2min } }',
  ];
  writeFileSync(kiosk, `${readFileSync(kiosk, 'utf8')}${lines.join('\n')}\n`);
};

/** What a test types in place of a card in its reader, and so that the card is soon written. */
const here = (commands) =>
  commands
    .replace(/^sudo /gmu, '')
    .replace('--to /dev/mmcblk0', '--to-file card.img')
    .replace('--out kiosk-1.img', '--out kiosk-1.img --data 256MiB --spare 256MiB')
    // Where tests run before their commit.
    .replace('release build', 'release build --dirty');

/** A release and its key that an earlier run left: LETAN_CARD_RELEASE=FILE LETAN_CARD_RELEASE_KEY=the key that signed it. */
const given = () => {
  const [release, key] = [process.env['LETAN_CARD_RELEASE'], process.env['LETAN_CARD_RELEASE_KEY']];
  return release === undefined || key === undefined ? null : { release, key };
};

/** Lays out the desk: the base image, the site, a key of one's own, an empty card. */
export const layDesk = ({ folder, kernel, brokerPort }) => {
  layBase(folder, kernel);
  laySite(folder, brokerPort);
  mkdirSync(join(folder, '.ssh'));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, '.ssh/id_ed25519')]);
  emptyFile(join(folder, 'card.img'), 4 * 1024 ** 3);
};

/** The page's blocks of this name, one after the other. */
export const pageLines = (name) =>
  pageBlocks()
    .filter((block) => block.name === name)
    .flatMap(({ commands }) => commands.split('\n'));

/** Types everything that the page has at the desk, down to a card that is written. Throws what a command said that failed. */
export const followPage = (folder, log) => {
  for (const { commands, name } of pageBlocks()) {
    if (name === 'device' || name === 'update') continue;
    const began = performance.now();
    const kept = name === 'release' ? given() : null;
    if (kept !== null) {
      copyFileSync(kept.release, join(folder, 'keys/letan.letan'));
      copyFileSync(kept.key, join(folder, 'keys/letan-signing.pem'));
      const pub = createPublicKey(createPrivateKey(readFileSync(kept.key))).export({ type: 'spki', format: 'pem' });
      writeFileSync(join(folder, 'keys/letan-release.pub'), pub);
    } else {
      const run = typed(here(commands), folder);
      if (run.code !== 0) throw new Error(`${commands}: exit ${run.code}\n${run.err}`);
      for (const line of run.err.split('\n').filter((each) => each !== '' && !/ \d0 %,/u.test(each))) log(`  ${line}`);
    }
    log(`$ ${commands.split('\n')[0]} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
};

/** The keys that the page made. */
export const deskKeys = (folder) => {
  const privateKey = createPrivateKey(readFileSync(join(folder, 'keys/letan-signing.pem')));
  return { privateKey, publicKey: createPublicKey(privateKey) };
};

/** A stick of these files, by their names there: one file system without a table, as many are sold. */
export const stickOf = (file, files) => {
  emptyFile(file, 1024 ** 3);
  execFileSync('mkfs.vfat', ['-F', '32', '-n', 'STICK', file], { env: withSbin, stdio: 'ignore' });
  for (const [name, from] of Object.entries(files))
    execFileSync('mcopy', ['-i', file, from, `::/${name}`], { env: withSbin });
  return file;
};
