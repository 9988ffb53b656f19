import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvdevCodeScanner } from '../../hal/drivers/evdev-code-scanner.ts';
import { EvdevKeypad } from '../../hal/drivers/evdev-keypad.ts';
import { KeyEventReader, type KeyEvent } from '../../hal/drivers/input-events.ts';
import { LineCodeScanner } from '../../hal/drivers/line-code-scanner.ts';
import { padKeys } from '../../hal/ports/keypad.ts';
import { longestCode } from '../../hal/ports/code-scanner.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import { SimInputLink } from '../../sim/devices/input-link.ts';
import { HidKeyboard, keyReport, released, typedReports } from '../../sim/peripherals/hid-keyboard.ts';
import { LineScanner } from '../../sim/peripherals/line-scanner.ts';
import { runs } from '../support/tier.ts';

const never = new AbortController().signal;

/*
 * Records as a kernel of 64 bits writes them, set down by hand from `struct input_event` and linux/input-event-codes.h: A and Shift+B typed on
 * a keyboard. What a real kernel writes, the guest's tests read (`tests/kernel/guest/usb-keys.guest.ts`).
 * each key is told with its usage (MSC_SCAN) before it and a report (SYN_REPORT) after it.
 */
const written = Buffer.from(
  [
    '7d1c6168000000009b25040000000000 0400040004000700 7d1c6168000000009b25040000000000 01001e0001000000',
    '7d1c6168000000009b25040000000000 0000000000000000 7d1c616800000000e6b9050000000000 0400040004000700',
    '7d1c616800000000e6b9050000000000 01001e0000000000 7d1c616800000000e6b9050000000000 0000000000000000',
    '7e1c616800000000aa10010000000000 04000400e1000700 7e1c616800000000aa10010000000000 01002a0001000000',
    '7e1c616800000000aa10010000000000 0000000000000000 7e1c616800000000cc30030000000000 0400040005000700',
    '7e1c616800000000cc30030000000000 0100300001000000 7e1c616800000000cc30030000000000 0000000000000000',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

describe('records of input events', () => {
  it('are read in pieces of any size', () => {
    const expected: readonly KeyEvent[] = [
      { kind: 'down', code: 30 },
      { kind: 'up', code: 30 },
      { kind: 'down', code: 42 },
      { kind: 'down', code: 48 },
    ];
    for (const size of [1, 5, 23, 24, 25, 1000]) {
      const reader = new KeyEventReader(64);
      const events: KeyEvent[] = [];
      for (let at = 0; at < written.length; at += size) events.push(...reader.read(written.subarray(at, at + size)));
      expect(events).toEqual(expected);
      expect(reader.garbled).toBe(false);
    }
  });

  it('that went missing in the kernel are told, and what stands before the next report is passed over', () => {
    const keyboard = new HidKeyboard();
    const events: KeyEvent[] = [];
    const reader = new KeyEventReader(64);
    keyboard.onRecords((records) => events.push(...reader.read(records)));
    keyboard.report(keyReport(0x04));
    keyboard.overrun();
    keyboard.report(released);
    expect(events).toEqual([{ kind: 'down', code: 30 }, { kind: 'lost' }, { kind: 'up', code: 30 }]);
  });

  it('are never read out of step: shifted by a byte they are garbled and nothing is typed from there on', () => {
    const reader = new KeyEventReader(64);
    reader.read(written.subarray(1));
    expect(reader.garbled).toBe(true);
    expect(reader.read(written)).toEqual([]);
  });

  it('of any kind never throw, and give keys and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }),
        fc.constantFrom(32, 64),
        (pieces, words) => {
          const reader = new KeyEventReader(words === 32 ? 32 : 64);
          for (const piece of pieces)
            for (const event of reader.read(piece))
              if (event.kind !== 'lost') expect(event.code).toBeLessThanOrEqual(0x2ff);
        },
      ),
      { numRuns: runs({ fast: 500, long: 5000 }) },
    );
  });
});

