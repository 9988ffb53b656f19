import type { Device } from '../device.ts';
import type { Result } from '../result.ts';

export type ClassifierFault =
  /** There is no model where one was named. */
  | { readonly kind: 'model-missing'; readonly where: string }
  /** What is there is no model, or is damaged. */
  | { readonly kind: 'model-corrupt'; readonly where: string; readonly reason: string }
  /** It is a model, but of other numbers than those that it would be asked about. */
  | { readonly kind: 'model-other-shape'; readonly where: string; readonly expected: string; readonly found: string }
  /** Nothing on this machine can run it. */
  | { readonly kind: 'no-backend'; readonly reason: string }
  /** It answered with what is no likelihood, or not at all. */
  | { readonly kind: 'no-answer'; readonly reason: string }
  | { readonly kind: 'not-open' };

/** What computes: TensorFlow's native library, or its WebAssembly. `simulated`: the twin. */
export type ClassifierBackend = 'tensorflow' | 'wasm' | 'simulated';

/**
 * A trained model that says how likely each of some things is of its kind.
 *
 * - `open` resolves once the model has been read, is of the expected features in the expected order, and has answered one question.
 * - `score` gives one likelihood for each row, in their order, 0 to 1, right to 1e-4; no rows, none.
 * - The same row has the same likelihood to 1e-4, whatever rows it is asked together with.
 * - `score` answers at once; it never waits and never throws for what the world did: the fault is its answer.
 * - Before `open` and after `close` the answer is `not-open`.
 * - Rows are numbers about 0 to 1 in the order of `features`; a row of another length is a bug of the caller.
 * - `backend` says what computes while it is open, null otherwise.
 */
export interface Classifier extends Device<ClassifierFault> {
  readonly features: readonly string[];
  readonly backend: ClassifierBackend | null;
  score(rows: readonly Float32Array[]): Result<readonly number[], ClassifierFault>;
}
