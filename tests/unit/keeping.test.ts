import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAssistance } from '../../behaviours/assistance/index.ts';
import { createHours } from '../../behaviours/hours/index.ts';
import type { Kept } from '../../behaviours/behaviour.ts';
import { Keeping, parseBlob } from '../../firmware/keeping.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';

const kept = (forMs: number | null): Kept => ({ type: 'state.kept', data: { reason: 'cleaning' }, forMs });

const rigUp = () => {
  const rig = new BehaviourRig();
  const storage = new SimStorage(rig.clock);
  const keeping = new Keeping(storage, rig.clock, rig.ports.log);
  const resume = async (): ReturnType<Keeping['resume']> => {
    const answer = keeping.resume('hours');
    await rig.time.advance(10);
    return answer;
  };
  return { rig, storage, keeping, resume };
};

describe('what is kept over a restart', () => {
  it('comes back with what is left of its time, by the wall clock', async () => {
    const { rig, storage, keeping, resume } = rigUp();
    keeping.keep('hours', kept(60_000));
    await rig.time.advance(10_000);
    storage.crash();
    expect(await resume()).toEqual({ data: { reason: 'cleaning' }, leftMs: 50_000 });
    await rig.time.advance(60_000);
    expect(await resume()).toEqual({ data: { reason: 'cleaning' }, leftMs: 0 });
  });

  it('has no end where it was given none, and is gone when it is taken back', async () => {
    const { rig, keeping, resume } = rigUp();
    expect(await resume()).toBeNull();
    keeping.keep('hours', kept(null));
    await rig.time.advance(86_400_000);
    expect(await resume()).toEqual({ data: { reason: 'cleaning' }, leftMs: null });
    keeping.keep('hours', kept(null));
    keeping.keep('hours', { type: 'state.kept', data: null, forMs: null });
    await rig.time.advance(10);
    expect(await resume()).toBeNull();
  });

  it('has an unknown rest where the clock was not believed or is not, and never more than it had', async () => {
    for (const [before, after] of [
      [false, true],
      [true, false],
      [false, false],
    ] as const) {
      const { rig, keeping, resume } = rigUp();
      rig.clock.setTrusted(before);
      keeping.keep('hours', kept(60_000));
      await rig.time.advance(1_000);
      rig.clock.setTrusted(after);
      expect((await resume())?.leftMs).toBeNull();
    }
    const { rig, keeping, resume } = rigUp();
    keeping.keep('hours', kept(60_000));
    await rig.time.advance(1_000);
    rig.clock.stepWall(-3_600_000);
    expect((await resume())?.leftMs).toBe(60_000);
  });

  it('is not kept by a disk that refuses, which is logged', async () => {
    const { rig, storage, keeping, resume } = rigUp();
    storage.breakWith({ kind: 'full' });
    keeping.keep('hours', kept(null));
    await rig.time.advance(10);
    expect(rig.logged).toMatchObject([{ level: 'warn', event: 'state.not-kept', behaviour: 'hours' }]);
    storage.mend();
    expect(await resume()).toBeNull();
  });

  it('is not taken from junk, which is thrown away', async () => {
    const { rig, storage, resume } = rigUp();
    void storage.write('kept-hours', new TextEncoder().encode('{"v":1,"at":0}'));
    await rig.time.advance(10);
    expect(await resume()).toBeNull();
    expect(rig.logged.map(({ event }) => event)).toEqual(['state.not-resumed']);
    expect(storage.disk.has('kept-hours')).toBe(false);
  });

  it('is read from any bytes without a word', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => parseBlob(bytes) === null));
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = parseBlob(new TextEncoder().encode(text));
        return read === null || (typeof read.data === 'object' && Number.isSafeInteger(read.at));
      }),
    );
  });
});

