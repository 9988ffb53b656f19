import { placeOf } from './places.ts';
import type { Example } from './examples.ts';

/** One who stays in sight for minutes says nothing about their coming until shortly before it. */
const horizonS = 12;
/** Lingerers are no visitors, and not what a screen must keep dark for. */
const lingerWeight = 0.3;
/** Far away hardly anything can be told. */
const farM = 4.5;
const farWeight = 0.5;
/** Visitors are few among those who pass; they count as if they were this share. */
const visitorShare = 0.3;

const ownWeight = ({ label, labelAtS, atS, distanceM }: Example): number => {
  if (label === 'engage' && labelAtS - atS > horizonS) return 0;
  return (label === 'linger' ? lingerWeight : 1) * (distanceM > farM ? farWeight : 1);
};

/** By Newton's steps: no engine's own power is another's. */
const fifthRoot = (value: number): number => {
  let root = Math.max(1, Math.sqrt(Math.sqrt(value)));
  for (let step = 0; step < 40; step += 1) root = (4 * root + value / (root * root * root * root)) / 5;
  return root;
};

/**
 * How much each example counts: an encounter of n instants as much as n^(1/5) of one (hardly more than a short one), and in each place
 * visitors and others each with their whole share, so that no place drowns another. The mean is 1.
 */
export const weightsOf = (examples: readonly Example[]): Float32Array => {
  const weights = Float64Array.from(examples, ownWeight);
  const keys = examples.map(({ kiosk, track, copy }) => `${kiosk} ${track} ${copy}`);
  const crowds = new Map<string, number>();
  for (const [index, key] of keys.entries()) crowds.set(key, (crowds.get(key) ?? 0) + (weights[index] ?? 0));
  for (const [index, key] of keys.entries()) {
    const crowd = Math.max(1, crowds.get(key) ?? 1);
    weights[index] = ((weights[index] ?? 0) * fifthRoot(crowd)) / crowd;
  }
  const sides = examples.map(({ scene, label }) => `${placeOf(scene)} ${label === 'engage'}`);
  const sums = new Map<string, number>();
  for (const [index, side] of sides.entries()) sums.set(side, (sums.get(side) ?? 0) + (weights[index] ?? 0));
  let total = 0;
  for (const [index, side] of sides.entries()) {
    const share = examples[index]?.label === 'engage' ? visitorShare : 1 - visitorShare;
    weights[index] = ((weights[index] ?? 0) * share) / Math.max(1e-9, sums.get(side) ?? 1);
    total += weights[index] ?? 0;
  }
  const scale = total > 0 ? examples.length / total : 0;
  return Float32Array.from(weights, (weight) => weight * scale);
};
