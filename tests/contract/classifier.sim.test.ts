import { readModel, type ModelSource } from '../../hal/drivers/tfjs-classifier.ts';
import { ok, fail } from '../../hal/result.ts';
import { SimClassifier } from '../../sim/devices/classifier.ts';
import { classifierContract, type ModelFiles } from './classifier.contract.ts';

const held = (files: ModelFiles): ModelSource => ({
  where: 'memory',
  read: () => Promise.resolve(files === null ? fail({ kind: 'model-missing', where: 'memory' }) : ok(files)),
});

classifierContract('twin', 'simulated', (files, features) =>
  Promise.resolve({
    classifier: new SimClassifier(() => readModel(held(files), features), features),
    tidy: () => Promise.resolve(),
  }),
);
