import { EvdevKeypad } from '../../hal/drivers/evdev-keypad.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimInputLink } from '../../sim/devices/input-link.ts';
import { isSign, signUsages, HidKeyboard, keyReport, released, usages } from '../../sim/peripherals/hid-keyboard.ts';
import { keypadContract } from './keypad.contract.ts';

/** The usages of the number block and of the row above the letters, by HID Usage Tables 1.4, §10. */
const onBlock = (key: PadKey): number => {
  if (isSign(key)) return signUsages[key];
  if (key === 'enter') return usages.padEnter;
  if (key === 'backspace') return usages.backspace;
  return key === '0' ? usages.pad0 : usages.pad1 + Number(key) - 1;
};
const onRow = (key: PadKey): number => {
  if (isSign(key)) return signUsages[key];
  if (key === 'enter') return usages.enter;
  if (key === 'backspace') return 0x4c;
  return key === '0' ? 0x27 : 0x1e + Number(key) - 1;
};

for (const [name, usageOf, words] of [
  ['USB number block', onBlock, 64],
  ['USB keyboard with a row of digits, on 32 bits', onRow, 32],
] as const)
  keypadContract(name, async () => {
    const time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const keyboard = new HidKeyboard(words);
    const link = new SimInputLink('/dev/input/by-id/usb-pad-event-kbd', keyboard, words);
    return {
      keypad: new EvdevKeypad(link, clock),
      press: (key) => {
        keyboard.report(keyReport(usageOf(key)));
        keyboard.report(released);
      },
      hold: (key) => {
        keyboard.report(keyReport(usageOf(key)));
        for (let i = 0; i < 20; i += 1) keyboard.repeat();
      },
      release: () => keyboard.report(released),
      quiet: () => time.advance(500),
      now: () => time.now(),
      unplug: async () => link.breakWith({ kind: 'absent', where: link.where }),
      plug: async () => link.mend(),
      held: () => time.pending + (link.opened ? 1 : 0),
      tidy: async () => undefined,
    };
  });
