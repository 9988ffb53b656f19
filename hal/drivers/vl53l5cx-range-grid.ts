import { present } from '../assert.ts';
import type { I2cAddress } from '../ports/i2c-bus.ts';
import type { SensorDeviceFault } from '../ports/sensor-faults.ts';
import type { RangeGridSensor, RangeGridWord } from '../ports/sensors.ts';
import type { Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { oriented, type GridOrientation } from './grid-orientation.ts';
import { I2cRegisters } from './i2c-registers.ts';
import { StartRefused, type Look } from './i2c-sensor.ts';
import { TofSensor, type TofParts } from './tof-sensor.ts';
import type { Vl53l5cxFirmware } from './vl53l5cx-firmware.ts';
import { powerOn, programPages, reboot, startProgram, stopRanging, type Pair } from './vl53l5cx-sequence.ts';
import { crosstalkCommand, offsetCommand, planOutput, readZoneFrame, swapWords } from './vl53l5cx-frames.ts';

const register = {
  page: 0x7fff,
  commandStatus: 0x2c00,
  answer: 0x2c04,
  defaultConfiguration: 0x2c34,
  crosstalk: 0x2cf8,
  offset: 0x2e18,
  nvm: 0x2fd8,
  readCommand: 0x2ff4,
  startCommand: 0x2ffc,
  commandEnd: 0x2fff,
} as const;

const nvmBytes = 492;
/** Of the program's 86 016 bytes so many go at once: 25 ms of the bus at 400 kHz, in which others wait for their turn. */
const pieceBytes = 1024;
const stepLimitMs: Milliseconds = 2_000;
/** From here on a status byte is the program's own error. */
const mcuError = 0x7f;

const words = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value, true);
  return bytes;
};

export interface Vl53l5cxParts extends TofParts {
  readonly periodMs: Milliseconds;
  readonly side: 4 | 8;
  readonly orientation: GridOrientation;
  /** The chip's program: `loadVl53l5cxFirmware` of the file that the maintainer brought. Asked for at each opening. */
  readonly firmware: () => Promise<Result<Vl53l5cxFirmware, SensorDeviceFault>>;
}

/**
 * ST VL53L5CX, a time-of-flight sensor of 8×8 or 4×4 zones (4 m, 45° square). Sources: data sheet DS13754, manual UM2884, and ST's Ultra
 * Lite Driver STSW-IMG023 for what they leave out: the chip has no program of its own, and is given one of 84 kB after each power-up.
 *
 * Zones are numbered from the upper right of what the sensor sees, to the left and then down (UM2884, "zone mapping": the lens turns
 * the picture). `sigmasMm` are the program's own.
 */
export class Vl53l5cxRangeGrid extends TofSensor<RangeGridWord> implements RangeGridSensor {
  readonly #parts: Vl53l5cxParts;
  readonly #registers: I2cRegisters;
  #firmware: Vl53l5cxFirmware | null = null;
  #frameBytes = 0;
  #streamed = 255;

  constructor(parts: Vl53l5cxParts) {
    super('VL53L5CX', parts, parts.periodMs);
    this.#parts = parts;
    this.#registers = new I2cRegisters(parts.bus, parts.address, 2);
  }

  protected override async start(signal: AbortSignal): Promise<void> {
    // Before the chip is woken: without its program it need not be.
    const loaded = await this.#parts.firmware();
    if (!loaded.ok) throw new StartRefused(loaded.fault);
    this.#firmware = loaded.value;
    await super.start(signal);
  }

  protected override async isIt(found: string, at: I2cAddress): Promise<boolean> {
    // Those that say who they are are others; this one says it only on its page 0.
    if (!found.startsWith('id ')) return false;
    const chip = new I2cRegisters(this.bus, at, 2);
    await chip.write8(register.page, 0x00);
    const [device, revision] = await chip.read(0x0000, 2);
    await chip.write8(register.page, 0x02);
    return device === 0xf0 && revision === 0x02;
  }

  protected override async give(address: I2cAddress, at: I2cAddress): Promise<void> {
    const chip = new I2cRegisters(this.bus, at, 2);
    await chip.write8(register.page, 0x00);
    await chip.write8(0x0004, address);
    await this.#registers.write8(register.page, 0x02);
  }