describe('a restart', () => {
  /** The same behaviour before and after, with what it kept between. */
  const assistanceRig = () => {
    const rig = new BehaviourRig();
    const keptNow: { value: Kept | null } = { value: null };
    let drawn = 0;
    const start = () => {
      const made = createAssistance(
        { place: 'cửa', repeatMs: 20_000, maxRepeats: 5, showMs: 8_000, acceptedMs: 300_000 },
        keyTexts(['vi', 'en'], ['vi', 'en']),
        { ...rig.ports, entropy: { bytes: (count) => new Uint8Array(count).fill((drawn += 1)) } },
      );
      made.on((event) => {
        if (event.type === 'state.kept') keptNow.value = event;
      });
      rig.hear({ on: (listener) => made.on((event) => void (event.type.startsWith('assist') && listener(event))) });
      made.start();
      return made;
    };
    const told = (): unknown[] => rig.take().map(({ t, event }) => ({ t, ...event }));
    return { rig, keptNow, start, told };
  };
  const requestId = '01'.repeat(8);

  it('asks staff again under the same request, until the same deadline', async () => {
    const { rig, keptNow, start, told } = assistanceRig();
    const first = start();
    first.send({ type: 'assistance.wanted', reason: 'visitor' });
    expect(keptNow.value).toEqual({
      type: 'state.kept',
      data: { phase: 'called', requestId, reason: 'visitor' },
      forMs: 120_000,
    });
    await rig.time.advance(30_000);
    first.stop();
    told();
    const second = start();
    second.send({ type: 'state.resumed', data: keptNow.value?.data ?? {}, leftMs: 85_000 });
    expect(told()).toMatchObject([{ t: 30_000, type: 'assistance.requested', requestId, repeat: 2, place: 'cửa' }]);
    // A second restart does not begin its time anew.
    expect(keptNow.value).toMatchObject({ forMs: 85_000 });
    await rig.time.advance(84_999);
    expect(told()).toMatchObject([3, 4, 5].map((repeat) => ({ type: 'assistance.requested', repeat })));
    await rig.time.advance(1);
    expect(told()).toMatchObject([{ type: 'assistance.ended', requestId, how: 'unanswered' }]);
    expect(keptNow.value?.data).toBeNull();
    await rig.time.advance(8_000);
    expect([second.state().value, rig.time.pending]).toEqual(['idle', 0]);
  });

  it('knows that somebody comes, until that ends', async () => {
    const { rig, keptNow, start, told } = assistanceRig();
    const first = start();
    first.send({ type: 'assistance.wanted', reason: 'visitor' });
    first.send({ type: 'assistance.accepted', requestId, by: 'Hoa' });
    expect(keptNow.value).toMatchObject({ data: { phase: 'accepted' }, forMs: 300_000 });
    first.stop();
    told();
    const second = start();
    second.send({ type: 'state.resumed', data: keptNow.value?.data ?? {}, leftMs: 10_000 });
    expect(second.state()).toEqual({ value: 'accepted.shown', tags: ['busy'] });
    await rig.time.advance(10_000);
    expect(told()).toMatchObject([{ type: 'assistance.ended', requestId, how: 'done' }]);
    expect(second.state().value).toBe('idle');
  });

  it.each([
    ['called', 'unanswered'],
    ['accepted', 'done'],
  ])('ends what ran out meanwhile by its event: %s is %s', (phase, how) => {
    const { keptNow, start, told } = assistanceRig();
    const late = start();
    late.send({ type: 'state.resumed', data: { phase, requestId, reason: 'visitor' }, leftMs: 0 });
    expect(told()).toMatchObject([{ type: 'assistance.ended', requestId, how }]);
    expect([late.state().value, keptNow.value?.data]).toEqual(['idle', null]);
  });

  it('gives a request its whole time where nobody knows how long the device was away', async () => {
    const { rig, start, told } = assistanceRig();
    const again = start();
    again.send({ type: 'state.resumed', data: { phase: 'called', requestId, reason: 'visitor' }, leftMs: null });
    await rig.time.advance(119_999);
    expect(again.state().value).toBe('called.asking');
    await rig.time.advance(1);
    expect(told().at(-1)).toMatchObject({ type: 'assistance.ended', how: 'unanswered' });
  });

  it('forgets words that are not its own', () => {
    const { keptNow, start, told } = assistanceRig();
    const again = start();
    again.send({ type: 'state.resumed', data: { phase: 'sung', requestId }, leftMs: null });
    expect([again.state().value, keptNow.value?.data, told()]).toEqual(['idle', null, []]);
  });

  it('stays paused until staff resume', async () => {
    const rig = new BehaviourRig();
    const states: string[] = [];
    const keptHours: Kept[] = [];
    const start = () => {
      const span = [{ from: 0, to: 1440 }];
      const week = [span, span, span, span, span, span, span];
      const hours = createHours(
        { zoneOffsetMin: 420, opening: week, tickets: week, holidays: [], special: [] },
        rig.ports,
      );
      hours.on((event) => {
        if (event.type === 'hours.changed') states.push(event.hours.state);
        else keptHours.push(event);
      });
      hours.start();
      return hours;
    };
    const first = start();
    first.send({ type: 'staff.paused', reason: 'cleaning' });
    first.stop();
    expect(keptHours).toEqual([{ type: 'state.kept', data: { reason: 'cleaning' }, forMs: null }]);
    const second = start();
    second.send({ type: 'state.resumed', data: { reason: 'cleaning' }, leftMs: null });
    await rig.time.advance(600_000);
    second.send({ type: 'staff.resumed' });
    expect(states).toEqual(['open', 'paused', 'open', 'paused', 'open']);
    expect(keptHours.at(-1)?.data).toBeNull();
    second.send({ type: 'device.stopping' });
    expect(states.at(-1)).toBe('stopping');
    second.send({ type: 'staff.resumed' });
    await rig.time.advance(120_000);
    expect(states.at(-1)).toBe('stopping');
    second.stop();
  });
});
