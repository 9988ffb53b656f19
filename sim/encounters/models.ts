import { featureNames } from '../../behaviours/presence/intention/features.ts';
import { TfjsClassifier, type ModelSource } from '../../hal/drivers/tfjs-classifier.ts';
import { startTf } from '../../hal/drivers/tfjs-runtime.ts';
import type { Classifier, ClassifierFault } from '../../hal/ports/classifier.ts';
import { fail, ok, type Result } from '../../hal/result.ts';

/** A model and which scenes it has learnt from. */
export interface KnownModel {
  readonly name: string;
  readonly source: ModelSource;
  readonly scenes: readonly string[];
}

/** Which model judges in which scene. */
export interface Models {
  /** The name of the model for a scene, and the model; null: the rule judges. */
  of(scene: string): { readonly name: string; readonly classifier: Classifier | null };
  close(): Promise<void>;
}

export const noModels: Models = {
  of: () => ({ name: 'rule', classifier: null }),
  close: () => Promise.resolve(),
};

const never = new AbortController().signal;

/**
 * Opens models, the shipped one first. A scene is judged by the first that has not learnt from it: what a model says of people whom it
 * knows is worth nothing. WebAssembly always, so that a measurement is the same on every machine.
 */
export const openModels = async (known: readonly KnownModel[]): Promise<Result<Models, ClassifierFault>> => {
  const open: { readonly model: KnownModel; readonly classifier: Classifier }[] = [];
  const close = async (): Promise<void> => {
    for (const { classifier } of open) await classifier.close();
  };
  for (const model of known) {
    const classifier = new TfjsClassifier(model.source, featureNames, () => startTf('wasm'));
    const opened = await classifier.open(never);
    if (!opened.ok) {
      await close();
      return fail(opened.fault);
    }
    open.push({ model, classifier });
  }
  return ok({
    of: (scene) => {
      const chosen = open.find(({ model }) => !model.scenes.includes(scene));
      return chosen === undefined
        ? { name: 'rule', classifier: null }
        : { name: chosen.model.name, classifier: chosen.classifier };
    },
    close,
  });
};
