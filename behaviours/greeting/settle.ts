import type { Milliseconds } from '../../hal/units.ts';
import { levelOf, personOf, type Climber, type Level } from './climber.ts';
import { cameTowards, reserveOf } from './company.ts';
import type { GreetingOut, Rung } from './events.ts';
import { alongsideMs, join, joiners, rememberedMs, withNearness, type Ladder } from './ladder.ts';
import { sameView, type LadderView, type Stop, type Wake } from './ladder-view.ts';
import type { LadderSettings } from './settings.ts';
import { judgeStop, reasonText, stoppedSince } from './stop-rule.ts';

/*
 * What follows from who is where: each one's rung and why, whom to speak to, who waits, how far the screen wakes, and when to look
 * again if no frame comes before.
 */

export type Climbed = Extract<GreetingOut, { type: 'visitor.climbed' | 'visitor.joined' }>;

export interface Settled {
  readonly ladder: Ladder;
  /** The view is another than was told last. */
  readonly changed: boolean;
  readonly told: readonly Climbed[];
  /** When to settle again at the latest; null: not before something is heard. */
  readonly lookAt: Milliseconds | null;
}

/** The earliest of the deadlines that are still to come. */
class Deadlines {
  readonly #now: Milliseconds;
  #next: Milliseconds | null = null;

