import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedAt, releaseTreeAt } from '../../firmware/installed.ts';
import { noSystemd, SystemdMachine } from '../support/systemd-machine.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * The shipped unit under a real systemd: its sandbox lets the firmware work, its watchdog bites when the program hangs and when the page
 * falls silent though the program lives, and it is started again each time. Only spans are shortened, by a drop-in as a technician would.
 */

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const reason = noSystemd();
const device = installedAt();
const { app, node } = releaseTreeAt(device.slots.a);

/** The shipped kiosk, judged sooner. */
const site = (): string => {
  const folder = join(room, 'etc');
  cpSync('config/sites/ward-centre', join(folder, 'ward-centre'), { recursive: true });
  const file = join(folder, 'ward-centre/devices/kiosk-1.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.set('goodStart', { wellFor: '3s', every: '1s', answer: '2s' });
  document.set('web', { port: 8080 });
  writeFileSync(file, document.toString());
  writeFileSync(join(folder, 'letan.env'), `LETAN_CONFIG=${device.etc}/ward-centre/devices/kiosk-1.yaml\n`);
  return folder;
};

const stateOf = (told: string): Readonly<Record<string, string>> =>
  Object.fromEntries(told.split('\n').map((line) => line.split('=', 2)));

describe.skipIf(reason !== null)(`letan.service under systemd${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const machine = new SystemdMachine({
    units: {
      'letan.service': readFileSync('firmware/systemd/letan.service', 'utf8'),
      'letan.service.d/test.conf': [
        '[Service]',
        'WatchdogSec=30',
        'TimeoutStartSec=600',
        'StandardOutput=append:/shared/letan.log',
        'StandardError=append:/shared/letan.log',
        '',
      ].join('\n'),
    },
    wants: ['letan.service'],
    prepare: [
      `mkdir -p "$M${dirname(node)}" "$M${device.etc}" "$M${device.sysusers}"`,
      `ln -s a "$M${device.current}"; cp ${process.execPath} "$M${node}"`,
      // A checkout instead of a compiled release: the unit's paths and its sandbox are the same.
      `ln -s ${resolve('.')} "$M${app}"`,
      `cp -r ${site()}/. "$M${device.etc}/"`,
      `cp ${resolve('firmware/systemd/letan.sysusers')} "$M${device.sysusers}/letan.conf"`,
      'systemd-sysusers --root="$M" letan.conf',
    ].join('\n'),
  });
  const show = 'systemctl show letan -p NRestarts,ActiveState,SubState,MainPID,Result';
  const good = (told: string): boolean => told.includes('"verdict":"good"');
  const report = `cat ${device.startReport} 2>&1`;
  const restarts = async (): Promise<number> => Number(stateOf(await machine.ask(show))['NRestarts']);

  beforeAll(() => machine.start(), 240_000);
  afterAll(() => machine.close());

  it('serves in its sandbox, as its own user, and says that this start is good', { timeout: 300_000 }, async () => {
    await machine.until('a good start', report, good);
    expect(stateOf(await machine.ask(show))).toMatchObject({
      ActiveState: 'active',
      SubState: 'running',
      NRestarts: '0',
    });
    expect(await machine.ask('ps -o user= -p $(systemctl show letan -p MainPID --value)')).toBe('letan');
    expect(await machine.ask(`stat -c '%U %a' ${device.data} ${device.data}/ledger.sqlite`)).toBe(
      'letan 750\nletan 600',
    );
    const log = readdirSync(machine.shared).includes('letan.log')
      ? readFileSync(join(machine.shared, 'letan.log'), 'utf8')
      : '';
    expect(log.split('\n').filter((line) => /EPERM|Operation not permitted/.test(line))).toEqual([]);
  });

  it('may write nothing but its data', { timeout: 120_000 }, async () => {
    const inside = (path: string): string =>
      `nsenter -t $(systemctl show letan -p MainPID --value) -m setpriv --reuid letan --regid letan --clear-groups touch ${path} 2>&1; echo $?`;
    expect(await machine.ask(inside(`${device.data}/probe`))).toBe('0');
    for (const path of [`${device.home}/probe`, `${device.etc}/probe`, '/usr/probe', '/shared/probe'])
      expect((await machine.ask(inside(path))).split('\n').at(-1), path).toBe('1');
  });

  it('is started anew when it hangs', { timeout: 300_000 }, async () => {
    const before = await restarts();
    await machine.ask('systemctl kill -s STOP --kill-who=main letan');
    await machine.until('a start anew', show, (told) => Number(stateOf(told)['NRestarts']) === before + 1);
    await machine.until('a good start', report, good);
  });

  it('is started anew when its page falls silent though it lives', { timeout: 300_000 }, async () => {
    const before = await restarts();
    await machine.ask('ip link set lo down');
    await machine.until('a start anew', show, (told) => Number(stateOf(told)['NRestarts']) > before);
    await machine.ask('ip link set lo up');
    expect(readFileSync(join(machine.shared, 'letan.log'), 'utf8')).toMatch(/"part":"page","pulse":"silent"/);
    await machine.until('a good start', report, good);
  });

  it(
    'says on its glass what is wrong with its config, and serves again once that is right',
    { timeout: 300_000 },
    async () => {
      const file = `${device.etc}/ward-centre/devices/kiosk-1.yaml`;
      const told = `${node} -e 'fetch("http://127.0.0.1:8080/repair/state").then((it) => it.text()).then(console.log, console.log)'`;
      await machine.ask(`cp ${file} /shared/right.yaml; echo 'zebra: 1' >> ${file}; systemctl restart letan`);
      await machine.until('the fault on the glass', told, (said) => said.includes('S-04') && said.includes('zebra'));
      const before = stateOf(await machine.ask(show));
      expect(before).toMatchObject({ ActiveState: 'active', SubState: 'running' });
      await machine.ask(`cp /shared/right.yaml ${file}`);
      await machine.until('a good start', report, good);
      // By itself, and without being started anew.
      expect(await machine.ask(show)).toContain(`MainPID=${before['MainPID'] ?? ''}`);
    },
  );

  it('ends in order and stays so when it is stopped, and its report is gone', { timeout: 120_000 }, async () => {
    await machine.ask('systemctl stop letan');
    expect(stateOf(await machine.ask(show))).toMatchObject({ ActiveState: 'inactive', Result: 'success' });
    expect(await machine.ask(`test -e ${device.startReport}; echo $?`)).toBe('1');
    expect(readFileSync(join(machine.shared, 'letan.log'), 'utf8')).toContain('"device.stopped"');
  });
});
