import { LinuxI2cBus } from '../../../hal/drivers/linux-i2c-bus.ts';
import { SharedI2cBus } from '../../../hal/drivers/shared-i2c-bus.ts';

/* Frames of 128 bytes through letan's bus, shared and kept in turn as the firmware has it. */

const [number = 0, frames = 0] = process.argv.slice(2).map(Number);
const bus = new SharedI2cBus(new LinuxI2cBus(number, null)).lease();
await bus.open(new AbortController().signal);
const spent: number[] = [];
for (let i = 0; i < frames; i++) {
  const from = performance.now();
  const frame = await bus.read(0x69, Uint8Array.of(0x80), 128);
  if (!frame.ok) throw new Error(frame.fault.kind);
  spent.push((performance.now() - from) * 1e6);
}
await bus.close();
process.stdout.write(`${JSON.stringify({ spent })}\n`);
