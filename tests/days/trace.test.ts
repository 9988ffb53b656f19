import { beforeAll, describe, expect, test } from 'vitest';
import type { RunPlan } from '../../sim/run-plan.ts';
import { planFromRequest } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import type { Recording, Track } from '../../sim/world/tracks.ts';

/** Forty people who walk past the first kiosk, 2 m before it, one every 6 s; half of them stop for a moment. */
const passers: readonly Track[] = Array.from({ length: 40 }, (_, i) => ({
  id: `${i}`,
  way: [
    { t: i * 6000, x: 1, y: 2.2 - (i % 5) * 0.2 },
    { t: i * 6000 + 6000, x: 9 + (i % 3), y: 2.2 },
    { t: i * 6000 + 6000 + (i % 2) * 3000 + 1, x: 9 + (i % 3), y: 2.2 },
    { t: i * 6000 + 13_000, x: 17, y: 2 },
  ],
}));

const recording = (tracks: readonly Track[]): Recording => ({
  tracks,
  lengthMs: 260_000,
  notes: { rows: 0, repeated: 0, cut: 0, single: 0, forked: 0 },
});

const planOf = (seed: number, tracks: readonly Track[]): RunPlan => {
  const plan = planFromRequest({
    site: 'config/sites/ward-centre',
    tracks: null,
    seed,
    place: null,
    at: '2026-08-03T08:30',
    forMs: 5 * 60_000,
    come: 0.1,
  });
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  return { ...plan.value, recording: recording(tracks), generate: null };
};

const moved = (tracks: readonly Track[], id: string, by: number): readonly Track[] =>
  tracks.map((track) =>
    track.id === id ? { id, way: track.way.map((point) => ({ ...point, y: point.y + by })) } : track,
  );

interface Traced {
  readonly hash: string;
  readonly lines: readonly string[];
  readonly tickets: number;
}

const trace = async (plan: RunPlan): Promise<Traced> => {
  const lines: string[] = [];
  const { traceHash, tickets } = await runPlan(plan, { trace: (text) => lines.push(text) });
  return { hash: traceHash, lines, tickets };
};

/** No day of these takes long; the host may be busy with others. */
const patienceMs = 300_000;
/** Digits that stand nowhere else in a trace. */
const rareSeed = 987_654_321;

describe('the trace of a run', () => {
  let first: Traced;
  let other: Traced;
  beforeAll(async () => {
    first = await trace(planOf(11, passers));
    other = await trace(planOf(rareSeed, passers));
  }, patienceMs);

  test(
    'the same seed gives the same trace to the byte; another seed another',
    async () => {
      const again = await trace(planOf(11, passers));
      expect(again.lines).toEqual(first.lines);
      expect(again.hash).toBe(first.hash);
      expect(other.hash).not.toBe(first.hash);
      expect(first.tickets).toBeGreaterThan(0);
    },
    patienceMs,
  );

  test(
    'a passer who walks half a metre beside gives another trace',
    async () => {
      expect((await trace(planOf(11, moved(passers, '7', 0.5)))).hash).not.toBe(first.hash);
    },
    patienceMs,
  );

  test('begins with each device’s config, then only inputs, transitions and commands in order of time', () => {
    const parsed = first.lines.map(
      (line) => JSON.parse(line) as { readonly t?: number; readonly kind: string; readonly device: string },
    );
    expect(parsed.slice(0, 3).map(({ kind, device }) => `${kind} ${device}`)).toEqual([
      'config kiosk-1',
      'config kiosk-2',
      'config robot-1',
    ]);
    const told = parsed.slice(3);
    expect(told.length).toBeGreaterThan(1000);
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['input', 'transition', 'command']));
    expect(told.filter(({ t }) => !Number.isInteger(t))).toEqual([]);
    const times = told.map(({ t }) => t ?? 0);
    expect(times.filter((t, index) => t < (times[index - 1] ?? 0))).toEqual([]);
  });

  test('holds integers and words, no seed and no path', () => {
    const { lines } = other;
    expect(lines.length).toBeGreaterThan(1000);
    expect(lines.filter((line) => !line.endsWith('\n'))).toEqual([]);
    expect(lines.filter((line) => /987654321|\/tmp\/|letan-sim-|\/home\/|config\/sites/.test(line))).toEqual([]);
    // A number with a fraction would stand outside of words.
    const bare = lines.map((line) => line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'));
    expect(bare.filter((line) => /\d\.\d|\de[+-]?\d/.test(line))).toEqual([]);
  });
});
