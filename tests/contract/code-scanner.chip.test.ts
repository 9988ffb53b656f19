import { EvdevCodeScanner } from '../../hal/drivers/evdev-code-scanner.ts';
import { LineCodeScanner } from '../../hal/drivers/line-code-scanner.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import { SimInputLink } from '../../sim/devices/input-link.ts';
import { HidKeyboard, typedReports, type LineBreaks } from '../../sim/peripherals/hid-keyboard.ts';
import { LineScanner } from '../../sim/peripherals/line-scanner.ts';
import { simulated } from '../support/simulated.ts';
import { codeScannerContract } from './code-scanner.contract.ts';

/** A keyboard scanner types a key in some milliseconds. */
const keyMs = 2;

for (const breaks of ['enter', 'ctrl-j'] as const satisfies readonly LineBreaks[])
  codeScannerContract(`HID keyboard, line breaks as ${breaks}`, async () => {
    const time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const keyboard = new HidKeyboard();
    const link = new SimInputLink('/dev/input/by-id/usb-scanner-event-kbd', keyboard);
    let typing = 0;
    return {
      scanner: new EvdevCodeScanner(link, clock),
      finish: simulated(time).finish,
      show: (code) => {
        for (const [i, report] of typedReports(code, breaks).entries()) {
          typing += 1;
          clock.setTimeout(() => {
            typing -= 1;
            keyboard.report(report);
          }, i * keyMs);
        }
      },
      quiet: () => time.advance(500),
      pause: () => time.advance(8000),
      now: () => time.now(),
      unplug: async () => link.breakWith({ kind: 'absent', where: link.where }),
      plug: async () => link.mend(),
      held: () => time.pending - typing + (link.opened ? 1 : 0),
      tidy: () => time.advance(8000),
    };
  });

for (const suffix of ['\r', '\r\n', '\n', ''])
  codeScannerContract(`serial line with the suffix ${JSON.stringify(suffix)}`, async () => {
    const time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const chip = new LineScanner(clock, { suffix, bytesPerSecond: 960 });
    const link = new SimByteLink(clock, chip, { where: '/dev/serial/by-id/usb-scanner' });
    return {
      scanner: new LineCodeScanner(link, clock),
      finish: simulated(time).finish,
      show: (code) => chip.show(code),
      quiet: () => time.advance(600),
      pause: () => time.advance(4000),
      now: () => time.now(),
      unplug: async () => link.unplug(),
      plug: async () => link.plug(),
      held: () => (chip.idle ? time.pending : 0),
      tidy: () => time.advance(4000),
    };
  });
