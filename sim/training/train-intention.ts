import { featureNames } from '../../behaviours/presence/intention/features.ts';
import { writeLayersModel, type DenseModel } from '../../hal/drivers/layers-model.ts';
import type { ModelSource } from '../../hal/drivers/tfjs-classifier.ts';
import { ok, type Result } from '../../hal/result.ts';
import type { ClassifierFault } from '../../hal/ports/classifier.ts';
import type { ShippedBehaviours } from '../encounters/behaving.ts';
import { judge, reportOf, runBench, type BenchParts, type BenchRun, type Report } from '../encounters/bench.ts';
import { baselineNames } from '../encounters/baselines.ts';
import type { EncounterFiles } from '../encounters/files.ts';
import { pairedDifference, type Interval } from '../encounters/figures.ts';
import { byPerson } from '../encounters/bench.ts';
import { IdealSensor } from '../encounters/ideal-sensor.ts';
import { noModels, openModels, type KnownModel, type Models } from '../encounters/models.ts';
import type { Outcome } from '../encounters/table.ts';
import { SeededRandom } from '../random.ts';
import { examplesAt, type Example } from './examples.ts';
import { shippedPlan, train, type TrainingPlan } from './network.ts';
import { mayShip, placeOf } from './places.ts';
import { virtualKiosks } from './virtual-kiosks.ts';
import { weightsOf } from './weights.ts';

export interface TrainingOptions {
  readonly files: EncounterFiles;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly behaviours: ShippedBehaviours;
  readonly seed: number;
  readonly virtualKiosksEach: number;
  readonly onProgress: (what: string) => void;
  /** What ships is trained; measuring it takes as long again. */
  readonly onModels: (shipped: TrainedModel, heldOut: readonly TrainedModel[]) => void;
}

/** A model, what it learnt from, and the place that it has never seen. */
export interface TrainedModel {
  readonly name: string;
  readonly heldOut: string | null;
  readonly scenes: readonly string[];
  readonly model: DenseModel;
  readonly examples: number;
}

export interface Training {
  readonly shipped: TrainedModel;
  readonly heldOut: readonly TrainedModel[];
  readonly virtualKiosks: number;
  readonly plan: TrainingPlan;
  /** Each scene by a model that never saw its place. */
  readonly device: Report;
  readonly withoutModel: Report;
  /** The same where models learn from all scenes, those included that must not be shipped. */
  readonly withAllScenes: Report;
  readonly baselines: Readonly<Record<string, Report>>;
  readonly overStopRule: Comparison | null;
  readonly overNoModel: Comparison | null;
  readonly run: BenchRun;
}
export type Comparison = { readonly f1: number; readonly interval: Interval };

const inMemory = (model: DenseModel): ModelSource => ({
  where: 'memory',
  read: () => Promise.resolve(ok(writeLayersModel(model))),
});

/** Scenes may be learnt from under more names than the kiosks', if somebody mirrors or cuts them; each noise is drawn for itself. */
const gather = async (options: TrainingOptions): Promise<{ readonly examples: Example[]; readonly stood: number }> => {
  const { files, behaviours, seed, virtualKiosksEach, onProgress } = options;
  const examples: Example[] = [];
  let stood = 0;
  for (const [scene, walks] of files.scenes) {
    const real = files.kiosks.filter((kiosk) => kiosk.scene === scene);
    const random = new SeededRandom(seed, `kiosks/${scene}`);
    const ours = mayShip(scene) ? virtualKiosks(scene, walks, virtualKiosksEach, random) : [];
    stood += ours.length;
    for (const kiosk of [...real, ...ours])
      for (const example of await examplesAt({ kiosk, walks, settings: behaviours.presence, noise: 1, seed }))
        examples.push(example);
    onProgress(`${scene}: ${real.length} kiosks, ${ours.length} of ours, ${examples.length} examples so far`);
  }
  return { examples, stood };
};

