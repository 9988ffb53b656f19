import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elfMachines, standInBase } from '../stand-in-base.ts';
import { interrupt, type ShownCase, type ShownSection } from './case.ts';
import { computerWithDisks, spoilMedium } from './computer.ts';
import type { Stage } from './stage.ts';

/** A stand-in for Raspberry Pi OS, packed as its makers publish it. */
const base = (stage: Stage, name: string, machine: number): void => {
  const folder = join(stage.room, name);
  mkdirSync(folder);
  const made = standInBase(folder, { machine });
  execFileSync('xz', ['-0', '-T0', made]);
  renameSync(`${made}.xz`, stage.file(`${name}.img.xz`));
};

const build = (more: string): string =>
  `npx letan image build --base raspios-lite-arm64.img.xz --site site/ward-centre --device kiosk-1 --release letan-arm64.letan --release-key keys/letan-release.pub ${more}`;

const wrong = (vi: string, en: string, typed: string, says: string, exit = 64): ShownCase => ({
  title: { vi, en },
  typed,
  exit,
  says,
});

export const cardSections: readonly ShownSection[] = [
  {
    title: { vi: 'Tạo ảnh thẻ nhớ', en: 'The image of a card' },
    where: 'desk',
    commands: ['image build'],
    cases: [
      {
        title: {
          vi: 'tốt (ảnh gốc là bản thay thế nhỏ, cùng bố trí như Raspberry Pi OS)',
          en: 'good (the base is a small stand-in of the same layout as Raspberry Pi OS)',
        },
        typed: build('--ssh-key person.pub --address 10.20.0.11/24 --gateway 10.20.0.1 --out kiosk-1.img'),
        exit: 0,
        says: 'kiosk-1.img',
        prepare: (stage) => {
          base(stage, 'raspios-lite-arm64', elfMachines.arm64);
          base(stage, 'raspios-lite-armhf', elfMachines.arm);
          cpSync(stage.file('raspios-lite-arm64.img.xz'), stage.file('half.img.xz'));
          truncateSync(stage.file('half.img.xz'), Math.floor(statSync(stage.file('half.img.xz')).size / 2));
          writeFileSync(stage.file('wifi.txt'), 'ngắn\n');
          writeFileSync(stage.file('holiday.img'), 'ảnh nghỉ mát\n'.repeat(100_000));
        },
      },
      wrong(
        'ảnh đã có',
        'the image is there already',
        build('--ssh-key person.pub --out kiosk-1.img'),
        'kiosk-1.img đã có',
        64,
      ),
      wrong(
        'ảnh gốc 32-bit',
        'a 32-bit base',
        build('--out other.img').replace('lite-arm64', 'lite-armhf'),
        '64-bit',
        1,
      ),
      wrong(
        'ảnh gốc tải dở',
        'a base that was not fetched to its end',
        build('--out other.img').replace('raspios-lite-arm64.img.xz', 'half.img.xz'),
        'half.img.xz',
        1,
      ),
      wrong(
        'không phải ảnh thẻ',
        'no image of a card',
        build('--out other.img').replace('raspios-lite-arm64.img.xz', 'holiday.img'),
        'bảng phân vùng',
        1,
      ),
      wrong(
        'thiết bị không có trong địa điểm',
        'a device that the site does not have',
        build('--out other.img').replace('kiosk-1', 'kiosk-9'),
        'kiosk-9',
      ),
      wrong(
        'địa điểm không có',
        'a site that is not there',
        build('--out other.img').replace('site/ward-centre', 'site/ward-center'),
        'site/ward-center',
        78,
      ),
      wrong(
        'bản phát hành cho máy khác',
        'a release for another processor',
        build('--out other.img').replace('letan-arm64.letan', 'letan.letan'),
        'x64',
        1,
      ),
      wrong(
        'bản phát hành do người khác ký',
        'a release that somebody else signed',
        build('--out other.img').replace('letan-arm64.letan', 'letan-foreign.letan'),
        'không phải của khóa',
        1,
      ),
      wrong(
        'mật khẩu Wi-Fi quá ngắn',
        'a Wi-Fi passphrase that is too short',
        build('--wifi "Sảnh chính" --wifi-passphrase-file wifi.txt --out other.img'),
        'wifi.txt',
      ),
      wrong(
        'địa chỉ gõ sai',
        'an address with a typing error',
        build('--address 10.20.0.256/24 --out other.img'),
        '10.20.0.256/24',
      ),
    ],
  },
  {
    title: { vi: 'Ghi thẻ nhớ', en: 'Writing a card' },
    where: 'desk',
    commands: ['flash', 'flash card'],
    cases: [
      {
        title: {
          vi: 'các ổ của một máy tính (ổ giả trong /sys/block; mmcblk0 và sdc là vùng đĩa thật)',
          en: 'the disks of a computer (made up in /sys/block; behind mmcblk0 and sdc there is a real disk)',
        },
        typed: 'npx letan flash',
        exit: 0,
        says: '/dev/mmcblk0',
        prepare: computerWithDisks,
      },
      {
        title: {
          vi: 'ghi vào thẻ, đọc lại từ chính thẻ',
          en: 'writing to the card, reading it back from the card itself',
        },
        typed: 'sudo npx letan flash card --image kiosk-1.img --to /dev/mmcblk0',
        exit: 0,
        says: 'đọc lại từ chính thẻ và đúng',
      },
      wrong(
        'chưa nói thẻ nào',
        'no card was named',
        'npx letan flash card --image kiosk-1.img',
        'chưa nói ghi vào thẻ nào',
      ),
      wrong(
        'ổ hệ thống',
        'the disk that the computer runs from',
        'sudo npx letan flash card --image kiosk-1.img --to /dev/nvme0n1',
        'ổ hệ thống',
      ),
      wrong(
        'không phải thẻ tháo được',
        'no removable card',
        'sudo npx letan flash card --image kiosk-1.img --to /dev/sda',
        'không phải thẻ tháo được',
      ),
      wrong('đang gắn', 'mounted', 'sudo npx letan flash card --image kiosk-1.img --to /dev/sdb', 'đang được dùng'),
      wrong(
        'một phân vùng',
        'a partition',
        'sudo npx letan flash card --image kiosk-1.img --to /dev/sdb1',
        'phân vùng của /dev/sdb',
      ),
      wrong(
        'quá lớn để là thẻ',
        'too large for a card',
        'sudo npx letan flash card --image kiosk-1.img --to /dev/sdd',
        '2000000 MB',
      ),
      wrong(
        'bị khóa ghi',
        'the lock at its side is on',
        'sudo npx letan flash card --image kiosk-1.img --to /dev/mmcblk1',
        'chỉ đọc',
      ),
      wrong(
        'không có ổ đó',
        'no such disk',
        'sudo npx letan flash card --image kiosk-1.img --to /dev/mmcblk7',
        '/dev/mmcblk7',
      ),
      wrong(
        'quá nhỏ',
        'too small',
        'npx letan flash card --image kiosk-1.img --to-file small.img',
        'dùng thẻ lớn hơn',
        1,
      ),
      wrong(
        'ảnh đang nén',
        'an image that is packed',
        'sudo npx letan flash card --image raspios-lite-arm64.img.xz --to /dev/mmcblk0',
        'đang được nén',
      ),
      wrong(
        'đĩa đầy giữa chừng',
        'the disk runs full in the midst of it',
        'npx letan flash card --image kiosk-1.img --to-file full/card.img',
        'ENOSPC',
        1,
      ),
      {
        title: { vi: 'Ctrl+C giữa chừng', en: 'Ctrl+C in the midst of it' },
        typed: 'sudo npx letan flash card --image kiosk-1.img --to /dev/mmcblk0',
        exit: 1,
        says: 'đã dừng theo yêu cầu',
        during: { said: 'writing: 2', act: interrupt },
      },
      {
        title: {
          vi: 'thẻ hỏng hoặc dung lượng giả: đọc lại khác đã ghi',
          en: 'a worn card, or one of false size: it reads back otherwise',
        },
        typed: 'sudo npx letan flash card --image kiosk-1.img --to /dev/sdc',
        exit: 1,
        says: 'đọc lại khác với đã ghi',
        during: { said: 'reading back: 10 %', act: (_running, stage) => spoilMedium(stage) },
      },
    ],
  },
];
