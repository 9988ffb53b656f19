import { describe, expect, it } from 'vitest';
import { siteRedial } from '../../firmware/broker/redial.ts';
import { believedMs } from '../../firmware/kept-words.ts';
import { Reach } from '../../firmware/reach.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { mondayMorning } from '../support/hall-rig.ts';
import { KeptLog } from '../support/log.ts';

/** A device's reach, with a robot that is asked and answers where it is told to. */
const rig = () => {
  const time = new SimClock();
  const asked: number[] = [];
  const silent: number[] = [];
  let answers = false;
  const reach: Reach = new Reach({
    clock: new DeviceClock(time, mondayMorning),
    log: new KeptLog(),
    linked: () => true,
    ask: (device) => {
      asked.push(time.now());
      if (answers) reach.spoke(device);
      return Promise.resolve(null);
    },
    silent: (device) => {
      if (reach.fellSilent(device)) silent.push(time.now());
    },
  });
  return { time, reach, asked, silent, answer: (is: boolean) => (answers = is) };
};
const robot = 'robot-1';

describe('a word that the broker had kept', () => {
  it('is believed so long that whoever lives is back and has answered', () => {
    // The network needs up to 3 s to find a machine that was off.
    expect(believedMs).toBeGreaterThanOrEqual(siteRedial.mostMs + 3_000 + 3_000);
  });

  it('is asked about each second, believed for twelve, then now and then', async () => {
    const { time, reach, asked, silent } = rig();
    expect(reach.heard(robot, true, true)).toBe(true);
    await time.advance(11_999);
    expect(reach.has(robot)).toBe(true);
    expect(asked.length).toBe(12);
    await time.advance(1);
    expect(reach.has(robot)).toBe(false);
    expect(silent).toEqual([12_000]);
    await time.advance(60_000);
    expect(asked.slice(12)).toEqual([12_000, 32_000, 52_000, 72_000]);
    expect(silent).toEqual([12_000]);
    reach.lost();
    expect(time.pending).toBe(0);
  });

  it('is believed as long as the device itself has said anything since the link came', async () => {
    const { time, reach, asked, answer } = rig();
    answer(true);
    reach.heard(robot, true, true);
    await time.advance(60_000);
    expect(asked).toEqual([0]);
    reach.heard(robot, true, true);
    await time.advance(60_000);
    expect({ asked, has: reach.has(robot), pending: time.pending }).toEqual({ asked: [0], has: true, pending: 0 });
  });

  it('does not bring back who was silent, until they answer', async () => {
    const { time, reach, asked, answer } = rig();
    reach.heard(robot, true, true);
    await time.advance(20_000);
    const since = reach.awaySince(robot);
    reach.lost();
    reach.heard(robot, true, true);
    expect({ has: reach.has(robot), since: reach.awaySince(robot) }).toEqual({ has: false, since });
    expect(asked.at(-1)).toBe(20_000);
    answer(true);
    await time.advance(1_000);
    expect({ has: reach.has(robot), since: reach.awaySince(robot) }).toEqual({ has: true, since: 0 });
    expect(time.pending).toBe(0);
  });

  it('that comes after what was queued while this device was off is asked about all the same', async () => {
    const { time, reach, silent } = rig();
    reach.heard(robot, true, false);
    reach.heard(robot, true, true);
    await time.advance(13_000);
    expect(silent).toEqual([12_000]);
    reach.lost();
  });
});

describe('a word that comes now', () => {
  it('is news of one that was silent, although the broker had said all along that it is there', async () => {
    const { time, reach } = rig();
    reach.heard(robot, true, true);
    await time.advance(13_000);
    expect(reach.heard(robot, true, false)).toBe(true);
    expect(reach.has(robot)).toBe(true);
    expect(reach.heard(robot, true, false)).toBe(false);
    await time.advance(60_000);
    expect({ has: reach.has(robot), pending: time.pending }).toEqual({ has: true, pending: 0 });
  });

  it('ends the asking where it says that nobody is there', async () => {
    const { time, reach, asked } = rig();
    reach.heard(robot, true, true);
    expect(reach.heard(robot, false, false)).toBe(true);
    await time.advance(20_000);
    expect({ asked, has: reach.has(robot), pending: time.pending }).toEqual({ asked: [0], has: false, pending: 0 });
  });
});
