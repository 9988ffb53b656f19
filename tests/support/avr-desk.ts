import { JohnnyFiveBoard } from '../../hal/drivers/johnny-five-board.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { AvrLink } from './avr-link.ts';
import type { AvrUno } from './avr-uno.ts';

/** An Uno on its cable before the johnny-five driver, whose time goes on with the simulated clock while anything is waited for. */
export const avrDesk = (uno: AvrUno, dtr: boolean) => {
  const clock = new SimClock();
  const link = new AvrLink(uno, dtr);
  const device = new DeviceClock(clock, 0);
  const board = new JohnnyFiveBoard(link, device);
  const wait = async (ms: number): Promise<void> => {
    for (let step = 0; step < ms; step += 1) {
      uno.run(1);
      await clock.advance(1);
    }
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let step = 0; step < 10_000 && !condition(); step += 1) await wait(1);
    if (!condition()) throw new Error('not within ten seconds of the board');
  };
  return {
    clock,
    device,
    link,
    board,
    wait,
    until,
    /** The result of a call that talks to the sketch, whose time goes on meanwhile. */
    going: async <T>(call: Promise<T>): Promise<T> => {
      let over = false;
      const end = (): void => void (over = true);
      void call.then(end, end);
      await until(() => over);
      return call;
    },
    /** Timers and the cable. */
    held: () => clock.pending + (link.isOpen ? 1 : 0),
  };
};
