import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { diskAt } from './stage.ts';
import type { ShownCase, ShownSection } from './case.ts';

const install = (more: string, release = 'letan.letan'): string =>
  `npx letan install --to device --ssh-config ssh_config --root ${diskAt} --site site/ward-centre --device kiosk-1 --release ${release} --release-key keys/letan-release.pub${more}`;

const refused = (vi: string, en: string, typed: string, says: string, rest: Partial<ShownCase> = {}): ShownCase => ({
  title: { vi, en },
  typed,
  exit: 1,
  says,
  ...rest,
});

/** Another key than the one that lets in; the ways to the machine that differ in one thing. */
const ways = {
  'ssh_wrong-key': (config: string): string => config.replace(/IdentityFile .*/u, 'IdentityFile wrong-key'),
  'ssh_other-host': (config: string): string =>
    config.replace(/UserKnownHostsFile .*/u, 'UserKnownHostsFile other-hosts'),
  ssh_closed: (config: string): string => config.replace(/Port \d+/u, 'Port 9'),
} as const;

export const installSection: ShownSection = {
  title: { vi: 'Cài vào máy đang chạy, qua SSH', en: 'Installing on a machine that runs, over SSH' },
  where: 'desk',
  commands: ['install'],
  cases: [
    refused(
      'không có máy đó',
      'no such machine',
      install('').replace('--to device', '--to kisok-1.local'),
      'kisok-1.local',
      {
        needed: true,
        prepare: (stage) => {
          const config = readFileSync(stage.file('ssh_config'), 'utf8').replaceAll(`${stage.room}/ssh/`, '');
          for (const [name, change] of Object.entries({ ssh_config: (text: string) => text, ...ways }))
            writeFileSync(stage.file(name), change(config));
          for (const name of ['wrong-key', 'other-machine'])
            execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', stage.file(name)]);
          const known = readFileSync(stage.file('known_hosts'), 'utf8').split(' ')[0] ?? '';
          writeFileSync(stage.file('other-hosts'), `${known} ${readFileSync(stage.file('other-machine.pub'), 'utf8')}`);
        },
      },
    ),
    refused(
      'máy không có sshd ở cổng đó',
      'nobody answers at that port',
      install('').replace('ssh_config', 'ssh_closed'),
      'Connection refused',
    ),
    refused(
      'khóa SSH không đúng',
      'the wrong SSH key',
      install('').replace('ssh_config', 'ssh_wrong-key'),
      'Permission denied',
    ),
    refused(
      'máy trả lời không phải máy đã biết (khóa máy chủ khác)',
      'another machine answers than the one that is known (its host key is another)',
      install('').replace('ssh_config', 'ssh_other-host'),
      'verification failed',
    ),
    refused(
      'bản phát hành cho bộ xử lý khác',
      'a release for another processor',
      install('', 'letan-arm64.letan'),
      'arm64',
    ),
    refused('bản phát hành bị cắt', 'a release that is cut short', install('', 'letan-cut.letan'), 'bị cắt'),
    refused('thiết bị không có', 'a device that is not there', install('').replace('kiosk-1', 'kiosk-9'), 'kiosk-9', {
      exit: 64,
    }),
    {
      title: {
        vi: 'tốt (vào một ổ được gắn ở đó: --root; không có --root thì còn khởi động dịch vụ và đợi máy tự thấy ổn)',
        en: 'good (onto a disk that is mounted there: --root; without it the service is started and found good)',
      },
      typed: install(''),
      exit: 0,
      says: 'letan 0.1.0 vào khe a',
      needed: true,
    },
    {
      title: { vi: 'chạy lại: không đổi gì', en: 'run again: nothing changes' },
      typed: install(''),
      exit: 0,
      says: 'không có gì phải đổi',
    },
    refused('đã có bản khác', 'another release is there', install('', 'letan-next.letan'), 'đang chạy letan 0.1.0'),
    {
      title: { vi: 'cấu hình có lỗi: không gửi gì cả', en: 'a site with faults: nothing is sent' },
      typed: install(''),
      exit: 78,
      says: 'site.yaml',
      prepare: (stage) => {
        const file = stage.file('site/ward-centre/site.yaml');
        writeFileSync(stage.file('kept.yaml'), readFileSync(file));
        writeFileSync(file, readFileSync(file, 'utf8').replace('always: true', 'alwys: true'));
        stage.onEnd(() => rmSync(stage.file('kept.yaml'), { force: true }));
      },
    },
  ],
};
