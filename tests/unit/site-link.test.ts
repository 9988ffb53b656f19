import { afterEach, describe, expect, it } from 'vitest';
import { parseCommand, type CommandName } from '../../firmware/commands.ts';
import {
  readAnswer,
  readQuestion,
  readWord,
  writeAnswer,
  writeQuestion,
  writeWord,
} from '../../firmware/hall-messages.ts';
import { deviceTopics, payloadLimit, writeEnvelope } from '../../firmware/topics.ts';
import type { JsonObject } from '../../hal/json.ts';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { daily } from '../support/hall-rig.ts';

const open: HallFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const hall = async (): Promise<HallFleet> => {
  const fleet = await HallFleet.open({ devices: threeDevices, host: 'kiosk-1' });
  open.push(fleet);
  return fleet;
};
let sent = 0;
const envelope = (data: JsonObject): string => {
  sent += 1;
  return writeEnvelope({ v: 1, id: `x/${sent}`, from: 'x', seq: sent, at: 0, expiresAt: null, data });
};
/** All that may be asked of a device and is none of the hall's business, each as it is asked of the device itself. */
const devicesOwn: readonly (readonly [CommandName, JsonObject])[] = [
  ['board', { board: 'board-1', drawn: true }],
  ['notice', { text: 'Nghỉ trưa', en: 'Lunch break' }],
  ['mute-greetings', { minutes: 30 }],
  ['unmute-greetings', {}],
  ['help-ask', { counter: '1' }],
  ['assistance-accept', { requestId: 'h1', by: 'clerk' }],
  ['assistance-done', { requestId: 'h1' }],
  ['print-strip', {}],
  ['promote', { by: 'manager' }],
  ['pause', { reason: 'lunch' }],
  ['resume', {}],
];
const hub = deviceTopics('ward', 'kiosk-1');
const say = (fleet: HallFleet, topic: string, payload: string, retain = false): void =>
  fleet.broker.publish({ topic, payload, qos: 1, retain });

describe('questions and answers', () => {
  it('are read back as they were written', () => {
    const request = { id: 'r', service: 'ho-tich', priority: null, language: 'vi', booking: 'b', person: 'p' };
    for (const question of [
      { kind: 'number', request },
      { kind: 'lease', day: '2026-08-03', series: ['A', 'B'] },
      { kind: 'command', command: daily('next', 'c1', '1') },
      { kind: 'command', command: { name: 'call', id: 'c2', by: 'clerk', counter: '1', number: 'A001' } },
    ] as const)
      expect(readQuestion(writeQuestion(question))).toEqual({ ok: true, value: question });
    for (const answer of [
      { kind: 'command', answer: { ok: true, value: { number: 'A001', ticket: '2026-08-03/A001' } } },
      { kind: 'command', answer: { ok: false, fault: { kind: 'nobody-waiting', counter: '1' } } },
      { kind: 'lease', answer: { ok: true, value: undefined } },
      { kind: 'number', answer: { ok: false, fault: { kind: 'numbers-exhausted', series: 'A' } } },
    ] as const)
      expect(readAnswer(writeAnswer(answer))).toEqual(answer);
  });

  it('that are none are refused', () => {
    for (const data of [
      {},
      { kind: 'number' },
      { kind: 'number', id: '', service: 's', priority: null, language: 'vi' },
      { kind: 'number', id: 'r', service: 's', priority: null, language: 'vi', more: 1 },
      { kind: 'command', name: 'next', id: 'c', with: {} },
      { kind: 'lease', day: '2026-08-03', series: Array.from({ length: 101 }, () => 'A') },
    ])
      expect(readQuestion(data).ok, JSON.stringify(data)).toBe(false);
    for (const data of [
      {},
      { kind: 'number', ok: true, value: {} },
      { kind: 'command', ok: true, value: [] },
      { kind: 'x', ok: true },
    ])
      expect(readAnswer(data as JsonObject), JSON.stringify(data)).toBeNull();
    for (const text of ['', '[]', '{"v":2}', '{"v":1,"hub":"k","term":-1,"raised":null}', 'x'.repeat(payloadLimit + 1)])
      expect(readWord(text)).toBeNull();
    const newest = new Map([['k', { epoch: 1, seq: 2 }]]);
    const word = { device: 'k', term: 3, raised: null, newest, released: null, said: '4/2' };
    expect(readWord(writeWord(word))).toEqual(word);
  });
});

