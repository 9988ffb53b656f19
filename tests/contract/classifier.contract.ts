import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import { writeLayersModel, type DenseModel } from '../../hal/drivers/layers-model.ts';
import type { Classifier, ClassifierBackend, ClassifierFault } from '../../hal/ports/classifier.ts';

/** The two files of a model as they would lie on a disk; null: there are none. */
export type ModelFiles = { readonly json: string; readonly weights: Uint8Array } | null;

export interface ClassifierRig {
  readonly classifier: Classifier;
  tidy(): Promise<void>;
}

const features = ['near', 'slow', 'straight'] as const;

/**
 * Two layers with weights that can be followed by hand. The answers of `vectors` were worked out with Python's float64:
 *   h = [max(0, sum(x[i]*K1[i][u]) + b1[u]) for u in range(2)]
 *   y = 1 / (1 + exp(-(h[0]*1.5 + h[1]*-2.0 + 0.25)))
 * with K1 = [[0.5, -1.0], [2.0, 0.75], [-1.25, 0.5]], b1 = [0.1, -0.2].
 */
const model: DenseModel = {
  features,
  metadata: {},
  layers: [
    {
      inputs: 3,
      units: 2,
      activation: 'relu',
      kernel: Float32Array.of(0.5, -1, 2, 0.75, -1.25, 0.5),
      bias: Float32Array.of(0.1, -0.2),
    },
    { inputs: 2, units: 1, activation: 'sigmoid', kernel: Float32Array.of(1.5, -2), bias: Float32Array.of(0.25) },
  ],
};
const vectors: readonly (readonly [row: readonly number[], answer: number])[] = [
  [[0, 0, 0], 0.598687660112452],
  [[1, 0, 0], 0.759510916949111],
  [[0, 1, 0], 0.908877038985144],
  [[0, 0, 1], 0.41338242108267],
  [[1, 1, 1], 0.89798193081087],
  [[-1, 0.5, 0.25], 0.128001022404857],
  [[3, -2, 0.125], 0.562176500885798],
];

const files = writeLayersModel(model);
const row = (values: readonly number[]): Float32Array => Float32Array.from(values);
const never = new AbortController().signal;

/** Each sentence of `hal/ports/classifier.ts`. `make` is given what lies where the model is looked for. */
export const classifierContract = (
  name: string,
  backend: ClassifierBackend,
  make: (files: ModelFiles, features: readonly string[]) => Promise<ClassifierRig>,
): void => {
  describe(`classifier: ${name}`, () => {
    let rig: ClassifierRig;
    const start = async (found: ModelFiles = files, wanted: readonly string[] = features): Promise<ClassifierRig> => {
      rig = await make(found, wanted);
      return rig;
    };
    const refusal = async (found: ModelFiles, wanted: readonly string[] = features): Promise<ClassifierFault> => {
      const { classifier } = await start(found, wanted);
      const opened = await classifier.open(never);
      expect(opened.ok).toBe(false);
      expect(classifier.backend).toBeNull();
      expect(classifier.score([row([0, 0, 0])])).toEqual({ ok: false, fault: { kind: 'not-open' } });
      if (opened.ok) throw new Error('it opened');
      return opened.fault;
    };

    beforeEach(() => start());
    afterEach(async () => {
      await rig.classifier.close();
      await rig.tidy();
    });

    test('gives the answers that were worked out by hand, to 1e-4', async () => {
      expect(await rig.classifier.open(never)).toEqual({ ok: true, value: undefined });
      const answer = rig.classifier.score(vectors.map(([values]) => row(values)));
      if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
      expect(answer.value).toHaveLength(vectors.length);
      for (const [index, [, expected]] of vectors.entries())
        expect(Math.abs((answer.value[index] ?? 2) - expected)).toBeLessThan(1e-4);
    });

    test('gives a row the same answer alone and among others', async () => {
      await rig.classifier.open(never);
      const alone = vectors.map(([values]) => rig.classifier.score([row(values)]));
      for (const [index, answer] of alone.entries()) {
        if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
        expect(Math.abs((answer.value[0] ?? 2) - (vectors[index]?.[1] ?? 0))).toBeLessThan(1e-4);
      }
    });

    test('answers nothing when nothing is asked', async () => {
      await rig.classifier.open(never);
      expect(rig.classifier.score([])).toEqual({ ok: true, value: [] });
    });

    test('is not open before open and after close, and opens again', async () => {
      const question = [row([1, 1, 1])];
      const shut = { ok: false, fault: { kind: 'not-open' } };
      expect(rig.classifier.score(question)).toEqual(shut);
      expect(rig.classifier.backend).toBeNull();
      await rig.classifier.open(never);
      expect(rig.classifier.backend).toBe(backend);
      await rig.classifier.close();
      expect(rig.classifier.score(question)).toEqual(shut);
      expect(rig.classifier.backend).toBeNull();
      await rig.classifier.open(never);
      expect(rig.classifier.score(question).ok).toBe(true);
    });

    test('takes a row of another length for a bug of the caller', async () => {
      await rig.classifier.open(never);
      expect(() => rig.classifier.score([row([1, 2])])).toThrow(BugError);
    });

    test('says where it looked for a model that is missing', async () => {
      expect(await refusal(null)).toEqual({ kind: 'model-missing', where: expect.any(String) });
    });

    test.each([
      ['no JSON', { ...files, json: files.json.slice(0, 100) }],
      ['weights cut off', { ...files, weights: files.weights.slice(0, -4) }],
      ['weights cut within a number', { ...files, weights: files.weights.slice(0, -2) }],
      ['weights that are no numbers', { ...files, weights: new Uint8Array(files.weights.length).fill(0xff) }],
      ['another kind of model', { ...files, json: files.json.replace('"Dense"', '"LSTM"') }],
      ['layers that do not fit', { ...files, json: files.json.replace('"units": 2', '"units": 3') }],
      ['no features', { ...files, json: files.json.replaceAll('"features"', '"inputs"') }],
    ])('says in what way a model is corrupt: %s', async (_, damaged) => {
      expect(await refusal(damaged)).toEqual({
        kind: 'model-corrupt',
        where: expect.any(String),
        reason: expect.stringMatching(/\w/),
      });
    });

    test.each([
      ['more features', [...features, 'tall']],
      ['fewer features', features.slice(0, 2)],
      ['other features', ['near', 'slow', 'tall']],
      ['another order', ['slow', 'near', 'straight']],
    ])('says that a model is of another shape: %s', async (_, wanted) => {
      expect(await refusal(files, wanted)).toMatchObject({ kind: 'model-other-shape' });
    });

    test('says so when there are other than one answer', async () => {
      const two = writeLayersModel({ ...model, layers: model.layers.slice(0, 1) });
      expect(await refusal(two)).toMatchObject({ kind: 'model-other-shape', found: '2 answers' });
    });
  });
};
