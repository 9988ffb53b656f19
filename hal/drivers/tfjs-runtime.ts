import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as core from '@tensorflow/tfjs-core';
import type * as layersModule from '@tensorflow/tfjs-layers';
import { fail, ok, type Result } from '../result.ts';

export type TfBackend = 'tensorflow' | 'wasm';

/** TensorFlow.js with a backend that works. */
export interface TfRuntime {
  readonly backend: TfBackend;
  readonly tf: Pick<typeof core, 'tidy' | 'tensor2d' | 'fused' | 'dispose'>;
  readonly layers: Pick<typeof layersModule, 'loadLayersModel'>;
}

/** Not installed everywhere: it has no binary for every machine, and where it cannot be built it is left out. */
const nativePackage = '@tensorflow/tfjs-node';

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

const native = async (): Promise<Result<TfRuntime, string>> => {
  try {
    const package_ = (await import(nativePackage)) as { readonly default?: unknown }; // named above; checked by using it
    const all = (package_.default ?? package_) as typeof core & typeof layersModule; // the package is tfjs with a backend
    if (!(await all.setBackend('tensorflow'))) return fail('its backend does not start');
    await all.ready();
    return ok({ backend: 'tensorflow', tf: all, layers: all });
  } catch (error) {
    return fail(reasonOf(error));
  }
};

const wasm = async (): Promise<Result<TfRuntime, string>> => {
  try {
    const tf = await import('@tensorflow/tfjs-core');
    const layers = await import('@tensorflow/tfjs-layers');
    const backend = await import('@tensorflow/tfjs-backend-wasm');
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    backend.setWasmPaths(`${join(dirname(entry))}${sep}`);
    // One thread: a model of this size gains nothing by more, and answers do not depend on how work was split.
    backend.setThreadsCount(1);
    if (!(await tf.setBackend('wasm'))) return fail('WebAssembly does not start');
    await tf.ready();
    return ok({ backend: 'wasm', tf, layers });
  } catch (error) {
    return fail(reasonOf(error));
  }
};

const start = { tensorflow: native, wasm } as const;
const started = new Map<TfBackend, Promise<Result<TfRuntime, string>>>();

/** Starts a backend; once in a process, for TensorFlow.js itself is one for the process. */
export const startTf = (backend: TfBackend): Promise<Result<TfRuntime, string>> => {
  const known = started.get(backend) ?? start[backend]();
  started.set(backend, known);
  return known;
};

/** The native library where it is installed and works, else WebAssembly. */
export const bestTf = async (): Promise<Result<TfRuntime, string>> => {
  const first = await startTf('tensorflow');
  return first.ok ? first : startTf('wasm');
};
