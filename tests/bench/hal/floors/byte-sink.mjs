// The far side of a port: takes all bytes at once and keeps none. Nothing of letan.
//   node byte-sink.mjs     says its TCP port, then for each line that it is sent how many bytes have come
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

let taken = 0;
const server = createServer((socket) => {
  socket.on('data', (bytes) => (taken += bytes.length));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
createInterface({ input: process.stdin })
  .on('line', () => console.log(taken))
  .on('close', () => process.exit(0));
