import type { TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { Listeners } from '../../hal/device.ts';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import { Belief } from './belief.ts';
import type { PresenceConclusion, PresenceIn, PresenceOut } from './events.ts';
import { noJudge, type IntentionJudge } from './intention/judge.ts';
import { presenceMachine } from './machine.ts';
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
  const listeners = new Listeners<PresenceOut>();
  chart.on((event) => listeners.emit(event));
  let belief: Belief | null = null;
  let armed: { readonly id: TimerId; readonly at: Milliseconds } | null = null;

  const disarm = (): void => {
    if (armed !== null) clock.clearTimeout(armed.id);
    armed = null;
  };
  const arm = (): void => {
    const lookAt = belief?.lookAt ?? null;
    if (lookAt === null || (armed !== null && lookAt >= armed.at)) return;
    disarm();
    armed = { id: clock.setTimeout(onDeadline, Math.max(0, lookAt - clock.now())), at: lookAt };
  };
  const tell = (out: readonly PresenceOut[]): void => {
    arm();
    for (const event of out) {
      if (event.type === 'people.changed') {
        listeners.emit(event);
        continue;
      }
      if (event.type === 'sensor.distrusted')
        ports.log.write('warn', 'sensor.distrusted', { sensor: event.sensorId, reason: event.reason });
      if (event.type === 'sensor.trusted') ports.log.write('info', 'sensor.trusted', { sensor: event.sensorId });
      chart.send(event);
    }
  };
  const onDeadline = (): void => {
    armed = null;
    if (belief === null) return;
    tell(belief.lookAt === null || clock.now() < belief.lookAt ? [] : belief.look(clock.now()));
  };

  return {
    name: chart.name,
    start: () => {
      chart.start();
      belief = new Belief(settings, judge, clock.now());
      arm();
    },
    send: (event) => {
      if (belief === null) return;
      switch (event.type) {
        case 'sensor.measured':
          return tell(belief.hear(event.word, clock.now()));
        case 'sensor.lost':
          return tell(belief.lose(event.sensorId, clock.now()));
      }
    },
    on: (listener) => listeners.add(listener),
    state: () => chart.state(),
    stop: () => {
      disarm();
      belief = null;
      chart.stop();
    },
  };
};
