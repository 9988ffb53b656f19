import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import type { GuidanceIn, GuidanceOut } from './events.ts';
import { guidanceMachine } from './machine.ts';
import type { GuidanceSettings } from './settings.ts';

/** Guidance in its kiosk form: arrow, counter, distance and words on the device's own screen. */
export const createGuidance = (
  settings: GuidanceSettings,
  texts: Texts,
  ports: BehaviourPorts,
): Behaviour<GuidanceIn, GuidanceOut> =>
  runMachine<GuidanceIn, GuidanceOut>('guidance', guidanceMachine, { settings, texts }, ports);
