import { assign } from 'xstate';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import type { AssistanceIn, AssistanceOut } from './events.ts';
import { openSpan } from './kept.ts';
import { assistanceMachine } from './machine.ts';
import type { AssistanceSettings } from './settings.ts';

/** Calls staff to this device, until somebody accepts. */
export const createAssistance = (
  settings: AssistanceSettings,
  texts: Texts,
  ports: BehaviourPorts & { readonly entropy: Entropy },
): Behaviour<AssistanceIn, AssistanceOut> =>
  runMachine<AssistanceIn, AssistanceOut>(
    'assistance',
    assistanceMachine.provide({
      actions: {
        begin: assign((_, { reason }: { readonly reason: string }) => ({
          requestId: token(ports.entropy, 8),
          reason,
          repeat: 0,
          openMs: openSpan(settings, 'called'),
        })),
      },
    }),
    { settings, texts },
    ports,
  );
