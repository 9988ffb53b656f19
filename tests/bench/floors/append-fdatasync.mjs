// The floor under every durable record: bytes appended to one file and fdatasync, nothing else. Imports nothing of ours.
//   node append-fdatasync.mjs --dir DIR [--bytes 512] [--count 2000] [--cases]
// Prints one JSON document; `--cases` adds every measurement in milliseconds.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    bytes: { type: 'string', default: '512' },
    count: { type: 'string', default: '2000' },
    cases: { type: 'boolean', default: false },
  },
});
const bytes = Number(values.bytes);
const count = Number(values.count);
if (values.dir === undefined || !(Number.isInteger(bytes) && bytes > 0) || !(Number.isInteger(count) && count > 0)) {
  console.error('usage: append-fdatasync.mjs --dir DIR [--bytes N] [--count N] [--cases]');
  process.exit(64);
}

const path = join(values.dir, `floor-${process.pid}`);
const record = new Uint8Array(bytes).fill(120);
const fd = openSync(path, 'ax');
const cases = [];
try {
  for (let round = -100; round < count; round++) {
    const begun = performance.now();
    writeSync(fd, record);
    fdatasyncSync(fd);
    // The first hundred warm up what has to be warm: the code, the file's blocks.
    if (round >= 0) cases.push(performance.now() - begun);
  }
} finally {
  closeSync(fd);
  rmSync(path);
}
const sorted = [...cases].sort((a, b) => a - b);
const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(4));
console.log(
  JSON.stringify({
    floor: 'append-fdatasync',
    bytes,
    count,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    ...(values.cases ? { cases: cases.map((ms) => Number(ms.toFixed(4))) } : {}),
  }),
);
