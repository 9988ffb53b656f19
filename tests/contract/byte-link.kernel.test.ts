import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { DeviceFileByteLink } from '../../hal/drivers/device-file-byte-link.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { serial8n1, SerialByteLink } from '../../hal/drivers/serial-byte-link.ts';
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
    readonly plug: (connected: () => boolean) => Promise<void>;
    readonly unplug: () => Promise<void>;
    readonly end: () => Promise<void>;
  },
): Promise<ByteLinkRig> => {
  const clock = new NodeClock(() => true);
  const far = new FarEnd();
  const server = new PeripheralServer(far);
  await server.start();
  const { link, plug, unplug, end } = wire(server.port, clock);
  const connected = (): boolean => server.connections > 0;
  await plug(connected);
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
      await plug(connected);
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

const pseudoTerminal = (makeLink: (path: string, clock: NodeClock) => ByteLink) => (): Promise<ByteLinkRig> =>
  rigOver((port, clock) => {
    const pty = new PtyWire();
    return {
      link: makeLink(pty.path, clock),
      plug: async (connected) => {
        await pty.plug(port);
        // The terminal is there before its far end is: what that sent meanwhile would be lost on the way.
        await untilReal(connected);
      },
      unplug: () => pty.unplug(),
      end: () => pty.end(),
    };
  });

if (hasSocat) {
  byteLinkContract(
    'device file',
    { absent: 'absent', flood: 8_000_000 },
    pseudoTerminal((path, clock) => new DeviceFileByteLink(path, clock)),
  );
  byteLinkContract(
    'serial line',
    { absent: 'absent', flood: 8_000_000 },
    pseudoTerminal((path) => new SerialByteLink(path, serial8n1(256_000))),
  );
} else
  describe.each(['device file', 'serial line'])('byte link: %s', () => {
    test.skip('socat is not installed', () => undefined);
  });
