import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { DeviceFileByteLink } from '../../hal/drivers/device-file-byte-link.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { TcpByteLink } from '../../hal/drivers/tcp-byte-link.ts';
import type { ByteLink } from '../../hal/ports/byte-link.ts';
import { FarEnd } from '../support/far-end.ts';
import { hasSocat, PeripheralServer, PtyWire } from '../support/printer-host.ts';
import { untilReal } from '../support/real-time.ts';
import { byteLinkContract, type ByteLinkRig } from './byte-link.contract.ts';

const rigOver = async (
  wire: (
    port: number,
    clock: NodeClock,
  ) => {
    readonly link: ByteLink;
    readonly plug: () => Promise<void>;
    readonly unplug: () => Promise<void>;
    readonly end: () => Promise<void>;
  },
): Promise<ByteLinkRig> => {
  const clock = new NodeClock(() => true);
  const far = new FarEnd();
  const server = new PeripheralServer(far);
  await server.start();
  const { link, plug, unplug, end } = wire(server.port, clock);
  await plug();
  return {
    link,
    finish: (call) => call,
    until: (condition) => untilReal(condition),
    // That nothing happens can be seen of a kernel only by waiting.
    quiet: () => sleep(150),
    received: () => far.received,
    send: (bytes) => far.send(bytes),
    block: () => far.block(),
    unblock: () => far.unblock(),
    unplug: async () => {
      await unplug();
      await server.stop();
    },
    plug: async () => {
      await server.start();
      await plug();
    },
    held: () => clock.pending,
    tidy: async () => {
      await end();
      await server.stop();
    },
  };
};

const nothing = async (): Promise<void> => undefined;
/** More than the loopback's socket buffers take. */
const flood = 16_000_000;

byteLinkContract('TCP', { absent: 'refused', flood }, () =>
  rigOver((port, clock) => ({
    link: new TcpByteLink('127.0.0.1', port, clock),
    plug: nothing,
    unplug: nothing,
    end: nothing,
  })),
);

if (hasSocat)
  byteLinkContract('device file', { absent: 'absent', flood: 8_000_000 }, () =>
    rigOver((port, clock) => {
      const pty = new PtyWire();
      return {
        link: new DeviceFileByteLink(pty.path, clock),
        plug: () => pty.plug(port),
        unplug: () => pty.unplug(),
        end: () => pty.end(),
      };
    }),
  );
else describe('byte link: device file', () => test.skip('socat is not installed', () => undefined));
