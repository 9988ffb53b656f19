import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { messageBusContract } from './message-bus.contract.ts';

messageBusContract('twin', () => {
  let time: SimClock;
  return {
    start: async () => {
      time = new SimClock();
      const clock = new DeviceClock(time, 0);
      const broker = new SimBroker(clock, 3);
      return {
        client: async (who) => new SimMessageBus(broker, clock, { next: () => 0.5 }, who, { firstMs: 5, mostMs: 20 }),
        cut: (clientId) => broker.cut(clientId),
        restore: (clientId) => broker.restore(clientId),
        stopBroker: async () => broker.stop(),
        startBroker: async () => broker.start(),
        finish: async (call) => {
          await time.advance(50);
          return await call;
        },
        until: async (met) => {
          for (let step = 0; step < 500 && !met(); step++) await time.advance(1);
          if (!met()) throw new Error('not within half a second');
        },
        quiet: () => time.advance(200),
        publishRaw: async (topic, payload) => broker.publish({ topic, payload, qos: 1, retain: false }),
        pending: () => time.pending,
      };
    },
    stop: async () => undefined,
  };
});
