import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { DenseLayer, DenseModel } from '../../hal/drivers/layers-model.ts';
import { exponential } from '../../hal/exponential.ts';
import type { Classifier, ClassifierBackend, ClassifierFault } from '../../hal/ports/classifier.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';

const activated = (value: number, activation: DenseLayer['activation']): number => {
  switch (activation) {
    case 'relu':
      return Math.max(0, value);
    case 'sigmoid':
      return 1 / (1 + exponential(Math.min(700, 0 - value)));
    case 'linear':
      return value;
  }
};

const layerOf = ({ inputs, units, activation, kernel, bias }: DenseLayer, row: readonly number[]): readonly number[] =>
  Array.from({ length: units }, (_, unit) => {
    let sum = bias[unit] ?? 0;
    for (let input = 0; input < inputs; input += 1) sum += (row[input] ?? 0) * (kernel[input * units + unit] ?? 0);
    return activated(sum, activation);
  });

/** A model's answer, worked out in doubles without any library. */
export const forward = ({ layers }: DenseModel, row: ArrayLike<number>): number =>
  layers.reduce<readonly number[]>((values, layer) => layerOf(layer, values), Array.from(row))[0] ?? 0;

/**
 * The twin of a classifier: the shipped model, reckoned in doubles, so that a simulated day gives the same bits on every machine and does
 * not wait for a library to be loaded.
 */
export class SimClassifier implements Classifier {
  readonly features: readonly string[];
  readonly #read: () => Promise<Result<DenseModel, ClassifierFault>>;
  readonly #faults = new Listeners<ClassifierFault>();
  #model: DenseModel | null = null;
  #fault: ClassifierFault | null = null;

  /** `read`: the model as the driver reads it. */
  constructor(read: () => Promise<Result<DenseModel, ClassifierFault>>, features: readonly string[]) {
    this.features = features;
    this.#read = read;
  }

  get backend(): ClassifierBackend | null {
    return this.#model === null ? null : 'simulated';
  }

  async open(): Promise<Result<void, ClassifierFault>> {
    assert(this.#model === null, 'the classifier was opened twice');
    if (this.#fault !== null) return fail(this.#fault);
    const model = await this.#read();
    if (!model.ok) return model;
    this.#model = model.value;
    return done;
  }
  close(): Promise<void> {
    this.#model = null;
    return Promise.resolve();
  }
  onFault(listener: (fault: ClassifierFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  score(rows: readonly Float32Array[]): Result<readonly number[], ClassifierFault> {
    const model = this.#model;
    if (model === null) return fail({ kind: 'not-open' });
    if (this.#fault !== null) return fail(this.#fault);
    for (const row of rows)
      assert(
        row.length === this.features.length,
        `a row of ${row.length} numbers for ${this.features.length} features`,
      );
    return ok(rows.map((row) => forward(model, row)));
  }

  breakWith(fault: ClassifierFault): void {
    this.#fault = fault;
    if (this.#model !== null) this.#faults.emit(fault);
  }
  mend(): void {
    this.#fault = null;
  }
}
