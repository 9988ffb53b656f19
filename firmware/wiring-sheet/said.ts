import { wiringSheetWords as words } from '../../config/languages/messages/wiring-sheet.ts';
import { textWith, type StaffText } from '../../config/languages/messages/wording.ts';
import type { WireRow } from './wires.ts';

const same = (text: string): StaffText => ({ vi: text, en: text });
const pinWord = (pin: number): StaffText => ({ vi: `chân ${pin}`, en: `pin ${pin}` });
const joined = (a: StaffText, b: StaffText, between = ' '): StaffText => ({
  vi: `${a.vi}${between}${b.vi}`,
  en: `${a.en}${between}${b.en}`,
});

/** Where a wire begins, in words. */
export const fromText = ({ from }: WireRow): StaffText => {
  switch (from.place) {
    case 'header':
      return joined(pinWord(from.pin), same(`(${from.line})`));
    case 'block':
      return joined(
        from.rail === 'GND' ? words.ground : textWith(words.railNet, { rail: from.rail }),
        pinWord(from.pin),
        ', ',
      );
    case 'arduino':
      return same(`Arduino ${from.pin}`);
    case 'usb-uart':
      return joined(words.usbUart, same(from.pin), ', ');
    case 'adapter':
      return joined(textWith(words.adapterOf, { volts: from.volts }), same(from.pole), ', ');
    case 'chip':
      return same(from.chip === '' ? from.line : `${from.chip} ${from.line}`);
    case 'unsaid':
      return words.unsaid;
  }
};

/** Volts for people: 3,3 V in Vietnamese, 3.3 V in English; ground has none. */
export const voltsText = (volts: number): StaffText =>
  volts === 0 ? same('GND') : { vi: `${String(volts).replace('.', ',')} V`, en: `${volts} V` };

export const betweenText = ({ between }: WireRow): StaffText | null => (between === null ? null : words[between]);

/** Whether current or a signal runs to the board, from it, or both. */
export const arrow = ({ direction }: WireRow): string => ({ in: '←', out: '→', both: '↔', supply: '→' })[direction];
