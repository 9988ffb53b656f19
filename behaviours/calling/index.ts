import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import type { CallingIn, CallingOut } from './events.ts';
import { callingMachine } from './machine.ts';
import type { CallingSettings } from './settings.ts';

/** Announces the hall's calls one after another, by voice and banner. */
export const createCalling = (
  settings: CallingSettings,
  texts: Texts,
  ports: BehaviourPorts,
): Behaviour<CallingIn, CallingOut> =>
  runMachine<CallingIn, CallingOut>(
    'calling',
    callingMachine.provide({
      actions: {
        tellDropped: ({ context }) => {
          // The first of the queue is being announced and is never cut.
          const dropped = context.queue[1];
          if (dropped !== undefined)
            ports.log.write('warn', 'call.dropped', { number: dropped.number, counter: dropped.counter });
        },
      },
    }),
    { settings, texts },
    ports,
  );
