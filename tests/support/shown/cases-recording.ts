import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { interrupt, type ShownCase, type ShownSection } from './case.ts';
import type { Stage } from './stage.ts';

const shown = (
  vi: string,
  en: string,
  typed: string,
  exit: number,
  says: string,
  rest: Partial<ShownCase> = {},
): ShownCase => ({ title: { vi, en }, typed, exit, says, ...rest });

const config = '/etc/letan/ward-centre/devices/kiosk-1.yaml';

/** A recording of the desk with its lines changed. */
const changed = (stage: Stage, to: string, change: (lines: string[]) => string[]): void => {
  const lines = gunzipSync(readFileSync(stage.file('kiosk-1.jsonl.gz')))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  writeFileSync(stage.file(to), gzipSync(`${change(lines).join('\n')}\n`));
};

/** One word of the trace is another than the firmware would say. */
const othersWord = (lines: string[]): string[] => {
  const at = lines.findIndex((line) => line.includes('"kind":"transition"'));
  return lines.map((line, index) => (index === at ? line.replace(/"to":"[^"]*"/u, '"to":"asleep"') : line));
};

const atDevice: ShownSection = {
  title: { vi: 'Bản ghi, nhật ký và màn hình, tại thiết bị', en: 'Recordings, logs and the panel, at the device' },
  where: 'device',
  commands: ['recording list', 'recording export', 'support bundle', 'panel'],
  cases: [
    shown(
      'các lần khởi động đã ghi',
      'the starts that were recorded',
      `letan recording list --config ${config}`,
      0,
      'đang chạy',
    ),
    shown(
      'thư mục không có bản ghi',
      'a folder without recordings',
      'letan recording list --dir /tmp',
      1,
      'không có bản ghi nào',
    ),
    shown(
      'xuất thành một tệp',
      'exported as one file',
      `letan recording export --config ${config} --out kiosk-1.jsonl.gz`,
      0,
      'đã ghi kiosk-1.jsonl.gz',
      { needed: true },
    ),
    shown(
      'thời điểm gõ sai',
      'a time with a typing error',
      `letan recording export --config ${config} --from 8h30 --out x.jsonl.gz`,
      64,
      '“8h30” không phải thời điểm',
    ),
    shown(
      'lúc đó không ghi',
      'nothing was recorded then',
      `letan recording export --config ${config} --to 2020-01-01 --out x.jsonl.gz`,
      1,
      'không có lần khởi động nào',
    ),
    shown(
      'không ghi được tệp',
      'a file that cannot be written',
      `letan recording export --config ${config} --out no/x.jsonl.gz`,
      64,
      'ENOENT',
    ),
    shown(
      'gói nhật ký cho nơi bảo trì',
      'the bundle for support',
      `letan support bundle --config ${config} --out bundle.tar.gz`,
      0,
      'đã ghi bundle.tar.gz',
    ),
    shown(
      'chưa nói ghi vào đâu',
      'nobody said where to',
      `letan support bundle --config ${config}`,
      64,
      'chưa nói ghi vào đâu',
    ),
    shown('không có USB', 'no stick', `letan support bundle --config ${config} --usb`, 1, 'không thấy USB', {
      prepare: () => rmSync('/dev/disk', { recursive: true, force: true }),
    }),
    shown(
      'cấu hình không có',
      'no such configuration',
      `letan support bundle --config ${config.replace('kiosk-1', 'kiosk-9')} --usb`,
      78,
      'kiosk-9',
    ),
    shown(
      'chuẩn bị trình duyệt của màn hình',
      'preparing the panel’s browser',
      `letan panel --config ${config} --out /run/letan-panel`,
      0,
      'đã sẵn sàng',
    ),
    shown(
      'thiết bị không có màn hình',
      'a device without a panel',
      `letan panel --config ${config.replace('kiosk-1', 'office')}`,
      78,
      'không có màn hình',
      {
        prepare: ({ at }) =>
          writeFileSync(
            `${at.etc}/ward-centre/devices/office.yaml`,
            'schema: 1\ndevice: office\nprofile: hub\nplaceName: { vi: phòng máy, en: the office }\n',
          ),
      },
    ),
    shown(
      'cấu hình không đọc được: màn hình vẫn phải hiện trang bảo trì',
      'a configuration that cannot be read: the glass shows the maintenance page all the same',
      `letan panel --config ${config.replace('kiosk-1', 'kiosk-9')} --out /run/letan-panel`,
      0,
      'không tìm thấy tệp',
    ),
    shown(
      'không ghi được',
      'a folder that cannot be written',
      `letan panel --config ${config} --out /etc/hostname/panel`,
      78,
      '/etc/hostname/panel',
    ),
  ],
};

const replayed: ShownSection = {
  title: { vi: 'Phát lại, ở bàn làm việc', en: 'Replaying, at the desk' },
  where: 'desk',
  commands: ['replay'],
  cases: [
    shown('bản ghi của thiết bị', 'a device’s recording', 'npx letan replay kiosk-1.jsonl.gz', 0, 'giống hệt', {
      prepare: (stage) => {
        const bytes = readFileSync(stage.file('kiosk-1.jsonl.gz'));
        writeFileSync(stage.file('half.jsonl.gz'), bytes.subarray(0, Math.floor(bytes.length / 2)));
        changed(stage, 'garbled.jsonl.gz', (lines) => lines.with(3, lines[3]?.slice(0, 20) ?? ''));
        changed(stage, 'other-build.jsonl.gz', (lines) =>
          othersWord(lines).map((line) =>
            line.includes('"note":"start"') ? line.replace(/"firmware":"[^"]*"/u, '"firmware":"0.0.9"') : line,
          ),
        );
      },
    }),
    shown(
      'kết quả ra tệp JSON',
      'what came of it into a JSON file',
      'npx letan replay kiosk-1.jsonl.gz --json result.json && head -c 300 result.json',
      0,
      'traceHash',
    ),
    shown(
      'chỉ bốn giây đầu, nhanh gấp mười',
      'from four seconds on, ten times as fast',
      'npx letan replay kiosk-1.jsonl.gz --from 4s --speed 10 | head -12',
      0,
      '',
    ),
    shown(
      'trên trang của trình mô phỏng (Ctrl+C để dừng)',
      'on the simulator’s page (Ctrl+C ends it)',
      'npx letan replay kiosk-1.jsonl.gz --page --port 8090',
      0,
      'http://127.0.0.1:8090',
      {
        during: { said: '8090', act: interrupt },
      },
    ),
    shown(
      'thành kiểm thử',
      'made into a test',
      'npx letan replay kiosk-1.jsonl.gz --to-test tests/replays/kiosk-1.test.ts && npx vitest run tests/replays/kiosk-1.test.ts',
      0,
      'kiosk-1.test.ts',
    ),
    shown(
      'một ngày của trình mô phỏng',
      'a day of the simulator',
      'npx letan sim run first-visitor --trace day.jsonl && npx letan replay day.jsonl',
      0,
      'giống',
    ),
    shown('tệp chép dở', 'a copy that was not finished', 'npx letan replay half.jsonl.gz', 0, 'bị cắt dở'),
    shown('một dòng hỏng', 'a damaged line', 'npx letan replay garbled.jsonl.gz', 78, 'garbled.jsonl.gz:4'),
    shown(
      'bản ghi của phiên bản khác, ra kết quả khác',
      'a recording of another build, which comes out otherwise',
      'npx letan replay other-build.jsonl.gz',
      1,
      '0.0.9',
    ),
    shown(
      'và không thành kiểm thử',
      'and no test is made of it',
      'npx letan replay other-build.jsonl.gz --to-test tests/replays/other.test.ts',
      1,
      'chưa phát lại được',
    ),
    shown(
      'thời điểm không có trong bản ghi',
      'a moment that it does not have',
      'npx letan replay kiosk-1.jsonl.gz --from 99h',
      64,
      'không phải thời điểm trong bản ghi',
    ),
    shown('không phải bản ghi', 'no recording', 'npx letan replay README.md', 78, 'không phải bản ghi'),
    shown('không có tệp', 'no such file', 'npx letan replay kisok-1.jsonl.gz', 78, 'kisok-1.jsonl.gz'),
    shown(
      'tốc độ gõ sai',
      'a speed with a typing error',
      'npx letan replay kiosk-1.jsonl.gz --speed fast',
      64,
      '--speed',
    ),
  ],
};

const manual: ShownSection = {
  title: { vi: 'Sách hướng dẫn', en: 'The manual' },
  where: 'desk',
  commands: ['manual'],
  cases: [
    shown('in ra', 'printed', 'npx letan manual | head -3', 0, 'lắp đặt và sửa chữa'),
    shown(
      'ra tệp, tiếng Anh',
      'into a file, in English',
      'npx letan manual --language en --out MANUAL.md && grep -c "^|" MANUAL.md',
      0,
      'MANUAL.md',
    ),
    shown('tiếng không có', 'a language that there is none in', 'npx letan manual --language fr', 64, '“fr”'),
    shown('không ghi được', 'a file that cannot be written', 'npx letan manual --out no/MANUAL.md', 64, 'no/MANUAL.md'),
  ],
};

export const recordingSections: readonly ShownSection[] = [atDevice, replayed, manual];
