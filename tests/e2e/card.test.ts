import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImage } from '../../firmware/cli/flash/card-image.ts';
import { pieceBytes, writeCard } from '../../firmware/cli/flash/write-card.ts';
import { pageBlock, typed } from '../support/page-commands.ts';
import { runs } from '../support/tier.ts';
import { untilReal } from '../support/real-time.ts';
import { bootAt, mebibyte, noCardTools, rootAt, standInBase, stretchOf, withSbin } from '../support/stand-in-base.ts';
import { releaseKeys, standInRelease } from '../support/stand-in-release.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram as bin } from '../support/letan-program.ts';

const site = resolve('config/sites/ward-centre');
const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const missing = noCardTools();
const keyFile = join(room, 'keys/letan-release.pub');

const letan = (args: readonly string[]) => {
  const run = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', cwd: room });
  return { code: run.status, out: run.stdout, err: run.stderr };
};
const read = (file: string, at: number, bytes: number): Buffer => {
  const fd = openSync(file, 'r');
  const into = Buffer.alloc(bytes);
  readSync(fd, into, 0, bytes, at);
  closeSync(fd);
  return into;
};
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The files below a folder and what is in them. */
const filesBelow = (folder: string, at = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(folder, at), { withFileTypes: true }).flatMap((each) => {
      const path = join(at, each.name);
      if (each.isDirectory()) return Object.entries(filesBelow(folder, path));
      return each.isFile() ? [[path, sha256(join(folder, path))]] : [];
    }),
  );

