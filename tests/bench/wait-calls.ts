import { WaitForecaster, type WaitForecast } from '../../behaviours/hall/waits/forecast.ts';
import { SeededRandom } from '../../sim/random.ts';
import type { Call } from './call-log.ts';
import { quantile } from './figures.ts';

/*
 * Waits foretold for callers of a log, each from what had happened when they joined. The log is gone through as it happened: who
 * joined, whose service began or ended, who gave up. Agents of one kind of call serve it alone (regular and new customers in
 * English and Hebrew, stock exchange, internet and its support), and a caller of high priority is placed as if they had come 90 s
 * earlier: both from the documentation of the data (Guedj and Mandelbaum, "Anonymous Bank" call-center data, 2000).
 */

const advanceS = 90;
const lineOf = (type: string): string =>
  type === 'NE' ? 'stocks' : type === 'IN' || type === 'TT' ? 'internet' : 'regular';

/** What every way of foretelling is told; all of it is over when it is told. */
interface Forecasting {
  beginDay(): void;
  joined(call: Call): WaitForecast;
  began(call: Call): void;
  left(call: Call): void;
  ended(call: Call): void;
}

const to = (value: number, digits: number): number => Number(value.toFixed(digits));

export interface ForetoldCall {
  readonly call: Call;
  /** In whole milliseconds, as the raw cases have it: whoever works the figures out again from these comes to the very same. */
  readonly forecast: WaitForecast;
}

const letan = (): Forecasting => {
  const forecaster = new WaitForecaster(new SeededRandom(1, 'wait'));
  return {
    beginDay: () => forecaster.beginDay(),
    joined: (call) =>
      forecaster.joined({
        id: String(call.line),
        line: lineOf(call.type),
        kind: `${call.type}/${call.priority}`,
        at: call.joinedAt,
        advanceS: call.priority === '2' ? advanceS : 0,
      }),
    began: (call) => forecaster.began(String(call.line), call.server, call.joinedAt + call.waitS),
    left: (call) => forecaster.left(String(call.line)),
    ended: (call) => forecaster.ended(String(call.line), call.server, call.joinedAt + call.waitS + call.serviceS),
  };
};

/** At one instant: who leaves the queue, whose service ends, who joins; who is served at once is so after joining. */
const leaves = 0;
const ends = 1;
const joins = 2;
const leavesAtOnce = 3;

interface Moment {
  readonly at: number;
  readonly order: number;
  readonly call: Call;
}

const momentsOf = (calls: readonly Call[]): Moment[] => {
  const moments = calls.flatMap((call): Moment[] => {
    const leftAt = call.joinedAt + call.waitS;
    return [
      { at: call.joinedAt, order: joins, call },
      { at: leftAt, order: call.waitS > 0 ? leaves : leavesAtOnce, call },
      ...(call.outcome === 'AGENT'
        ? // Nobody is served in no time: an end comes after its beginning.
          [{ at: leftAt + call.serviceS, order: call.serviceS > 0 ? ends : leavesAtOnce, call }]
        : []),
    ];
  });
  return moments.sort((a, b) => a.at - b.at || a.order - b.order || a.call.line - b.call.line);
};

/** Those who waited and were served, each with what was foretold when they joined. */
export const foretell = (calls: readonly Call[], by: Forecasting): readonly ForetoldCall[] => {
  const foretold: ForetoldCall[] = [];
  const days = new Map<string, Call[]>();
  for (const call of calls) {
    const day = days.get(call.day);
    if (day === undefined) days.set(call.day, [call]);
    else day.push(call);
  }
  for (const day of days.values()) {
    by.beginDay();
    const begun = new Set<number>();
    for (const { order, call } of momentsOf(day)) {
      if (order === joins) {
        const forecast = by.joined(call);
        if (call.outcome === 'AGENT' && call.waitS > 0)
          foretold.push({ call, forecast: { p50S: to(forecast.p50S, 3), p90S: to(forecast.p90S, 3) } });
      } else if (order === ends || begun.has(call.line)) by.ended(call);
      else if (call.outcome === 'AGENT') {
        begun.add(call.line);
        by.began(call);
      } else by.left(call);
    }
  }
  return foretold;
};

