import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { SeededRandom } from '../../sim/random.ts';
import { bundleChild, runAndKill } from '../support/child.ts';
import { startTicketingDevice } from '../support/children/ticketing-device.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';

const kills = runs({ fast: 20, long: 500 });
/** A fresh disk after so many kills, so that opening stays quick and the first opening is hit as well. */
const killsPerDisk = 20;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Kills once in the middle of opening, else after so many words and a moment more; the seed says when. Words, not time, so that a
 * slow disk kills no earlier in the work than a quick one.
 */
const life = (random: SeededRandom, round: number) => async (child: ChildProcess, said: () => string) => {
  if (round % 5 === 4) {
    await pause(random.between(40, 250));
    return;
  }
  const words = 2 + random.below(80);
  // A child that failed says no more; its error is shown by the test.
  while (said().split('\n').length < words && child.exitCode === null) await pause(1);
  await pause(random.between(0, 3));
};

const readAll = async (ledger: SqliteTicketLedger): Promise<VisitEvent[]> => {
  const events: VisitEvent[] = [];
  while (events.length < ledger.head) {
    const page = await ledger.read(events.length + 1, 10_000);
    if (!page.ok) throw new Error(JSON.stringify(page.fault));
    for (const stored of page.value) {
      expect(stored.position).toBe(events.length + 1);
      events.push(stored.event);
    }
  }
  return events;
};