describe('a keypad and a keyboard scanner', () => {
  it('take any records without throwing, tell a fault at most once, and hold nothing when closed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 }), async (pieces) => {
        const time = new SimClock();
        const clock = new DeviceClock(time, 0);
        const link = new SimInputLink('/dev/input/event9', new HidKeyboard());
        for (const device of [new EvdevKeypad(link, clock), new EvdevCodeScanner(link, clock)]) {
          let faults = 0;
          device.onFault(() => (faults += 1));
          if ('onKey' in device) device.onKey(({ key }) => expect(padKeys).toContain(key));
          else device.onCode(({ text }) => expect(text.length).toBeLessThanOrEqual(longestCode));
          await device.open(never);
          for (const piece of pieces) link.inject(piece);
          await time.advance(1000);
          expect(faults).toBeLessThanOrEqual(1);
          await device.close();
          expect([time.pending, link.opened]).toEqual([0, false]);
        }
      }),
      { numRuns: runs({ fast: 200, long: 2000 }) },
    );
  });

  it('refuse a device that has not the keys, and let go of it', async () => {
    const time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const mouse = new (class extends HidKeyboard {
      override has(): boolean {
        return false;
      }
    })();
    const link = new SimInputLink('/dev/input/event9', mouse);
    for (const device of [new EvdevKeypad(link, clock), new EvdevCodeScanner(link, clock)]) {
      expect(await device.open(never)).toEqual({
        ok: false,
        fault: { kind: 'wrong-device', where: '/dev/input/event9' },
      });
      expect(link.opened).toBe(false);
    }
  });

  it('drop a code of which a part was lost in the kernel, and read the next', async () => {
    const time = new SimClock();
    const keyboard = new HidKeyboard();
    const link = new SimInputLink('/dev/input/event9', keyboard);
    const scanner = new EvdevCodeScanner(link, new DeviceClock(time, 0));
    const codes: string[] = [];
    scanner.onCode(({ text }) => codes.push(text));
    await scanner.open(never);
    for (const report of typedReports('A01')) keyboard.report(report);
    keyboard.overrun();
    for (const report of typedReports('2')) keyboard.report(report);
    await time.advance(1000);
    for (const report of typedReports('B345')) keyboard.report(report);
    await time.advance(1000);
    expect(codes).toEqual(['B345']);
    await scanner.close();
  });

  it('types small letters and capitals, with Caps Lock too', async () => {
    const time = new SimClock();
    const keyboard = new HidKeyboard();
    const link = new SimInputLink('/dev/input/event9', keyboard);
    const scanner = new EvdevCodeScanner(link, new DeviceClock(time, 0));
    const codes: string[] = [];
    scanner.onCode(({ text }) => codes.push(text));
    await scanner.open(never);
    keyboard.report(keyReport(0x39));
    keyboard.report(released);
    for (const report of typedReports('Ab1!')) keyboard.report(report);
    await time.advance(1000);
    expect(codes).toEqual(['aB1!']);
    await scanner.close();
  });
});

describe('a scanner on a serial line', () => {
  const rig = async () => {
    const time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const chip = new LineScanner(clock, { suffix: '\r', bytesPerSecond: 960 });
    const link = new SimByteLink(clock, chip, { where: '/dev/ttyUSB0' });
    const scanner = new LineCodeScanner(link, clock);
    const heard: unknown[] = [];
    scanner.onCode(({ text }) => heard.push(text));
    scanner.onFault((fault) => heard.push(fault));
    const opened = scanner.open(never);
    await time.advance(10);
    await opened;
    return { time, chip, scanner, heard };
  };

  it('tells what is no text as garbled, with its first bytes: another speed, another code page', async () => {
    const { time, chip, scanner, heard } = await rig();
    // “Phường” as a reader set to Windows-1258 sends it.
    chip.send(Uint8Array.from([0x50, 0x68, 0xfd, 0xf5, 0xcc, 0x6e, 0x67, 0x0d]));
    await time.advance(2000);
    expect(heard).toEqual([{ kind: 'garbled', where: '/dev/ttyUSB0', bytes: '5068fdf5cc6e670d' }]);
    await scanner.close();
    expect(time.pending).toBe(0);
  });

  it('does not grow with a line that never falls silent, and is well again when it does', async () => {
    const { time, chip, scanner, heard } = await rig();
    chip.send(new Uint8Array(20_000).fill(0x41));
    await time.advance(30_000);
    chip.show('A012');
    await time.advance(2000);
    expect(heard).toEqual(['A012']);
    await scanner.close();
  });

  it('takes any bytes without throwing, and tells a fault at most once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), async (pieces) => {
        const { time, chip, scanner, heard } = await rig();
        for (const piece of pieces) {
          chip.send(piece);
          await time.advance(400);
        }
        await time.advance(3000);
        expect(heard.filter((one) => typeof one === 'object').length).toBeLessThanOrEqual(1);
        await scanner.close();
        expect(time.pending).toBe(0);
      }),
      { numRuns: runs({ fast: 100, long: 1000 }) },
    );
  });
});
