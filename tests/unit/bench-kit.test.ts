import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accepted, readRecord, type AcceptanceRecord, type BenchResult } from '../../firmware/bench-kit/record.ts';
import { acceptanceTable, recordText } from '../../firmware/bench-kit/table.ts';
import { resultsOf } from '../../firmware/bench-kit/vitest-report.ts';

const result = (state: BenchResult['state'], why = ''): BenchResult => ({
  suite: 'bench printer › ticket printer: slip ',
  test: `a sentence that ${state}`,
  state,
  ms: 3,
  why,
});

const record = (...results: readonly BenchResult[]): AcceptanceRecord => ({
  schema: 1,
  who: 'Nguyễn Văn An',
  at: '2026-08-03T02:00:00.000Z',
  commit: '0123456789abcdef',
  firmware: '0.1.0',
  node: '20.20.2',
  kernel: '6.12.25+rpt-rpi-v8',
  machine: 'Raspberry Pi 4 Model B Rev 1.5',
  board: 'pi-4',
  site: 'ward-centre',
  device: 'kiosk-1',
  devices: [
    { name: 'slip', port: 'printer', driver: 'escpos', part: 'ESC/POS, 203 dpi', real: true },
    { name: 'pir', port: 'presence', driver: 'simulated', part: 'HC-SR501', real: false },
  ],
  results: [...results],
});

describe('an acceptance record', () => {
  it('is accepted only where something was tried and nothing failed', () => {
    expect(accepted(record(result('passed'), result('skipped', 'needs a person')))).toBe(true);
    expect(accepted(record(result('passed'), result('failed', 'x')))).toBe(false);
    // Never green by absence.
    expect(accepted(record(result('skipped', 'no bench')))).toBe(false);
    expect(accepted(record())).toBe(false);
  });

  it('comes back from its file as it was, and nothing else does', () => {
    const kept = record(result('passed'), result('skipped', 'needs a person: pull the cable'));
    expect(readRecord(JSON.stringify(kept))).toEqual({ ok: true, value: kept });
    for (const wrong of ['', '{', '{}', JSON.stringify({ ...kept, schema: 2 }), JSON.stringify({ ...kept, zebra: 1 })])
      expect(readRecord(wrong).ok).toBe(false);
  });

  it('tells people what was tried, what was not, and why', () => {
    const text = recordText(
      record(result('passed'), result('failed', 'paper-out'), result('skipped', 'needs a person')),
    );
    expect(text).toContain('✓ a sentence that passed');
    expect(text).toContain('✗ a sentence that failed — paper-out');
    expect(text).toContain('· a sentence that skipped — needs a person');
    expect(text).toContain('1 passed, 1 failed, 1 skipped: KHÔNG ĐẠT');
    expect(text).toContain('pir: presence, simulated (mô phỏng');
  });
});

describe('the table of hardware', () => {
  it('says that there is none', () => {
    expect(acceptanceTable([])).toBe('No hardware has an acceptance record yet.\n');
  });

  it('has a line for each real part, and none for a simulated one', () => {
    const table = acceptanceTable([record(result('passed'), result('skipped', 'x'))]);
    expect(table).toContain('| ESC/POS, 203 dpi | printer, escpos | Raspberry Pi 4 Model B Rev 1.5 |');
    expect(table).toContain('| 1 / 0 / 1 |');
    expect(table).not.toContain('HC-SR501');
  });

  it('is made of records that can all be read', () => {
    const directory = 'config/boards/acceptance';
    for (const name of readdirSync(directory).filter((each) => each.endsWith('.json')))
      expect(readRecord(readFileSync(`${directory}/${name}`, 'utf8')), name).toMatchObject({ ok: true });
  });
});

describe("vitest's report", () => {
  const report = (...assertionResults: readonly object[]): string =>
    JSON.stringify({ testResults: [{ name: '/x/tests/contract/a.bench.test.ts', message: 'boom', assertionResults }] });

  it('gives passed, failed and skipped, each with its reason', () => {
    const read = resultsOf(
      report(
        {
          ancestorTitles: ['bench printer', 'ticket printer: slip '],
          title: 'prints',
          status: 'passed',
          duration: 12.4,
        },
        {
          ancestorTitles: ['a'],
          title: 'b',
          status: 'failed',
          duration: 1,
          failureMessages: ['\u001b[31mError: no\u001b[0m\n at x'],
        },
        { ancestorTitles: [], title: 'c', status: 'skipped', meta: { why: 'needs a person: press' } },
        { ancestorTitles: [], title: 'd', status: 'pending' },
      ),
    );
    expect(read).toEqual([
      { suite: 'bench printer › ticket printer: slip ', test: 'prints', state: 'passed', ms: 12, why: '' },
      { suite: 'a', test: 'b', state: 'failed', ms: 1, why: 'Error: no' },
      { suite: 'bench', test: 'c', state: 'skipped', ms: 0, why: 'needs a person: press' },
      { suite: 'bench', test: 'd', state: 'skipped', ms: 0, why: '' },
    ]);
  });

  it('counts a file that did not load as failed', () => {
    expect(resultsOf(report())).toEqual([
      { suite: 'a.bench.test.ts', test: 'loads', state: 'failed', ms: 0, why: 'boom' },
    ]);
  });

  it('is refused where it is none', () => {
    expect(resultsOf('')).toBeNull();
    expect(resultsOf('{"testResults": 7}')).toBeNull();
  });
});
