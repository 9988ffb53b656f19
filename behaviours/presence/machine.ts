import { assign, emit, setup } from 'xstate';
import { nobody, type Occupancy, type PresenceConclusion } from './events.ts';

interface PresenceContext {
  readonly occupancy: Occupancy;
  readonly distrusted: readonly string[];
}
type Changed = Extract<PresenceConclusion, { type: 'occupancy.changed' }>;

const nearnessIs =
  (nearness: Occupancy['nearness'], standing: boolean | null) =>
  ({ event }: { event: PresenceConclusion }): boolean =>
    event.type === 'occupancy.changed' &&
    event.occupancy.nearness === nearness &&
    (standing === null || (event.occupancy.standingSince !== null) === standing);

/**
 * Who is there, as far as it is believed, and whether all sensors are. The chart keeps and tells the filter's conclusions
 * (`belief.ts`); sensors' words do not pass through it: fifteen frames a second of each sensor would be as many transitions in
 * which nothing changes.
 */
export const presenceMachine = setup({
  types: {} as { context: PresenceContext; events: PresenceConclusion; emitted: PresenceConclusion },
  actions: {
    keep: assign((_, told: Changed) => ({ occupancy: told.occupancy })),
    distrust: assign(({ context }, { sensorId }: { sensorId: string }) => ({
      distrusted: [...context.distrusted, sensorId],
    })),
    trust: assign(({ context }, { sensorId }: { sensorId: string }) => ({
      distrusted: context.distrusted.filter((id) => id !== sensorId),
    })),
    tell: emit(({ event }) => event),
  },
  guards: {
    absent: nearnessIs('absent', null),
    noticed: nearnessIs('noticed', null),
    near: nearnessIs('near', null),
    walking: nearnessIs('engaged', false),
    standing: nearnessIs('engaged', true),
    lastDistrusted: ({ context }, { sensorId }: { sensorId: string }) =>
      context.distrusted.every((id) => id === sensorId),
  },
}).createMachine({
  id: 'presence',
  type: 'parallel',
  context: {
    occupancy: nobody,
    distrusted: [],
  },
  states: {
    person: {
      initial: 'absent',
      on: {
        'occupancy.changed': [
          { guard: 'absent', target: '.absent', actions: [{ type: 'keep', params: ({ event }) => event }, 'tell'] },
          { guard: 'noticed', target: '.noticed', actions: [{ type: 'keep', params: ({ event }) => event }, 'tell'] },
          { guard: 'near', target: '.near', actions: [{ type: 'keep', params: ({ event }) => event }, 'tell'] },
          { guard: 'walking', target: '.walking', actions: [{ type: 'keep', params: ({ event }) => event }, 'tell'] },
          { guard: 'standing', target: '.standing', actions: [{ type: 'keep', params: ({ event }) => event }, 'tell'] },
        ],
      },
      states: {
        absent: {},
        noticed: { tags: 'somebody' },
        near: { tags: 'somebody' },
        /** Within the engaging distance. */
        walking: { tags: 'somebody' },
        standing: { tags: 'somebody' },
      },
    },
    sensing: {
      initial: 'sound',
      states: {
        sound: {
          on: {
            'sensor.distrusted': {
              target: 'impaired',
              actions: [{ type: 'distrust', params: ({ event }) => event }, 'tell'],
            },
          },
        },
        impaired: {
          tags: 'needs-attendant',
          on: {
            'sensor.distrusted': { actions: [{ type: 'distrust', params: ({ event }) => event }, 'tell'] },
            'sensor.trusted': [
              {
                guard: { type: 'lastDistrusted', params: ({ event }) => event },
                target: 'sound',
                actions: [{ type: 'trust', params: ({ event }) => event }, 'tell'],
              },
              { actions: [{ type: 'trust', params: ({ event }) => event }, 'tell'] },
            ],
          },
        },
      },
    },
  },
});
