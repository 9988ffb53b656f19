import type { InputPin, OutputPin, PulsePin } from '../config/devices/pin.ts';
import { GpiochipDigitalInput, GpiochipDigitalOutput } from '../hal/drivers/gpiochip-digital-pin.ts';
import { GpiochipPulseInput } from '../hal/drivers/gpiochip-pulse-input.ts';
import { JohnnyFiveBoard } from '../hal/drivers/johnny-five-board.ts';
import { JohnnyFiveDigitalInput, JohnnyFiveDigitalOutput } from '../hal/drivers/johnny-five-digital-pin.ts';
import { OnoffDigitalInput, OnoffDigitalOutput } from '../hal/drivers/onoff-digital-pin.ts';
import { RpiGpioDigitalInput, RpiGpioDigitalOutput } from '../hal/drivers/rpi-gpio-digital-pin.ts';
import type { ByteLink } from '../hal/ports/byte-link.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { DigitalInput, DigitalOutput } from '../hal/ports/digital-pin.ts';
import type { PulseEdges, PulseInput } from '../hal/ports/pulse-input.ts';

/**
 * The pins of one device, made from their entries. Pins of one Arduino share its serial line: it is opened with the first of them
 * and closed with the last.
 */
export class Pins {
  readonly #clock: Clock;
  readonly #serial: (path: string, baud: number) => ByteLink;
  readonly #boards = new Map<string, JohnnyFiveBoard>();

  /** `serial` makes the link to a microcontroller; it is not opened here. */
  constructor(clock: Clock, serial: (path: string, baud: number) => ByteLink) {
    this.#clock = clock;
    this.#serial = serial;
  }

  input(pin: InputPin): DigitalInput {
    switch (pin.driver) {
      case 'gpiochip':
        return new GpiochipDigitalInput(pin, this.#clock);
      case 'onoff':
        return new OnoffDigitalInput(pin, this.#clock);
      case 'rpi-gpio':
        return new RpiGpioDigitalInput(pin, this.#clock);
      case 'johnny-five':
        return new JohnnyFiveDigitalInput(this.#board(pin.board), pin, this.#clock);
    }
  }

  output(pin: OutputPin): DigitalOutput {
    switch (pin.driver) {
      case 'gpiochip':
        return new GpiochipDigitalOutput(pin);
      case 'onoff':
        return new OnoffDigitalOutput(pin);
      case 'rpi-gpio':
        return new RpiGpioDigitalOutput(pin);
      case 'johnny-five':
        return new JohnnyFiveDigitalOutput(this.#board(pin.board), pin);
    }
  }

  pulses(pin: PulsePin, counted: PulseEdges): PulseInput {
    return new GpiochipPulseInput(pin, counted);
  }

  #board(path: string): JohnnyFiveBoard {
    let board = this.#boards.get(path);
    if (board === undefined) {
      // StandardFirmata's speed.
      board = new JohnnyFiveBoard(this.#serial(path, 57_600), this.#clock);
      this.#boards.set(path, board);
    }
    return board;
  }
}
