import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { standingOf } from '../../../firmware/cli/update/slots.ts';
import { otherSlot } from '../../../firmware/installed.ts';
import { interrupt, type ShownCase, type ShownSection } from './case.ts';
import { releaseServer } from './release-server.ts';
import type { Stage } from './stage.ts';

const shown = (
  vi: string,
  en: string,
  typed: string,
  exit: number,
  says: string,
  rest: Partial<ShownCase> = {},
): ShownCase => ({ title: { vi, en }, typed, exit, says, ...rest });

const apply = (source: string, more = ''): string => `sudo letan update apply ${source}${more}`;
const server = 'http://127.0.0.1:8800';

/** A stick with so many of the desk's releases on it is plugged in. */
const stick =
  (name: string, ...releases: readonly string[]) =>
  (stage: Stage): void => {
    const [medium, folder] = [join(stage.room, `${name}.medium`), join(stage.room, name)];
    mkdirSync(folder);
    for (const release of releases) cpSync(stage.file(release), join(folder, release));
    writeFileSync(medium, '');
    truncateSync(medium, 1e9);
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-d', folder, medium]);
    const loop = execFileSync('losetup', ['-f', '--show', medium], { encoding: 'utf8' }).trim();
    stage.onEnd(() => void execFileSync('losetup', ['-d', loop]));
    // The device that the stick before had.
    execFileSync('sh', ['-c', 'rm -rf /dev/disk /dev/sdx1; mkdir -p /dev/disk/by-id; cp -a "$1" /dev/sdx1', 'x', loop]);
    symlinkSync('/dev/sdx1', '/dev/disk/by-id/usb-Kingston_DataTraveler-0:0-part1');
  };

const refusals: readonly ShownCase[] = [
  shown('bị sửa một bit', 'one bit is another', apply('letan-spoilt.letan'), 1, 'bị hỏng', {
    prepare: async (stage) => {
      stage.openDoors(false);
      await stage.restartDevice();
    },
  }),
  shown('bị cắt', 'cut short', apply('letan-cut.letan'), 1, 'bị cắt'),
  shown('cũ hơn bản đang chạy', 'older than what runs', apply('letan-old.letan'), 1, 'cũ hơn'),
  shown('do người khác ký', 'signed by somebody else', apply('letan-foreign.letan'), 1, 'không phải của khóa'),
  shown('cho bộ xử lý khác', 'for another processor', apply('letan-arm64.letan'), 1, 'arm64'),
  shown('không phải bản phát hành', 'no release', apply('holiday.letan'), 1, 'không phải bản phát hành'),
  shown('không có tệp', 'no such file', apply('letan-nxt.letan'), 1, 'ENOENT'),
];

const fetched: readonly ShownCase[] = [
  shown('máy chủ không có tệp', 'the server has no such file', apply(`${server}/nothing.letan`), 1, '404', {
    prepare: async (stage) => {
      const close = await releaseServer(8800, stage.file('letan-next.letan'));
      stage.onEnd(close);
    },
  }),
  shown('máy chủ không cho tải', 'the server lets nobody have it', apply(`${server}/forbidden.letan`), 1, '403'),
  shown(
    'trang đăng nhập của mạng chen vào',
    'the sign-in page of a network comes in between',
    apply(`${server}/portal.letan`),
    1,
    `${server}/portal.letan`,
  ),
  shown('chuyển hướng vòng tròn', 'redirected in a circle', apply(`${server}/circle.letan`), 1, 'redirect'),
  shown('không phải tệp letan, quá lớn', 'no release, and too large', apply(`${server}/large.letan`), 1, '9000 MB'),
  shown('không ai trả lời', 'nobody answers', apply('http://127.0.0.1:8801/letan.letan'), 1, 'ECONNREFUSED'),
  shown(
    'máy chủ nói sai độ dài, tệp bị cắt',
    'a server that lies about the length: what comes is cut short',
    apply(`${server}/short.letan`),
    1,
    'bị cắt',
  ),
];

