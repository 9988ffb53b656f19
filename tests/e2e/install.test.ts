import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSlot } from '../../firmware/cli/update/slots.ts';
import { InstallRig } from '../support/install-rig.ts';
import { layingRelease } from '../support/laying-release.ts';
import { noSshd } from '../support/ssh-server.ts';
import { releaseKeys } from '../support/stand-in-release.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
const missing = noSshd();

describe.skipIf(missing !== null)(`installing over SSH${missing === null ? '' : ` (${missing})`}`, () => {
  let rig: InstallRig;
  let release: string;
  beforeAll(async () => {
    release = layingRelease(room, { number: 3 });
    rig = await InstallRig.start(room);
  }, 120_000);
  afterAll(async () => {
    await rig.server.stop();
    removeDirectory(room);
  });

  it('lays release, site, units and users, verified there by the release’s own program', () => {
    const run = rig.install(release);
    const { at } = rig;
    expect([run.code, run.said]).toEqual([0, expect.stringContaining('letan 0.3.0')]);
    expect(run.said).toContain('Node của nó chạy được');
    expect([readlinkSync(at.current), readlinkSync(at.good)]).toEqual(['a', 'a']);
    expect(checkSlot(at.slots.a, [releaseKeys.publicKey], 'full').ok).toBe(true);
    expect(readFileSync(at.environment, 'utf8')).toBe('LETAN_CONFIG=/etc/letan/ward-centre/devices/kiosk-1.yaml\n');
    expect(readFileSync(join(at.etc, 'ward-centre/site.yaml'), 'utf8')).toBe(
      readFileSync('config/sites/ward-centre/site.yaml', 'utf8'),
    );
    expect(readFileSync(at.releaseKeys, 'utf8')).toBe(readFileSync(rig.keyFile, 'utf8'));
    expect(readdirSync(at.units)).toContain('letan.service');
    expect(readlinkSync(join(at.units, 'multi-user.target.wants/letan.service'))).toBe(
      '/etc/systemd/system/letan.service',
    );
    expect(existsSync(join(at.sysusers, 'letan.conf'))).toBe(true);
    expect(existsSync(join(at.udevRules, '70-letan.rules'))).toBe(true);
    // Nothing of the way there is left.
    const left = readdirSync('/var/tmp').filter((name) => name.startsWith('letan-install-'));
    const began = lstatSync(rig.keyFile).mtimeMs;
    expect(left.filter((name) => lstatSync(join('/var/tmp', name)).mtimeMs > began)).toEqual([]);
  }, 180_000);

  it('changes nothing the second time', () => {
    const run = rig.install(release);
    expect([run.code, run.said]).toEqual([0, expect.stringContaining('không có gì phải đổi')]);
    expect(run.said).toContain('letan 0.3.0 is there already, whole');
  }, 180_000);
});
