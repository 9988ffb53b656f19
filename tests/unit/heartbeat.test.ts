import { describe, expect, it } from 'vitest';
import { Heartbeat } from '../../firmware/heartbeat.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimWatchdog } from '../../sim/devices/watchdog.ts';

const rig = (lives: () => boolean) => {
  const time = new SimClock();
  const clock = new DeviceClock(time, 0);
  const watchdog = new SimWatchdog(clock, 15_000);
  const bites: number[] = [];
  watchdog.onBite((at) => bites.push(at));
  const logged: string[] = [];
  const heart = new Heartbeat([watchdog], clock, { write: (_level, event) => void logged.push(event) }, lives);
  return { time, watchdog, bites, logged, heart };
};

describe('the heartbeat', () => {
  it('keeps a watchdog patient for as long as the device serves, and ends in order', async () => {
    const { time, bites, logged, heart } = rig(() => true);
    await heart.start();
    await time.advance(3_600_000);
    await heart.stop();
    await time.advance(60_000);
    expect([bites, logged, time.pending]).toEqual([[], [], 0]);
  });

  it('falls silent when the firmware has come to a stop, though the process lives', async () => {
    let serves = true;
    const { time, bites, heart } = rig(() => serves);
    await heart.start();
    await time.advance(60_000);
    serves = false;
    await time.advance(30_000);
    expect(bites).toEqual([75_000]);
    await heart.stop();
  });

  it('serves without a watchdog, says so once, and winds it up when it is there', async () => {
    const { time, watchdog, bites, logged, heart } = rig(() => true);
    watchdog.breakWith({ kind: 'absent', where: '/dev/watchdog' });
    await heart.start();
    await time.advance(300_000);
    expect(logged).toEqual(['watchdog.not-there']);
    watchdog.mend();
    await time.advance(300_000);
    expect(bites).toEqual([]);
    await heart.stop();
    expect(time.pending).toBe(0);
  });

  it('logs that it could not be told', async () => {
    const { time, watchdog, logged, heart } = rig(() => true);
    await heart.start();
    watchdog.breakWith({ kind: 'io', where: '/dev/watchdog', code: 'EIO' });
    await time.advance(5_000);
    expect(logged).toContain('watchdog.not-told');
    await heart.stop();
  });
});
