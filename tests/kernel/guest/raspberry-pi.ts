import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Pi 4 Model B rev 1.4, as its kernel ends /proc/cpuinfo (Raspberry Pi documentation, "Revision codes"). */
const pi4 = 'Hardware\t: BCM2835\nRevision\t: c03114\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n';

/** Lets this guest look like a Raspberry Pi to whoever reads /proc/cpuinfo; what is returned ends that. */
export const pretendRaspberryPi = (): (() => void) => {
  const file = join(mkdtempSync(join(tmpdir(), 'cpuinfo-')), 'cpuinfo');
  writeFileSync(file, `${readFileSync('/proc/cpuinfo', 'utf8')}${pi4}`);
  execFileSync('mount', ['--bind', file, '/proc/cpuinfo']);
  return () => void execFileSync('umount', ['/proc/cpuinfo']);
};
