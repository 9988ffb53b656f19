import { appendFileSync, readSync } from 'node:fs';
import { Onsets } from './onsets.ts';

/*
 * The far end of a sound card: ALSA's `file` device pipes to it what is played, it takes that no faster than it would sound and writes
 * down when sound began (nanoseconds of the machine's monotonic clock, a line each).
 *   sound-end FILE FRAMES_PER_SECOND
 */
const [file = '', rate = ''] = process.argv.slice(2);
const framesPerSecond = Number(rate);
/** Two channels of 32-bit floats, as the Web Audio driver asks ALSA for. */
const frameBytes = 8;
const onsets = new Onsets(framesPerSecond / 10);
const buffer = Buffer.alloc(4096);
const still = new Int32Array(new SharedArrayBuffer(4));
/** A pipe cuts frames where it likes. */
let kept = 0;
let dueAt = performance.now();
for (;;) {
  const taken = readSync(0, buffer, kept, buffer.length - kept, null);
  if (taken === 0) break;
  const bytes = kept + taken;
  const frames = Math.floor(bytes / frameBytes);
  const left: number[] = [];
  for (let frame = 0; frame < frames; frame += 1) left.push(buffer.readFloatLE(frame * frameBytes));
  const now = process.hrtime.bigint();
  for (const at of onsets.take(left))
    appendFileSync(file, `${now + BigInt(Math.round((at / framesPerSecond) * 1e9))}\n`);
  buffer.copyWithin(0, frames * frameBytes, bytes);
  kept = bytes - frames * frameBytes;
  dueAt = Math.max(dueAt, performance.now() - 100) + (frames / framesPerSecond) * 1000;
  const ahead = dueAt - performance.now();
  if (ahead > 0) Atomics.wait(still, 0, 0, ahead);
}
