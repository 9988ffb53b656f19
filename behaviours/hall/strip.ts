import { fail, ok } from '../../hal/result.ts';
import { civilAt, daysFromCivil, instantOf, parseDateKey } from '../hours/civil.ts';
import { openDay } from './closing.ts';
import type { Decision, DecisionRules, DecisionTime, Named } from './decide.ts';
import { numberText } from './numbers.ts';
import type { Strip } from './settings.ts';
import { recordOf, type HallState } from './state.ts';

/** The numbers of a strip, as they are printed and written: `D001` … */
export const stripNumbers = (strip: Strip, digits: number): readonly string[] =>
  Array.from({ length: strip.count }, (_, index) => numberText(strip.series, index + 1, digits));

/** The count of a strip's number, however many zeros its writer left out; null where it is none of the strip. */
const countOf = (strip: Strip, written: string): number | null => {
  const [, series = '', digits = ''] = /^\s*(\p{L})\s*0*(\d{1,6})\s*$/u.exec(written) ?? [];
  const n = Number(digits);
  return series.toUpperCase() === strip.series && n >= 1 && n <= strip.count ? n : null;
};

/**
 * A number of the contingency strip becomes a ticket, with the place in line that the time on its paper earned. A clerk may have
 * called it from the paper before: then its story goes on where it is.
 */
export function enter(
  state: HallState,
  command: Named<'enter'>,
  { rules, services, digits = 3 }: DecisionRules,
  { today, token, wall }: DecisionTime,
): Decision {
  const closed = openDay(state, today);
  if (closed !== null) return fail(closed);
  const { strip } = rules;
  const n = strip === null ? null : countOf(strip, command.number);
  if (strip === null || n === null) {
    const numbers = strip === null ? [] : stripNumbers(strip, digits);
    return fail({
      kind: 'not-of-strip',
      number: command.number,
      from: numbers[0] ?? '',
      to: numbers.at(-1) ?? '',
    });
  }
  if (!services.some((one) => one.id === command.service))
    return fail({ kind: 'unknown-service', service: command.service });
  if (command.priority !== null && !rules.priority.classes.includes(command.priority))
    return fail({ kind: 'unknown-class', priority: command.priority });
  const number = numberText(strip.series, n, digits);
  const id = `${today}/${number}`;
  const known = recordOf(state, id);
  if (known !== null && known.issue !== null)
    return fail({ kind: 'already-entered', number, service: known.ticket.service, phase: known.ticket.phase });
  const now = civilAt(wall, state.zoneOffsetMin).minuteOfDay;
  if (command.minute > now) return fail({ kind: 'in-the-future', minute: command.minute, now });
  const date = parseDateKey(today);
  const at = date === null ? wall : instantOf(daysFromCivil(date), command.minute, state.zoneOffsetMin);
  return ok([
    {
      kind: 'ticket.issued',
      ticket: id,
      day: today,
      series: strip.series,
      n,
      number,
      service: command.service,
      priority: command.priority,
      language: '',
      requestId: command.id,
      token,
      channel: 'strip',
      apart: false,
      person: null,
      booking: null,
    },
    { kind: 'ticket.entered', ticket: id, wall: at, by: command.by },
  ]);
}
