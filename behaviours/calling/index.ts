import type { Speech } from '../../hal/ports/speech.ts';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import { openingOf } from './announcement.ts';
import type { CallingIn, CallingOut } from './events.ts';
import { Lengths } from './lengths.ts';
import { callingMachine } from './machine.ts';
import type { CallingSettings } from './settings.ts';
import type { CallingInput, VoiceDue } from './turn.ts';

export interface CallingPorts extends BehaviourPorts {
  /** The device's voice, asked how long sentences last; null: the device has none. */
  readonly speech: Speech | null;
}

/** Announces the hall's calls, by voice and banner, within the budget of sound. */
export const createCalling = (
  settings: CallingSettings,
  texts: Texts,
  ports: CallingPorts,
): Behaviour<CallingIn, CallingOut> => {
  const lengths = new Lengths(ports.speech);
  const opening = openingOf(settings, texts);
  const input: CallingInput = {
    settings,
    texts,
    now: () => ports.clock.now(),
    lengthOf: (sentence) => lengths.of(sentence),
    measure: (sentences) => lengths.want(opening === null ? sentences : [opening, ...sentences], planAgain),
  };
  // What follows was chosen by estimates; what is now known may choose better.
  const planAgain = (): void => {
    if (chart.state().tags.includes('speaking')) chart.send({ type: 'voice.due' });
  };
  const chart = runMachine<CallingIn | VoiceDue, CallingOut>('calling', callingMachine, input, ports);
  return {
    name: chart.name,
    start: () => chart.start(),
    send: (event) => chart.send(event),
    on: (listener) => chart.on(listener),
    state: () => chart.state(),
    stop: () => {
      lengths.stop();
      chart.stop();
    },
  };
};