  constructor(now: Milliseconds) {
    this.#now = now;
  }
  get next(): Milliseconds | null {
    return this.#next;
  }
  /** Whether `at` has come; if not, it is remembered. */
  passed(at: Milliseconds): boolean {
    if (at <= this.#now) return true;
    if (this.#next === null || at < this.#next) this.#next = at;
    return false;
  }
}

interface Setting {
  readonly ladder: Ladder;
  readonly at: Milliseconds;
  readonly settings: LadderSettings;
  readonly deadlines: Deadlines;
  readonly members: ReadonlySet<number>;
}

/** Their visit is over and they have not left the place since. */
const isServed = ({ servedAt, insideSince }: Climber): boolean =>
  servedAt !== null && (insideSince === null || insideSince <= servedAt);

/** Near enough to hold a visit, or to be answered: where distance is not known, whoever is there is. */
const withinReach = ({ distanceM }: Climber, { engageM, hysteresisM }: LadderSettings): boolean =>
  distanceM === null || distanceM <= engageM + hysteresisM;

const assessed = (climber: Climber, { ladder, at, settings, deadlines }: Setting): Climber => {
  const reserve = reserveOf(climber, ladder.climbers, settings);
  const level = levelOf({ ...climber, reserve }, at, settings);
  if (climber.place !== null && climber.level === 'aware') deadlines.passed(climber.firstAt + settings.dwellMs);
  if (level === 'aware' || reserve !== null) return { ...climber, level, reserve, stop: null };
  const verdict = judgeStop(climber, at, settings);
  if (verdict?.counts === true) return { ...climber, level, reserve, stop: verdict.reason };
  if (verdict !== null) deadlines.passed(verdict.due);
  return { ...climber, level, reserve: verdict?.doubted === true ? 'model' : null, stop: null };
};

/** Whose the glass is: a visit is on, or one whose visit is over still stands before it. */
interface Glass {
  readonly occupied: boolean;
  readonly visitor: LadderView['visitor'];
}

/** Standing there while the visit is another's: near the glass soon, farther off only who came for the device and stays. */
const isWaiting = (
  climber: Climber,
  { occupied, visitor }: Glass,
  { settings, deadlines, members }: Setting,
): boolean => {
  const { stillSince, level, reserve, distanceM, acknowledgedAt, key } = climber;
  if (!occupied || members.has(key) || distanceM === null) return false;
  // Who lingers at the glass after their visit waits for nobody; who stands behind it may, whoever the tracker takes them for.
  if (isServed(climber) && withinReach(climber, settings)) return false;
  if (stillSince === null || level === 'aware') return false;
  if (reserve === 'at-counter' || reserve === 'in-talk') return false;
  // Whose visit it is has gone: who stands within reach is not asked to wait but greeted, as soon as their stop counts.
  if (visitor === 'away' && climber.insideSince !== null) return false;
  if (deadlines.passed(stillSince + settings.waitingMs)) return false;
  if (acknowledgedAt !== null) return true;
  const near = distanceM <= settings.nearM;
  if (!near && !cameTowards(climber, settings)) return false;
  return deadlines.passed(stillSince + (near ? settings.acknowledgeMs : settings.acknowledgeFarMs));
};

const rungOf = (climber: Climber, waiting: boolean, { members }: Setting): Rung => {
  if (members.has(climber.key)) return 'engaged';
  if (waiting) return 'waiting';
  if (isServed(climber)) return 'served';
  return climber.stop === null ? climber.level : 'stopped';
};

const whyText = (climber: Climber, rung: Rung, { ladder, settings }: Setting): string => {
  const { distanceM, intent, stop, reserve } = climber;
  const where = distanceM === null ? 'somebody near' : `${distanceM.toFixed(2)} m`;
  const expected = intent === null ? '' : `, intent ${intent.toFixed(2)}`;
  const kept = reserve === null ? '' : `, kept from words: ${reserve}`;
  switch (rung) {
    case 'aware':
    case 'noticed':
      return `${where}${expected}${kept}`;
    case 'invited':
      return distanceM !== null && distanceM > settings.nearM + settings.hysteresisM
        ? `likely to come: ${where}${expected}${kept}`
        : `${where}${expected}${kept}`;
    case 'stopped':
      return stop === null ? where : reasonText(stop);
    case 'engaged':
      return ladder.visit?.why === null || ladder.visit === null
        ? `touched${distanceM === null ? '' : ` at ${where}`}`
        : reasonText(ladder.visit.why);
    case 'waiting':
      return `stands at ${where} while another is served`;
    case 'served':
      return 'their visit is over';
  }
};

const stopOf = (climber: Climber | undefined, before: Stop | null, { at, settings }: Setting): Stop | null => {
  if (climber === undefined || climber.stop === null) return null;
  const mayHear = climber.greetedAt === null || at - climber.greetedAt > settings.restMs;
  if (before !== null && before.key === climber.key && before.mayHear === mayHear) return before;
  return { key: climber.key, person: personOf(climber), why: climber.stop, mayHear };
};

/** Who stands there first is first. */
const first = (stopped: readonly Climber[]): Climber | undefined =>
  [...stopped].sort(
    (a, b) =>
      (stoppedSince(a) ?? 0) - (stoppedSince(b) ?? 0) || (a.distanceM ?? 0) - (b.distanceM ?? 0) || a.key - b.key,
  )[0];

const wakeOf = (levels: readonly Level[]): Wake => {
  if (levels.includes('invited')) return 'inviting';
  return levels.includes('noticed') ? 'noticing' : 'asleep';
};

/** The lost keep the screen awake for a while, on the rung that they had. */
const heldLevels = ({ ladder, settings, deadlines }: Setting): readonly Level[] =>
  ladder.lost
    .filter(({ level, seenAt }) => level !== 'aware' && !deadlines.passed(seenAt + settings.holdMs))
    .map(({ level }) => level);

const visitorOf = (climbers: readonly Climber[], setting: Setting): LadderView['visitor'] => {
  const { ladder, settings, deadlines, members } = setting;
  // Of whom only nearness is known, one is not told from the next: whoever is there holds the visit.
  const anonymous = members.size > 0 && [...members].every((key) => key < 0);
  const here = climbers.some(
    (climber) => (members.has(climber.key) || (anonymous && climber.key < 0)) && withinReach(climber, settings),
  );
  // Lost before the glass: hidden by another, or missed by the sensors for a moment.
  const hidden = ladder.lost.some(
    (climber) =>
      members.has(climber.key) && withinReach(climber, settings) && !deadlines.passed(climber.seenAt + settings.sameMs),
  );
  return here || hidden ? 'here' : 'away';
};

/** While no sensor has seen whose visit it is, whoever is found within reach is taken for them. */
const adopted = (ladder: Ladder, settings: LadderSettings): Ladder => {
  const { visit, climbers } = ladder;
  if (visit === null || visit.members.length > 0) return ladder;
  const there = climbers.filter((climber) => withinReach(climber, settings));
  const nearest = there.reduce<Climber | null>(
    (best, one) => (best === null || (one.distanceM ?? 0) < (best.distanceM ?? 0) ? one : best),
    null,
  );
  return nearest === null ? ladder : { ...ladder, visit: { ...visit, members: [nearest.key] } };
};

const climbs = (before: Ladder, after: readonly Climber[], setting: Setting): readonly Climbed[] => {
  const { at } = setting;
  const told: Climbed[] = [];
  const tell = (climber: Climber, from: Rung | null, to: Rung | null, why: string): void => {
    told.push({ type: 'visitor.climbed', at, person: personOf(climber), from, to, why });
  };
  for (const climber of before.lost)
    if (climber.rung !== null && setting.ladder.lost.every(({ key }) => key !== climber.key))
      if (after.every(({ key }) => key !== climber.key)) tell(climber, climber.rung, null, 'gone');
  for (const climber of after) {
    const { rung } = climber;
    const was = setting.ladder.climbers.find(({ key }) => key === climber.key)?.rung ?? null;
    if (rung === null || rung === was) continue;
    const again = was === null && climber.formerly !== null ? `found again, was ${climber.formerly}: ` : '';
    tell(climber, was, rung, `${again}${whyText(climber, rung, setting)}`);
  }
  return told;
};

/** Draws the conclusions at `at`. */
export const settle = (heard: Ladder, at: Milliseconds, settings: LadderSettings): Settled => {
  const deadlines = new Deadlines(at);
  if (heard.occupancy.person !== null && heard.peopleAt !== null) deadlines.passed(heard.occupancyAt + alongsideMs);
  const nearness = adopted(withNearness(heard, at), settings);
  const joining = joiners(nearness, at, settings);
  const joined = join(nearness, joining, at);
  const visitId = joined.visit?.id ?? '';
  const setting: Setting = {
    ladder: { ...joined, lost: joined.lost.filter(({ key, seenAt }) => isKept(joined, key, seenAt, at, settings)) },
    at,
    settings,
    deadlines,
    members: new Set(joined.visit?.members ?? []),
  };
  const { ladder, members } = setting;
  for (const { key, seenAt } of ladder.lost)
    if (!members.has(key)) deadlines.passed(seenAt + rememberedMs(settings) + 1);

  const assessedAll = ladder.climbers.map((climber) => assessed(climber, setting));
  const visitor = visitorOf(assessedAll, setting);
  const lingers = assessedAll.some((climber) => isServed(climber) && withinReach(climber, settings));
  const glass: Glass = { occupied: ladder.visit !== null || lingers, visitor };
  const climbers = assessedAll.map((climber): Climber => {
    const waiting = isWaiting(climber, glass, setting);
    return { ...climber, rung: rungOf(climber, waiting, setting) };
  });
  const open = ladder.visit === null || visitor === 'away';
  const standing = climbers.filter(({ key, stop, rung }) => stop !== null && !members.has(key) && rung !== 'served');
  const before = ladder.view;
  const view: LadderView = {
    wake: wakeOf([...climbers.map(({ level }) => level), ...heldLevels(setting)]),
    near: climbers.some(({ level, distanceM }) => level === 'invited' || (level === 'noticed' && distanceM === null)),
    stopped: stopOf(open ? first(standing) : undefined, before.stopped, setting),
    untold: stopOf(first(standing.filter(({ toldAt }) => toldAt === null)), before.untold, setting),
    visitor,
    stands: climbers.some((climber) => members.has(climber.key) && stoppedSince(climber) !== null),
    waiting: climbers.filter(({ rung }) => rung === 'waiting').map(({ key }) => key),
  };
  return {
    ladder: { ...ladder, climbers, view },
    changed: !sameView(before, view),
    told: [
      ...joining.flatMap((key): Climbed[] => (key < 0 ? [] : [{ type: 'visitor.joined', visitId, at, person: key }])),
      ...climbs(heard, climbers, setting),
    ],
    lookAt: deadlines.next,
  };
};

const isKept = (
  { visit }: Ladder,
  key: number,
  seenAt: Milliseconds,
  at: Milliseconds,
  settings: LadderSettings,
): boolean => visit?.members.includes(key) === true || at - seenAt <= rememberedMs(settings);
