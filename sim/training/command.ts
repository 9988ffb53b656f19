import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { makeFolder } from '../../firmware/cli/make-folder.ts';
import { modelFile, weightsFile, writeLayersModel } from '../../hal/drivers/layers-model.ts';
import { shippedBehaviours } from '../encounters/behaving.ts';
import { judge } from '../encounters/bench.ts';
import { readEncounterFiles, type EncounterPaths } from '../encounters/files.ts';
import { IdealSensor } from '../encounters/ideal-sensor.ts';
import { cardOf, plotOf, type Readings } from './card.ts';
import { mayShip } from './places.ts';
import { trainIntention, type TrainedModel } from './train-intention.ts';

interface TrainOptions extends EncounterPaths {
  readonly out: string;
  readonly seed: string;
  readonly virtual: string;
}

/** Where the shipped model lies. */
const shippedFolder = fileURLToPath(new URL('../../config/models/intention', import.meta.url));

const refuse = (lines: readonly string[], code: number): void => {
  for (const line of lines) process.stderr.write(`letan train intention: ${line}\n`);
  process.exitCode = code;
};

const save = (folder: string, { model }: TrainedModel): void => {
  makeFolder(folder);
  const { json, weights } = writeLayersModel(model);
  writeFileSync(join(folder, modelFile), json);
  writeFileSync(join(folder, weightsFile), weights);
};

const train = async (options: TrainOptions): Promise<void> => {
  const seed = Number(options.seed);
  const each = Number(options.virtual);
  if (!Number.isSafeInteger(seed)) return refuse([`--seed ${options.seed}: expected a whole number`], exitCodes.usage);
  if (!Number.isInteger(each) || each < 0)
    return refuse([`--virtual ${options.virtual}: expected a number of kiosks for each scene`], exitCodes.usage);
  const files = readEncounterFiles(options);
  if (!files.ok) return refuse(files.fault, exitCodes.usage);
  const { kiosks, scenes, table } = files.value;
  if (![...scenes.keys()].some(mayShip))
    return refuse(
      [`none of the scenes ${[...scenes.keys()].join(', ')} may be shipped in a model; expected ucy_… or thor…`],
      exitCodes.usage,
    );
  const outcomes = table.outcomes();
  if (!outcomes.ok)
    return refuse([`${options.encounters}:${outcomes.fault.line}: ${outcomes.fault.message}`], exitCodes.usage);
  if (outcomes.value === null) return refuse([`${options.encounters}: no labels to learn from`], exitCodes.usage);
  const behaviours = shippedBehaviours();
  if (!behaviours.ok) return refuse(behaviours.fault, exitCodes.config);

  const began = performance.now();
  const keep = (shipped: TrainedModel, heldOut: readonly TrainedModel[]): void => {
    rmSync(join(options.out, 'held-out'), { recursive: true, force: true });
    save(options.out, shipped);
    for (const model of heldOut) save(join(options.out, 'held-out', model.heldOut ?? ''), model);
  };
  const training = await trainIntention({
    files: files.value,
    outcomes: outcomes.value,
    behaviours: behaviours.value,
    seed,
    virtualKiosksEach: each,
    onModels: keep,
    onProgress: (what) =>
      process.stderr.write(`${String(Math.round((performance.now() - began) / 1_000)).padStart(4)} s  ${what}\n`),
  });
  if (!training.ok) return refuse([JSON.stringify(training.fault)], exitCodes.failed);
  const { value } = training;

  const verdicts = judge({
    kiosks,
    met: table.met,
    walksOf: (scene) => scenes.get(scene) ?? [],
    sensorOf: ({ id }) => new IdealSensor(id, seed, 1),
    seed,
    outcomes: outcomes.value,
  })(value.run.device);
  const readings = (key: 'at3s' | 'at3m'): Readings => {
    const of = (label: 'engage' | 'pass'): readonly number[] =>
      verdicts.flatMap((each) => (each.label === label && each[key] !== null ? [each[key]] : []));
    return { coming: of('engage'), passing: of('pass') };
  };
  const plot = plotOf(value, outcomes.value, { '3 s before the stop': readings('at3s'), 'at 3 m': readings('at3m') });
  writeFileSync(join(options.out, 'intention.svg'), plot);
  writeFileSync(join(options.out, 'README.md'), cardOf(value, seed));
  const { device, withoutModel, withAllScenes, baselines, overStopRule, overNoModel } = value;
  const metrics = { seed, device, withoutModel, withAllScenes, baselines, overStopRule, overNoModel };
  writeFileSync(join(options.out, 'metrics.json'), `${JSON.stringify(metrics, null, 1)}\n`);
  process.stdout.write(`${options.out}: ${modelFile}, ${weightsFile}, README.md, intention.svg, metrics.json\n`);
};

export const mount = (program: Command): void => {
  program
    .command('train')
    .description('trains the models that ship')
    .command('intention')
    .description('who will come to the device: learns from recorded people and writes the model with its card')
    .requiredOption('--tracks <dir>', 'scenes as CSV (track,t,x,y[,gaze]), perhaps gzipped')
    .requiredOption('--kiosks <file>', 'kiosks in the scenes, JSON')
    .requiredOption('--encounters <file>', 'whom each kiosk met and what became of them, CSV')
    .option('--out <dir>', 'where the model goes', shippedFolder)
    .option('--seed <number>', 'of the kiosks that are added, the noise and the network', '1')
    .option('--virtual <number>', 'kiosks that are added to each scene', '32')
    .action((options: TrainOptions) => train(options));
};
