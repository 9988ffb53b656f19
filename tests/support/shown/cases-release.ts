import { appendFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { deskKeys, strangersKeys } from './desk-releases.ts';
import type { ShownSection } from './case.ts';
import { respun } from '../respun-release.ts';

/** What `release` says. */
export const releaseSections: readonly ShownSection[] = [
  {
    title: { vi: 'Khóa ký bản phát hành', en: 'The key that signs releases' },
    where: 'desk',
    commands: ['release key'],
    cases: [
      {
        title: { vi: 'tạo khóa', en: 'making the keys' },
        typed: 'npx letan release key --out keys',
        exit: 0,
        says: 'letan-release.pub',
        needed: true,
        makes: ['keys/letan-signing.pem', 'keys/letan-release.pub'],
      },
      {
        title: { vi: 'đã có khóa: không ghi đè', en: 'there is one: it is not written over' },
        typed: 'npx letan release key --out keys',
        exit: 1,
        says: 'keys/letan-signing.pem đã có',
      },
      {
        title: { vi: 'thư mục không ghi được', en: 'a directory that cannot be written' },
        typed: 'npx letan release key --out README.md/keys',
        exit: 1,
        says: 'README.md/keys',
      },
      {
        title: { vi: 'gõ nhầm tên tùy chọn', en: 'an option with a typing error' },
        typed: 'npx letan release key --ot keys',
        exit: 64,
        says: '--out',
      },
    ],
  },
  {
    title: { vi: 'Dựng bản phát hành', en: 'Building a release' },
    where: 'desk',
    commands: ['release build'],
    cases: [
      {
        title: {
          vi: 'cho Raspberry Pi (gói và mô-đun gốc lấy lại của lần dựng trước)',
          en: 'for a Raspberry Pi (packages and native modules are there from an earlier build)',
        },
        typed: 'npx letan release build --key keys/letan-signing.pem --out letan-arm64.letan',
        exit: 0,
        says: 'letan-arm64.letan',
        needed: true,
        makes: ['letan-arm64.letan'],
      },
      {
        title: { vi: 'cho mini-PC', en: 'for a mini-PC' },
        typed: 'npx letan release build --arch x64 --key keys/letan-signing.pem --out letan.letan',
        exit: 0,
        says: 'letan.letan',
        needed: true,
        makes: ['letan.letan'],
      },
      {
        title: { vi: 'mã nguồn có thay đổi chưa commit', en: 'changes that are in no commit' },
        typed: 'npx letan release build --key keys/letan-signing.pem',
        exit: 1,
        says: 'README.md',
        prepare: (stage) => appendFileSync(stage.file('README.md'), '\n'),
      },
      {
        title: { vi: 'bộ xử lý không có', en: 'a processor that there is none for' },
        typed: 'npx letan release build --arch armv7 --key keys/letan-signing.pem',
        exit: 64,
        says: 'armv7',
        prepare: (stage) => void execFileSync('git', ['checkout', '--quiet', 'README.md'], { cwd: stage.desk }),
      },
      {
        title: { vi: 'không có khóa', en: 'no key' },
        typed: 'npx letan release build --key kyes/letan-signing.pem',
        exit: 64,
        says: 'kyes/letan-signing.pem',
      },
      {
        title: { vi: 'thư mục không có', en: 'a directory that is not there' },
        typed: 'npx letan release build --key keys/letan-signing.pem --out released/letan.letan',
        exit: 1,
        says: 'released/letan.letan',
      },
      {
        title: { vi: 'máy thiếu chương trình để dựng', en: 'a machine without the tools' },
        typed: 'PATH=$PWD/empty npx letan release build --key keys/letan-signing.pem',
        exit: 1,
        says: 'apt-get install',
      },
    ],
  },
  {
    title: { vi: 'Kiểm tra bản phát hành', en: 'Looking a release over' },
    where: 'desk',
    commands: ['release verify'],
    cases: [
      {
        title: { vi: 'tốt, không cũ hơn bản đã có', en: 'good, and not older than the one that is there' },
        typed: 'npx letan release verify letan-next.letan --key keys/letan-release.pub --not-older-than letan.letan',
        exit: 0,
        says: 'nguyên vẹn',
        needed: true,
        prepare: (stage) => {
          const [built, keys] = [stage.file('letan.letan'), deskKeys(stage)];
          respun(built, keys, stage.file('letan-next.letan'), { minutes: 1 });
          respun(built, keys, stage.file('letan-bad.letan'), { minutes: 2, defect: 'exits' });
          respun(built, keys, stage.file('letan-last.letan'), { minutes: 3 });
          respun(built, keys, stage.file('letan-old.letan'), { minutes: -60 });
          respun(built, strangersKeys(stage), stage.file('letan-foreign.letan'), { minutes: 4 });
          stage.spoil('letan-next.letan', 'letan-cut.letan', { keep: 20_000_000 });
          stage.spoil('letan-next.letan', 'letan-spoilt.letan', { flipAt: 30_000_000 });
          writeFileSync(stage.file('holiday.letan'), 'ảnh nghỉ mát\n'.repeat(1000));
        },
      },
      {
        title: { vi: 'một bit khác', en: 'one bit is another' },
        typed: 'npx letan release verify letan-spoilt.letan --key keys/letan-release.pub',
        exit: 1,
        says: 'bị hỏng',
      },
      {
        title: { vi: 'bị cắt', en: 'cut short' },
        typed: 'npx letan release verify letan-cut.letan --key keys/letan-release.pub',
        exit: 1,
        says: 'bị cắt',
      },
      {
        title: { vi: 'do người khác ký', en: 'signed by somebody else' },
        typed: 'npx letan release verify letan-foreign.letan --key keys/letan-release.pub',
        exit: 1,
        says: 'không phải của khóa',
      },
      {
        title: { vi: 'cũ hơn', en: 'older' },
        typed: 'npx letan release verify letan-old.letan --key keys/letan-release.pub --not-older-than letan.letan',
        exit: 1,
        says: 'cũ hơn',
      },
      {
        title: { vi: 'không phải bản phát hành', en: 'no release' },
        typed: 'npx letan release verify holiday.letan --key keys/letan-release.pub',
        exit: 1,
        says: 'không phải bản phát hành',
      },
      {
        title: { vi: 'không có tệp', en: 'no such file' },
        typed: 'npx letan release verify letan-nxt.letan --key keys/letan-release.pub',
        exit: 1,
        says: 'ENOENT',
      },
    ],
  },
];
