import type { Epoch } from '../../hal/units.ts';
import type { HallSettings, NumberRange } from './settings.ts';
import { highestKey, type HallState } from './state.ts';

/*
 * Whose a number is. No number is ever given twice because every number has one device that may give it:
 * - a standing lease: the range that config gives a device, for every day, whether or not it has ever met the hub;
 * - a lease: a block that a hub has set aside for one device, one day and one series (`numbers.leased`). Blocks lie above all standing
 *   ranges, in lanes: the device that is k-th by name leases only every n-th block, so that two devices which both believe
 *   themselves the hub cannot lease the same. One that has lost its card leases, itself too, in the upper half of its lane.
 * A device gives its numbers upwards and remembers the highest, so no number comes back however its ledger ends.
 */

type Numbering = Pick<HallSettings, 'fleet' | 'together'>;

const standingOf = ({ fleet }: Numbering, device: string): NumberRange | null =>
  fleet.find((one) => one.device === device)?.numbers ?? null;

/** From which numbers a device may give of a series on that day, upwards; none overlap. */
export function rangesOf(
  numbering: Numbering,
  state: HallState,
  device: string,
  day: string,
  series: string,
): readonly NumberRange[] {
  const standing = standingOf(numbering, device);
  const leased = state.leases.filter((one) => one.device === device && one.day === day && one.series === series);
  return [...(standing === null ? [] : [standing]), ...leased].toSorted((a, b) => a.from - b.from);
}

/** The first number of these ranges above `after`, null when they are used up. */
export function nextIn(ranges: readonly NumberRange[], after: number): number | null {
  for (const { from, to } of ranges) if (to > after) return Math.max(from, after + 1);
  return null;
}

/** How many numbers of these ranges lie above `after`. */
export const leftIn = (ranges: readonly NumberRange[], after: number): number =>
  ranges.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from - 1, after)), 0);

/** The highest number of a series that a device is known to have given that day, or to have lost. */
export const highestOf = (state: HallState, device: string, day: string, series: string): number =>
  state.highest.get(highestKey(device, day, series)) ?? 0;

/** A number has five digits at most. */
export const highestNumber = 99_999;
const dayMs = 86_400_000;

/** From here up nobody leases on a day on which no device has lost its card: the upper half of what lies above all ranges. */
const anewFrom = (numbering: Numbering): number => {
  const first = firstBlock(numbering);
  return first + Math.floor(Math.max(0, highestNumber - first) / 2);
};

/**
 * Where in it a device that has lost its card goes on: the later in the day, the higher, so that it stands above what another card of
 * it gave there that was lost earlier that day and unheard of; half is left at the end of the day. (With three devices and blocks of 50 the
 * next block of a device begins every nine minutes: nobody changes two cards in that time, nor are 50 numbers of a series given in it.)
 */
export function anewAt(numbering: Numbering, wall: Epoch, zoneOffsetMin: number): number {
  const local = wall + zoneOffsetMin * 60_000;
  const ofDay = local - Math.floor(local / dayMs) * dayMs;
  const from = anewFrom(numbering);
  return from + Math.floor((ofDay * Math.max(0, highestNumber - from)) / (2 * dayMs));
}

/** Whether a device whose leases have come to `leased` goes on there: then it leases itself what it needs. */
export const isAnew = (numbering: Numbering, leased: number): boolean => leased >= anewFrom(numbering) - 1;

/** The first number above all standing ranges at which a block begins. */
function firstBlock({ fleet, together: { block } }: Numbering): number {
  const highest = Math.max(0, ...fleet.map(({ numbers }) => numbers?.to ?? 0));
  return Math.ceil(highest / block) * block + 1;
}

/**
 * The next block that this hub may lease of a series on that day: in its own lane, above all that it knows to be leased and above
 * `after`, the end of the last that it may have leased although its ledger has forgotten it.
 */
export function blockAfter(
  numbering: Numbering,
  state: HallState,
  hub: string,
  day: string,
  series: string,
  after: number,
): NumberRange {
  const { fleet, together } = numbering;
  const lane = Math.max(
    0,
    fleet.findIndex(({ device }) => device === hub),
  );
  const known = state.leases.filter((one) => one.day === day && one.series === series).map(({ to }) => to);
  const taken = Math.max(after, ...known);
  const stride = Math.max(1, fleet.length) * together.block;
  const first = firstBlock(numbering) + lane * together.block;
  const from = first + Math.max(0, Math.ceil((taken + 1 - first) / stride)) * stride;
  return { from, to: from + together.block - 1 };
}
