import {
  adcConfig,
  AVRADC,
  AVREEPROM,
  avrInstruction,
  AVRIOPort,
  AVRTimer,
  AVRTWI,
  AVRUSART,
  CPU,
  EEPROMMemoryBackend,
  PinState,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  twiConfig,
  usart0Config,
} from 'avr8js';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';

/** An Arduino Uno's crystal. */
const hertz = 16_000_000;
const flashBytes = 0x8000;
const ramBytes = 2048;

/** Intel HEX (data records only; an ATmega328P has no more than 64 KB). */
const flash = (hex: string): Uint16Array => {
  const bytes = new Uint8Array(flashBytes);
  for (const line of hex.split(/\r?\n/)) {
    if (!line.startsWith(':') || line.slice(7, 9) !== '00') continue;
    const length = Number.parseInt(line.slice(1, 3), 16);
    const address = Number.parseInt(line.slice(3, 7), 16);
    for (let index = 0; index < length; index += 1)
      bytes[address + index] = Number.parseInt(line.slice(9 + 2 * index, 11 + 2 * index), 16);
  }
  return new Uint16Array(bytes.buffer);
};

/**
 * An Arduino Uno in this process: an ATmega328P that runs a sketch's machine code instruction by instruction, in its own time. It
 * goes on only when it is told to, so a test of it is as deterministic as one on simulated time.
 */
export class AvrUno {
  readonly #cpu: CPU;
  readonly #ports: { readonly b: AVRIOPort; readonly c: AVRIOPort; readonly d: AVRIOPort };
  readonly #usart: AVRUSART;
  readonly #adc: AVRADC;
  readonly #sent = new Listeners<number>();
  readonly #levels = new Listeners<{ readonly pin: number; readonly high: boolean | null }>();
  #received: number[] = [];

  constructor(hex: string) {
    const cpu = new CPU(flash(hex), ramBytes);
    this.#cpu = cpu;
    for (const timer of [timer0Config, timer1Config, timer2Config]) void new AVRTimer(cpu, timer);
    this.#ports = {
      b: new AVRIOPort(cpu, portBConfig),
      c: new AVRIOPort(cpu, portCConfig),
      d: new AVRIOPort(cpu, portDConfig),
    };
    this.#adc = new AVRADC(cpu, adcConfig);
    void new AVRTWI(cpu, twiConfig, hertz);
    void new AVREEPROM(cpu, new EEPROMMemoryBackend(1024));
    this.#usart = new AVRUSART(cpu, usart0Config, hertz);
    this.#usart.onByteTransmit = (byte) => this.#sent.emit(byte);
    this.#usart.onRxComplete = () => this.#feed();
    for (const [port, first] of [
      [this.#ports.d, 0],
      [this.#ports.b, 8],
      [this.#ports.c, 14],
    ] as const)
      port.addListener(() => {
        for (let bit = 0; bit < (first === 0 ? 8 : 6); bit += 1)
          this.#levels.emit({ pin: first + bit, high: this.driven(first + bit) });
      });
  }

  /** Microseconds of its own time since power-up. */
  get micros(): number {
    return (this.#cpu.cycles * 1_000_000) / hertz;
  }

  /** Lets so much of its time pass. */
  run(ms: number): void {
    const end = this.#cpu.cycles + (ms * hertz) / 1000;
    while (this.#cpu.cycles < end) {
      avrInstruction(this.#cpu);
      this.#cpu.tick();
    }
  }

  /** The reset button, or the serial line's DTR. */
  reset(): void {
    this.#received = [];
    this.#cpu.reset();
  }

  /** A byte that its serial line sends. */
  onByte(listener: (byte: number) => void): Unsubscribe {
    return this.#sent.add(listener);
  }

  /** Bytes into its serial line, at the line's speed. */
  receive(bytes: Uint8Array): void {
    this.#received.push(...bytes);
    this.#feed();
  }

  /** What the sketch drives the pin to (0 to 13, A0 is 14); null while it drives nothing. */
  driven(pin: number): boolean | null {
    const { port, bit } = this.#at(pin);
    const state = port.pinState(bit);
    return state === PinState.High ? true : state === PinState.Low ? false : null;
  }

  /** Whether the pin is an input with its pull-up on. */
  pulledUp(pin: number): boolean {
    const { port, bit } = this.#at(pin);
    return port.pinState(bit) === PinState.InputPullUp;
  }

  /** Tells the state of each pin of a port whose registers were written. */
  onDriven(listener: (state: { readonly pin: number; readonly high: boolean | null }) => void): Unsubscribe {
    return this.#levels.add(listener);
  }

  /** The voltage that the outside gives a pin. */
  drive(pin: number, high: boolean): void {
    const { port, bit } = this.#at(pin);
    port.setPin(bit, high);
  }

  /** Volts at an analogue input, 0 for A0. */
  analogue(channel: number, volts: number): void {
    this.#adc.channelValues[channel] = volts;
  }

  #at(pin: number): { readonly port: AVRIOPort; readonly bit: number } {
    if (pin < 8) return { port: this.#ports.d, bit: pin };
    if (pin < 14) return { port: this.#ports.b, bit: pin - 8 };
    return { port: this.#ports.c, bit: pin - 14 };
  }

  /** The USART takes one byte at a time and says when it may have the next. */
  #feed(): void {
    while (this.#received[0] !== undefined && this.#usart.writeByte(this.#received[0])) this.#received.shift();
  }
}
