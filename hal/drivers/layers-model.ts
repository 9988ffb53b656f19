import { fail, ok, type Result } from '../result.ts';

/*
 * A TensorFlow.js layers model as `model.json` and one file of weights: the format that tf.LayersModel.save writes. Of all that it
 * may hold, a chain of dense layers is what we train and run; anything else is refused, and so is a file whose parts do not fit.
 */

export type Activation = 'relu' | 'sigmoid' | 'linear';

export interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  /** Row by row: inputs × units. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

export interface DenseModel {
  /** What each input is, in order. */
  readonly features: readonly string[];
  readonly layers: readonly DenseLayer[];
  /** What training wrote down about itself. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export const modelFile = 'model.json';
export const weightsFile = 'weights.bin';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectAt = (value: unknown, ...path: readonly string[]): Json | null => {
  let at = value;
  for (const step of path) at = isObject(at) ? at[step] : undefined;
  return isObject(at) ? at : null;
};
const listAt = (value: Json | null, key: string): readonly unknown[] => {
  const list = value?.[key];
  return Array.isArray(list) ? list : [];
};
const isActivation = (word: unknown): word is Activation => word === 'relu' || word === 'sigmoid' || word === 'linear';

interface Shape {
  readonly units: number;
  readonly activation: Activation;
}

const readShapes = (topology: Json | null): readonly Shape[] | string => {
  if (topology?.['class_name'] !== 'Sequential') return 'it is no sequential model';
  const shapes: Shape[] = [];
  for (const layer of listAt(objectAt(topology, 'config'), 'layers')) {
    if (!isObject(layer)) return 'a layer is no object';
    if (layer['class_name'] === 'InputLayer') continue;
    const config = objectAt(layer, 'config');
    const units = config?.['units'];
    const activation = config?.['activation'];
    if (layer['class_name'] !== 'Dense' || typeof units !== 'number' || !Number.isInteger(units) || units < 1)
      return `a layer is ${JSON.stringify(layer['class_name'])}, expected Dense`;
    if (!isActivation(activation)) return `a layer's activation is ${JSON.stringify(activation)}`;
    shapes.push({ units, activation });
  }
  return shapes.length === 0 ? 'it has no layers' : shapes;
};

const readSizes = (manifest: unknown): readonly (readonly number[])[] | string => {
  const groups = Array.isArray(manifest) ? manifest : [];
  const [group] = groups;
  if (groups.length !== 1 || !isObject(group)) return 'its weights are in other than one file';
  const sizes: number[][] = [];
  for (const weight of listAt(group, 'weights')) {
    const shape = isObject(weight) ? weight['shape'] : null;
    if (!isObject(weight) || weight['dtype'] !== 'float32' || weight['quantization'] !== undefined)
      return 'its weights are no plain 32-bit numbers';
    if (!Array.isArray(shape) || !shape.every((side) => Number.isInteger(side) && side > 0))
      return 'a weight has no shape';
    sizes.push(shape.map(Number));
  }
  return sizes;
};

const readLayers = (
  shapes: readonly Shape[],
  sizes: readonly (readonly number[])[],
  inputs: number,
  weights: Float32Array,
): readonly DenseLayer[] | string => {
  if (sizes.length !== 2 * shapes.length) return `it has ${sizes.length} weights for ${shapes.length} layers`;
  const layers: DenseLayer[] = [];
  let width = inputs;
  let from = 0;
  for (const [index, { units, activation }] of shapes.entries()) {
    const kernel = sizes[2 * index] ?? [];
    const bias = sizes[2 * index + 1] ?? [];
    if (kernel[0] !== width || kernel[1] !== units || kernel.length !== 2 || bias[0] !== units || bias.length !== 1)
      return `layer ${index + 1} does not fit the one before it`;
    const to = from + width * units;
    layers.push({
      inputs: width,
      units,
      activation,
      kernel: weights.slice(from, to),
      bias: weights.slice(to, to + units),
    });
    from = to + units;
    width = units;
  }
  if (from !== weights.length) return `it has ${weights.length} numbers, expected ${from}`;
  return layers;
};

/** Reads a model, or says in what way it is damaged. */
export const parseLayersModel = (json: string, weights: Uint8Array): Result<DenseModel, string> => {
  let file: unknown;
  try {
    file = JSON.parse(json);
  } catch {
    return fail(`${modelFile} is no JSON`);
  }
  const metadata = objectAt(file, 'userDefinedMetadata');
  const features = listAt(metadata, 'features').filter((name) => typeof name === 'string');
  if (metadata === null || features.length === 0) return fail('it does not name its features');
  const shapes = readShapes(objectAt(file, 'modelTopology'));
  if (typeof shapes === 'string') return fail(shapes);
  const sizes = readSizes(isObject(file) ? file['weightsManifest'] : null);
  if (typeof sizes === 'string') return fail(sizes);
  if (weights.length % 4 !== 0) return fail(`${weightsFile} is cut off`);
  // A copy of its own: a buffer's pool need not begin at a multiple of four.
  const numbers = new Float32Array(weights.slice().buffer);
  if (!numbers.every(Number.isFinite)) return fail('a weight is no finite number');
  const layers = readLayers(shapes, sizes, features.length, numbers);
  return typeof layers === 'string' ? fail(layers) : ok({ features, layers, metadata });
};

const topologyOf = ({ features, layers }: DenseModel): Json => ({
  class_name: 'Sequential',
  config: {
    name: 'intention',
    layers: layers.map(({ units, activation }, index) => ({
      class_name: 'Dense',
      config: {
        name: `dense_${index + 1}`,
        ...(index === 0 ? { batch_input_shape: [null, features.length] } : {}),
        dtype: 'float32',
        trainable: true,
        units,
        activation,
        use_bias: true,
      },
    })),
  },
});

/** The two files of a model. */
export const writeLayersModel = (model: DenseModel): { readonly json: string; readonly weights: Uint8Array } => {
  const parts = model.layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(part, from);
    from += part.length;
  }
  const weights = model.layers.flatMap(({ inputs, units }, index) => [
    { name: `dense_${index + 1}/kernel`, shape: [inputs, units], dtype: 'float32' },
    { name: `dense_${index + 1}/bias`, shape: [units], dtype: 'float32' },
  ]);
  const file = {
    format: 'layers-model',
    generatedBy: 'letan train intention',
    convertedBy: null,
    modelTopology: topologyOf(model),
    weightsManifest: [{ paths: [weightsFile], weights }],
    userDefinedMetadata: { ...model.metadata, features: model.features },
  };
  return { json: `${JSON.stringify(file, null, 1)}\n`, weights: new Uint8Array(all.buffer) };
};