  protected override async begin(signal: AbortSignal): Promise<void> {
    const firmware = present(this.#firmware, 'started without a program');
    await this.#reboot(signal);
    await this.#upload(firmware.tables.VL53L5CX_FIRMWARE, signal);
    await this.#configure(firmware, signal);
    await this.#startRanging(firmware, signal);
  }

  protected override async look(): Promise<Look<RangeGridWord>> {
    const chip = this.#registers;
    const [stream = 255, second, third = 0, fourth = 0] = await chip.read(0x0000, 4);
    const isNew = stream !== this.#streamed && stream !== 255;
    if (!isNew || second !== 0x05 || (third & 0x05) !== 0x05 || (fourth & 0x10) === 0) return null;
    this.#streamed = stream;
    const { side, orientation } = this.#parts;
    const wire = await chip.read(0x0000, this.#frameBytes);
    const frame = this.#firmware === null ? null : readZoneFrame(wire, this.#firmware, side * side);
    if (frame === null) return { fault: { kind: 'garbled', reason: 'frame' } };
    return {
      value: {
        rows: side,
        columns: side,
        distancesMm: this.#upright(frame.distancesMm, orientation),
        sigmasMm: this.#upright(frame.sigmasMm, orientation),
      },
    };
  }

  protected override rest(): Promise<void> {
    return this.#registers.writeAll(stopRanging);
  }

  /** From the chip's right-to-left rows to left-to-right ones, and then to how it is mounted. */
  #upright<T>(zones: readonly T[], { turnedDeg, mirrored }: GridOrientation): readonly T[] {
    const { side } = this.#parts;
    const leftToRight = oriented(zones, side, { turnedDeg: 0, mirrored: true });
    return oriented(leftToRight, side, { turnedDeg, mirrored });
  }

  async #reboot(signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    for (const { pairs, thenMs } of reboot) {
      await chip.writeAll(pairs);
      await this.pause(thenMs, signal);
    }
    await chip.write8(register.page, 0x00);
    await this.#poll('boot', 0x0006, 0xff, 0x01, signal);
    await chip.writeAll([
      [0x000e, 0x01],
      [register.page, 0x02],
    ]);
    await this.#takeAccess(signal);
    await chip.writeAll(powerOn);
  }

  /** Lets the host at the program's memory. */
  async #takeAccess(signal: AbortSignal): Promise<void> {
    await this.#registers.writeAll([
      [0x0003, 0x0d],
      [register.page, 0x01],
    ]);
    await this.#poll('firmware access', 0x0021, 0x10, 0x10, signal);
    await this.#registers.writeAll([
      [register.page, 0x00],
      [0x000c, 0x01],
    ]);
  }

  async #upload(program: Uint8Array, signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    for (const { page, from, to } of programPages) {
      await chip.write8(register.page, page);
      for (let at = from; at < to; at += pieceBytes) {
        if (signal.aborted) throw new StartRefused({ kind: 'timeout', where: this.where });
        await chip.write(at - from, program.subarray(at, Math.min(at + pieceBytes, to)));
      }
    }
    await chip.write8(register.page, 0x02);
    await this.#takeAccess(signal);
    await chip.writeAll(startProgram);
    await this.#poll('program start', 0x0006, 0xff, 0x00, signal);
    await chip.write8(register.page, 0x02);
  }

  async #configure(firmware: Vl53l5cxFirmware, signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    const { at, tables } = firmware;
    await chip.write(register.nvm, tables.VL53L5CX_GET_NVM_CMD);
    await this.#answered('factory offsets', signal, 0, 0x02);
    const nvm = await chip.read(register.answer, nvmBytes);
    const send = async (side: 4 | 8): Promise<void> => {
      await this.#command('offsets', register.offset, offsetCommand(nvm, side), signal);
      await this.#command(
        'crosstalk',
        register.crosstalk,
        crosstalkCommand(tables.VL53L5CX_DEFAULT_XTALK, side),
        signal,
      );
    };
    await send(4);
    await this.#command('configuration', register.defaultConfiguration, tables.VL53L5CX_DEFAULT_CONFIGURATION, signal);
    await this.#set(at.VL53L5CX_DCI_PIPE_CONTROL, Uint8Array.of(1, 0, 1, 0), signal);
    await this.#set(at.VL53L5CX_DCI_SINGLE_RANGE, words(1), signal);
    if (this.#parts.side === 8) {
      await this.#replace(
        at.VL53L5CX_DCI_DSS_CONFIG,
        16,
        [
          [4, 16],
          [6, 16],
          [9, 1],
        ],
        signal,
      );
      await this.#replace(
        at.VL53L5CX_DCI_ZONE_CONFIG,
        8,
        [
          [0, 8],
          [1, 8],
          [4, 4],
          [5, 4],
        ],
        signal,
      );
      await send(8);
    }
    const most = this.#parts.side === 8 ? 15 : 60;
    // A little faster than promised: whole frames a second, and the chip's oscillator errs.
    const hertz = Math.min(most, Math.ceil(1000 / this.periodMs));
    await this.#replace(at.VL53L5CX_DCI_FREQ_HZ, 4, [[1, hertz]], signal);
    await this.#replace(
      at.VL53L5CX_DCI_RANGING_MODE,
      8,
      [
        [1, 1],
        [3, 3],
      ],
      signal,
    );
    await this.#set(at.VL53L5CX_DCI_SINGLE_RANGE, words(0), signal);
  }

  async #startRanging(firmware: Vl53l5cxFirmware, signal: AbortSignal): Promise<void> {
    const { at } = firmware;
    const { side } = this.#parts;
    const { list, enables, frameBytes } = planOutput(firmware, side * side);
    this.#frameBytes = frameBytes;
    this.#streamed = 255;
    await this.#set(at.VL53L5CX_DCI_OUTPUT_LIST, words(...list), signal);
    await this.#set(at.VL53L5CX_DCI_OUTPUT_CONFIG, words(frameBytes, list.length + 1), signal);
    await this.#set(at.VL53L5CX_DCI_OUTPUT_ENABLES, words(...enables), signal);
    await this.#registers.writeAll([
      [register.page, 0x00],
      [0x0009, 0x05],
      [register.page, 0x02],
    ]);
    await this.#command('ranging', register.startCommand, Uint8Array.of(0x00, 0x03, 0x00, 0x00), signal);
  }

  /** Reads a setting, changes some of its bytes and writes it back. */
  async #replace(index: number, size: number, changes: readonly Pair[], signal: AbortSignal): Promise<void> {
    const header = [index >>> 8, index & 0xff, (size & 0xff0) >>> 4, (size & 0x0f) << 4];
    const request = Uint8Array.of(...header, 0x00, 0x00, 0x00, 0x0f, 0x00, 0x02, 0x00, 0x08);
    await this.#command('reading settings', register.readCommand, request, signal);
    const answer = swapWords(await this.#registers.read(register.answer, size + 12));
    const data = answer.slice(4, 4 + size);
    for (const [at, value] of changes) data[at] = value;
    await this.#set(index, data, signal);
  }

  async #set(index: number, data: Uint8Array, signal: AbortSignal): Promise<void> {
    const size = data.length;
    const message = new Uint8Array(size + 12);
    message.set([index >>> 8, index & 0xff, (size & 0xff0) >>> 4, (size & 0x0f) << 4]);
    message.set(swapWords(data), 4);
    message.set([0x00, 0x00, 0x00, 0x0f, 0x05, 0x01, (size + 8) >>> 8, (size + 8) & 0xff], size + 4);
    await this.#command('settings', register.commandEnd - message.length + 1, message, signal);
  }

  async #command(step: string, at: number, message: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#registers.write(at, message);
    await this.#answered(step, signal, 1, 0x03);
  }

  async #answered(step: string, signal: AbortSignal, position: 0 | 1, expected: number): Promise<void> {
    await this.until(
      step,
      stepLimitMs,
      signal,
      async () => {
        const status = await this.#registers.read(register.commandStatus, 4);
        if ((status[2] ?? 0) >= mcuError)
          throw new StartRefused({
            kind: 'not-started',
            where: this.where,
            chip: this.chip,
            step: `${step}: program error`,
          });
        return status[position] === expected;
      },
      10,
    );
  }

  async #poll(step: string, at: number, mask: number, expected: number, signal: AbortSignal): Promise<void> {
    const ready = async (): Promise<boolean> => ((await this.#registers.read8(at)) & mask) === expected;
    await this.until(step, stepLimitMs, signal, ready, 10);
  }
}
