import { afterEach, describe, expect, it } from 'vitest';
import { readWord, writeWord } from '../../firmware/hall-messages.ts';
import type { HeldStarts } from '../../behaviours/hall/held.ts';
import { isGivenOver, type GivenOver } from '../../behaviours/hall/release.ts';
import { deviceTopics } from '../../firmware/topics.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { daily } from '../support/hall-rig.ts';

/*
 * Who may call whom, and which wishes are done, while messages overtake each other and answers get lost: each case is what a day of
 * `tests/days/fault-days.test.ts` has shown.
 */

const open: HallFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const hall = async (): Promise<HallFleet> => {
  const fleet = await HallFleet.open({ devices: threeDevices, host: 'kiosk-1' });
  open.push(fleet);
  return fleet;
};
const next = (id: string, counter: string) => daily('next', id, counter);

const starts = (...runs: readonly (readonly [epoch: number, from: number, to: number])[]): HeldStarts => {
  const held = new Map<number, { readonly from: number; readonly to: number }[]>();
  for (const [epoch, from, to] of runs) held.set(epoch, [...(held.get(epoch) ?? []), { from, to }]);
  return held;
};
const issue = (epoch: number, seq: number): VisitEvent => ({
  v: 1,
  id: `kiosk-2/${epoch}/${seq}`,
  device: 'kiosk-2',
  epoch,
  seq,
  monotonicMs: 0,
  wall: 0,
  trusted: true,
  cause: 'request',
  kind: 'ticket.issued',
  data: {},
});
const upTo = (epoch: number, seq: number, told: HeldStarts): GivenOver => ({ upTo: { epoch, seq }, starts: told });

describe('what a device has given over', () => {
  it.each<readonly [string, GivenOver, VisitEvent, HeldStarts, boolean]>([
    ['all is there', upTo(1, 9, starts([1, 1, 9])), issue(1, 5), starts([1, 1, 9]), true],
    [
      'the newest has overtaken one before it',
      upTo(1, 9, starts([1, 1, 9])),
      issue(1, 5),
      starts([1, 1, 6], [1, 8, 9]),
      false,
    ],
    ['what lacks is older than the number', upTo(1, 9, starts([1, 1, 9])), issue(1, 5), starts([1, 2, 9]), true],
    [
      'a gap that is for ever',
      upTo(1, 9, starts([1, 1, 6], [1, 8, 9])),
      issue(1, 5),
      starts([1, 1, 6], [1, 8, 9]),
      true,
    ],
    ['given after the mark', upTo(1, 9, starts([1, 1, 9])), issue(1, 10), starts([1, 1, 12]), false],
    ['a restart since, not here yet', upTo(2, 3, starts([1, 1, 9], [2, 1, 3])), issue(1, 5), starts([1, 1, 9]), false],
    ['a restart since', upTo(2, 3, starts([1, 1, 9], [2, 1, 3])), issue(1, 5), starts([1, 1, 9], [2, 1, 3]), true],
    ['a start before the number', upTo(2, 3, starts([1, 1, 9], [2, 1, 3])), issue(2, 1), starts([2, 1, 3]), true],
    ['nothing is here', upTo(1, 9, starts([1, 1, 9])), issue(1, 5), new Map(), false],
    ['an older version says the mark alone', upTo(1, 9, new Map()), issue(1, 5), starts([1, 5, 5]), true],
  ])('%s', (_, given, of, held, is) => {
    expect(isGivenOver(given, of, held)).toBe(is);
  });

  it('is read back as it was said, the newest starts and runs of it', () => {
    const many = starts(...Array.from({ length: 40 }, (_, index) => [index + 1, 1, 5] as const));
    const word = { device: 'kiosk-1', term: 0, raised: null, newest: new Map(), said: null };
    const read = readWord(writeWord({ ...word, released: upTo(40, 5, many) }));
    expect(read?.released?.upTo).toEqual({ epoch: 40, seq: 5 });
    expect([...(read?.released?.starts.keys() ?? [])]).toEqual(Array.from({ length: 16 }, (_, index) => 25 + index));
    const torn = starts(...Array.from({ length: 90 }, (_, index) => [1, 2 * index + 1, 2 * index + 1] as const));
    const runs = readWord(writeWord({ ...word, released: upTo(1, 179, torn) }))?.released?.starts.get(1);
    expect(runs?.length).toBe(32);
    expect(runs?.at(-1)).toEqual({ from: 179, to: 179 });
  });

  it('stays so when an older word of it comes late', async () => {
    const fleet = await hall();
    const topic = deviceTopics('ward', 'kiosk-2').hall;
    fleet.cut('kiosk-2');
    const first = fleet.broker.retained(topic) ?? '';
    await fleet.number('kiosk-2', 'a', 'chung-thuc');
    fleet.restore('kiosk-2');
    await fleet.clock.advance(60_000);
    fleet.broker.publish({ topic, payload: first, qos: 1, retain: false });
    await fleet.clock.advance(1_000);
    expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ ok: true, value: { number: 'B500' } });
  });

  it('is told anew to a hub that starts: what the broker has kept may be an older word', async () => {
    const fleet = await hall();
    const topic = deviceTopics('ward', 'kiosk-2').hall;
    const first = fleet.broker.retained(topic) ?? '';
    fleet.cut('kiosk-2');
    await fleet.number('kiosk-2', 'a', 'chung-thuc');
    fleet.restore('kiosk-2');
    await fleet.clock.advance(60_000);
    await fleet.kill('kiosk-1');
    fleet.broker.publish({ topic, payload: first, qos: 1, retain: true });
    await fleet.switchOn('kiosk-1');
    await fleet.clock.advance(10_000);
    expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ ok: true, value: { number: 'B500' } });
  });
});

describe('a wish that the hub was asked for and did not answer', () => {
  it('is not done again where it was asked, though its clerk repeats it: the hub may have done it', async () => {
    const fleet = await hall();
    await fleet.number('kiosk-2', 'a');
    await fleet.clock.advance(5_000);
    const asked = fleet.of('kiosk-2').hall.command(next('c1', '1'));
    // It arrives, and is done; its answer does not arrive.
    await fleet.clock.advance(2);
    fleet.cut('kiosk-2');
    const away = { ok: false, fault: { kind: 'hub-away', hub: 'kiosk-1' } };
    expect(await fleet.answered(asked)).toEqual(away);
    await fleet.clock.advance(1_000);
    expect(fleet.of('kiosk-1').hall.ticket('2026-08-03/A001')).toMatchObject({ phase: 'called', counter: '1' });
    // Somebody for the same counter whom this device may call.
    expect(await fleet.number('kiosk-2', 'b')).toMatchObject({ number: 'A500', apart: true });
    expect(await fleet.command('kiosk-2', next('c1', '1'))).toEqual(away);
    expect(await fleet.command('kiosk-2', next('c2', '1'))).toMatchObject({ ok: true, value: { number: 'A500' } });
  });

  it('that it did answer is answered the same before its events have come', async () => {
    const fleet = await hall();
    await fleet.number('kiosk-2', 'a');
    await fleet.clock.advance(5_000);
    const called = await fleet.command('kiosk-2', next('c1', '1'));
    expect(called).toMatchObject({ ok: true, value: { number: 'A001' } });
    fleet.cut('kiosk-2');
    await fleet.number('kiosk-2', 'b');
    expect(await fleet.command('kiosk-2', next('c1', '1'))).toEqual(called);
    expect(fleet.of('kiosk-2').hall.answered('c1')).toEqual(called);
    expect(fleet.of('kiosk-2').hall.answered('c2')).toBeNull();
  });
});
