import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedAt, releaseTreeAt } from '../../firmware/installed.ts';
import { noSystemd, SystemdMachine } from '../support/systemd-machine.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * The units that mount sticks, under a real systemd and with a real file system on a block device: the one that lays a stick's key where
 * the firmware looks, and the one that writes the logs to a stick when somebody at the menu asks for them. What udev does is said by hand:
 * this machine has no USB of its own, so a loop device plays the stick, and the units may open that too. ext4, which every kernel has; FAT is mounted
 * by the same line.
 */

const room = temporaryDirectory();
const image = join(room, 'stick.img');
const run = (program: string, ...args: readonly string[]) => spawnSync(program, args, { encoding: 'utf8' });

/** A stick with one key file; or why there can be none here. */
const loop = ((): { readonly device: string } | { readonly lacking: string } => {
  const systemd = noSystemd();
  if (systemd !== null) return { lacking: systemd };
  const missing = ['mkfs.ext4', 'debugfs', 'losetup'].filter(
    (program) => run('sh', '-c', `command -v ${program}`).status !== 0,
  );
  if (missing.length > 0) return { lacking: `not installed: ${missing.join(', ')}` };
  writeFileSync(image, new Uint8Array(16 * 1024 * 1024));
  run('mkfs.ext4', '-q', '-F', image);
  const made = run('losetup', '-f', '--show', image);
  return made.status === 0 ? { device: made.stdout.trim() } : { lacking: `no loop device: ${made.stderr.trim()}` };
})();
const lacking = 'lacking' in loop ? loop.lacking : null;
const device = installedAt();
const { app, node } = releaseTreeAt(device.slots.a);
const unit = (name: string): string => readFileSync(join('firmware/systemd', name), 'utf8');

const site = (): string => {
  const folder = join(room, 'etc');
  const ward = join(folder, 'ward-centre');
  cpSync('config/sites/ward-centre', ward, { recursive: true });
  writeFileSync(join(folder, 'letan.env'), `LETAN_CONFIG=${device.etc}/ward-centre/devices/kiosk-1.yaml\n`);
  const stick = (...args: readonly string[]) => {
    const made = run(process.execPath, 'firmware/cli/letan.mjs', 'stick', ...args);
    if (made.status !== 0) throw new Error(made.stderr);
  };
  const usb = join(room, 'usb');
  mkdirSync(usb);
  stick('key', '--out', join(room, 'keys'), '--site', ward);
  stick('make', '--key', join(room, 'keys/letan-maintenance.pem'), '--site', ward, '--to', usb);
  const [name = ''] = readdirSync(usb);
  const copied = run('debugfs', '-w', '-R', `write ${join(usb, name)} ${name}`, image);
  if (copied.status !== 0) throw new Error(copied.stderr);
  return folder;
};

describe.skipIf(lacking !== null)(`sticks under systemd${lacking === null ? '' : ` (skipped: ${lacking})`}`, () => {
  let machine: SystemdMachine;
  const asStick = '[Service]\nDeviceAllow=block-loop rw\nStandardError=append:/shared/units.log\n';
  beforeAll(async () => {
    machine = new SystemdMachine({
      units: {
        // Device units come from udev, which a machine in a container has not.
        'letan-stick@.service': unit('letan-stick@.service').replace(/^(?:BindsTo|After)=dev-.*\n/gmu, ''),
        'letan-stick@.service.d/test.conf': asStick,
        'letan-support.service': unit('letan-support.service'),
        'letan-support.service.d/test.conf': asStick,
        'letan-support.path': unit('letan-support.path'),
      },
      wants: ['letan-support.path'],
      binds: { ['device' in loop ? loop.device : '']: '/dev/sda1' },
      prepare: [
        `mkdir -p "$M${dirname(node)}" "$M${device.etc}" "$M${device.sysusers}"`,
        `ln -s a "$M${device.current}"; cp ${process.execPath} "$M${node}"`,
        `ln -s ${resolve('.')} "$M${app}"`,
        `cp -r ${site()}/. "$M${device.etc}/"`,
        `cp ${resolve('firmware/systemd/letan.sysusers')} "$M${device.sysusers}/letan.conf"`,
        'systemd-sysusers --root="$M" letan.conf',
        `mkdir -p "$M${device.data}/support"; chroot "$M" chown -R letan:letan ${device.data}`,
      ].join('\n'),
    });
    await machine.start();
  }, 240_000);
  afterAll(async () => {
    if (lacking === null) await machine.close();
    if ('device' in loop) run('losetup', '-d', loop.device);
    removeDirectory(room);
  });

  it('lays the key of a stick where the firmware’s user can read it, and takes it away with the stick', async () => {
    expect(await machine.ask('systemctl start letan-stick@sda1; systemctl is-active letan-stick@sda1')).toBe('active');
    const laid = `ls ${device.stickRun}/sda1`;
    expect(await machine.ask(laid)).toMatch(/^ward-centre-[0-9a-f]{4}\.letan-key$/u);
    const read = `setpriv --reuid letan --regid letan --clear-groups cat ${device.stickRun}/sda1/*.letan-key`;
    expect(await machine.ask(read)).toContain('"site":"ward-centre"');
    // It was looked at and let go: nothing of the stick is mounted any more, here or in the unit.
    expect(await machine.ask('grep letan-stick- /proc/mounts; echo none')).toBe('none');
    // What BindsTo= does when the stick is pulled out.
    await machine.ask('systemctl stop letan-stick@sda1');
    expect(await machine.ask(`${laid} 2>&1`)).toContain('No such file');
  }, 240_000);

  it('says what is no stick, and leaves nothing', async () => {
    expect(await machine.ask('systemctl start letan-stick@nosuch; systemctl is-failed letan-stick@nosuch')).toContain(
      'failed',
    );
    expect(readFileSync(join(machine.shared, 'units.log'), 'utf8')).toContain('không mở được USB /dev/nosuch');
  }, 120_000);

  it('writes the logs to the stick when somebody asks for them, once, and lets it go', async () => {
    await machine.ask('mkdir -p /dev/disk/by-id; ln -s ../../sda1 /dev/disk/by-id/usb-Test_Stick-0:0-part1');
    const wanted = `${device.data}/support/wanted.json`;
    await machine.ask(`setpriv --reuid letan --regid letan --clear-groups sh -c 'echo "{}" > ${wanted}'`);
    await machine.until('the wish to be done', `test -e ${wanted}; echo $?`, (told) => told === '1');
    await machine.until('the unit to end', 'systemctl is-active letan-support', (told) => told === 'inactive');
    expect(await machine.ask('grep letan-stick- /proc/mounts; echo none')).toBe('none');
    const listed = run('debugfs', '-R', 'ls -p /', image).stdout;
    const name = /letan-kiosk-1-\d{8}T\d{4}\.tar\.gz/u.exec(listed)?.[0] ?? '';
    expect(listed).toContain('.letan-key');
    const out = join(room, name);
    run('debugfs', '-R', `dump /${name} ${out}`, image);
    expect(run('tar', '-tzf', out).stdout).toMatch(/manifest\.json/u);
  }, 300_000);
});
