import { fileURLToPath } from 'node:url';
import type { BehaviourPorts } from '../../behaviours/actor.ts';
import { createGreeting } from '../../behaviours/greeting/index.ts';
import { createPresence } from '../../behaviours/presence/index.ts';
import { ModelJudge } from '../../behaviours/presence/intention/model-judge.ts';
import type { PresenceSettings } from '../../behaviours/presence/settings.ts';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import { faultText } from '../../config/faults.ts';
import { loadLanguages } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import { greetingSettings, presenceSettings } from '../../firmware/settings.ts';
import type { Classifier } from '../../hal/ports/classifier.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { EncounterSensor } from './ideal-sensor.ts';
import type { Behaving } from './meeting.ts';

const languageFiles = fileURLToPath(new URL('../../config/languages', import.meta.url));
/** Whose settings are measured: a kiosk as it is shipped. */
const shippedDevice = fileURLToPath(
  new URL('../../config/sites/neighbourhood-kiosk/devices/kiosk-1.yaml', import.meta.url),
);

/** The behaviours of the shipped kiosk, with another sensor. */
export interface ShippedBehaviours {
  readonly presence: PresenceSettings;
  create(ports: BehaviourPorts, sensor: EncounterSensor, classifier: Classifier | null): Behaving;
}

export const shippedBehaviours = (): Result<ShippedBehaviours, readonly string[]> => {
  const languages = loadLanguages(languageFiles, ['vi']);
  if (!languages.ok) return fail(languages.fault.map((fault) => JSON.stringify(fault)));
  const device = loadDevice(shippedDevice);
  if (!device.ok) return fail(device.fault.map(faultText));
  const texts = createPhrasebook(languages.value);
  const presence = presenceSettings(device.value, () => false);
  // Where a recorded scene has counters nobody has told.
  const greeting = { ...greetingSettings(device.value), counters: [] };
  return ok({
    presence,
    create: (ports, sensor, classifier) => ({
      presence: createPresence({ ...presence, sensors: sensor.places }, ports, new ModelJudge(classifier)),
      greeting: createGreeting(greeting, texts, ports),
    }),
  });
};
