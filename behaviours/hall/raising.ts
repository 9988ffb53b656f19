import type { HallFact } from './fact.ts';
import { highestOf, rangesOf } from './numbers-given.ts';
import type { HallSettings } from './settings.ts';
import { firstTerm, type HallState } from './state.ts';

/**
 * What is written down when this device takes over from a hub that is lost: the higher term, and that all numbers which the old hub had
 * still to give today are given no more. It may have given some that nobody here has heard of; should it come back, with its ledger or
 * without, it gives none of them again. This device's own go on where they are.
 */
export function raising(
  state: HallState,
  settings: Pick<HallSettings, 'device' | 'host' | 'fleet' | 'together' | 'services'>,
  today: string,
  by: string,
): readonly HallFact[] {
  const old = state.hub?.device ?? settings.host;
  const series = [...new Set(settings.services.map((service) => service.series))];
  const skipped = series.flatMap((one) => {
    const known = highestOf(state, old, today, one);
    return rangesOf(settings, state, old, today, one)
      .map(({ from, to }) => ({ from: Math.max(from, known + 1), to }))
      .filter(({ from, to }) => from <= to)
      .map((run): HallFact => ({ kind: 'numbers.skipped', device: old, day: today, series: one, ...run }));
  });
  return [{ kind: 'hub.raised', hub: settings.device, term: (state.hub?.term ?? firstTerm) + 1, by }, ...skipped];
}
