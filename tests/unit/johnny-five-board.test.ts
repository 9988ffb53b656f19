import { describe, expect, it } from 'vitest';
import { JohnnyFiveDigitalInput, JohnnyFiveDigitalOutput } from '../../hal/drivers/johnny-five-digital-pin.ts';
import { avrDesk } from '../support/avr-desk.ts';
import { AvrUno } from '../support/avr-uno.ts';
import { leftBehind } from '../support/held-level.ts';
import { standardFirmata } from '../support/standard-firmata.ts';
import { runs } from '../support/tier.ts';

const hex = standardFirmata();
const signal = new AbortController().signal;
const opened = { ok: true, value: undefined };
const at = (pin: number) => ({ by: 'arduino', pin }) as const;

// Each test is some seconds of the board's own time, four of which pass in one of an idle desk's.
describe.skipIf(hex === null)('an Arduino with StandardFirmata behind johnny-five', { timeout: 120_000 }, () => {
  const desk = (dtr: boolean) => {
    const uno = new AvrUno(hex ?? '');
    if (!dtr) uno.run(2000);
    return { uno, ...avrDesk(uno, dtr) };
  };
  type Desk = ReturnType<typeof desk>;
  const button = ({ board, device }: Desk, pin: number, bias: 'none' | 'up' = 'up'): JohnnyFiveDigitalInput =>
    new JohnnyFiveDigitalInput(board, { line: at(pin), activeLow: true, bias, debounceMs: 0 }, device);
  const lamp = ({ board }: Desk, pin: number): JohnnyFiveDigitalOutput =>
    new JohnnyFiveDigitalOutput(board, { line: at(pin), activeLow: false });

  it('is waited for while the opening of its line resets it', async () => {
    const it = desk(true);
    const pin = lamp(it, 7);
    pin.write(true);
    expect(await it.going(pin.open(signal))).toEqual(opened);
    await it.until(() => it.uno.driven(7) === true);
    // The sketch blinks its version for more than a second before it listens.
    expect(it.uno.micros).toBeGreaterThan(1_000_000);
    await pin.close();
    expect(it.held()).toBe(0);
  });

  it('serves several pins over one line, opened with the first and closed with the last', async () => {
    const it = desk(false);
    const [start, status] = [button(it, 4), lamp(it, 7)];
    it.uno.drive(4, true);
    expect(await it.going(Promise.all([start.open(signal), status.open(signal)]))).toEqual([opened, opened]);
    const changes: boolean[] = [];
    start.onChange(({ active }) => changes.push(active));
    status.write(true);
    it.uno.drive(4, false);
    await it.until(() => changes.length > 0 && it.uno.driven(7) === true);
    await start.close();
    expect(it.link.isOpen).toBe(true);
    status.write(false);
    await it.until(() => it.uno.driven(7) === false);
    await status.close();
    expect([changes, it.held()]).toEqual([[true], 0]);
  });

  it('keeps the pull-up of an input as it was asked for, whatever is written beside it', async () => {
    const it = desk(false);
    // Pins 2, 4 and 7 are on one port, and Firmata writes a port at once.
    const [plain, pulled, status] = [button(it, 2, 'none'), button(it, 4), lamp(it, 7)];
    it.uno.drive(2, true);
    it.uno.drive(4, true);
    for (const pin of [plain, pulled, status]) expect(await it.going(pin.open(signal))).toEqual(opened);
    for (const active of [true, false, true]) {
      status.write(active);
      await it.until(() => it.uno.driven(7) === active);
      expect([it.uno.pulledUp(2), it.uno.pulledUp(4)]).toEqual([false, true]);
    }
    for (const pin of [plain, pulled, status]) await pin.close();
  });

  it('tells every pin on it that its plug was pulled, and serves them all again', async () => {
    const it = desk(false);
    const pins = [button(it, 4), lamp(it, 7)];
    const faults: string[] = [];
    for (const pin of pins) {
      pin.onFault(({ kind }) => faults.push(kind));
      expect(await it.going(pin.open(signal))).toEqual(opened);
    }
    it.link.pull();
    expect(faults).toEqual(['unplugged', 'unplugged']);
    for (const pin of pins) await pin.close();
    for (const pin of pins) expect(await it.going(pin.open(signal))).toMatchObject({ fault: { kind: 'absent' } });
    it.link.plug();
    for (const pin of pins) expect(await it.going(pin.open(signal))).toEqual(opened);
    for (const pin of pins) await pin.close();
    expect(it.held()).toBe(0);
  });

  it('that never answers, some other device perhaps, is given up when its caller does, and leaves nothing behind', async () => {
    // An AVR without a program: its flash is empty.
    const deaf = new AvrUno(':00000001FF');
    const it = { uno: deaf, ...avrDesk(deaf, false) };
    const pin = lamp(it, 7);
    const caller = new AbortController();
    const opening = pin.open(caller.signal);
    await it.wait(50);
    caller.abort();
    expect(await opening).toEqual({
      ok: false,
      fault: { kind: 'timeout', where: '/dev/serial/by-id/usb-Arduino_Uno Arduino pin 7' },
    });
    await pin.close();
    expect(it.held()).toBe(0);
  });

  it('says that an Uno has no pin 30', async () => {
    const it = desk(false);
    expect(await it.going(lamp(it, 30).open(signal))).toMatchObject({ ok: false, fault: { kind: 'absent' } });
    expect(it.held()).toBe(0);
  });

  const often = runs({ fast: 50, long: 1000 });
  it(`opened and closed ${often} times holds no more than before`, { timeout: 60_000 + often * 2000 }, async () => {
    const it = desk(false);
    const [start, status] = [button(it, 4), lamp(it, 7)];
    it.uno.drive(4, true);
    const left = await leftBehind(often, async () => {
      expect(await it.going(start.open(signal))).toEqual(opened);
      expect(await it.going(status.open(signal))).toEqual(opened);
      await start.close();
      await status.close();
    });
    expect([left.descriptors, it.held()]).toEqual([0, 0]);
    expect(left.heapBytes).toBeLessThan(300_000 + often * 400);
  });
});
