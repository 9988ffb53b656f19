import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { DeviceFileByteLink } from '../../hal/drivers/device-file-byte-link.ts';
import { linkFault } from '../../hal/drivers/link-faults.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { TcpByteLink } from '../../hal/drivers/tcp-byte-link.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { FarEnd } from '../support/far-end.ts';
import { hasSocat, PeripheralServer, PtyWire } from '../support/printer-host.ts';
import { untilReal } from '../support/real-time.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const never = new AbortController().signal;
const clock = new NodeClock(() => true);

describe('the operating system’s words for what is wrong with a link', () => {
  test.each([
    ['ENOENT', { kind: 'absent', where: 'w' }],
    ['ENXIO', { kind: 'absent', where: 'w' }],
    ['EHOSTUNREACH', { kind: 'absent', where: 'w' }],
    ['ENOTFOUND', { kind: 'absent', where: 'w' }],
    ['EACCES', { kind: 'permission', where: 'w' }],
    ['ECONNREFUSED', { kind: 'refused', where: 'w' }],
    ['ETIMEDOUT', { kind: 'timeout', where: 'w' }],
    ['ENODEV', { kind: 'unplugged', where: 'w' }],
    ['EIO', { kind: 'unplugged', where: 'w' }],
    ['ECONNRESET', { kind: 'unplugged', where: 'w' }],
    ['EPIPE', { kind: 'unplugged', where: 'w' }],
    ['EMFILE', { kind: 'io', where: 'w', code: 'EMFILE' }],
  ])('%s', (code, fault) => {
    expect(linkFault(Object.assign(new Error('x'), { code }), 'w')).toEqual(fault);
  });
});

describe('TCP', () => {
  test('a name that nobody has is absent', async () => {
    const link = new TcpByteLink('printer.invalid', 9100, clock);
    expect(await link.open(never)).toEqual({ ok: false, fault: { kind: 'absent', where: 'tcp printer.invalid:9100' } });
  });

  test('an address that never answers times out by the clock, and nothing is held', async () => {
    let fire: () => void = () => undefined;
    const armed = new Set<number>();
    const stub: Clock = {
      now: () => 0,
      setTimeout: (callback, ms) => {
        expect(ms).toBe(5000);
        fire = callback;
        armed.add(1);
        return 1;
      },
      clearTimeout: (id) => void armed.delete(id),
      wallTime: () => ({ instant: 0, trusted: true }),
      turn: (callback) => callback(),
    };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const link = new TcpByteLink('127.0.0.1', address.port, stub);
    const call = link.open(never);
    // Before the event loop could have heard of the connection.
    fire();
    expect(await call).toEqual({ ok: false, fault: { kind: 'timeout', where: link.where } });
    expect(armed.size).toBe(0);
    server.close();
  });

  test('what a stuck printer has not read is dropped at close, not delivered later', async () => {
    const far = new FarEnd();
    const server = new PeripheralServer(far);
    await server.start();
    const link = new TcpByteLink('127.0.0.1', server.port, clock);
    await link.open(never);
    far.block();
    const giveUp = new AbortController();
    const call = link.write(new Uint8Array(16_000_000), giveUp.signal);
    giveUp.abort();
    expect((await call).ok).toBe(false);
    await link.close();
    far.unblock();
    await server.stop();
    expect(far.received.length).toBeLessThan(16_000_000);
  });
});

describe('device files', () => {
  const directory = temporaryDirectory();
  afterAll(() => removeDirectory(directory));

  test('a plain file under a device’s name is refused: it would take every slip and print none', async () => {
    const path = join(directory, 'lp0');
    writeFileSync(path, 'a slip that somebody sent while the printer was out');
    const link = new DeviceFileByteLink(path, clock);
    expect(await link.open(never)).toEqual({ ok: false, fault: { kind: 'io', where: path, code: 'ENOTCHR' } });
    mkdirSync(join(directory, 'folder'));
    expect((await new DeviceFileByteLink(join(directory, 'folder'), clock).open(never)).ok).toBe(false);
  });

  test('a stable name (a link that udev makes) is followed', async () => {
    const path = join(directory, 'printer-by-id');
    symlinkSync('/dev/null', path);
    const link = new DeviceFileByteLink(path, clock);
    expect(await link.open(never)).toEqual({ ok: true, value: undefined });
    expect(await link.write(Uint8Array.of(1), never)).toEqual({ ok: true, value: undefined });
    await link.close();
    expect(clock.pending).toBe(0);
  });

  test('a device that cannot store any more says so, once', async () => {
    const link = new DeviceFileByteLink('/dev/full', clock);
    const faults: unknown[] = [];
    link.onFault((fault) => faults.push(fault));
    await link.open(never);
    const fault = { kind: 'io', where: '/dev/full', code: 'ENOSPC' };
    expect(await link.write(Uint8Array.of(1), never)).toEqual({ ok: false, fault });
    expect((await link.write(Uint8Array.of(1), never)).ok).toBe(false);
    expect(faults).toEqual([fault]);
    await link.close();
    expect(clock.pending).toBe(0);
  });

  const child = fileURLToPath(new URL('../support/children/open-link.ts', import.meta.url));
  const openedBy = (path: string): unknown => {
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const command = [...(process.getuid?.() === 0 ? asNobody : []), process.execPath, '--import', 'tsx', child, path];
    return JSON.parse(execFileSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' }));
  };

  test.skipIf(!hasSocat)(
    'a device that may only be written is opened for that, and says so; one that may not is `permission`',
    async () => {
      const far = new FarEnd();
      const server = new PeripheralServer(far);
      await server.start();
      const pty = new PtyWire();
      await pty.plug(server.port);
      try {
        chmodSync(pty.directory, 0o755);
        chmodSync(pty.path, 0o222);
        expect(openedBy(pty.path)).toEqual({ opened: { ok: true }, readable: false, written: true });
        await untilReal(() => far.received.length === 3);
        chmodSync(pty.path, 0o000);
        expect(openedBy(pty.path)).toEqual({
          opened: { ok: false, fault: { kind: 'permission', where: pty.path } },
          readable: false,
          written: false,
        });
      } finally {
        await pty.end();
        await server.stop();
      }
    },
  );
});
