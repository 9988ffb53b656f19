// Frames of 128 bytes behind one register, by npm i2c-bus alone. Nothing of letan.
import { createRequire } from 'node:module';

const i2c = createRequire(import.meta.url)('i2c-bus');
const [number, frames] = process.argv.slice(2).map(Number);
const bus = await i2c.openPromisified(number);
const spent = [];
const frame = Buffer.alloc(128);
for (let i = 0; i < frames; i++) {
  const from = performance.now();
  await bus.i2cWrite(0x69, 1, Buffer.of(0x80));
  await bus.i2cRead(0x69, 128, frame);
  spent.push((performance.now() - from) * 1e6);
}
await bus.close();
process.stdout.write(`${JSON.stringify({ spent })}\n`);
