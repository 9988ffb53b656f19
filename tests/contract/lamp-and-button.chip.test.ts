import { expect } from 'vitest';
import { PinButton } from '../../hal/drivers/pin-button.ts';
import { PinLamp } from '../../hal/drivers/pin-lamp.ts';
import { ringPicture, Ws2812RingLamp, type RingSettings } from '../../hal/drivers/ws2812-ring-lamp.ts';
import { ws2812SpeedHz } from '../../hal/drivers/ws2812-wire.ts';
import type { Lamp, LampState } from '../../hal/ports/lamp.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDigitalInput, SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { SimSpiBus } from '../../sim/devices/spi-bus.ts';
import { Ws2812String } from '../../sim/peripherals/ws2812.ts';
import { buttonContract, lampContract } from './lamp-and-button.contract.ts';

const states: readonly LampState[] = ['off', 'notice', 'invite', 'attend', 'call', 'fault'];

for (const activeLow of [false, true])
  lampContract(`one LED on a line${activeLow ? ', lit by a low level' : ''}`, () => {
    const wire = new SimWire('header GPIO24', activeLow);
    const pin = new PinLamp(new SimDigitalOutput(wire, { activeLow }), ['notice', 'invite', 'attend', 'call']);
    // A lamp of one colour says lit or dark; which state it is lit for is known to who told it.
    let told: LampState = 'off';
    const lamp: Lamp = {
      open: (signal) => pin.open(signal),
      close: () => pin.close(),
      onFault: (listener) => pin.onFault(listener),
      set: (state) => {
        told = state;
        pin.set(state);
      },
    };
    return {
      lamp,
      seen: () => (wire.high === activeLow ? 'off' : told),
      settle: async () => undefined,
      unplug: () => wire.unplug(),
      plug: () => wire.mend(),
      held: () => 0,
    };
  });

for (const leds of [1, 12, 24, 300])
  lampContract(`a ring of ${leds} WS2812`, () => {
    const time = new SimClock();
    const ring = new Ws2812String(leds);
    const bus = new SimSpiBus('/dev/spidev0.0', (bytes) => {
      ring.clockIn(bytes, ws2812SpeedHz);
      return new Uint8Array(bytes.length);
    });
    const settings: RingSettings = { leds, brightness: 0.4, budgetMilliamps: 2000 };
    const pictures = new Map(states.map((state) => [JSON.stringify(ringPicture(state, settings)), state]));
    const lamp = new Ws2812RingLamp(bus, new DeviceClock(time, 0), settings);
    return {
      lamp,
      seen: () => {
        expect(ring.faults).toEqual([]);
        const picture = JSON.stringify(ring.shown.map(({ red, green, blue }) => ({ red, green, blue })));
        const state = pictures.get(picture);
        if (state === undefined) throw new Error(`no state looks like ${picture}`);
        return state;
      },
      settle: () => time.settle(),
      // The ring is on the bus: with that it loses its supply too.
      unplug: () => {
        bus.breakWith({ kind: 'absent', where: bus.where });
        ring.powerCycle();
      },
      plug: () => bus.mend(),
      held: () => time.pending + (bus.opened ? 1 : 0),
    };
  });

for (const activeLow of [true, false])
  buttonContract(`a contact to ${activeLow ? 'ground' : '3.3 V'}`, () => {
    const time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const wire = new SimWire('header GPIO23', activeLow);
    const debounceMs = 30;
    const button = new PinButton(new SimDigitalInput(wire, clock, { activeLow, debounceMs }));
    let release: number | null = null;
    const letGo = (): void => {
      release = null;
      wire.drive(activeLow);
    };
    return {
      button,
      press: () => {
        if (release !== null) {
          clock.clearTimeout(release);
          letGo();
        }
        wire.drive(!activeLow);
        release = clock.setTimeout(letGo, 120);
      },
      wait: (ms) => time.advance(ms),
      now: () => time.now(),
      debounceMs,
      unplug: () => wire.unplug(),
      plug: () => wire.mend(),
      end: () => expect(time.pending - (release === null ? 0 : 1)).toBe(0),
    };
  });
