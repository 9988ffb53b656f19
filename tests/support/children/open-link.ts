/* Opens a device file and says what came of it, as JSON. Argument: the path. */
import { writeSync } from 'node:fs';
import { DeviceFileByteLink } from '../../../hal/drivers/device-file-byte-link.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';

const [path = ''] = process.argv.slice(2);
const link = new DeviceFileByteLink(path, new NodeClock(() => true));
const opened = await link.open(new AbortController().signal);
const written = opened.ok
  ? await link.write(Uint8Array.of(0x10, 4, 1), new AbortController().signal)
  : { ok: false as const };
writeSync(1, `${JSON.stringify({ opened, readable: link.readable, written: written.ok })}\n`);
await link.close();
