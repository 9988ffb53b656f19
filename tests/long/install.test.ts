import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineDisk } from '../../firmware/cli/update/disk.ts';
import { checkSlot, standingOf } from '../../firmware/cli/update/slots.ts';
import { InstallRig } from '../support/install-rig.ts';
import { layingRelease } from '../support/laying-release.ts';
import { untilReal } from '../support/real-time.ts';
import { noSshd } from '../support/ssh-server.ts';
import { releaseKeys, standInRelease } from '../support/stand-in-release.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
const missing = noSshd();
const keys = [releaseKeys.publicKey];

describe.skipIf(missing !== null)(
  `installing over SSH, and what goes wrong${missing === null ? '' : ` (${missing})`}`,
  () => {
    let rig: InstallRig;
    let first: string;
    let second: string;
    beforeAll(async () => {
      first = layingRelease(room, { number: 3 });
      second = layingRelease(room, { number: 4 });
      rig = await InstallRig.start(room);
    }, 120_000);
    afterAll(async () => {
      await rig.server.stop();
      removeDirectory(room);
    });

    it('refuses a release for another processor, and one that is cut short, before anything is sent', () => {
      const arch = process.arch === 'x64' ? 'arm64' : 'x64';
      const other = rig.install(standInRelease(room, { number: 2, about: { arch } }));
      expect([other.code, other.said]).toEqual([1, expect.stringContaining(`bản phát hành là cho ${arch}`)]);
      const cut = join(room, 'cut.letan');
      writeFileSync(cut, readFileSync(first).subarray(0, -20_000));
      const short = rig.install(cut);
      expect([short.code, short.said]).toEqual([1, expect.stringContaining('bị cắt')]);
      expect(readdirSync(rig.root)).toEqual([]);
    }, 180_000);

    it('leaves a machine as it was, or whole, wherever it is killed; the next time it goes through', async () => {
      // After each of the lines that it says, and right at the start of the next.
      const moments = ['x64, |arm64, ', '100 %', 'chạy được', 'khe a', 'kiosk-1 của', 'bật:'];
      for (const moment of moments) {
        rmSync(rig.root, { recursive: true });
        machineDisk.makeDirectory(rig.root);
        const child = rig.begin(first);
        let said = '';
        child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()));
        const ended = once(child, 'close');
        await untilReal(() => new RegExp(moment, 'u').test(said) || child.exitCode !== null, 120_000);
        child.kill('SIGKILL');
        await ended;
        // What runs there goes on by itself for a moment; a slot with its name is whole at any time.
        for (const slot of ['a', 'b'] as const)
          if (existsSync(rig.at.slots[slot]))
            expect([moment, checkSlot(rig.at.slots[slot], keys, 'full').ok]).toEqual([moment, true]);
        await untilReal(() => {
          const again = rig.install(first);
          return again.code === 0 || !again.said.includes('lần cài hoặc cập nhật khác');
        }, 120_000);
        expect([moment, readlinkSync(rig.at.current), checkSlot(rig.at.slots.a, keys, 'full').ok]).toEqual([
          moment,
          'a',
          true,
        ]);
      }
    }, 600_000);

    it('lays no other release over one that runs, unless it is told to', () => {
      const refused = rig.install(second);
      expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('device đang chạy letan 0.3.0')]);
      expect(standingOf(rig.at)).toEqual({ current: 'a', good: 'a' });
      const again = rig.install(second, '--again');
      expect([again.code, again.said]).toEqual([0, expect.stringContaining('letan 0.4.0 vào khe b')]);
      expect(standingOf(rig.at)).toEqual({ current: 'b', good: 'b' });
      expect(checkSlot(rig.at.slots.b, keys, 'full').ok).toBe(true);
      // The one before is kept.
      expect(checkSlot(rig.at.slots.a, keys, 'full').ok).toBe(true);
    }, 180_000);

    it('mends a release that was damaged on the disk', () => {
      writeFileSync(join(rig.at.slots.b, 'app/number.txt'), '5');
      const run = rig.install(second);
      expect([run.code, run.said]).toEqual([0, expect.stringContaining('letan 0.4.0 vào khe a')]);
      expect(standingOf(rig.at)).toEqual({ current: 'a', good: 'a' });
    }, 180_000);

    it('brings another configuration without touching the release', () => {
      writeFileSync(join(rig.at.etc, 'ward-centre/site.yaml'), 'changed by hand\n');
      const run = rig.install(second);
      expect([run.code, run.said]).toEqual([0, expect.stringContaining('đã đặt cấu hình kiosk-1 của ward-centre')]);
      expect(run.said).toContain('is there already, whole');
      expect(readFileSync(join(rig.at.etc, 'ward-centre/site.yaml'), 'utf8')).toBe(
        readFileSync('config/sites/ward-centre/site.yaml', 'utf8'),
      );
    }, 180_000);

    it('says what ssh says of a machine that does not answer', async () => {
      await rig.server.stop();
      const run = rig.install(first);
      expect([run.code, run.said]).toEqual([
        1,
        expect.stringMatching(/không vào được device bằng SSH: .*Connection refused/u),
      ]);
    }, 180_000);
  },
);
