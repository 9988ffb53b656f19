import { describe, expect, it } from 'vitest';
import { Supervisor } from '../../firmware/supervisor.ts';
import { Listeners, type Device, type Fault } from '../../hal/device.ts';
import { nothingPlugged } from '../../hal/hal.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Lamp } from '../../hal/ports/lamp.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { KeptLog } from '../support/log.ts';

class Plug implements Device, Lamp {
  opens = 0;
  closes = 0;
  answer: Result<void, Fault> | 'never' = done;
  readonly faults = new Listeners<Fault>();
  async open(signal: AbortSignal): Promise<Result<void, Fault>> {
    this.opens += 1;
    if (this.answer !== 'never') return this.answer;
    return await new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(fail({ kind: 'timeout' })));
    });
  }
  async close(): Promise<void> {
    this.closes += 1;
  }
  onFault(listener: (fault: Fault) => void) {
    return this.faults.add(listener);
  }
  set(): void {}
}

const rig = (lamp: Record<string, Plug>) => {
  const clock = new SimClock();
  const log = new KeptLog();
  const supervisor = new Supervisor({ ...nothingPlugged, lamp }, new DeviceClock(clock, 0), { next: () => 0.5 }, log);
  const told: string[] = [];
  supervisor.onChange(({ name, health }) => told.push(`${clock.now()} ${name} ${health.state}`));
  return { clock, log, supervisor, told };
};

describe('the supervisor', () => {
  it('opens what opens and goes on trying what does not, ever more slowly', async () => {
    const [good, bad] = [new Plug(), new Plug()];
    bad.answer = fail({ kind: 'absent' });
    const { clock, supervisor, told, log } = rig({ good, bad });
    await supervisor.start();
    expect(told).toEqual(['0 good up', '0 bad down']);
    await clock.advance(10_000);
    // 0.75 of 1, 2, 4, 8 s: tries at 0, 0.75, 2.25, 5.25 s; the next at 11.25 s.
    expect(bad.opens).toBe(4);
    expect(log.events('warn')).toEqual(['device.down']);
    bad.answer = done;
    await clock.advance(2_000);
    expect(told.at(-1)).toBe('11250 bad up');
    await supervisor.stop();
    expect(clock.pending).toBe(0);
  });

  it('closes and reopens a device that was lost', async () => {
    const plug = new Plug();
    const { clock, supervisor, told } = rig({ plug });
    await supervisor.start();
    plug.faults.emit({ kind: 'unplugged' });
    plug.faults.emit({ kind: 'unplugged' });
    await clock.advance(1_000);
    expect(told).toEqual(['0 plug up', '0 plug down', '750 plug up']);
    expect([plug.opens, plug.closes]).toEqual([2, 1]);
    await supervisor.stop();
  });

  it('does not wait for ever for a device that never answers', async () => {
    const plug = new Plug();
    plug.answer = 'never';
    const { clock, supervisor, told } = rig({ plug });
    void supervisor.start();
    await clock.advance(15_000);
    expect(told).toEqual(['15000 plug down']);
    await supervisor.stop();
    expect(clock.pending).toBe(0);
  });

  it('tries at once when told that it was mended', async () => {
    const plug = new Plug();
    plug.answer = fail({ kind: 'absent' });
    const { supervisor, told } = rig({ plug });
    await supervisor.start();
    plug.answer = done;
    await supervisor.retry('lamp', 'plug');
    expect(told).toEqual(['0 plug down', '0 plug up']);
    await supervisor.stop();
  });
});
