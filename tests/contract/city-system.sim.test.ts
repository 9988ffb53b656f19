import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimCitySystem } from '../../sim/devices/city-system.ts';
import { cityContract } from './city-system.contract.ts';

cityContract("the twin of the city's system", { line: true, answers: true }, async () => {
  const clock = new SimClock();
  const city = new SimCitySystem('city', new DeviceClock(clock, 0, true));
  const finish = async <T>(call: Promise<T>): Promise<T> => {
    const answer = { come: false };
    const watched = call.finally(() => {
      answer.come = true;
    });
    await clock.settle();
    while (!answer.come && (await clock.step())) await clock.settle();
    return watched;
  };
  return {
    city,
    finish,
    arrived: async () => city.taken.map(({ id }) => id),
    lay: async (name, text) => city.lay(name, 'json', text),
    setAway: async (away) => city.setAway(away),
    know: async (code, answer) => city.know(code, answer),
    refuse: async (kind) => city.refuse(kind),
    until: () => clock.settle(),
    quiet: () => clock.advance(10_000),
    pending: () => clock.pending,
    end: async () => undefined,
  };
});
