import type { TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { Listeners } from '../../hal/device.ts';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import { forget, freshBelief, look, observe, type Belief, type Step } from './belief.ts';
import type { PresenceConclusion, PresenceIn, PresenceOut } from './events.ts';
import { noJudge, type IntentionJudge } from './intention/judge.ts';
import { presenceMachine } from './machine.ts';
import { People } from './people.ts';
import type { PresenceSettings } from './settings.ts';

/**
 * Sensors' words to `Occupancy`. The filter runs on every word; the chart behind it, and whoever listens, hears only of
 * changes. One timer is armed for the filter's next deadline; a deadline that has moved away is found out when it fires, so a
 * frame costs no re-arming.
 */
export const createPresence = (
  settings: PresenceSettings,
  ports: BehaviourPorts,
  judge: IntentionJudge = noJudge,
): Behaviour<PresenceIn, PresenceOut> => {
  const chart = runMachine<PresenceConclusion, PresenceConclusion>('presence', presenceMachine, undefined, ports);
  const { clock } = ports;
  const told = new Listeners<PresenceOut>();
  chart.on((event) => told.emit(event));
  const people = new People(settings, judge);
  let belief: Belief | null = null;
  let armed: { readonly id: TimerId; readonly at: Milliseconds } | null = null;

  const disarm = (): void => {
    if (armed !== null) clock.clearTimeout(armed.id);
    armed = null;
  };
  const take = (step: Step): void => {
    belief = step.belief;
    const { lookAt } = belief;
    if (lookAt !== null && (armed === null || lookAt < armed.at)) {
      disarm();
      armed = { id: clock.setTimeout(onDeadline, Math.max(0, lookAt - clock.now())), at: lookAt };
    }
    for (const event of step.out) {
      if (event.type === 'sensor.distrusted')
        ports.log.write('warn', 'sensor.distrusted', { sensor: event.sensorId, reason: event.reason });
      if (event.type === 'sensor.trusted') ports.log.write('info', 'sensor.trusted', { sensor: event.sensorId });
      chart.send(event);
    }
    const changed = people.after(belief, clock.now());
    if (changed !== null) told.emit(changed);
  };
  const onDeadline = (): void => {
    armed = null;
    if (belief !== null) take(look(belief, settings, clock.now()));
  };

  return {
    name: chart.name,
    start: () => {
      chart.start();
      take({ belief: freshBelief(settings, clock.now()), out: [] });
    },
    send: (event) => {
      if (belief === null) return;
      const now = clock.now();
      switch (event.type) {
        case 'sensor.measured':
          return take(observe(belief, settings, event.word, now));
        case 'sensor.lost':
          return take(forget(belief, settings, event.sensorId, now));
      }
    },
    on: (listener) => told.add(listener),
    state: () => chart.state(),
    stop: () => {
      disarm();
      belief = null;
      chart.stop();
    },
  };
};
