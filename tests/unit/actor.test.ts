import { describe, expect, it, vi } from 'vitest';
import { createMachine } from 'xstate';
import { pathOf, runMachine } from '../../behaviours/actor.ts';
import { BehaviourRig } from '../support/behaviours.ts';

const door = createMachine(
  {
    initial: 'shut',
    states: {
      shut: { on: { push: 'open', peek: { guard: () => false } } },
      open: { tags: ['draughty', 'busy'], after: { closing: 'shut' }, on: { fire: { actions: 'burn' } } },
    },
  },
  {
    delays: { closing: 1_000 },
    actions: {
      burn: () => {
        throw new Error('burnt');
      },
    },
  },
);

describe('a chart at work', () => {
  it('tells its transitions, and not what changes nothing', async () => {
    const rig = new BehaviourRig();
    const running = runMachine('door', door, undefined, rig.ports);
    running.start();
    running.send({ type: 'push' });
    expect(running.state()).toEqual({ value: 'open', tags: ['busy', 'draughty'] });
    running.send({ type: 'push' });
    await rig.time.advance(1_000);
    expect(rig.transitions).toEqual([
      { machine: 'door', event: 'xstate.init', from: '', to: 'shut' },
      { machine: 'door', event: 'push', from: 'shut', to: 'open' },
      { machine: 'door', event: 'xstate.after.closing.(machine).open', from: 'open', to: 'shut' },
    ]);
    running.stop();
  });

  it('logs what its state does not take, and what comes when it is over', async () => {
    const rig = new BehaviourRig();
    const running = runMachine('door', door, undefined, rig.ports);
    running.start();
    running.send({ type: 'fire' });
    running.send({ type: 'peek' });
    running.send({ type: 'push' });
    running.stop();
    running.send({ type: 'push' });
    expect(rig.logged.map(({ level, event, ...data }) => [level, event, data])).toEqual([
      ['debug', 'event.not-taken', { machine: 'door', received: 'fire', state: 'shut' }],
      ['debug', 'event.not-taken', { machine: 'door', received: 'peek', state: 'shut' }],
      ['debug', 'event.not-taken', { machine: 'door', received: 'push', state: 'open' }],
    ]);
    await rig.time.advance(10_000);
    expect(rig.time.pending).toBe(0);
  });

  it('never swallows a mistake of ours: it is logged and thrown where nobody catches it', () => {
    const rig = new BehaviourRig();
    const running = runMachine('door', door, undefined, rig.ports);
    running.start();
    running.send({ type: 'push' });
    // xstate throws what an observer throws from a timer of the host, that is, out of everybody's hands.
    const later: (() => void)[] = [];
    const host = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void) => {
      later.push(callback);
      return 0;
    }) as unknown as typeof setTimeout);
    running.send({ type: 'fire' });
    host.mockRestore();
    expect(rig.logged.at(-1)).toMatchObject({ level: 'error', event: 'machine.crashed', message: 'Error: burnt' });
    expect(later.length).toBeGreaterThan(0);
    for (const callback of later) expect(callback).toThrow('burnt');
  });
});

describe('a state as a path', () => {
  it.each([
    ['shut', 'shut'],
    [{ person: { ladder: 'asleep' }, device: 'serving' }, 'person.ladder.asleep|device.serving'],
    [{ voice: {} }, 'voice'],
    [undefined, ''],
  ])('%j is "%s"', (value, path) => expect(pathOf(value)).toBe(path));
});
