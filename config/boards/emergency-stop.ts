import type { StaffText } from '../languages/messages/wording.ts';
import type { Colour, Material, Volts } from './part.ts';

/** A wire of the safety circuit, which no computer may be part of. */
export interface SafetyWire {
  readonly from: StaffText;
  readonly to: StaffText;
  readonly volts: Volts;
  readonly colour: Colour;
  readonly note: StaffText;
}

const button = { vi: 'nút dừng khẩn', en: 'emergency stop button' };
const contactor = { vi: 'công tắc tơ động cơ', en: 'motor contactor' };

/**
 * The emergency stop of anything that can move: it takes the motors' power away in hardware, by two contacts, and stays stopped
 * until a person turns the button back and starts it again. Software may be told of it and can do nothing against it.
 * ISO 13850 (latched, reset by hand, no restart by the reset alone), IEC 60204-1 stop category 0.
 */
export const emergencyStop: {
  readonly rules: readonly StaffText[];
  readonly wires: readonly SafetyWire[];
  readonly materials: readonly Material[];
} = {
  rules: [
    {
      vi: 'Nút dừng khẩn cắt nguồn động cơ bằng phần cứng, hai kênh thường đóng, tự giữ; xoay nhả bằng tay rồi mới bấm chạy lại.',
      en: 'The emergency stop cuts the motors in hardware by two normally closed contacts and latches; it is turned back by hand, and only then started again.',
    },
    {
      vi: 'Không chân nào của máy tính nằm trong mạch này. Máy chỉ được biết, qua tiếp điểm phụ.',
      en: 'No line of the computer is part of this circuit. It is told, over an auxiliary contact.',
    },
    {
      vi: 'Thử mỗi sáng: bấm nút khi bánh xe nhấc khỏi sàn, động cơ phải mất điện ngay.',
      en: 'Test it each morning with the wheels off the floor: the motors lose power at once.',
    },
    {
      vi: 'Lidar và cảm biến khoảng cách không thay nút dừng khẩn.',
      en: 'Lidar and range sensors do not replace it.',
    },
  ],
  wires: [
    {
      from: { vi: 'ắc quy +24 V, sau cầu chì F1 30 A', en: 'battery +24 V, behind fuse F1, 30 A' },
      to: { vi: 'công tắc tơ, cực 1 (tiếp điểm chính)', en: 'contactor, terminal 1 (main contact)' },
      volts: 24,
      colour: 'red',
      note: { vi: 'dây 6 mm²; F1 sát cực ắc quy', en: '6 mm²; F1 close to the battery' },
    },
    {
      from: { vi: 'công tắc tơ, cực 2', en: 'contactor, terminal 2' },
      to: { vi: 'bộ điều khiển động cơ, B+', en: 'motor driver, B+' },
      volts: 24,
      colour: 'red',
      note: { vi: 'dây 6 mm²', en: '6 mm²' },
    },
    {
      from: { vi: 'ắc quy +24 V, sau cầu chì F2 1 A', en: 'battery +24 V, behind fuse F2, 1 A' },
      to: { vi: `${button.vi}, kênh 1, cực 11`, en: `${button.en}, channel 1, terminal 11` },
      volts: 24,
      colour: 'brown',
      note: { vi: 'dây 0,75 mm²', en: '0.75 mm²' },
    },
    {
      from: { vi: `${button.vi}, cực 12`, en: `${button.en}, terminal 12` },
      to: { vi: `${button.vi}, kênh 2, cực 21`, en: `${button.en}, channel 2, terminal 21` },
      volts: 24,
      colour: 'brown',
      note: {
        vi: 'hai kênh nối tiếp: một tiếp điểm dính vẫn dừng',
        en: 'two channels in series: one welded contact still stops',
      },
    },
    {
      from: { vi: `${button.vi}, cực 22`, en: `${button.en}, terminal 22` },
      to: {
        vi: 'nút chạy (thường hở, song song tiếp điểm tự giữ 13–14), rồi cuộn dây A1',
        en: 'start button (normally open, in parallel with holding contact 13–14), then coil A1',
      },
      volts: 24,
      colour: 'brown',
      note: { vi: 'nhả nút dừng không tự chạy lại', en: 'releasing the stop does not start anything' },
    },
    {
      from: { vi: `${contactor.vi}, cuộn dây A2`, en: `${contactor.en}, coil A2` },
      to: { vi: 'ắc quy 0 V', en: 'battery 0 V' },
      volts: 24,
      colour: 'blue',
      note: {
        vi: 'đi-ốt dập 1N4007 song song cuộn dây, vạch về A1',
        en: 'flyback diode 1N4007 across the coil, its ring to A1',
      },
    },
    {
      from: {
        vi: `${contactor.vi}, tiếp điểm phụ 31–32 (thường đóng)`,
        en: `${contactor.en}, auxiliary contact 31–32 (normally closed)`,
      },
      to: {
        vi: 'cách ly quang, rồi một chân vào của bo (chỉ để báo)',
        en: 'optocoupler, then an input of the board (to be told only)',
      },
      volts: 24,
      colour: 'violet',
      note: { vi: 'không bắt buộc', en: 'optional' },
    },
  ],
  materials: [
    {
      item: {
        vi: 'nút dừng khẩn nấm đỏ 40 mm, tự giữ, hai tiếp điểm thường đóng (ISO 13850)',
        en: 'red mushroom emergency stop, 40 mm, latching, two normally closed contacts (ISO 13850)',
      },
      quantity: 1,
    },
    {
      item: {
        vi: 'công tắc tơ DC 24 V, 40 A, có tiếp điểm phụ 1NO + 1NC',
        en: 'DC contactor 24 V, 40 A, auxiliary contacts 1 NO + 1 NC',
      },
      quantity: 1,
    },
    { item: { vi: 'nút chạy xanh lá 22 mm, thường hở', en: 'green 22 mm start button, normally open' }, quantity: 1 },
    { item: { vi: 'đế cầu chì và cầu chì F1 30 A, F2 1 A', en: 'fuse holders with F1 30 A and F2 1 A' }, quantity: 1 },
    { item: { vi: 'đi-ốt 1N4007', en: '1N4007 diode' }, quantity: 1 },
  ],
};

/** What holds for every cabinet with mains in it. */
export const mainsRules: readonly StaffText[] = [
  {
    vi: 'Điện lưới 230 V: ổ có nối đất, aptomat chống giật 30 mA; khung kim loại và giá màn hình nối đất bằng dây vàng-xanh 2,5 mm².',
    en: 'Mains 230 V: an earthed socket behind a 30 mA residual current breaker; frame and panel mount earthed by 2.5 mm² green-yellow.',
  },
  {
    vi: 'Rút điện trước khi chạm vào dây. Điện lưới do thợ điện có chứng chỉ đấu.',
    en: 'Pull the plug before touching a wire. Mains is wired by a certified electrician.',
  },
];
