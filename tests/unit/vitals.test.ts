import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepReport, vitalsOf, type Listening } from '../../firmware/cli/vitals.ts';
import { installedAt, startReportName } from '../../firmware/installed.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const appIn = (lifecycle: string, ready = true) => ({
  status: () => ({ lifecycle }),
  face: { hall: () => null, ready: () => ready },
});
const yes = (): boolean => true;
const pulseOf = async (name: string, vitals: ReturnType<typeof vitalsOf>) =>
  vitals.find((each) => each.name === name)?.look();

describe('the vital parts of a device', () => {
  it.each([
    ['running', true, 'well'],
    // Visitors are served, and a slow part is still being tried.
    ['running', false, 'faulty'],
    ['starting', false, 'faulty'],
    ['stopped', true, 'silent'],
  ])('firmware that is %s, its start done: %s, is %s', async (lifecycle, done, pulse) => {
    const vitals = vitalsOf(
      appIn(lifecycle),
      null,
      () => null,
      () => done,
    );
    expect(await pulseOf('firmware', vitals)).toBe(pulse);
  });

  it('a ledger is asked to read; one that refuses is faulty, one that no device has is not asked', async () => {
    const ledger = new SimTicketLedger(new DeviceClock(new SimClock(), 0));
    const vitals = vitalsOf(appIn('running'), ledger, () => null, yes);
    expect(await pulseOf('ledger', vitals)).toBe('faulty');
    await ledger.open(new AbortController().signal);
    expect(await pulseOf('ledger', vitals)).toBe('well');
    expect(vitalsOf(appIn('running'), null, () => null, yes).map(({ name }) => name)).toEqual(['firmware', 'page']);
    await ledger.close();
  });

  it('a page is asked as a browser asks it', async () => {
    let answers: 'up' | 'down' | 'nothing' = 'up';
    const server = createServer((_request, response) => {
      if (answers === 'nothing') response.destroy();
      else response.writeHead(answers === 'up' ? 200 : 500).end('{"status":"up"}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // TCP, so never a pipe's name
    let listening: Listening = null;
    const page = (): Promise<unknown> =>
      pulseOf(
        'page',
        vitalsOf(appIn('running'), null, () => listening, yes),
      );
    expect(await page()).toBe('faulty');
    listening = { ok: false, fault: { kind: 'port-taken', where: '127.0.0.1:8080' } };
    expect(await page()).toBe('faulty');
    listening = { ok: true, value: url };
    expect(await page()).toBe('well');
    answers = 'down';
    expect(await page()).toBe('silent');
    answers = 'nothing';
    expect(await page()).toBe('silent');
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect(await page()).toBe('silent');
  });
});

describe('the report of a start', () => {
  it('lies whole where an installed device has it', () => {
    const room = temporaryDirectory();
    const { startReport } = installedAt(room);
    expect(startReport).toBe(join(room, 'run/letan', startReportName));
    const report = { verdict: 'good', afterMs: 61_000, vitals: { loop: 'well' } } as const;
    keepReport(room, startReportName, report);
    expect(JSON.parse(readFileSync(join(room, startReportName), 'utf8'))).toEqual(report);
    expect(existsSync(join(room, `${startReportName}.part`))).toBe(false);
    removeDirectory(room);
  });
});
