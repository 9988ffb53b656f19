import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import type { GreetingIn, GreetingOut } from './events.ts';
import { greetingMachine } from './machine.ts';
import type { GreetingSettings } from './settings.ts';

/** From the first notice to the farewell; owns the visit. */
export const createGreeting = (
  settings: GreetingSettings,
  texts: Texts,
  ports: BehaviourPorts,
): Behaviour<GreetingIn, GreetingOut> => runMachine('greeting', greetingMachine, { settings, texts }, ports);