export const foretellCalls = (calls: readonly Call[]): readonly ForetoldCall[] => foretell(calls, letan());

/** What a rule of thumb tells, with the same knowledge: the spread is that of its own misses so far. */
const thumb = (
  guess: (seen: {
    readonly waits: readonly number[];
    readonly longestS: number;
    readonly lastS: number;
    readonly inLine: number;
    readonly busy: number;
    readonly meanServiceS: number;
  }) => number,
): Forecasting => {
  const waits: number[] = [];
  let lastS = 0;
  let services = { count: 1, totalS: 180 };
  const waiting = new Map<number, Call>();
  const busy = new Map<string, number>();
  return {
    beginDay: () => {
      waiting.clear();
      busy.clear();
    },
    joined: (call) => {
      const line = lineOf(call.type);
      const alike = [...waiting.values()].filter((one) => lineOf(one.type) === line);
      const longestS = alike.reduce((longest, one) => Math.max(longest, call.joinedAt - one.joinedAt), 0);
      waiting.set(call.line, call);
      const p50S = guess({
        waits,
        longestS,
        lastS,
        inLine: alike.length,
        busy: busy.size,
        meanServiceS: services.totalS / services.count,
      });
      return { p50S, p90S: p50S };
    },
    began: (call) => {
      waiting.delete(call.line);
      busy.set(call.server, call.line);
      lastS = call.waitS;
      if (call.waitS > 0) waits.push(call.waitS);
    },
    left: (call) => waiting.delete(call.line),
    ended: (call) => {
      if (busy.get(call.server) === call.line) busy.delete(call.server);
      services = { count: services.count + 1, totalS: services.totalS + call.serviceS };
    },
  };
};

/** The middle of the newest thousand waits. */
const recentMedian = (waits: readonly number[]): number =>
  waits.length === 0 ? 45 : quantile(waits.slice(-1_000), 0.5);

const thumbs: Readonly<Record<string, () => Forecasting>> = {
  constant: () => {
    let median = 45;
    let counted = 0;
    return thumb(({ waits }) => {
      if (waits.length >= counted + 50) {
        counted = waits.length;
        median = recentMedian(waits);
      }
      return median;
    });
  },
  lastToEnterService: () => thumb(({ lastS }) => lastS),
  headOfLine: () => thumb(({ longestS }) => longestS),
  queueLength: () => thumb(({ inLine, busy, meanServiceS }) => ((inLine + 1) * meanServiceS) / Math.max(1, busy)),
};

export interface WaitFigures {
  readonly mae: number;
  readonly rmse: number;
  readonly p90Coverage: number;
  readonly n: number;
}

/** Errors are of `p50S`; coverage is the share of those who waited no longer than `p90S`. */
export const figuresOf = (foretold: readonly ForetoldCall[]): WaitFigures => {
  const n = foretold.length;
  const misses = foretold.map(({ call, forecast }) => forecast.p50S - call.waitS);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  return {
    mae: to(mean(misses.map(Math.abs)), 3),
    rmse: to(Math.sqrt(mean(misses.map((miss) => miss * miss))), 3),
    p90Coverage: to(mean(foretold.map(({ call, forecast }) => (call.waitS <= forecast.p90S ? 1 : 0))), 4),
    n,
  };
};

export const baselineFigures = (calls: readonly Call[]): Readonly<Record<string, Pick<WaitFigures, 'mae' | 'rmse'>>> =>
  Object.fromEntries(
    Object.entries(thumbs).map(([name, make]) => {
      const { mae, rmse } = figuresOf(foretell(calls, make()));
      return [name, { mae, rmse }];
    }),
  );

/** A raw case: the line in the file and what was foretold, so that whoever holds the log can recompute every figure. */
export const caseOf = ({
  call,
  forecast,
}: ForetoldCall): { readonly line: number; readonly p50S: number; readonly p90S: number } => ({
  line: call.line,
  ...forecast,
});
