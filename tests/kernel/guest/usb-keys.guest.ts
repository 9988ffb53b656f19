import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EvdevCodeScanner } from '../../../hal/drivers/evdev-code-scanner.ts';
import { EvdevInputLink } from '../../../hal/drivers/evdev-input-link.ts';
import { EvdevKeypad } from '../../../hal/drivers/evdev-keypad.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import type { PadKey } from '../../../hal/ports/keypad.ts';
import {
  isSign,
  signUsages,
  keyReport,
  released,
  typedReports,
  usages,
} from '../../../sim/peripherals/hid-keyboard.ts';
import { codeScannerContract } from '../../contract/code-scanner.contract.ts';
import { keypadContract } from '../../contract/keypad.contract.ts';
import { untilReal } from '../../support/real-time.ts';
import { UsbKeyboard } from './usb-keyboard.ts';

const inputDescriptors = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('/dev/input/');
    } catch {
      return false;
    }
  }).length;

const usageOf = (key: PadKey): number => {
  if (isSign(key)) return signUsages[key];
  if (key === 'enter') return usages.padEnter;
  if (key === 'backspace') return usages.backspace;
  return key === '0' ? usages.pad0 : usages.pad1 + Number(key) - 1;
};

keypadContract('USB number pad on a real kernel', async () => {
  const clock = new NodeClock(() => true);
  const keyboard = new UsbKeyboard();
  await keyboard.plug();
  const keypad = new EvdevKeypad(new EvdevInputLink(keyboard.node), clock);
  return {
    keypad,
    press: (key) => keyboard.send(keyReport(usageOf(key)), released),
    hold: (key) => keyboard.send(keyReport(usageOf(key))),
    release: () => keyboard.send(released),
    quiet: async () => {
      await keyboard.idle();
      await sleep(300);
    },
    now: () => clock.now(),
    unplug: () => keyboard.unplug(),
    plug: () => keyboard.plug(),
    held: () => clock.pending + inputDescriptors(),
    tidy: () => keyboard.remove(),
  };
});

codeScannerContract(
  'USB keyboard scanner on a real kernel',
  async () => {
    const clock = new NodeClock(() => true);
    const keyboard = new UsbKeyboard();
    await keyboard.plug();
    const scanner = new EvdevCodeScanner(new EvdevInputLink(keyboard.node), clock);
    return {
      scanner,
      finish: (call) => call,
      show: (code) => keyboard.send(...typedReports(code)),
      quiet: async () => {
        await keyboard.idle();
        await sleep(400);
      },
      pause: async () => {
        await keyboard.idle();
        await sleep(1900);
      },
      now: () => clock.now(),
      unplug: () => keyboard.unplug(),
      plug: () => keyboard.plug(),
      held: () => clock.pending + inputDescriptors(),
      tidy: () => keyboard.remove(),
    };
  },
  { typesSlowly: true },
);

describe('an input device', () => {
  const never = new AbortController().signal;

  it('that is open reaches nobody else, and everybody again once it is closed', async () => {
    const keyboard = new UsbKeyboard();
    await keyboard.plug();
    const browser = openSync(keyboard.node, constants.O_RDONLY | constants.O_NONBLOCK);
    const heard = (): number => {
      try {
        return readSync(browser, Buffer.alloc(24 * 64));
      } catch {
        return 0;
      }
    };
    const keypad = new EvdevKeypad(new EvdevInputLink(keyboard.node), new NodeClock(() => true));
    const keys: PadKey[] = [];
    keypad.onKey(({ key }) => keys.push(key));
    expect((await keypad.open(never)).ok).toBe(true);
    keyboard.send(keyReport(usages.pad1), released);
    await untilReal(() => keys.length === 1);
    expect(heard()).toBe(0);
    await keypad.close();
    keyboard.send(keyReport(usages.pad1), released);
    let bytes = 0;
    await untilReal(() => (bytes += heard()) > 0);
    expect(keys).toEqual(['1']);
    closeSync(browser);
    await keyboard.remove();
  });

  it('that another program holds for itself is busy, and no keyboard is told from one', async () => {
    const keyboard = new UsbKeyboard();
    await keyboard.plug();
    const clock = new NodeClock(() => true);
    const first = new EvdevKeypad(new EvdevInputLink(keyboard.node), clock);
    expect((await first.open(never)).ok).toBe(true);
    const second = await new EvdevKeypad(new EvdevInputLink(keyboard.node), clock).open(never);
    expect(second.ok || second.fault.kind).toBe('busy');
    await first.close();
    const file = await new EvdevKeypad(new EvdevInputLink('/dev/null'), clock).open(never);
    expect(file.ok || file.fault.kind).toBe('io');
    expect(inputDescriptors()).toBe(0);
    await keyboard.remove();
  });
});
