// Newer releases for a device on an emulated board, good and bad, and what it does with each.
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readPublicKeys, checkRelease } from '../../../firmware/cli/update/bundle.ts';
import { respun } from '../../support/respun-release.ts';
import { standInRelease } from '../../support/stand-in-release.ts';
import { deskKeys, pageLines, stickOf } from './desk.mjs';

/** One bit of a file is another, in the midst of it. */
const flipBit = (file) => {
  const fd = openSync(file, 'r+');
  const at = Math.floor(statSync(file).size / 2);
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, at);
  byte[0] ^= 1;
  writeSync(fd, byte, 0, 1, at);
  closeSync(fd);
};

/** What must be refused, by its name on the stick, and what its refusal is told by. */
const refusals = {
  tampered: 'is damaged',
  truncated: 'is cut short',
  older: 'is older than what runs',
  foreign: 'is not by this key',
};

/** What a release says of itself, as a device that runs it says it on MQTT. */
const firmwareOf = (file, folder) => {
  const checked = checkRelease(file, ...readPublicKeys(join(folder, 'keys/letan-release.pub')));
  if (!checked.ok) throw new Error(`${file}: ${checked.fault.kind}`);
  const { commit, version } = checked.value.manifest;
  return `${version}+${commit.slice(0, 12)}`;
};

/**
 * Makes what a maintainer could bring: a stick with releases of all kinds, and one with a newer release alone.
 * @returns {{ many: string, one: string, old: string, next: string }} the sticks' files, and how the two good releases are called
 */
export const makeReleases = (folder) => {
  const release = join(folder, 'keys/letan.letan');
  const keys = deskKeys(folder);
  const made = (name) => join(folder, `${name}.letan`);
  respun(release, keys, made('next'), { minutes: 1 });
  for (const [index, defect] of Object.keys(defects).entries())
    respun(release, keys, made(defect), { minutes: 2 + index, defect });
  for (const name of ['tampered', 'truncated']) copyFileSync(made('next'), made(name));
  flipBit(made('tampered'));
  truncateSync(made('truncated'), Math.floor(statSync(made('next')).size * 0.7));
  const about = { arch: 'arm64' };
  const older = standInRelease(folder, {
    number: 1,
    about: { ...about, committedAt: 1_600_000_000 },
    key: keys.privateKey,
  });
  const foreign = standInRelease(folder, { number: 2, about, key: generateKeyPairSync('ed25519').privateKey });
  const files = {
    older,
    foreign,
    ...Object.fromEntries(['next', ...Object.keys(defects), 'tampered', 'truncated'].map((name) => [name, made(name)])),
  };
  const many = stickOf(
    join(folder, 'many.stick'),
    Object.fromEntries(Object.entries(files).map(([name, from]) => [`${name}.letan`, from])),
  );
  const one = stickOf(join(folder, 'one.stick'), { 'letan.letan': made('next') });
  return { many, one, old: firmwareOf(release, folder), next: firmwareOf(made('next'), folder) };
};

export const mounted = (name) => `/media/usb/${name}.letan`;
/** Once after each start. */
export const mountStick = (device) =>
  device.board.must('sudo mkdir -p /media/usb && sudo mount -o ro /dev/disk/by-label/STICK /media/usb');

/** Everything that an update may write to. */
const written = '/opt/letan /etc/letan /etc/systemd/system /etc/udev /var/lib/letan-update';

/** Refuses each bad release with its own word, and has touched nothing. */
export const refuse = async (device, log) => {
  await device.board.must('sudo touch /run/before');
  for (const [name, word] of Object.entries(refusals)) {
    const { code, out } = await device.board.run(`sudo letan update apply ${mounted(name)} --now`);
    for (const line of out.split('\n').filter((each) => each !== '')) log(`  ${line}`);
    if (code !== 1 || !out.includes(word)) throw new Error(`${name}: exit ${code}\n${out}`);
  }
  const changed = await device.board.must(`sudo find ${written} -newer /run/before 2>/dev/null || true`);
  if (changed.trim() !== '') throw new Error(`written to although refused: ${changed}`);
};

/** Releases that are signed and whole and no good, and why the device gives each up. */
const defects = { exits: '3 starts failed', unwell: 'the device itself says so' };

/** Tries a release of this defect, and is back at the one before by itself; the next number is given. */
export const goBackFrom = async (defect, device, { old }, log) => {
  const { code, out } = await device.board.run(`sudo letan update apply ${mounted(defect)} --now`, (line) =>
    log(`  ${line}`),
  );
  if (code !== 1 || !out.includes(defects[defect])) throw new Error(`exit ${code}\n${out}`);
  const standing = await device.standing();
  if (standing.current !== 'a' || standing.good !== 'a') throw new Error(`stands at ${JSON.stringify(standing)}`);
  await device.untilRuns(old);
  await device.takeNumber();
};

/** Types what the page has for a newer release; the device runs it, and the one before after the page's last line. */
export const updateByPage = async (device, { next, old }, log) => {
  const lines = pageLines('update');
  const expected = [next, next, old];
  if (lines.length !== expected.length) throw new Error(`the page has ${lines.length} lines: ${lines.join('\n')}`);
  for (const [index, line] of lines.entries()) {
    const began = performance.now();
    await device.board.must(line, (said) => log(`  ${said}`));
    await device.untilRuns(expected[index]);
    log(`$ ${line} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
  }
};
