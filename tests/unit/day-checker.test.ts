import { describe, expect, test } from 'vitest';
import { DayChecker } from '../support/day-checker.ts';

let call = 0;
const append = (device: string, events: readonly object[], ok = true): string[] => {
  call += 1;
  const about = { t: call, device, port: 'ledger', name: 'ledger', call };
  return [
    JSON.stringify({ ...about, kind: 'command', do: 'append', with: { events } }),
    JSON.stringify({ ...about, kind: 'input', result: ok ? { ok: true, value: call } : { ok: false } }),
  ];
};
let seq = 0;
const fact = (device: string, kind: string, number: string, counter = ''): object => {
  seq += 1;
  return { id: `${device}/1/${seq}`, device, kind, data: { ticket: `2026-08-03/${number}`, counter } };
};
const show = (number: string): string =>
  JSON.stringify({
    t: 1,
    device: 'kiosk-1',
    kind: 'command',
    port: 'display',
    do: 'show',
    with: { body: { screen: 'ticket', number } },
  });
const print = (jobId: string, number: string): string =>
  JSON.stringify({
    t: 1,
    device: 'kiosk-1',
    kind: 'command',
    port: 'printer',
    do: 'print',
    with: { jobId, blocks: [{ kind: 'text', text: number }] },
  });
const greeting = (from: string, to: string): string =>
  JSON.stringify({ t: 1, device: 'kiosk-1', kind: 'transition', machine: 'greeting', event: 'x', from, to });

const judged = (lines: readonly string[]): readonly string[] => {
  const checker = new DayChecker('kiosk-1');
  for (const line of lines) checker.read(line);
  return checker.end();
};

const given = (number: string, device = 'kiosk-1'): string[] => append(device, [fact(device, 'ticket.issued', number)]);
const called = (number: string, counter: string): string[] =>
  append('kiosk-1', [fact('kiosk-1', 'ticket.called', number, counter)]);
const finished = (number: string, counter: string): string[] =>
  append('kiosk-1', [fact('kiosk-1', 'ticket.finished', number, counter)]);

describe('the checker of days', () => {
  test('finds nothing wrong with a good day', () => {
    expect(
      judged([
        ...given('A001'),
        show('A001'),
        print('j1', 'A001'),
        ...given('A500', 'kiosk-2'),
        ...called('A001', '1'),
        ...append('kiosk-1', [fact('kiosk-1', 'ticket.recalled', 'A001', '1')]),
        ...finished('A001', '1'),
        ...called('A500', '1'),
        ...append('kiosk-1', [fact('kiosk-1', 'ticket.no-show', 'A500', '1')]),
        greeting('person.ladder.standing', 'person.visiting.words.said'),
        greeting('person.visiting.words.said', 'person.ladder.asleep'),
        greeting('person.ladder.standing', 'person.visiting.words.said'),
      ]),
    ).toEqual([]);
  });

  test.each<[string, string[], string]>([
    [
      'a number given twice',
      [...given('A001'), ...given('A001'), ...called('A001', '1'), ...finished('A001', '1')],
      'given twice',
    ],
    [
      'a number given twice by two devices',
      [...given('A001'), ...given('A001', 'kiosk-2'), ...called('A001', '1'), ...finished('A001', '1')],
      'given twice',
    ],
    ['a number shown before it was durable', [show('A001')], 'shown before'],
    [
      'a number shown that the ledger refused',
      [...append('kiosk-1', [fact('kiosk-1', 'ticket.issued', 'A001')], false), show('A001')],
      'shown before',
    ],
    ['a slip without a number of the ledger', [print('j1', 'A009')], 'a slip without a number'],
    [
      'a slip sent twice',
      [...given('A001'), print('j1', 'A001'), print('j1', 'A001'), ...called('A001', '1'), ...finished('A001', '1')],
      'sent to the printer twice',
    ],
    ['a call of nobody', [...called('A009', '1')], 'nobody was given'],
    [
      'a ticket called by two counters',
      [...given('A001'), ...called('A001', '1'), ...called('A001', '2'), ...finished('A001', '2')],
      'called to 2 while called at 1',
    ],
    [
      'two tickets at one counter',
      [...given('A001'), ...given('A002'), ...called('A001', '1'), ...called('A002', '1')],
      'where 2026-08-03/A001 is',
    ],
    [
      'an end at another counter',
      [...given('A001'), ...called('A001', '1'), ...finished('A001', '2')],
      'ticket.finished of 2026-08-03/A001 at 2',
    ],
    ['somebody who still waits', [...given('A001')], 'still waiting'],
    ['somebody who is still called', [...given('A001'), ...called('A001', '1')], 'still called'],
    [
      'a second greeting in one visit',
      [
        greeting('person.ladder.standing', 'person.visiting.words.said'),
        greeting('person.visiting.words.said', 'person.visiting.words.owed'),
        greeting('person.visiting.words.owed', 'person.visiting.words.said'),
      ],
      'greeted twice',
    ],
  ])('finds %s', (_, lines, part) => {
    expect(judged(lines).join('\n')).toContain(part);
  });

  test('finds an event that its device wrote twice', () => {
    const event = fact('kiosk-1', 'slip.started', 'A001');
    expect(judged([...append('kiosk-1', [event]), ...append('kiosk-1', [event])]).join()).toContain('written twice');
  });
});
