import { fileURLToPath } from 'node:url';
import { featureNames } from '../behaviours/presence/intention/features.ts';
import type { DeviceConfig } from '../config/schema.ts';
import { modelFolder, TfjsClassifier, type ModelSource } from '../hal/drivers/tfjs-classifier.ts';
import type { Classifier } from '../hal/ports/classifier.ts';

/** The model that ships with the firmware. */
export const shippedIntention = (): ModelSource =>
  modelFolder(fileURLToPath(new URL('../config/models/intention', import.meta.url)));

/** What the config wants people judged by; null: the rule. */
export const intentionClassifier = (
  { behaviours }: DeviceConfig,
  make: (source: ModelSource, features: readonly string[]) => Classifier = (source, features) =>
    new TfjsClassifier(source, features),
): Classifier | null => (behaviours.presence.intention === 'model' ? make(shippedIntention(), featureNames) : null);
