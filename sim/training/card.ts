import { featureNames } from '../../behaviours/presence/intention/features.ts';
import type { Report } from '../encounters/bench.ts';
import type { FigureName, Figures } from '../encounters/figures.ts';
import type { Outcome } from '../encounters/table.ts';
import { keyOf } from '../encounters/table.ts';
import { calibrationOf, drawing, rocOf, type PlotPoint } from './plot.ts';
import { shippable } from './places.ts';
import type { Comparison, Training } from './train-intention.ts';

/* The model's card: what it is, what it learnt from, what it is worth and where it ends. All numbers come from the training itself. */

const shown = (value: number | null, digits = 3): string => (value === null ? '–' : value.toFixed(digits));
const columns: readonly (readonly [FigureName, string, number])[] = [
  ['recall', 'recall', 3],
  ['precision', 'precision', 3],
  ['passersGreeted', 'passers spoken to', 4],
  ['lingerersGreeted', 'lingerers spoken to', 3],
  ['medianAfterStopS', 'median after the stop, s', 2],
  ['aurocAt3sBefore', 'AUROC 3 s before', 3],
  ['aurocAt3m', 'AUROC at 3 m', 3],
];

const head = `| | ${columns.map(([, title]) => title).join(' | ')} | n |\n|---|${columns.map(() => '---|').join('')}---|`;
const row = (name: string, figures: Figures): string =>
  `| ${name} | ${columns.map(([key, , digits]) => shown(figures[key], digits)).join(' | ')} | ${figures.n} |`;
const intervalRow = ({ intervals }: Report): string =>
  `| 95 % | ${columns
    .map(([key, , digits]) => {
      const interval = intervals[key];
      return interval === null ? '–' : `${shown(interval[0], digits)} … ${shown(interval[1], digits)}`;
    })
    .join(' | ')} | |`;

const compared = (difference: Comparison | null): string =>
  difference === null
    ? 'not to be compared'
    : `${shown(difference.f1)} (95 %: ${shown(difference.interval[0])} … ${shown(difference.interval[1])})`;

const aims = ({ device, baselines }: Training): string => {
  const closest = baselines['closest approach at constant velocity'];
  const line = (aim: string, value: string, reached: boolean): string =>
    `| ${aim} | ${value} | ${reached ? 'yes' : '__no__'} |`;
  const at = (value: number | null, least: number): boolean => value !== null && value >= least;
  const below = (value: number | null, most: number): boolean => value !== null && value <= most;
  const { withoutHesitant: plain } = device;
  const gain = (key: 'aurocAt3sBefore' | 'aurocAt3m'): number | null => {
    const ours = device[key];
    const theirs = closest?.[key] ?? null;
    return ours === null || theirs === null ? null : ours - theirs;
  };
  return [
    '| aim | here | reached |',
    '|---|---|---|',
    line('recall ≥ 0.90', shown(device.recall), at(device.recall, 0.9)),
    line('precision ≥ 0.70', shown(device.precision), at(device.precision, 0.7)),
    line('passers spoken to ≤ 0.012', shown(device.passersGreeted, 4), below(device.passersGreeted, 0.012)),
    line('median ≤ 0.9 s after the stop', shown(device.medianAfterStopS, 2), below(device.medianAfterStopS, 0.9)),
    line('without hesitant passers: recall ≥ 0.92', shown(plain.recall), at(plain.recall, 0.92)),
    line('without hesitant passers: precision ≥ 0.92', shown(plain.precision), at(plain.precision, 0.92)),
    line(
      'without hesitant passers: ≤ 0.002 spoken to',
      shown(plain.passersGreeted, 4),
      below(plain.passersGreeted, 0.002),
    ),
    line('AUROC ≥ 0.91, 3 s before the stop', shown(device.aurocAt3sBefore), at(device.aurocAt3sBefore, 0.91)),
    line('AUROC ≥ 0.88, at 3 m', shown(device.aurocAt3m), at(device.aurocAt3m, 0.88)),
    line('0.02 over closest approach, 3 s before', shown(gain('aurocAt3sBefore')), at(gain('aurocAt3sBefore'), 0.02)),
    line('0.02 over closest approach, at 3 m', shown(gain('aurocAt3m')), at(gain('aurocAt3m'), 0.02)),
  ].join('\n');
};

const perScene = (report: Report): string =>
  Object.entries(report.scenes)
    .map(([scene, figures]) => row(scene, figures))
    .join('\n');

