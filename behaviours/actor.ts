import { createActor, type AnyActorRef, type AnyEventObject, type AnyStateMachine, type InputFrom } from 'xstate';
import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Behaviour, BehaviourState, Transition } from './behaviour.ts';

/** What every behaviour is given besides its own ports. `onTransition` feeds the trace and the maintainer's page. */
export interface BehaviourPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly onTransition: (transition: Transition) => void;
}

/** A behaviour together with the actor that runs its chart, for its own `index.ts`; `app.ts` sees a `Behaviour`. */
export type Running<In extends { type: string }, Out extends { type: string }> = Behaviour<In, Out> & {
  readonly actor: AnyActorRef;
};

/** The state value of a chart as a dotted path; parallel regions are joined with `|`. */
export const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([region, inner]) => {
      const below = pathOf(inner);
      return below === '' ? region : `${region}.${below}`;
    })
    .join('|');
};

/**
 * Runs a chart behind the one face of behaviours: the clock is the port's, events come in through one door that logs what the
 * present state does not take (an unknown event would vanish otherwise), emitted events go out, a crash is never swallowed.
 */
export function runMachine<In extends AnyEventObject, Out extends AnyEventObject>(
  name: string,
  machine: AnyStateMachine,
  input: InputFrom<AnyStateMachine>,
  ports: BehaviourPorts,
): Running<In, Out> {
  const out = new Listeners<Out>();
  let path = '';
  const actor = createActor(machine, {
    input,
    id: name,
    clock: {
      setTimeout: (callback: (...args: unknown[]) => void, ms: number) => ports.clock.setTimeout(callback, ms),
      clearTimeout: (id: number) => ports.clock.clearTimeout(id),
    },
    inspect: (inspection) => {
      if (inspection.type !== '@xstate.snapshot' || inspection.actorRef !== actor) return;
      const snapshot = inspection.snapshot;
      if (!('value' in snapshot)) return;
      const to = pathOf(snapshot.value);
      if (to === path) return;
      const from = path;
      path = to;
      ports.onTransition({ machine: name, event: inspection.event.type, from, to });
    },
  });
  // '*' hears every emitted event; the chart's own types say what it can emit.
  actor.on('*', (event) => out.emit(event as unknown as Out));
  actor.subscribe({
    error: (error) => {
      // A rejection or a throwing action is a bug of ours: out of the actor and up to the process, which exits and restarts.
      ports.log.write('error', 'machine.crashed', { machine: name, message: String(error) });
      throw error;
    },
  });
  return {
    name,
    actor,
    start: () => void actor.start(),
    send: (event) => {
      const snapshot = actor.getSnapshot();
      const taken = snapshot.status === 'active' && 'can' in snapshot && snapshot.can(event);
      if (taken) actor.send(event);
      else ports.log.write('debug', 'event.not-taken', { machine: name, received: event.type, state: path });
    },
    on: (listener: (event: Out) => void): Unsubscribe => out.add(listener),
    state: (): BehaviourState => {
      const snapshot = actor.getSnapshot();
      return { value: path, tags: 'tags' in snapshot ? [...snapshot.tags].sort() : [] };
    },
    stop: () => void actor.stop(),
  };
}
