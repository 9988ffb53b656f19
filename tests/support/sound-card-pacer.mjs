// The far end of a sound card for tests: takes bytes no faster than they would sound and appends them to a file.
//   node sound-card-pacer.mjs FILE BYTES_PER_SECOND
import { appendFileSync, readSync } from 'node:fs';

const [, , path, rate] = process.argv;
// A hundredth of a second or so at a time; the pipe before it stays full, as a card's own buffer does.
const buffer = Buffer.alloc(4096);
const still = new Int32Array(new SharedArrayBuffer(4));
let dueAt = performance.now();
for (;;) {
  const taken = readSync(0, buffer);
  if (taken === 0) break;
  appendFileSync(path, buffer.subarray(0, taken));
  dueAt = Math.max(dueAt, performance.now() - 100) + (taken / Number(rate)) * 1000;
  const ahead = dueAt - performance.now();
  if (ahead > 0) Atomics.wait(still, 0, 0, ahead);
}