/** What `letan update` says, on a device that works. */
export const updateSection: ShownSection = {
  title: { vi: 'Cập nhật, tại thiết bị', en: 'Updates, at the device' },
  where: 'device',
  commands: ['update apply', 'update ask', 'update status', 'update rollback', 'update serve'],
  cases: [
    shown('đang mở cửa', 'the place is open', 'letan update status', 0, 'đang trong giờ làm việc', {
      needed: true,
      prepare: (stage) => stage.startDevice(),
    }),
    shown('không làm trong giờ', 'not in opening hours', apply('letan-next.letan'), 75, 'đang trong giờ làm việc'),
    shown(
      'có người đang chờ và đang dùng máy',
      'people wait, and somebody is using the machine',
      apply('letan-next.letan'),
      75,
      '1 người đang chờ',
      {
        prepare: async (stage) => void (await stage.takeNumber()),
      },
    ),
    ...refusals,
    shown(
      'hết giờ, còn người chờ: đợi đến khi không còn ai (ở đây bấm Ctrl+C)',
      'out of hours, somebody still waits: it waits until nobody does (Ctrl+C here)',
      apply('letan-next.letan', ' --when-idle'),
      130,
      'đợi: ',
      {
        during: { said: 'waiting: ', act: interrupt },
      },
    ),
    shown(
      'làm ngay, có người chịu trách nhiệm',
      'now: somebody answers for it',
      apply('letan-next.letan', ' --now'),
      0,
      'đang chạy bản 0.1.901',
    ),
    shown('bản đó đang chạy rồi', 'it runs already', apply('letan-next.letan'), 0, 'đang chạy rồi'),
    shown(
      'bản không khởi động được: tự quay về',
      'a release that does not start: the device goes back by itself',
      apply('letan-bad.letan', ' --now'),
      1,
      'quay về bản 0.1.901',
    ),
    shown(
      'trạng thái, đọc hết từng byte',
      'where it stands, every byte read',
      'letan update status --full',
      0,
      'nguyên vẹn',
      {
        prepare: (stage) => stage.isWell(),
      },
    ),
    shown(
      'quay về: bản kia đã thử và không đạt',
      'back: the other one was tried and given up',
      'sudo letan update rollback --now',
      1,
      'không đạt',
    ),
    ...fetched,
    shown('không có USB', 'no stick', apply('usb'), 1, 'không thấy USB nào'),
    shown('USB có hai bản', 'a stick with two releases', apply('usb'), 1, 'không rõ bản nào', {
      prepare: stick('two', 'letan-last.letan', 'letan-next.letan'),
    }),
    shown(
      'USB không có bản nào cho máy này',
      'a stick without one for this device',
      apply('usb'),
      1,
      'không có bản nào',
      {
        prepare: stick('none', 'letan-arm64.letan', 'holiday.letan'),
      },
    ),
    shown(
      'để lại từ USB cho dịch vụ tự cài',
      'left from a stick for the service',
      'sudo letan update ask usb',
      0,
      'đã ghi yêu cầu',
      {
        prepare: stick('one', 'letan-last.letan'),
      },
    ),
    shown('để lại tệp hỏng', 'leaving a damaged one', 'sudo letan update ask letan-spoilt.letan', 1, 'bị hỏng'),
    shown(
      'dịch vụ làm việc đã được để lại (thường do systemd gọi)',
      'the service does what was left (systemd starts it)',
      'sudo letan update serve',
      0,
      'đang chạy bản 0.1.903',
      {
        prepare: (stage) => stage.withoutVisitors(),
      },
    ),
    shown('quay về bản trước', 'back to the one before', 'sudo letan update rollback', 0, 'đang chạy bản 0.1.901'),
    shown(
      'tải từ mạng; đường truyền đứt giữa chừng, tải tiếp',
      'from the network; the connection breaks in the midst of it and goes on',
      apply(`${server}/letan-next.letan`),
      0,
      'không có kết nối',
      {
        prepare: (stage) => stage.isWell(),
      },
    ),
    shown('dịch vụ: không có gì để làm', 'the service: nothing to do', 'sudo letan update serve', 0, ''),
    shown('yêu cầu không đọc được', 'a request that cannot be read', 'sudo letan update serve', 0, 'không đọc được', {
      prepare: (stage) => {
        mkdirSync(join(stage.at.data, 'update'), { recursive: true });
        writeFileSync(join(stage.at.data, 'update/wanted.json'), '{ "format": 2 }');
      },
    }),
    shown(
      'khe giữ lại bị hỏng trên thẻ',
      'the release that is kept is damaged on the card',
      'letan update status --full',
      1,
      'hỏng: app/package.json',
      {
        prepare: ({ at }) => {
          const kept = at.slots[otherSlot(standingOf(at).current ?? 'b')];
          appendFileSync(join(kept, 'app/package.json'), ' ');
        },
      },
    ),
    shown(
      'không quay về bản bị hỏng',
      'no way back to a damaged one',
      'sudo letan update rollback --now',
      1,
      'khe kia không dùng được',
    ),
  ],
};