describe.skipIf(missing !== null)(`a card${missing === null ? '' : ` (${missing})`}`, () => {
  let base: string;
  let image: string;
  const root = join(room, 'root.ext4');
  const debugfs = (request: string): string =>
    execFileSync('debugfs', ['-R', request, root], {
      encoding: 'utf8',
      env: withSbin,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  let built: ReturnType<typeof typed>;
  let baseBefore: string;

  beforeAll(() => {
    const folder = (name: string): string => {
      mkdirSync(join(room, name), { recursive: true });
      return join(room, name);
    };
    const files = Object.fromEntries(
      ['systemd', 'udev'].flatMap((kind) =>
        readdirSync(join('firmware', kind)).map((name) => [
          `${kind}/${name}`,
          readFileSync(join('firmware', kind, name), 'utf8'),
        ]),
      ),
    );
    // Names that quoting gets wrong.
    const odd = { 'app/node_modules/đôi/tên có "dấu" $x.js': 'export {};\n' };
    const made = standInRelease(folder('keys'), {
      number: 1,
      about: { arch: 'arm64' },
      files: { ...files, ...odd },
    });
    const payload = execFileSync('tar', ['-xOf', made, 'payload.tar.gz'], { maxBuffer: 1 << 28 });
    execFileSync('tar', ['-xz', '-C', folder('tree')], { input: payload });
    renameSync(made, join(room, 'keys/letan.letan'));
    writeFileSync(keyFile, releaseKeys.publicKey.export({ type: 'spki', format: 'pem' }));
    const plain = standInBase(folder('base'));
    execFileSync('xz', ['-0', '-T0', plain]);
    base = join(room, 'raspios-lite-arm64.img.xz');
    renameSync(`${plain}.xz`, base);
    baseBefore = sha256(base);
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      'chị Hà',
      '-f',
      join(folder('.ssh'), 'id_ed25519'),
    ]);
    symlinkSync(resolve('config'), join(room, 'config'));
    writeFileSync(join(room, 'wifi'), 'mot mat khau\n');
    mkdirSync(join(room, 'secrets'));
    writeFileSync(join(room, 'secrets/city-token'), 'bí mật\n');
    image = join(room, 'kiosk-1.img');
    // Typed as the page has it, with what a test wants besides.
    const small = '--data 16MiB --spare 16MiB --json --secrets secrets --address 10.20.0.11/24';
    built = typed(`${pageBlock('image')} ${small} --wifi 'Sảnh chính' --wifi-passphrase-file wifi`, room);
    if (built.code !== 0) throw new Error(built.err);
    const [, system] = JSON.parse(execFileSync('sfdisk', ['--json', image], { encoding: 'utf8', env: withSbin }))
      .partitiontable.partitions as readonly { readonly start: number; readonly size: number }[]; // sfdisk(8), --json
    stretchOf(image, rootAt, (system?.size ?? 0) * 512, root);
  }, 120_000);

  it('is built of a base that is only read, and says what was done', () => {
    expect(sha256(base)).toBe(baseBefore);
    const told: unknown = JSON.parse(built.out);
    expect(told).toMatchObject({
      file: 'kiosk-1.img',
      hostName: 'kiosk-1',
      account: 'pi',
      panel: 'no-browser',
      system: 'Debian GNU/Linux 12 (bookworm)',
    });
    expect(built.err).toContain('đăng nhập bằng khóa SSH: pi@kiosk-1.local');
    expect(built.err).toContain('giải nén ảnh gốc · unpacking the base: 100 %');
    // The work's folder is gone.
    expect(readdirSync(room).filter((name) => name.startsWith('.letan'))).toEqual([]);
  });

  it('has the layout that a Raspberry Pi starts from, and whole file systems', () => {
    const { partitiontable } = JSON.parse(
      execFileSync('sfdisk', ['--json', image], { encoding: 'utf8', env: withSbin }),
    ) as {
      partitiontable: { id: string; partitions: { start: number; size: number; type: string }[] }; // sfdisk(8), --json
    };
    expect(partitiontable.id).not.toBe('0x4d3ee428');
    expect(partitiontable.partitions.map(({ type }) => type)).toEqual(['c', '83', '83']);
    const [boot, system, data] = partitiontable.partitions;
    expect([(boot?.start ?? 0) * 512, (system?.start ?? 0) * 512]).toEqual([bootAt, rootAt]);
    expect(statSync(image).size).toBe(((data?.start ?? 0) + (data?.size ?? 0)) * 512);
    execFileSync('e2fsck', ['-fn', root], { env: withSbin, stdio: 'ignore' });
    const kept = stretchOf(image, (data?.start ?? 0) * 512, (data?.size ?? 0) * 512, join(room, 'data.ext4'));
    execFileSync('e2fsck', ['-fn', kept], { env: withSbin, stdio: 'ignore' });
    expect(execFileSync('dumpe2fs', ['-h', kept], { encoding: 'utf8', env: withSbin, stdio: 'pipe' })).toContain(
      'letan-data',
    );
    const boots = execFileSync('mtype', ['-i', `${image}@@${bootAt}`, '::/cmdline.txt'], {
      encoding: 'utf8',
      env: withSbin,
    });
    expect(boots).toMatch(/root=PARTUUID=[0-9a-f]{8}-02 .*cfg80211\.ieee80211_regdom=VN\n$/u);
    expect(boots).toContain(partitiontable.id.slice(2));
    expect(boots).not.toContain('firstboot');
  });

  it('holds the release to the byte, under both links', () => {
    const out = join(room, 'slot');
    mkdirSync(out);
    debugfs(`rdump /opt/letan/a ${out}`);
    const found = filesBelow(join(out, 'a'));
    expect(Object.keys(found).filter((name) => name.startsWith('manifest'))).toHaveLength(2);
    expect(Object.fromEntries(Object.entries(found).filter(([name]) => !name.startsWith('manifest')))).toEqual(
      filesBelow(join(room, 'tree')),
    );
    // Programs stay programs.
    expect(lstatSync(join(out, 'a/node/bin/node')).mode & 0o777).toBe(0o755);
    expect(debugfs('stat /opt/letan/current')).toContain('Fast link dest: "a"');
  });

  it('is this device’s: name, zone, network, site, secrets, keys and services', () => {
    const text = (path: string): string => debugfs(`cat ${path}`);
    expect(text('/etc/hostname')).toBe('kiosk-1\n');
    expect(text('/etc/hosts')).toContain('127.0.1.1\tkiosk-1\n');
    expect(text('/etc/timezone')).toBe('Asia/Ho_Chi_Minh\n');
    expect(debugfs('stat /etc/localtime')).toContain('"/usr/share/zoneinfo/Asia/Ho_Chi_Minh"');
    expect(text('/etc/letan/letan.env')).toBe('LETAN_CONFIG=/etc/letan/ward-centre/devices/kiosk-1.yaml\n');
    expect(text('/etc/letan/ward-centre/site.yaml')).toBe(readFileSync(join(site, 'site.yaml'), 'utf8'));
    expect(text('/etc/letan/release.pub')).toBe(readFileSync(keyFile, 'utf8'));
    expect(text('/home/pi/.ssh/authorized_keys')).toBe(readFileSync(join(room, '.ssh/id_ed25519.pub'), 'utf8'));
    const network = text('/etc/NetworkManager/system-connections/letan.nmconnection');
    expect(network).toContain('ssid=Sảnh chính\n');
    expect(network).toContain('address1=10.20.0.11/24\n');
    expect(text('/var/lib/systemd/rfkill/platform-3f300000.mmcnr:wlan')).toBe('0\n');
    expect(text('/etc/tmpfiles.d/letan-secrets.conf')).toBe('z /etc/letan/city-token 0400 letan letan\n');
    expect(text('/etc/systemd/system/letan.service')).toBe(readFileSync('firmware/systemd/letan.service', 'utf8'));
    expect(text('/etc/fstab')).toMatch(/^PARTUUID=[0-9a-f]{8}-03 {2}\/var\/lib\/letan {2}ext4 {2}noatime,commit=/mu);
    const listed = (directory: string): string => debugfs(`ls -p ${directory}`);
    const wants = listed('/etc/systemd/system/multi-user.target.wants');
    expect(wants).toContain('/letan.service/');
    expect(wants).toContain('/ssh.service/');
    // Nobody asks visitors for a password, and no browser is started that is not there.
    expect(wants).not.toContain('userconfig');
    expect(wants).not.toContain('letan-panel');
    expect(listed('/etc')).not.toContain('.updated');
    // Mode, owner, group: what NetworkManager and sshd insist on.
    expect(listed('/etc/NetworkManager/system-connections')).toContain('/100600/0/0/letan.nmconnection/');
    expect(listed('/home/pi/.ssh')).toContain('/100600/1000/1000/authorized_keys/');
    expect(listed('/home/pi')).toContain('/040700/1000/1000/.ssh/');
    expect(listed('/etc/sudoers.d')).toContain('/100440/0/0/020_letan-maintainer/');
    expect(listed('/etc/letan')).toContain('/100600/0/0/city-token/');
  });

  describe('flashed', () => {
    /** A card with somebody else's data at its beginning and at its end. */
    const card = (name: string, bytes: number): string => {
      const file = join(room, name);
      writeFileSync(file, Buffer.alloc(mebibyte, 0xaa));
      truncateSync(file, bytes - mebibyte);
      appendFileSync(file, Buffer.alloc(mebibyte, 0xaa));
      return file;
    };

    it('is written and read back to the byte, its old table of another kind gone', async () => {
      const size = statSync(image).size;
      const target = card('card.img', size + 3 * mebibyte);
      const source = openImage(image);
      if (!source.ok) throw new Error(source.fault.kind);
      const phases = new Set<string>();
      const written = await writeCard(
        source.value,
        { path: target, bytes: statSync(target).size, disk: false },
        (phase) => phases.add(phase),
      );
      source.value.close();
      expect(written).toEqual({
        ok: true,
        value: { bytes: size, sha256: sha256(image), readBack: expect.any(String) },
      });
      expect([...phases]).toEqual(['write', 'read']);
      expect(
        createHash('sha256')
          .update(read(target, 0, size))
          .digest('hex'),
      ).toBe(sha256(image));
      expect(read(target, size + 2 * mebibyte, mebibyte).every((byte) => byte === 0)).toBe(true);
    }, 60_000);

    it(`starts nothing when the power went in the middle`, async () => {
      const size = statSync(image).size;
      let cutWhileWriting = 0;
      for (let cut = 0; cut < runs({ fast: 1, long: 25 }); cut += 1) {
        const target = card('cut.img', size);
        const child = spawn(process.execPath, [bin, 'flash', 'card', '--image', image, '--to-file', target], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        const ended = once(child, 'close');
        // So many pieces in, which is while it writes, or while it reads back.
        const piece = Math.floor((cut * (size / pieceBytes - 2)) / 25) + 1;
        const wanted = read(image, piece * pieceBytes, mebibyte);
        await untilReal(
          () =>
            child.exitCode !== null ||
            (read(target, 0, 1)[0] === 0 && read(target, piece * pieceBytes, mebibyte).equals(wanted)),
          60_000,
        );
        child.kill('SIGKILL');
        await ended;
        const head = read(target, 0, pieceBytes);
        const whole = head.equals(read(image, 0, pieceBytes));
        if (!whole) {
          cutWhileWriting += 1;
          expect(head.subarray(0, 4096).every((byte) => byte === 0)).toBe(true);
        } else expect(sha256(target)).toBe(sha256(image));
      }
      expect(cutWhileWriting).toBeGreaterThan(0);
    }, 600_000);

    it('is blank when it reads back otherwise than it was written', async () => {
      const size = statSync(image).size;
      const target = card('bad.img', size);
      // A card that gives back other bytes: what reads it is replaced, since no file does that.
      const folder = join(room, 'worn');
      mkdirSync(folder);
      writeFileSync(join(folder, 'dd'), '#!/bin/sh\n/bin/dd "$@" | LC_ALL=C tr "\\145" "\\146"\n');
      chmodSync(join(folder, 'dd'), 0o755);
      const path = process.env['PATH'];
      process.env['PATH'] = `${folder}:${path}`;
      const source = openImage(image);
      if (!source.ok) throw new Error(source.fault.kind);
      const written = await writeCard(source.value, { path: target, bytes: size, disk: false }, () => undefined);
      process.env['PATH'] = path;
      source.value.close();
      expect(written).toMatchObject({ ok: false, fault: { kind: 'readBack', path: target } });
      expect(read(target, 0, pieceBytes).every((byte) => byte === 0)).toBe(true);
    }, 60_000);

    it('is refused before a byte is written: too small, no card, no image', async () => {
      const small = card('small.img', 8 * mebibyte);
      const before = sha256(small);
      const source = openImage(image);
      if (!source.ok) throw new Error(source.fault.kind);
      const written = await writeCard(source.value, { path: small, bytes: 8 * mebibyte, disk: false }, () => undefined);
      source.value.close();
      expect(written).toMatchObject({ ok: false, fault: { kind: 'tooSmall' } });
      expect(sha256(small)).toBe(before);
      const cut = join(room, 'cut-image.img');
      copyFileSync(image, cut);
      truncateSync(cut, statSync(image).size - mebibyte);
      const kinds = [cut, base, keyFile, room, join(room, 'none')].map((file) => {
        const opened = openImage(file);
        return opened.ok ? 'image' : opened.fault.kind;
      });
      expect(kinds).toEqual(['imageCut', 'imagePacked', 'noImage', 'imageUnreadable', 'imageUnreadable']);
      const refused = letan(['flash', 'card', '--image', image, '--to', '/dev/null']);
      expect(refused.code).toBe(64);
      expect(refused.err).toContain('/dev/null không phải ổ đĩa của máy này');
    }, 60_000);
  });

  it('is not built of a faulty site, and nothing is left of the attempt', () => {
    const wrong = join(room, 'ward-centre');
    cpSync(site, wrong, { recursive: true });
    const kiosk = join(wrong, 'devices/kiosk-1.yaml');
    writeFileSync(kiosk, `${readFileSync(kiosk, 'utf8')}zebra: 1\n`);
    const run = letan(['image', 'build', '--base', base, '--site', wrong, '--device', 'kiosk-1', '--out', 'no.img']);
    expect(run.code).toBe(78);
    expect(run.err).toContain('kiosk-1.yaml');
    expect(run.err).toContain('zebra');
    expect(existsSync(join(room, 'no.img'))).toBe(false);
  }, 60_000);
});
