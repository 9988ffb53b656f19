import { hoursAt } from '../../behaviours/hours/schedule.ts';
import { civilAt, hhmm } from '../../behaviours/hours/civil.ts';
import type { HallPicture, PictureCall } from '../../behaviours/hall/picture.ts';
import type { WaitRange } from '../../behaviours/hall/events.ts';
import type { Texts, Values } from '../../behaviours/voice/texts.ts';
import type { DisplayBoard } from '../../config/announcing.ts';
import type { SiteConfig } from '../../config/schema.ts';
import type { WallTime } from '../../hal/ports/clock.ts';
import { angleOf, direction } from '../../hal/trigonometry.ts';
import type { Milliseconds, Pose } from '../../hal/units.ts';
import { hoursSettingsOf } from '../settings.ts';
import type { BoardCall, BoardView, BoardWords } from './board/protocol.ts';

/** How long a call stands out; twice that while the hall has no voice, since then the board alone tells. */
const highlightMs: Milliseconds = 60_000;

/** What a board shows of its hall now. */
export interface BoardFacts {
  readonly site: SiteConfig;
  readonly board: DisplayBoard;
  readonly texts: Texts;
  readonly picture: HallPicture;
  readonly wall: WallTime;
  /** The wait of whoever took a number last, by service; null: nobody waits, or nobody can say. */
  readonly waits: ReadonlyMap<string, WaitRange | null>;
  /** The hall cannot be heard. */
  readonly voiceless: boolean;
  /** What staff want to be read now, by language. */
  readonly notice: Readonly<Record<string, string>> | null;
}

/**
 * Which way to go for somebody who looks at a board: eighths of a turn clockwise from straight ahead, that is, beyond the board.
 */
export function eighthTo(board: Pose, counter: Pose): number {
  // Whoever reads it looks against the way its screen looks.
  const ahead = direction(board.headingRad + Math.PI);
  const [dx, dy] = [counter.x - board.x, counter.y - board.y];
  const clockwise = angleOf(dx * ahead.x + dy * ahead.y, dx * ahead.y - dy * ahead.x);
  return ((Math.round((clockwise * 4) / Math.PI) % 8) + 8) % 8;
}

/** The languages that a board shows by turns. */
export const boardLanguages = (board: DisplayBoard, site: SiteConfig): readonly string[] =>
  board.languages ?? site.languages.slice(0, 2);

const callOf = (facts: BoardFacts, { number, counter, call, wall, over }: PictureCall): BoardCall => {
  const at = facts.site.counters.find(({ id }) => id === counter)?.at;
  return {
    number,
    counter,
    eighth: at === undefined ? null : eighthTo(facts.board.at, at),
    call,
    ageMs: Math.max(0, facts.wall.instant - wall),
    over,
  };
};

/** A wait in the few words that a line has room for; '' where nobody can honestly say. */
function waitWords(wait: WaitRange | null): readonly [key: string, values: Values] | null {
  if (wait === null) return null;
  const { beyondClosing, p50Min, p90Min } = wait;
  const minutes = (value: number): Values[string] => ({ as: 'minutes', value });
  if (beyondClosing) return ['board.wait.closing', {}];
  if (p50Min === 0) return ['board.wait.upTo', { minutes: minutes(p90Min) }];
  if (p50Min === p90Min) return ['board.wait.estimate', { minutes: minutes(p90Min) }];
  return ['board.wait.range', { from: minutes(p50Min), to: minutes(p90Min) }];
}

const minuteTime = (minute: number): { readonly as: 'time'; readonly hour: number; readonly minute: number } => ({
  as: 'time',
  hour: Math.floor(minute / 60),
  minute: minute % 60,
});

/** What the day's hours have to say now. */
function dayWords({ site, texts, wall }: BoardFacts, tag: string): string {
  const hours = hoursAt(hoursSettingsOf(site), wall, false);
  switch (hours.state) {
    case 'open': {
      const until = hours.spans.findLast(({ from }) => from <= civilAt(wall.instant, site.zoneOffsetMin).minuteOfDay);
      const numbers = texts.screen(tag, hours.ticketsGiven ? 'board.numbersGiven' : 'board.numbersOver', {
        spans: { as: 'spans', spans: hours.ticketSpans },
      });
      return until === undefined
        ? numbers
        : `${texts.screen(tag, 'board.openUntil', { time: minuteTime(until.to) })} · ${numbers}`;
    }
    case 'break':
      return hours.reopensAtMinute === null
        ? texts.screen(tag, 'board.closed', {})
        : texts.screen(tag, 'board.break', { time: minuteTime(hours.reopensAtMinute) });
    case 'closed':
    case 'holiday':
      return texts.screen(tag, 'board.closed', {});
    case 'untrusted':
    case 'paused':
    case 'stopping':
      return '';
  }
}

function wordsIn(facts: BoardFacts, tag: string): BoardWords {
  const { site, board, texts, picture, notice, waits, wall } = facts;
  const text = (key: string): string => texts.screen(tag, key, {});
  const inLanguage = (by: Readonly<Record<string, string>>): string => by[tag] ?? by['en'] ?? '';
  const shown = board.counters === null ? null : new Set(board.counters);
  const served = site.counters.filter(({ id }) => shown === null || shown.has(id)).flatMap(({ services }) => services);
  const { ask, overtakenAtMost } = site.priority;
  return {
    tag,
    calling: text('board.calling'),
    number: text('board.number'),
    counter: text('board.counter'),
    waiting: text('board.waiting'),
    wait: text('board.wait'),
    none: text('board.none'),
    again: text('board.again'),
    services: site.services
      .filter(({ id }) => served.includes(id))
      .map(({ id, name }) => {
        const waiting = picture.services.find((one) => one.id === id)?.waiting ?? 0;
        const wait = waiting === 0 ? null : waitWords(waits.get(id) ?? null);
        return {
          name: inLanguage(name),
          people:
            waiting === 0
              ? text('board.nobody')
              : texts.screen(tag, 'board.people', { n: { as: 'count', value: waiting } }),
          wait: wait === null ? '' : texts.screen(tag, wait[0], wait[1]),
        };
      }),
    day: dayWords(facts, tag),
    order:
      ask && overtakenAtMost > 0
        ? texts.screen(tag, 'board.overtaken', { n: { as: 'count', value: overtakenAtMost } })
        : text('board.inOrder'),
    alert: picture.closed ? text('board.dayClosed') : picture.apart === null ? '' : text('board.apart'),
    notices: [...(notice === null ? [] : [notice]), ...board.notices].map(inLanguage).filter((line) => line !== ''),
    old: wall.trusted
      ? texts.screen(tag, 'board.old', { time: minuteTime(civilAt(wall.instant, site.zoneOffsetMin).minuteOfDay) })
      : text('board.oldUnknown'),
  };
}

/** Everything that a board is told: values and finished words. */
export function boardView(facts: BoardFacts): BoardView {
  const { site, board, picture, wall } = facts;
  const shown = board.counters;
  return {
    alive: true,
    clock: wall.trusted ? hhmm(civilAt(wall.instant, site.zoneOffsetMin).minuteOfDay) : null,
    calls: picture.calls
      .filter(({ counter }) => shown === null || shown.includes(counter))
      .map((call) => callOf(facts, call)),
    highlightMs: facts.voiceless ? 2 * highlightMs : highlightMs,
    languages: boardLanguages(board, site).map((tag) => wordsIn(facts, tag)),
  };
}
