import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseTreeAt, startReportName } from '../../firmware/installed.ts';
import { builtRelease } from '../support/built-release.ts';
import { untilReal } from '../support/real-time.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * A release as it is unpacked: its own Node, its own packages, no checkout beside it and no network, not even a way out of this
 * process's own loopback. The shipped kiosk starts, is judged good, and ends in order.
 */

const room = temporaryDirectory();
afterAll(() => removeDirectory(room), 120_000);
const { arch } = process;
const alone = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0;

describe.skipIf(!alone)(
  `a release for ${arch}${alone ? '' : ' (skipped: no network namespace may be made here)'}`,
  () => {
    const tree = releaseTreeAt(join(room, 'tree'));
    const file = join(room, 'site/ward-centre/devices/kiosk-1.yaml');
    const run = join(room, 'run');

    beforeAll(async () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const release = join(room, 'it.letan');
      await builtRelease(release, privateKey);
      mkdirSync(tree.top);
      execFileSync('sh', ['-c', 'tar -xOf "$1" payload.tar.gz | tar -xzf - -C "$2"', 'x', release, tree.top]);
      // The site as a technician copies it: not from within the release.
      cpSync('config/sites/ward-centre', join(room, 'site/ward-centre'), { recursive: true });
      const document = parseDocument(readFileSync(file, 'utf8'));
      document.set('dataDir', join(room, 'data'));
      document.set('web', { port: 8080 });
      document.set('goodStart', { wellFor: '2s', every: '500ms' });
      writeFileSync(file, document.toString());
      mkdirSync(run);
    }, 3_600_000);

    /** Nothing of this checkout is in its environment, and its own loopback is all the network that it has. */
    const start = (...args: readonly string[]) =>
      spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"', tree.node, tree.program, ...args], {
        cwd: tree.app,
        env: { PATH: '/usr/bin:/bin', RUNTIME_DIRECTORY: run },
        stdio: ['ignore', 'pipe', 'pipe'],
      });

    it('looks a device’s configuration over', { timeout: 120_000 }, async () => {
      const child = start('config', 'check', file);
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
      expect([await once(child, 'close'), said.includes('ExperimentalWarning')], said).toEqual([[0, null], false]);
    });

    it('starts the shipped kiosk, is found good by it, and ends in order', { timeout: 300_000 }, async () => {
      const child = start('run', '--config', file);
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
      const ended = once(child, 'close');
      const report = join(run, startReportName);
      try {
        await untilReal(() => existsSync(report) || child.exitCode !== null, 240_000);
        expect(existsSync(report), said.slice(-2000)).toBe(true);
        expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
          verdict: 'good',
          vitals: { firmware: 'well', loop: 'well', ledger: 'well', page: 'well' },
        });
      } finally {
        child.kill('SIGTERM');
      }
      expect(await ended).toEqual([0, null]);
      expect(said).toContain('"device.stopped"');
    });
  },
);
