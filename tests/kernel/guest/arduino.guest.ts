import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Listeners, type Unsubscribe } from '../../../hal/device.ts';
import { JohnnyFiveBoard } from '../../../hal/drivers/johnny-five-board.ts';
import { JohnnyFiveDigitalInput, JohnnyFiveDigitalOutput } from '../../../hal/drivers/johnny-five-digital-pin.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { serial8n1, SerialByteLink } from '../../../hal/drivers/serial-byte-link.ts';
import type { PinFault } from '../../../hal/ports/digital-pin.ts';
import type { WireEnd } from '../../../sim/peripherals/wire.ts';
import { AvrUno } from '../../support/avr-uno.ts';
import { untilReal } from '../../support/real-time.ts';
import { serialNode, UsbSerial } from './usb-serial.ts';

/** The host fetches it (tests/support/standard-firmata.ts) and puts it into the share. */
const sketch = `${process.env['LETAN_KERNEL_SHARE'] ?? ''}/StandardFirmata.hex`;
const hex = existsSync(sketch) ? readFileSync(sketch, 'latin1') : null;
const skipped = hex === null ? ' (skipped: StandardFirmata could not be fetched)' : '';

const opened = { ok: true, value: undefined };
/** An emulated Uno on an emulated CPU: the second and a half that the sketch blinks first takes many. */
const patienceMs = 80_000;
const patience = (): AbortSignal => AbortSignal.timeout(patienceMs);
const until = (condition: () => boolean): Promise<void> => untilReal(condition, patienceMs);

/** An Arduino Uno that has its power from its USB plug: it starts anew each time, and its time passes while it is plugged in. */
class PoweredUno implements WireEnd {
  readonly room = Number.MAX_SAFE_INTEGER;
  readonly #sends = new Listeners<Uint8Array>();
  #uno: AvrUno | null = null;
  #turn: NodeJS.Immediate | null = null;

  /** The chip that starts. */
  on(): AvrUno {
    const uno = new AvrUno(hex ?? '');
    this.#uno = uno;
    const said: number[] = [];
    uno.onByte((byte) => said.push(byte));
    const go = (): void => {
      uno.run(2);
      if (said.length > 0) this.#sends.emit(Uint8Array.from(said.splice(0)));
      this.#turn = setImmediate(go);
    };
    go();
    return uno;
  }
  off(): void {
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#turn = null;
    this.#uno = null;
  }

  receive(bytes: Uint8Array): void {
    this.#uno?.receive(bytes);
  }
  onRoom(): Unsubscribe {
    return () => undefined;
  }
  onSend(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#sends.add(listener);
  }
}

describe.skipIf(hex === null)(`an Arduino on a real USB serial line${skipped}`, () => {
  const ends: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  it('is pulled out under its pins, which tell it once and throw nothing, and serves them anew when it is back', async () => {
    const thrown: unknown[] = [];
    const note = (error: unknown): void => void thrown.push(error);
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      process.on(event, note);
      ends.push(() => void process.off(event, note));
    }
    const power = new PoweredUno();
    const cable = new UsbSerial(power);
    ends.push(
      () => cable.remove(),
      () => power.off(),
    );
    const clock = new NodeClock(() => true);
    const board = new JohnnyFiveBoard(new SerialByteLink(serialNode, serial8n1(57_600)), clock);
    const pin = (number: number) => ({ line: { by: 'arduino', pin: number }, activeLow: false }) as const;
    const button = new JohnnyFiveDigitalInput(board, { ...pin(2), bias: 'none', debounceMs: 0 }, clock);
    const lamp = new JohnnyFiveDigitalOutput(board, pin(7));
    const pins = [button, lamp];
    ends.push(async () => {
      for (const each of pins) await each.close();
    });
    const levels: boolean[] = [];
    const faults: PinFault[] = [];
    button.onChange(({ active }) => levels.push(active));
    for (const each of pins) each.onFault((fault) => faults.push(fault));
    const works = async (): Promise<void> => {
      await cable.plug();
      const uno = power.on();
      uno.drive(2, true);
      for (const each of pins) expect(await each.open(patience())).toEqual(opened);
      expect(button.active).toBe(true);
      // As it was told last, before it was open.
      await until(() => uno.driven(7) === true);
      uno.drive(2, false);
      await until(() => levels.length > 0);
      expect(levels.splice(0)).toEqual([false]);
    };

    lamp.write(true);
    await works();
    expect(faults).toEqual([]);

    power.off();
    await cable.unplug();
    await until(() => faults.length > 1);
    // Nobody is there to take these; the lamp is to be as it was told last.
    for (const active of [false, true]) lamp.write(active);
    await sleep(300);
    expect(faults).toEqual(pins.map(({ where }) => ({ kind: 'unplugged', where })));
    for (const each of pins) await each.close();
    for (const each of pins)
      expect(await each.open(patience())).toEqual({ ok: false, fault: { kind: 'absent', where: each.where } });

    faults.length = 0;
    await works();
    for (const each of pins) await each.close();
    expect([faults, thrown, clock.pending]).toEqual([[], [], 0]);
  }, 200_000);
});
