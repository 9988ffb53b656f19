import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { modelFile, weightsFile } from '../../hal/drivers/layers-model.ts';
import { modelFolder, TfjsClassifier } from '../../hal/drivers/tfjs-classifier.ts';
import { startTf, type TfBackend } from '../../hal/drivers/tfjs-runtime.ts';
import { classifierContract, type ClassifierRig, type ModelFiles } from './classifier.contract.ts';

const onDisk =
  (backend: TfBackend) =>
  (files: ModelFiles, features: readonly string[]): Promise<ClassifierRig> => {
    const folder = mkdtempSync(join(tmpdir(), 'letan-model-'));
    const where = join(folder, 'intention');
    if (files !== null) {
      mkdirSync(where);
      writeFileSync(join(where, modelFile), files.json);
      writeFileSync(join(where, weightsFile), files.weights);
    }
    return Promise.resolve({
      classifier: new TfjsClassifier(modelFolder(where), features, () => startTf(backend)),
      tidy: async () => rmSync(folder, { recursive: true, force: true }),
    });
  };

classifierContract('TensorFlow.js on WebAssembly', 'wasm', onDisk('wasm'));

const native = await startTf('tensorflow');
if (native.ok) classifierContract('TensorFlow.js on its native library', 'tensorflow', onDisk('tensorflow'));
else
  describe.skip('classifier: TensorFlow.js on its native library', () => {
    test(`@tensorflow/tfjs-node does not work here: ${native.fault}`, () => undefined);
  });