export const cardOf = (training: Training, seed: number): string => {
  const { shipped, device, withoutModel, withAllScenes, baselines, plan } = training;
  const beats = training.overStopRule !== null && training.overStopRule.interval[0] > 0;
  return `<!-- Written by \`letan train intention\`; do not edit. -->
# Intention: will this person come to me?

A chain of dense layers (${[featureNames.length, ...plan.hidden, 1].join(' → ')}, relu, sigmoid at the end) in TensorFlow.js's layers format. It reads
${featureNames.length} numbers of a person's way as the tracker believes it (no picture, no face, no name) and answers how likely they stop at this device.
Greeting uses it for what makes no sound: whom the screen wakes for and whom it invites. Who is spoken to the length
of their stop decides, as shipped (a site may let the model shorten or lengthen it). Where the model is missing or damaged, a
hand-written rule (closest approach in the last second's direction, allowing for pace) takes over, and nothing else changes.

Features: ${featureNames.map((name) => `\`${name}\``).join(', ')} (\`behaviours/presence/intention/features.ts\`).

## Learnt from

${shippable.map(({ name, licence, credit }) => `- ${name}: ${licence}. ${credit}.`).join('\n')}

Scenes: ${shipped.scenes.join(', ')}; the kiosks of the table and ${training.virtualKiosks} more that we stood where somebody stopped, each measured with the noise of a
sensor (5 cm, 3°); ${shipped.examples} instants. Other scenes are only measured in; what they would have added stands below and is not shipped.
Visitors count as 30 % of the people in each place, so likelihoods are for such a place: where fewer come, fewer do of whom it is believed.
Repeat: \`npx letan train intention --tracks DIR --kiosks FILE --encounters FILE\` (seed ${seed}); on one machine the same bytes come out.

## Worth

Every scene is judged by a model that never saw its place (leave one out; scenes of one place, as ucy_students01 and 03, are left out
together), by the real presence and greeting behaviours, behind a simulated sensor of 10 Hz with 5 cm and 3° of noise. Recall counts who
was spoken to in time, with their group, or told by the screen that they are seen while another was engaged.

${head}
${row('__all scenes__', device)}
${intervalRow(device)}
${perScene(device)}
${row('without a model (rule)', withoutModel)}
${Object.entries(baselines)
  .map(([name, report]) => row(`baseline: ${name}`, report))
  .join('\n')}
${row('learnt from all other scenes (not shipped)', withAllScenes)}

With those passers set apart who stood for half a second within 1.5 m: recall ${shown(device.withoutHesitant.recall)}, precision ${shown(device.withoutHesitant.precision)}, passers spoken to ${shown(device.withoutHesitant.passersGreeted, 4)}.

F1 of greeting aloud, each person drawn for both: over the rule "0.7 s stop" ${compared(training.overStopRule)}; over the same device without a
model ${compared(training.overNoModel)}. ${
    beats
      ? 'The device with the model is better than the 0.7 s rule by more than chance.'
      : 'The model does not beat the 0.7 s rule by more than chance; the length of the stop decides who is spoken to, and the model is for the silent cue.'
  }

![ROC, calibration, operating points](intention.svg)

${aims(training)}

## Limits

- ${device.engage} people who engaged, in ${Object.keys(device.scenes).length} scenes, none of them a public service centre and none in Vietnam. The intervals say how little that is; scenes differ more.
- It tells who comes from how they walk. Who walks past close by and slowly looks alike, and who turns in at the last step cannot be foreseen.
- A stop of 0.8 s looks like one of 1.5 s while it lasts: those who hesitate before a device are sometimes spoken to.
- Wheelchairs, sticks, prams and children do not stand out in the recordings; nothing is known of how right it is about them. That is why the
  model never keeps anybody from being served: who stands is spoken to or shown that they are seen, whatever it believes.
`;
};

interface Belief {
  readonly score: number;
  readonly came: boolean;
  readonly weight: number;
}

/** What was believed of everybody at 2 Hz until the outcome was plain, each person counting once. */
const beliefsOf = ({ run }: Training, outcomes: ReadonlyMap<string, Outcome>): readonly Belief[] =>
  run.device.flatMap(({ kiosk, track, scores }) => {
    const outcome = track === null ? undefined : outcomes.get(keyOf({ kiosk, track }));
    if (outcome === undefined || outcome.label === 'linger') return [];
    const early = scores.filter(([atS]) => atS <= outcome.labelAtS);
    return early.map(([, score]) => ({ score, came: outcome.label === 'engage', weight: 1 / early.length }));
  });

export interface Readings {
  readonly coming: readonly number[];
  readonly passing: readonly number[];
}

export const plotOf = (
  training: Training,
  outcomes: ReadonlyMap<string, Outcome>,
  readings: Readonly<Record<'3 s before the stop' | 'at 3 m', Readings>>,
): string => {
  const operating = (
    name: string,
    { recall, precision }: Figures,
  ): { name: string; points: readonly PlotPoint[]; as: 'dots' } => ({
    name,
    as: 'dots',
    points: recall === null || precision === null ? [] : [[recall, precision]],
  });
  return drawing('What the intention model is worth on scenes that it never saw', [
    {
      title: 'Who comes, of all who pass',
      xName: 'share of passers believed in',
      yName: 'share of visitors believed in',
      diagonal: true,
      series: Object.entries(readings).map(([name, { coming, passing }]) => ({
        name,
        as: 'line' as const,
        points: rocOf(coming, passing),
      })),
    },
    {
      title: 'Calibration',
      xName: 'believed',
      yName: 'came',
      diagonal: true,
      series: [{ name: 'until the stop, 2 Hz', as: 'line', points: calibrationOf(beliefsOf(training, outcomes), 30) }],
    },
    {
      title: 'Spoken to',
      xName: 'recall',
      yName: 'precision',
      diagonal: false,
      series: [
        operating('device with model', training.device),
        operating('device without model', training.withoutModel),
        ...Object.entries(training.baselines).map(([name, report]) => operating(name, report)),
      ],
    },
  ]);
};