const trainOn = async (
  name: string,
  heldOut: string | null,
  examples: readonly Example[],
  { seed, onProgress }: TrainingOptions,
): Promise<TrainedModel> => {
  const rows = new Float32Array(examples.length * featureNames.length);
  for (const [index, { features }] of examples.entries()) rows.set(features, index * featureNames.length);
  const set = {
    features: featureNames,
    rows,
    targets: Float32Array.from(examples, ({ label }) => (label === 'engage' ? 1 : 0)),
    weights: weightsOf(examples),
  };
  const told = (epoch: number, loss: number): void =>
    onProgress(`${name}: epoch ${epoch} of ${shippedPlan.epochs}, loss ${loss.toFixed(4)}`);
  const trained = await train(set, shippedPlan, new SeededRandom(seed, 'network'), told);
  const scenes = [...new Set(examples.map(({ scene }) => scene))].sort();
  const metadata = { name, heldOut, scenes, examples: examples.length, seed };
  return { name, heldOut, scenes, model: { ...trained, metadata }, examples: examples.length };
};

/** For each place a model that has never seen it. */
const trainWithout = async (
  examples: readonly Example[],
  places: readonly string[],
  name: (place: string) => string,
  options: TrainingOptions,
): Promise<readonly TrainedModel[]> => {
  const models: TrainedModel[] = [];
  for (const place of places) {
    const others = examples.filter(({ scene }) => placeOf(scene) !== place);
    if (others.length >= shippedPlan.batch) models.push(await trainOn(name(place), place, others, options));
  }
  return models;
};

const known = ({ name, model, scenes }: TrainedModel): KnownModel => ({ name, source: inMemory(model), scenes });

export const trainIntention = async (options: TrainingOptions): Promise<Result<Training, ClassifierFault>> => {
  const { files, outcomes, seed, onProgress } = options;
  const { examples, stood } = await gather(options);
  const allowed = examples.filter(({ scene }) => mayShip(scene));
  const placesOf = (some: readonly Example[]): readonly string[] =>
    [...new Set(some.map(({ scene }) => placeOf(scene)))].sort();
  const shipped = await trainOn('intention', null, allowed, options);
  const heldOut = await trainWithout(allowed, placesOf(allowed), (place) => `without ${place}`, options);
  options.onModels(shipped, heldOut);
  const everywhere = await trainWithout(examples, placesOf(examples), (place) => `all without ${place}`, options);

  const parts = (models: Models): BenchParts => ({
    kiosks: files.kiosks,
    met: files.table.met,
    walksOf: (scene) => files.scenes.get(scene) ?? [],
    sensorOf: ({ id }) => new IdealSensor(id, seed, 1),
    noise: 1,
    rules: true,
    seed,
    create: ({ scene }, sensor, ports) => options.behaviours.create(ports, sensor, models.of(scene).classifier),
    onProgress: () => undefined,
  });
  const measure = async (
    what: string,
    models: readonly KnownModel[],
    rules: boolean,
  ): Promise<Result<BenchRun, ClassifierFault>> => {
    onProgress(`measuring: ${what}`);
    const open = models.length === 0 ? ok(noModels) : await openModels(models);
    if (!open.ok) return open;
    const run = await runBench({ ...parts(open.value), rules });
    await open.value.close();
    return ok(run);
  };
  const run = await measure('each scene by a model that never saw its place', [shipped, ...heldOut].map(known), true);
  if (!run.ok) return run;
  const plain = await measure('without a model', [], false);
  if (!plain.ok) return plain;
  const all = await measure('by models that learnt from all other scenes', everywhere.map(known), false);
  if (!all.ok) return all;

  const verdicts = judge({ ...parts(noModels), outcomes });
  const ours = verdicts(run.value.device);
  const over = (theirs: Parameters<typeof verdicts>[0]): Comparison | null =>
    pairedDifference(byPerson(ours), byPerson(verdicts(theirs)), seed);
  return ok({
    shipped,
    heldOut,
    virtualKiosks: stood,
    plan: shippedPlan,
    device: reportOf(ours, seed),
    withoutModel: reportOf(verdicts(plain.value.device), seed),
    withAllScenes: reportOf(verdicts(all.value.device), seed),
    baselines: Object.fromEntries(
      baselineNames.map((name) => [name, reportOf(verdicts(run.value.baselines[name]), seed)] as const),
    ),
    overStopRule: over(run.value.baselines['0.7 s stop']),
    overNoModel: over(plain.value.device),
    run: run.value,
  });
};