describe('killed with SIGKILL in the middle of work', () => {
  let directory: string;
  const programs: string[] = [];
  const bundle = (name: string): string => {
    const program = bundleChild(name);
    programs.push(program);
    return program;
  };
  beforeAll(() => {
    directory = temporaryDirectory();
  });
  afterAll(() => {
    removeDirectory(directory);
    for (const program of programs) rmSync(program);
  });

  test(
    `ledger and files keep what they acknowledged (${kills} kills)`,
    async () => {
      const program = bundle('append-loop');
      const random = new SeededRandom(1, 'append-loop');
      let acknowledged = 0;
      let disk = '';
      let ids = new Map<string, number>();
      let lines: string[] = [];
      let newestWhole = -1;
      for (let round = 0; round < kills; round++) {
        if (round % killsPerDisk === 0) {
          disk = join(directory, `bare-${round}`);
          mkdirSync(disk);
          ids = new Map();
          lines = [];
        }
        newestWhole = -1;
        const child = await runAndKill([program, disk, String(round + 1)], life(random, round));
        expect(child.stderr).toBe('');
        for (const text of child.said.filter((each) => each !== 'ready')) {
          const word = JSON.parse(text) as { position?: number; id?: string; line?: string; whole?: number };
          if (word.id !== undefined) ids.set(word.id, word.position ?? 0);
          if (word.line !== undefined) lines.push(word.line);
          if (word.whole !== undefined) newestWhole = word.whole;
          acknowledged += 1;
        }
        const ledger = new SqliteTicketLedger(join(disk, 'ledger.db'));
        const opened = await ledger.open(new AbortController().signal);
        expect(opened, `after kill ${round}`).toEqual({ ok: true, value: undefined });
        const events = await readAll(ledger);
        expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
        for (const [id, position] of ids) expect(events[position - 1]?.id, `after kill ${round}`).toBe(id);
        await ledger.close();

        const storage = new NodeStorage(join(disk, 'storage'));
        await storage.open();
        const text = async (name: string): Promise<string> => {
          const read = await storage.read(name);
          if (!read.ok) throw new Error(JSON.stringify(read.fault));
          return new TextDecoder().decode(read.value ?? new Uint8Array(0));
        };
        const found = new Set((await text('lines')).split('\n'));
        for (const line of lines) expect(found.has(line), `line ${line} after kill ${round}`).toBe(true);
        // A kill leaves no torn write in the kernel's cache: whole lines only, but for the one under way.
        const whole = await text('whole');
        if (whole !== '')
          expect(whole).toBe(String(Number.parseInt(whole.slice(0, whole.length / 500), 10)).repeat(500));
        if (newestWhole >= 0)
          expect(Number.parseInt(whole.slice(0, whole.length / 500), 10)).toBeGreaterThanOrEqual(newestWhole);
        await storage.close();
      }
      expect(acknowledged).toBeGreaterThan(kills);
    },
    60_000 + kills * 20_000,
  );

  test(
    `no number is lost that was shown or printed, none is given twice (${kills} kills)`,
    async () => {
      const program = bundle('ticket-loop');
      const random = new SeededRandom(2, 'ticket-loop');
      let shownInAll = 0;
      let disk = '';
      let shown = new Map<string, string>();
      let begun = new Set<string>();
      let ended = new Set<string>();
      for (let round = 0; round < kills; round++) {
        if (round % killsPerDisk === 0) {
          disk = join(directory, `office-${round}`);
          shown = new Map();
          begun = new Set();
          ended = new Set();
        }
        const child = await runAndKill([program, disk, `run-${round}`], life(random, round));
        expect(child.stderr).toBe('');
        for (const text of child.said.filter((each) => each !== 'ready')) {
          const word = JSON.parse(text) as {
            shown?: string;
            printing?: string;
            printed?: string;
            ticket: string;
            request: string;
          };
          if (word.shown !== undefined) {
            expect(shown.has(word.ticket), `${word.ticket} was shown twice`).toBe(false);
            shown.set(word.ticket, word.request);
            shownInAll += 1;
          }
          if (word.printing !== undefined) begun.add(word.printing);
          if (word.printed !== undefined) ended.add(word.printed);
        }

        const device = await startTicketingDevice(disk);
        const where = `after kill ${round}`;
        const events = await readAll(device.ledger);
        const issued = events.filter((event) => event.kind === 'ticket.issued');
        const started = new Set(
          events.flatMap((event) => (event.kind === 'slip.started' ? [event.data['jobId']] : [])),
        );
        for (const jobId of begun) expect(started.has(jobId), `${jobId} ${where}`).toBe(true);
        const requests = new Map(issued.map((event) => [event.data['ticket'], event.data['requestId']]));
        expect(requests.size, `a number twice in the ledger ${where}`).toBe(issued.length);
        expect(new Set(requests.values()).size, `a request with two numbers ${where}`).toBe(issued.length);
        for (const [ticket, request] of shown) expect(requests.get(ticket), `${ticket} ${where}`).toBe(request);
        // kill -9 takes nothing from the ledger that the side file has: a gap can only be a number that nobody saw.
        for (const { event, data } of device.log.filter((line) => line.event === 'numbers.gap-found'))
          for (const ticket of shown.keys()) {
            const [day, number = ''] = ticket.split('/');
            const n = Number(number.slice(1));
            const within = day === data['day'] && number.slice(0, 1) === data['series'];
            expect(within && n >= Number(data['from']) && n <= Number(data['to']), `${event} ${ticket}`).toBe(false);
          }
        const unfinished = new Set(device.hall.unfinishedSlips().map((slip) => slip.jobId));
        for (const jobId of ended) expect(unfinished.has(jobId), `${jobId} ${where}`).toBe(false);
        for (const jobId of unfinished)
          await device.hall.office.slipEnded(ticketOf(jobId, device), jobId, 'unknown', '');
        for (const jobId of begun) ended.add(jobId);
        // The next number is one that nobody has, and a repeated request gets its old one.
        const [again] = shown;
        if (again !== undefined) {
          const repeated = await device.hall.office.issue({
            id: again[1],
            service: 'ho-tich',
            priority: null,
            language: 'vi',
          });
          expect(repeated).toMatchObject({ ok: true, value: { ticket: again[0] } });
        }
        const next = await device.hall.office.issue({
          id: `check-${round}`,
          service: 'ho-tich',
          priority: null,
          language: 'vi',
        });
        if (!next.ok) throw new Error(JSON.stringify(next.fault));
        expect(shown.has(next.value.ticket)).toBe(false);
        shown.set(next.value.ticket, `check-${round}`);
        await device.close();
      }
      expect(shownInAll).toBeGreaterThan(kills * 5);
    },
    60_000 + kills * 20_000,
  );
});

const ticketOf = (jobId: string, device: Awaited<ReturnType<typeof startTicketingDevice>>): string => {
  const slip = device.hall.unfinishedSlips().find((each) => each.jobId === jobId);
  if (slip === undefined) throw new Error(`no slip ${jobId}`);
  return slip.ticket;
};
