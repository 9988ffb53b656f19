import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import parse from 'parse-prometheus-text-format';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { centreDay } from '../support/centre-day.ts';
import { centreRig, type CentreRig } from '../support/centre-rig.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const day = centreDay(0, 0.8);
const now = day.midnight + 10 * 3_600_000;
const morning = day.events.filter(({ wall }) => wall <= now);

/** What somebody else's reader makes of it: by name and labels. */
const readBy = (text: string): ReadonlyMap<string, number> => {
  const samples = new Map<string, number>();
  for (const { metrics, name } of parse(text))
    for (const { labels = {}, value } of metrics)
      samples.set(
        `${name}${Object.entries(labels)
          .map(([label, word]) => ` ${label}=${word}`)
          .join('')}`,
        Number(value),
      );
  return samples;
};

describe('metrics', () => {
  let rig: CentreRig;
  beforeAll(async () => {
    rig = await centreRig(morning, now);
  }, 60_000);
  afterAll(() => rig.close());

  it('are read by a parser that is not ours, and say what the hall is', async () => {
    const answer = await fetch(`${rig.url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    expect(text.endsWith('\n')).toBe(true);
    const read = readBy(text);
    const waiting = rig.hall.hall.waiting();
    expect(read.get('letan_tickets phase=waiting')).toBe(waiting.length);
    expect(waiting.length).toBeGreaterThan(0);
    for (const service of ['chung-thuc', 'ho-tich', 'dat-dai'])
      expect(read.get(`letan_waiting service=${service}`)).toBe(
        waiting.filter((ticket) => ticket.service === service).length,
      );
    expect(read.get('letan_hall_ready')).toBe(1);
    expect(read.get('letan_counters state=open')).toBe(7);
    const [p50, p90] = ['0.5', '0.9'].map((share) =>
      read.get(`letan_wait_estimate_seconds service=chung-thuc quantile=${share}`),
    );
    expect(p90).toBeGreaterThanOrEqual(p50 ?? Number.NaN);
    expect(read.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(Math.abs((read.get('process_start_time_seconds') ?? 0) - Date.now() / 1_000)).toBeLessThan(86_400);
  });

  it('count on while the process runs, and name nobody', async () => {
    const before = readBy(await (await fetch(`${rig.url}/metrics`)).text());
    const later = day.events.filter(({ wall }) => wall > now && wall <= now + 5 * 60_000);
    await rig.receive(later);
    const text = await (await fetch(`${rig.url}/metrics`)).text();
    const after = readBy(text);
    expect((after.get('letan_events_total') ?? 0) - (before.get('letan_events_total') ?? 0)).toBe(later.length);
    for (const { data } of later) if (typeof data['number'] === 'string') expect(text).not.toContain(data['number']);
  });

  it('are asked for and not told to', async () => {
    const posted = await fetch(`${rig.url}/metrics`, {
      method: 'POST',
      headers: { origin: rig.url, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(posted.status).toBe(405);
    expect((await fetch(`${rig.url}/metrics/more`)).status).toBe(404);
    expect((await fetch(`${rig.url}/metricsmore`)).status).toBe(404);
  });
});

describe('metrics behind a token', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'metrics-token');
  const token = 'b7f9c2e05d1846aa';
  let rig: CentreRig;
  beforeAll(async () => {
    writeFileSync(file, `${token}\n`);
    rig = await centreRig([], now, file);
  }, 60_000);
  afterAll(async () => {
    await rig.close();
    removeDirectory(directory);
  });

  const ask = async (authorization: string | null): Promise<number> =>
    (await fetch(`${rig.url}/metrics`, authorization === null ? {} : { headers: { authorization } })).status;

  it('are for whoever has it, as the file has it now', async () => {
    expect(await ask(null)).toBe(401);
    expect(await ask('Bearer')).toBe(401);
    expect(await ask(`Bearer ${token}x`)).toBe(401);
    expect(await ask(`Basic ${token}`)).toBe(401);
    expect(await ask(`Bearer ${token}`)).toBe(200);
    writeFileSync(file, 'another-token-of-length\n');
    expect(await ask(`Bearer ${token}`)).toBe(401);
    expect(await ask('Bearer another-token-of-length')).toBe(200);
    // An empty file is no empty password.
    writeFileSync(file, '');
    expect(await ask('Bearer ')).toBe(503);
  });
});
