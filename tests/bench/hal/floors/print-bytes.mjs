// The floor under every slip: its bytes written to the port and nothing else. Nothing of letan.
//   node print-bytes.mjs tcp PORT | file PATH  BYTES_FILE COUNT WARM_UP PAUSE_MS
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , kind, where, bytesFile, ...numbers] = process.argv;
const [count, warmUp, pauseMs] = numbers.map(Number);
const bytes = readFileSync(bytesFile);
let write;
let end;
if (kind === 'tcp') {
  const socket = connect({ host: '127.0.0.1', port: Number(where), noDelay: true });
  await once(socket, 'connect');
  write = () => new Promise((resolve) => socket.write(bytes, resolve));
  end = () => socket.end();
} else {
  const fd = openSync(where, 'w');
  // A terminal takes what it has room for.
  write = async () => {
    for (let from = 0; from < bytes.length;) from += writeSync(fd, bytes, from);
  };
  end = () => closeSync(fd);
}
const spent = [];
for (let job = -warmUp; job < count; job++) {
  const from = performance.now();
  await write();
  if (job >= 0) spent.push(performance.now() - from);
  await sleep(pauseMs);
}
end();
console.log(JSON.stringify({ spent }));
