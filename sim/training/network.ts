import type { Scalar, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { assert } from '../../hal/assert.ts';
import type { DenseLayer, DenseModel } from '../../hal/drivers/layers-model.ts';
import { startTf } from '../../hal/drivers/tfjs-runtime.ts';
import type { SeededRandom } from '../random.ts';

/** What a network is trained with. `targets` are 0 or 1. */
export interface TrainingSet {
  readonly features: readonly string[];
  /** Row by row. */
  readonly rows: Float32Array;
  readonly targets: Float32Array;
  readonly weights: Float32Array;
}

export interface TrainingPlan {
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Pulls weights towards 0: there are few visitors to learn from, and many ways to learn them by heart. */
  readonly decay: number;
}

export const shippedPlan: TrainingPlan = { hidden: [32, 16], epochs: 4, batch: 1024, learningRate: 2e-3, decay: 0.03 };

interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

const scaleOf = (rows: Float32Array, width: number): Scale => {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (const [index, value] of rows.entries()) mean[index % width] = (mean[index % width] ?? 0) + value / count;
  for (const [index, value] of rows.entries()) {
    const off = value - (mean[index % width] ?? 0);
    deviation[index % width] = (deviation[index % width] ?? 0) + (off * off) / count;
  }
  return { mean, deviation: deviation.map((variance) => Math.sqrt(variance) + 1e-3) };
};

/** Rows in a drawn order (Fisher–Yates). */
const shuffled = (count: number, random: SeededRandom): Uint32Array => {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
};

const activationOf = (index: number, layers: number): DenseLayer['activation'] =>
  index === layers - 1 ? 'sigmoid' : 'relu';

/**
 * Trains a chain of dense layers by Adam on weighted cross entropy, with TensorFlow.js on WebAssembly and one thread: the same set,
 * plan and seed give the same bytes. The rows' scaling goes into the first layer, so that the model takes features as they are.
 */
export const train = async (
  set: TrainingSet,
  plan: TrainingPlan,
  random: SeededRandom,
  onEpoch: (epoch: number, loss: number) => void,
): Promise<DenseModel> => {
  const runtime = await startTf('wasm');
  assert(runtime.ok, `training needs WebAssembly: ${runtime.ok ? '' : runtime.fault}`);
  const tf = await import('@tensorflow/tfjs-core');
  const width = set.features.length;
  const count = set.targets.length;
  const scale = scaleOf(set.rows, width);
  const sizes = [width, ...plan.hidden, 1];
  const kernels: Variable[] = [];
  const biases: Variable[] = [];
  const layers = sizes.length - 1;
  for (let index = 0; index < layers; index += 1) {
    const [inputs, units] = [sizes[index] ?? 1, sizes[index + 1] ?? 1];
    // He's initialisation: relu halves the variance that each layer passes on.
    const spread = Math.sqrt(2 / inputs);
    const first = Float32Array.from({ length: inputs * units }, () => random.normal(0, spread));
    kernels.push(tf.variable(tf.tensor2d(first, [inputs, units])));
    biases.push(tf.variable(tf.zeros([units])));
  }
  const logits = (rows: Tensor2D): Tensor2D =>
    kernels.reduce<Tensor2D>((values, kernel, index) => {
      const sum = tf.add<Tensor2D>(tf.matMul(values, kernel), biases[index] ?? 0);
      return index === layers - 1 ? sum : tf.relu(sum);
    }, rows);

  const steps = Math.floor(count / plan.batch);
  assert(steps > 0, `${count} examples are fewer than one batch of ${plan.batch}`);
  const rows = new Float32Array(plan.batch * width);
  const targets = new Float32Array(plan.batch);
  const weights = new Float32Array(plan.batch);
  for (let epoch = 0; epoch < plan.epochs; epoch += 1) {
    const optimizer = tf.train.adam((plan.learningRate * (plan.epochs - epoch)) / plan.epochs);
    const order = shuffled(count, random.split(`epoch ${epoch}`));
    let sum = 0;
    for (let step = 0; step < steps; step += 1) {
      for (let slot = 0; slot < plan.batch; slot += 1) {
        const index = order[step * plan.batch + slot] ?? 0;
        for (let column = 0; column < width; column += 1)
          rows[slot * width + column] =
            ((set.rows[index * width + column] ?? 0) - (scale.mean[column] ?? 0)) / (scale.deviation[column] ?? 1);
        targets[slot] = set.targets[index] ?? 0;
        weights[slot] = set.weights[index] ?? 0;
      }
      const loss = tf.tidy(() => {
        const x = tf.tensor2d(rows, [plan.batch, width]);
        const y = tf.tensor2d(targets, [plan.batch, 1]);
        const w = tf.tensor2d(weights, [plan.batch, 1]);
        const cost = optimizer.minimize(() => {
          const z = logits(x);
          // max(z, 0) − z·y + log(1 + exp(−|z|)): cross entropy that never overflows.
          const entropy = tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(z))))));
          const squares = kernels.map((kernel) => tf.sum(tf.square(kernel)));
          const decay = tf.mul(tf.addN(squares), plan.decay / 2);
          return tf.add<Scalar>(tf.mean(tf.mul(entropy, w)), decay);
        }, true);
        return cost?.dataSync()[0] ?? Number.NaN;
      });
      sum += loss;
    }
    optimizer.dispose();
    onEpoch(epoch + 1, sum / steps);
  }
  const trained = kernels.map((kernel, index): DenseLayer => {
    const [inputs, units] = [sizes[index] ?? 1, sizes[index + 1] ?? 1];
    const own = Float32Array.from(kernel.dataSync());
    const bias = Float32Array.from(biases[index]?.dataSync() ?? []);
    return {
      inputs,
      units,
      activation: activationOf(index, layers),
      ...(index === 0 ? unscaled(own, bias, scale, inputs, units) : { kernel: own, bias }),
    };
  });
  for (const variable of [...kernels, ...biases]) variable.dispose();
  return { features: set.features, layers: trained, metadata: {} };
};

/** The first layer for rows as they come instead of scaled ones. */
const unscaled = (
  kernel: Float32Array,
  bias: Float32Array,
  { mean, deviation }: Scale,
  inputs: number,
  units: number,
): { readonly kernel: Float32Array; readonly bias: Float32Array } => {
  const raw = new Float32Array(kernel.length);
  const shift = Float64Array.from(bias);
  for (let input = 0; input < inputs; input += 1)
    for (let unit = 0; unit < units; unit += 1) {
      const weight = (kernel[input * units + unit] ?? 0) / (deviation[input] ?? 1);
      raw[input * units + unit] = weight;
      shift[unit] = (shift[unit] ?? 0) - weight * (mean[input] ?? 0);
    }
  return { kernel: raw, bias: Float32Array.from(shift) };
};