describe('a command that is the business of the device itself', () => {
  it.each(devicesOwn)('is not the hub’s to decide for another: %s', (name, data) => {
    // It is one, to the device itself.
    expect(parseCommand(name, 'c', data).ok).toBe(true);
    const read = readQuestion({ kind: 'command', name, id: 'c', with: data });
    expect(read).toMatchObject({ fault: { path: 'name', expected: "a clerk's wish", found: name } });
  });

  it('sent to the hub makes it say so once, and changes nothing', async () => {
    const fleet = await hall();
    for (const [name, data] of devicesOwn)
      say(fleet, hub.ask('kiosk-2'), envelope({ kind: 'command', name, id: `c-${name}`, with: data }));
    await fleet.clock.advance(2_000);
    const { log, disk } = fleet.of('kiosk-1');
    expect(log.events('warn').filter((event) => event === 'question.refused').length).toBe(devicesOwn.length);
    expect(log.events('error')).toEqual([]);
    expect(disk).toEqual([]);
    expect((await fleet.number('kiosk-2', 'a')).number).toBe('A001');
    expect(await fleet.command('kiosk-2', daily('next', 'n', '1'))).toMatchObject({ value: { number: 'A001' } });
  });
});

describe('what anybody may send', () => {
  it('changes nothing where it is no question of a device, and is answered to nobody', async () => {
    const fleet = await hall();
    const answers: string[] = [];
    fleet.broker.hear('letan/v1/ward/kiosk-1/answer/+', ({ payload }) => answers.push(payload));
    for (const payload of [
      '',
      '{',
      '{}',
      'null',
      envelope({}),
      envelope({ kind: 'number' }),
      envelope({ kind: 'boom' }),
    ])
      say(fleet, hub.ask('kiosk-2'), payload);
    // A stored question is of another hour; a device asks nothing of itself.
    const number = { kind: 'number', id: 'r', service: 'ho-tich', priority: null, language: 'vi' };
    say(fleet, hub.ask('kiosk-1'), envelope(number));
    say(fleet, hub.answer('kiosk-2'), envelope({ question: 'nobody/asked', kind: 'number', ok: true, value: {} }));
    say(fleet, hub.hall, '{"v":1,"hub":"kiosk-9","term":99,"raised":{"device":"kiosk-9"}}');
    await fleet.clock.advance(2_000);
    // Only the forged one was heard, by whom it did not concern.
    expect(answers.length).toBe(1);
    expect(fleet.members.map(({ disk }) => disk.length)).toEqual([0, 0, 0]);
    expect(fleet.of('kiosk-2').hall.hub()).toMatchObject({ device: 'kiosk-1', term: 0 });
    expect(fleet.of('kiosk-1').log.events('warn')).toContain('question.refused');
    expect((await fleet.number('kiosk-2', 'a')).number).toBe('A001');
  });

  it('is not obeyed as a term that no ledger says', async () => {
    const fleet = await hall();
    say(
      fleet,
      hub.hall,
      writeWord({ device: 'robot-1', term: 7, raised: null, newest: new Map(), released: null, said: null }),
      true,
    );
    await fleet.clock.advance(5_000);
    for (const { hall: each } of fleet.members) expect(each.hub()).toMatchObject({ device: 'kiosk-1', term: 0 });
  });
});

describe('the link', () => {
  it('asks no more of a hub that went silent, asks whether it is there, and goes on when it is', async () => {
    const fleet = await hall();
    fleet.broker.cut(fleet.of('kiosk-1').clientId, 600_000);
    const asked: string[] = [];
    fleet.broker.hear(hub.ask('+'), ({ topic }) => asked.push(topic));
    expect(await fleet.command('kiosk-2', daily('next', 'c1', '1'))).toEqual({
      ok: false,
      fault: { kind: 'hub-away', hub: 'kiosk-1' },
    });
    expect(fleet.of('kiosk-2').hall.apart()).toBe(true);
    const before = asked.length;
    await fleet.clock.advance(30_000);
    expect(asked.length - before).toBeGreaterThan(8);
    expect(asked.length - before).toBeLessThan(25);
    expect(fleet.of('kiosk-2').hall.picture().away).toEqual(['kiosk-1']);
  });

  it('hears at once of a hub whose will was told, and of all that is away when its own link breaks', async () => {
    const fleet = await hall();
    await fleet.kill('kiosk-1');
    await fleet.clock.advance(10);
    expect(fleet.of('robot-1').hall.apart()).toBe(true);
    expect(fleet.of('robot-1').hall.picture().away).toEqual(['kiosk-1']);
    fleet.cut('robot-1');
    await fleet.clock.advance(10);
    expect(fleet.of('robot-1').hall.picture().away).toEqual(['kiosk-1', 'kiosk-2']);
  });

  it('of a device that is alone in its site waits for nobody', async () => {
    const fleet = await HallFleet.open({
      devices: [{ device: 'kiosk-1', numbers: { from: 1, to: 99 } }],
      host: 'kiosk-1',
    });
    open.push(fleet);
    await fleet.kill('kiosk-1');
    await fleet.switchOn('kiosk-1');
    const began = fleet.clock.now();
    await fleet.number('kiosk-1', 'a');
    await fleet.command('kiosk-1', daily('next', 'c1', '1'));
    expect(fleet.clock.now() - began).toBeLessThan(20);
    expect(fleet.of('kiosk-1').hall.picture()).toMatchObject({ apart: null, away: [] });
  });
});
