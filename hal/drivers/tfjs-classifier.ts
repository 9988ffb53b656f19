import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import { errorCode } from '../error-code.ts';
import type { Classifier, ClassifierBackend, ClassifierFault } from '../ports/classifier.ts';
import { done, fail, ok, type Result } from '../result.ts';
import { modelFile, parseLayersModel, weightsFile, writeLayersModel, type DenseModel } from './layers-model.ts';
import { bestTf, type TfRuntime } from './tfjs-runtime.ts';

interface Dense {
  readonly kernel: Tensor2D;
  readonly bias: Tensor;
  readonly activation: DenseModel['layers'][number]['activation'];
}

interface Loaded {
  readonly runtime: TfRuntime;
  readonly dense: readonly Dense[];
  readonly dispose: () => void;
}

/** Whatever keeps a model: a folder, or memory. */
export interface ModelSource {
  readonly where: string;
  read(): Promise<Result<{ readonly json: string; readonly weights: Uint8Array }, ClassifierFault>>;
}

const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT';

/** A folder with `model.json` and `weights.bin`. */
export const modelFolder = (folder: string): ModelSource => ({
  where: folder,
  read: async () => {
    try {
      const [json, weights] = await Promise.all([
        readFile(join(folder, modelFile), 'utf8'),
        readFile(join(folder, weightsFile)),
      ]);
      return ok({ json, weights });
    } catch (error) {
      if (isMissing(error)) return fail({ kind: 'model-missing', where: folder });
      return fail({
        kind: 'model-corrupt',
        where: folder,
        reason: error instanceof Error ? error.message : 'unreadable',
      });
    }
  },
});

/** Reads a model and looks whether it is one of these features. */
export const readModel = async (
  source: ModelSource,
  features: readonly string[],
): Promise<Result<DenseModel, ClassifierFault>> => {
  const files = await source.read();
  if (!files.ok) return files;
  const { where } = source;
  const model = parseLayersModel(files.value.json, files.value.weights);
  if (!model.ok) return fail({ kind: 'model-corrupt', where, reason: model.fault });
  const found = model.value.features;
  const differs = features.findIndex((name, index) => found[index] !== name);
  if (differs >= 0 || found.length !== features.length) {
    const at = Math.max(0, differs);
    const shown = (names: readonly string[]): string => `${names.length} features, ${names[at] ?? 'none'} at ${at + 1}`;
    return fail({ kind: 'model-other-shape', where, expected: shown(features), found: shown(found) });
  }
  const units = model.value.layers.at(-1)?.units ?? 0;
  if (units !== 1) return fail({ kind: 'model-other-shape', where, expected: '1 answer', found: `${units} answers` });
  return model;
};

/**
 * TensorFlow.js layers models (format: tensorflow.org/js/guide/save_load), run by the native library where it is installed, else by
 * WebAssembly. The layers are run as fused kernels: `predict` costs ten times as much for so small a model.
 */
export class TfjsClassifier implements Classifier {
  readonly features: readonly string[];
  readonly #source: ModelSource;
  readonly #start: () => Promise<Result<TfRuntime, string>>;
  readonly #faults = new Listeners<ClassifierFault>();
  #loaded: Loaded | null = null;

  constructor(
    source: ModelSource,
    features: readonly string[],
    start: () => Promise<Result<TfRuntime, string>> = bestTf,
  ) {
    this.features = features;
    this.#source = source;
    this.#start = start;
  }

  get backend(): ClassifierBackend | null {
    return this.#loaded?.runtime.backend ?? null;
  }

  async open(signal: AbortSignal): Promise<Result<void, ClassifierFault>> {
    assert(this.#loaded === null, `classifier ${this.#source.where} opened twice`);
    const model = await readModel(this.#source, this.features);
    if (!model.ok) return model;
    const runtime = await this.#start();
    signal.throwIfAborted();
    if (!runtime.ok) return fail({ kind: 'no-backend', reason: runtime.fault });
    const loaded = await load(runtime.value, model.value);
    signal.throwIfAborted();
    this.#loaded = loaded;
    // The first question compiles kernels; whoever asks later shall not wait for that.
    const answer = this.score([new Float32Array(this.features.length)]);
    if (answer.ok) return done;
    await this.close();
    return answer;
  }

  close(): Promise<void> {
    this.#loaded?.dispose();
    this.#loaded = null;
    return Promise.resolve();
  }

  onFault(listener: (fault: ClassifierFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  score(rows: readonly Float32Array[]): Result<readonly number[], ClassifierFault> {
    if (this.#loaded === null) return fail({ kind: 'not-open' });
    if (rows.length === 0) return ok([]);
    const width = this.features.length;
    const flat = new Float32Array(rows.length * width);
    for (const [index, row] of rows.entries()) {
      assert(row.length === width, `a row of ${row.length} numbers for a classifier of ${width}`);
      flat.set(row, index * width);
    }
    try {
      return likelihoods(run(this.#loaded, flat, rows.length, width));
    } catch (error) {
      return fail({ kind: 'no-answer', reason: error instanceof Error ? error.message : 'the backend failed' });
    }
  }
}

/** Lets TensorFlow.js itself read the model, so that a file that it would refuse is refused. */
const load = async (runtime: TfRuntime, model: DenseModel): Promise<Loaded> => {
  const { json, weights } = writeLayersModel(model);
  const file = JSON.parse(json) as { modelTopology: object; weightsManifest: { weights: [] }[] }; // as written just now
  const layersModel = await runtime.layers.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: file.modelTopology,
        weightSpecs: file.weightsManifest[0]?.weights ?? [],
        weightData: weights.slice().buffer,
      }),
  });
  const tensors = layersModel.getWeights();
  const dense = model.layers.map(({ activation }, index): Dense => {
    const kernel = tensors[2 * index];
    const bias = tensors[2 * index + 1];
    assert(kernel !== undefined && bias !== undefined, 'a layer without weights');
    return { kernel: kernel as Tensor2D, bias, activation }; // a dense layer's kernel has two sides
  });
  return { runtime, dense, dispose: () => void layersModel.dispose() };
};

const run = ({ runtime: { tf }, dense }: Loaded, flat: Float32Array, count: number, width: number): Float32Array => {
  const answer = tf.tidy(() => {
    let layer = tf.tensor2d(flat, [count, width]);
    for (const { kernel, bias, activation } of dense)
      layer = tf.fused.matMul({ a: layer, b: kernel, bias, activation }) as Tensor2D; // of two matrices, a matrix
    return layer;
  });
  const values = answer.dataSync<'float32'>();
  answer.dispose();
  return values;
};

const likelihoods = (values: Float32Array): Result<readonly number[], ClassifierFault> => {
  const scores: number[] = [];
  for (const value of values) {
    if (!(value >= -1e-6 && value <= 1 + 1e-6)) return fail({ kind: 'no-answer', reason: `a likelihood of ${value}` });
    scores.push(Math.min(1, Math.max(0, value)));
  }
  return ok(scores);
};
