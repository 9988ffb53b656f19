import { beforeAll, describe, expect, test } from 'vitest';
import { planFromScenario } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { findingText, HallChecker } from '../support/hall-checker.mjs';
import { runs } from '../support/tier.ts';

interface Written {
  readonly t: number;
  readonly device: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What each device wrote itself on a day, in the order of the trace; and what a bystander finds wrong with it. */
const day = async (
  scenario: string,
): Promise<{ readonly written: readonly Written[]; readonly wrong: readonly string[] }> => {
  const plan = planFromScenario(scenario, null);
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  const checker = new HallChecker();
  const written: Written[] = [];
  const summary = await runPlan(plan.value, {
    trace: (text) => {
      checker.read(text);
      if (!text.includes('"append"')) return;
      // A line that our own recorder wrote.
      const line = JSON.parse(text) as {
        readonly t: number;
        readonly device: string;
        readonly port?: string;
        readonly with?: { readonly events?: readonly (Written & { readonly device: string })[] };
      };
      if (line.port !== 'ledger') return;
      for (const { device, kind, data } of line.with?.events ?? [])
        if (device === line.device) written.push({ t: line.t, device, kind, data });
    },
  });
  const failed = summary.outcomes
    .filter(({ ok }) => !ok)
    .map(({ expected, was }) => `expected ${expected}; was ${was}`);
  return { written, wrong: [...failed, ...checker.end({ calm: true }).map(findingText)] };
};

/** Minutes and seconds of these scenarios, which begin at 8:30. */
const at = (minute: number, second = 0): number => ((minute - 30) * 60 + second) * 1000;
const of = (written: readonly Written[], kind: string): readonly Written[] =>
  written.filter((one) => one.kind === kind);

/*
 * A day costs ten seconds of a processor. The one on which the hub is lost also has what the other has: numbers given apart, the hub's
 * return, one hall again; so it stands for both in the fast tier.
 */
const both = runs({ fast: 0, long: 1 }) > 0;

const hubPulled = (): void => {
  let it: Awaited<ReturnType<typeof day>>;
  beforeAll(async () => {
    it = await day('hub-pulled');
  }, 300_000);

  test('goes as it says, and breaks none of the rules of a hall', () => {
    expect(it.wrong).toEqual([]);
  });

  test('before and after, the hub gives the numbers of all devices, in one sequence', () => {
    const together = of(it.written, 'ticket.issued').filter(({ data }) => data['apart'] === false);
    expect(together.every(({ device }) => device === 'kiosk-1')).toBe(true);
    expect(new Set(together.map(({ data }) => data['at'])).size).toBeGreaterThan(1);
    for (const series of new Set(together.map(({ data }) => data['series']))) {
      const numbers = together.filter(({ data }) => data['series'] === series).map(({ data }) => data['n']);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  test('meanwhile numbers are given apart, called by the device that gave them, and never by another', () => {
    const apart = of(it.written, 'ticket.issued').filter(({ data }) => data['apart'] === true);
    expect(apart.length).toBeGreaterThan(1);
    for (const { data, device, t } of apart) {
      expect(t).toBeGreaterThan(at(32, 30));
      expect(t).toBeLessThan(at(41, 30));
      const calls = of(it.written, 'ticket.called').filter((call) => call.data['ticket'] === data['ticket']);
      expect(calls.map((call) => call.device)).toEqual([device]);
    }
  });
};
if (both) describe('the hub pulled for nine minutes', hubPulled);

describe('the hub lost, another promoted', () => {
  let it: Awaited<ReturnType<typeof day>>;
  beforeAll(async () => {
    it = await day('hub-lost');
  }, 300_000);

  test('goes as it says, and breaks none of the rules of a hall', () => {
    expect(it.wrong).toEqual([]);
  });

  test('within five minutes the hall calls again, also those to whom the lost hub gave their numbers', () => {
    const [raised] = of(it.written, 'hub.raised');
    expect(raised).toMatchObject({ device: 'kiosk-2', data: { hub: 'kiosk-2', term: 1 } });
    const lostAt = at(31, 50);
    const after = of(it.written, 'ticket.called').filter(({ t }) => t > lostAt);
    expect((after[0]?.t ?? Number.POSITIVE_INFINITY) - lostAt).toBeLessThan(5 * 60_000);
    const old = after.filter(({ data }) => String(data['ticket']).endsWith('/A002'));
    expect(old.map(({ device }) => device)).toEqual(['kiosk-2']);
  });

  test('until then numbers are given apart, and whoever holds one is called once', () => {
    const apart = of(it.written, 'ticket.issued').filter(({ data }) => data['apart'] === true);
    expect(apart.length).toBeGreaterThan(1);
    for (const { data, t } of apart) {
      expect(t).toBeGreaterThan(at(31, 50));
      expect(t).toBeLessThan(at(36));
      expect(of(it.written, 'ticket.called').filter((call) => call.data['ticket'] === data['ticket'])).toHaveLength(1);
    }
  });

  test('the old hub, back again, decides nothing, and its old numbers are given no more', () => {
    const back = it.written.filter(({ device, t }) => device === 'kiosk-1' && t > at(45));
    expect(back.filter(({ kind }) => kind.startsWith('ticket.') || kind === 'numbers.leased')).toEqual([]);
    const skipped = of(it.written, 'numbers.skipped').find(({ data }) => data['series'] === 'A');
    expect(skipped?.data).toMatchObject({ device: 'kiosk-1', to: 499 });
  });
});
