import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HallChecker, rules, type Finding } from '../support/hall-checker.mjs';
import { eightOClock, HallLines, today } from '../support/hall-lines.ts';

const found = (lines: HallLines, calm = true): readonly Finding[] => {
  const checker = new HallChecker();
  for (const line of lines.text) checker.read(line);
  return checker.end({ calm });
};
const close = (lines: HallLines): HallLines => lines.stop('kiosk-1').stop('kiosk-2');
const place = (wall: number, seq: number): object => ({ wall, device: 'kiosk-1', epoch: 1, seq, behind: 0 });
const ticketOf = (number: string): object => ({ ticket: `${today}/${number}` });
const hourMs = 3_600_000;

/** What breaks each invariant, in a few lines of a trace. */
const broken: Readonly<Record<string, (h: HallLines) => unknown>> = {
  'number-once': (h) => {
    h.give('A001');
    h.give('A001', 'kiosk-1', { requestId: 'another' });
  },
  'request-once': (h) => {
    h.give('A001', 'kiosk-1', { requestId: 'r' });
    h.give('A002', 'kiosk-1', { requestId: 'r' });
  },
  'own-range': (h) => h.give('A001', 'kiosk-2'),
  'lease-apart': (h) => {
    const lease = { day: today, series: 'A', from: 10, to: 20 };
    h.store('kiosk-1', h.event('kiosk-1', 'numbers.leased', { ...lease, device: 'kiosk-2' }));
    h.store('kiosk-1', h.event('kiosk-1', 'numbers.leased', { ...lease, from: 20, to: 30, device: 'robot-1' }));
  },
  'lost-stays-lost': (h) => {
    h.store('kiosk-1', h.event('kiosk-1', 'numbers.skipped', { day: today, series: 'A', from: 3, to: 5 }));
    h.give('A004');
  },
  'seen-stays': (h) => {
    h.give('A001');
    h.show('A001');
    h.store('kiosk-1', h.event('kiosk-1', 'ticket.voided', { ...ticketOf('A001'), reason: 'unseen' }));
  },
  'durable-before-told': (h) => h.show('A001'),
  'call-durable': (h) => {
    h.give('A001');
    h.next('A001', '1');
    h.show('', 'kiosk-1', { number: 'A001', counter: '2' });
  },
  'slip-once': (h) => {
    h.give('A001');
    h.slip('2026-08-03/A001#1', 'A001', 'printed').after(5_000).slip('2026-08-03/A001#2', 'A001', 'printed');
  },
  'one-voice': (h) => {
    h.give('A001');
    h.say('Xin chào.');
    h.after(500).say('Xin mời số a không không một, đến quầy số một.');
  },
  'call-uncut': (h) => {
    h.give('A001');
    h.say('Xin mời số a không không một, đến quầy số một.')('interrupted');
  },
  'greeted-once': (h) =>
    h
      .greeting('person.nobody|x', 'person.visiting.words.said|sensing.here')
      .greeting('person.visiting.words.said|sensing.here', 'person.visiting.words.needless|sensing.here')
      .greeting('person.visiting.words.needless|sensing.here', 'person.visiting.words.said|sensing.here'),
  'event-once': (h) => {
    const event = h.give('A001');
    h.store('kiosk-2', { ...event, wall: eightOClock + 1 });
  },
  'count-rises': (h) => {
    h.give('A001');
    h.stop('kiosk-1').start('kiosk-1', { epoch: 1 });
    h.give('A002');
  },
  'ledger-keeps': (h) => {
    h.give('A001');
    h.give('A002');
    h.stop('kiosk-1').start('kiosk-1', { head: 1 });
  },
  'restart-resumes': (h) => {
    h.give('A001');
    h.give('A002');
    h.stop('kiosk-1').start('kiosk-1', { recited: 1 });
    h.give('A003');
  },
  'command-once': (h) => {
    h.give('A001');
    h.give('K001');
    h.desk('next', 'ticket.called', 'A001', '1', { call: 1 }, 'kiosk-1', 'twice');
    h.desk('next', 'ticket.called', 'K001', '3', { call: 1 }, 'kiosk-1', 'twice');
  },
  'answer-same': (h) =>
    h
      .answered('kiosk-1', 'next', { command: 'n', ok: true, value: { number: 'A001' } })
      .answered('kiosk-1', 'next', { command: 'n', ok: true, value: { number: 'A002' } }),
  'copies-agree': (h) => h.give('A001'),
  'call-asked': (h) => {
    h.give('A001');
    h.store('kiosk-1', h.event('kiosk-1', 'ticket.called', { ...ticketOf('A001'), counter: '1', call: 1 }));
  },
  'call-one-counter': (h) => {
    h.give('A001');
    h.next('A001', '1');
    h.next('A001', '2');
  },
  'counter-one-ticket': (h) => {
    h.give('A001');
    h.give('A002');
    h.next('A001', '1');
    h.next('A002', '1');
  },
  'counter-open': (h) => {
    h.give('A001');
    h.store('kiosk-1', h.event('kiosk-1', 'counter.paused', { counter: '1', reason: 'lunch', by: 'clerk' }));
    h.next('A001', '1');
  },
  'called-was-given': (h) => h.desk('call', 'ticket.called', 'A001', '1', { call: 1 }),
  'over-is-over': (h) => {
    h.give('A001');
    h.store('kiosk-1', h.event('kiosk-1', 'ticket.cancelled', { ...ticketOf('A001'), by: 'clerk' }));
    h.next('A001', '1');
  },
  'served-once': (h) => {
    h.share(h.give('A001'), 'kiosk-2');
    // Nobody was ever told of it, and another hub calls and serves them.
    const unheard = h.next('A001', '2');
    h.store('kiosk-2', h.event('kiosk-2', 'hub.raised', { hub: 'kiosk-2', term: 1, by: 'staff' }));
    h.desk('next', 'ticket.called', 'A001', '1', { call: 1, term: 1 }, 'kiosk-2');
    h.desk('finish', 'ticket.finished', 'A001', '1', {}, 'kiosk-2');
    h.share(unheard, 'kiosk-2');
    h.desk('next', 'ticket.recalled', 'A001', '2', { call: 2 }, 'kiosk-2');
  },
  fits: (h) => {
    h.give('A001');
    h.next('A001', '1');
    h.desk('recall', 'ticket.recalled', 'A001', '2', { call: 2 });
  },
  'no-show-after-calls': (h) => {
    h.give('A001');
    h.next('A001', '1');
    h.desk('recall', 'ticket.recalled', 'A001', '1', { call: 2 });
    h.desk('no-show', 'ticket.no-show', 'A001', '1');
  },
  'nobody-lost': (h) => h.give('A001'),
  'closed-day': (h) => {
    h.give('A001');
    h.store('kiosk-1', h.event('kiosk-1', 'day.closed', { day: today }));
    h.next('A001', '1');
  },
  'left-over-late': (h) => {
    h.give('A001');
    h.after(hourMs).store('kiosk-1', h.event('kiosk-1', 'ticket.voided', { ...ticketOf('A001'), reason: 'day-ended' }));
  },
  'next-first': (h) => {
    h.give('A001');
    h.give('A002');
    h.next('A002', '1');
  },
  'priority-first': (h) => {
    h.give('A001');
    h.give('A002', 'kiosk-1', { priority: 'declared' });
    h.next('A001', '1');
  },
  'overtaken-at-most': (h) => {
    h.give('A001');
    for (const number of ['A002', 'A003', 'A004']) h.give(number, 'kiosk-1', { priority: 'declared' });
    for (const number of ['A002', 'A003', 'A004']) {
      h.next(number, '1');
      h.finish(number, '1');
    }
  },
  'earlier-stays-earlier': (h) => {
    // Both go by one clock; the second is called although the first stands there.
    h.share(h.give('A500', 'kiosk-2'), 'kiosk-1');
    h.after(60_000).give('A001');
    h.next('A001', '1');
  },
  'place-not-forward': (h) => {
    h.give('A001');
    h.give('A002');
    h.next('A002', '2');
    h.desk('park', 'ticket.parked', 'A002', '2', { reason: '' });
    h.store(
      'kiosk-1',
      h.event('kiosk-1', 'ticket.returned', { ...ticketOf('A002'), place: place(eightOClock, 0), by: 'clerk' }),
    );
  },
  'hub-decides': (h) => {
    h.give('A500', 'kiosk-2');
    h.next('A500', '1', 'kiosk-2');
  },
  'apart-given-over': (h) => {
    // Heard of without the word of its device, and with it but not with all that this wrote since.
    h.share(h.give('A500', 'kiosk-2', { apart: true }), 'kiosk-1');
    h.give('A501', 'kiosk-2', { apart: true });
    h.gaveOver('kiosk-2', 'kiosk-1').next('A500', '1');
  },
  'one-hub-a-term': (h) => {
    h.give('A001');
    h.give('K500', 'kiosk-2');
    h.store('kiosk-1', h.event('kiosk-1', 'hub.raised', { hub: 'kiosk-1', term: 1, by: 'staff' }));
    h.store('kiosk-2', h.event('kiosk-2', 'hub.raised', { hub: 'kiosk-2', term: 1, by: 'staff' }));
    h.next('A001', '1');
    h.next('K500', '3', 'kiosk-2');
  },
  'term-once': (h) => {
    h.store('kiosk-1', h.event('kiosk-1', 'hub.raised', { hub: 'kiosk-1', term: 1, by: 'staff' }));
    h.store('kiosk-2', h.event('kiosk-2', 'hub.raised', { hub: 'kiosk-2', term: 1, by: 'staff' }));
  },
};

/** A good quarter of an hour: two kiosks, priority, a recall, a no-show who comes back, a parked one, a hub that is raised, a slip again. */
const goodDay = (): HallLines => {
  const h = new HallLines();
  const both = (...numbers: readonly string[]): void => {
    for (const number of numbers) {
      const device = Number(number.slice(1)) >= 500 ? 'kiosk-2' : 'kiosk-1';
      h.share(h.give(number, device), device === 'kiosk-1' ? 'kiosk-2' : 'kiosk-1');
    }
  };
  both('A001', 'A500', 'K001');
  h.show('A001')
    .slip('2026-08-03/A001#1', 'A001', 'printed')
    .after(9_000)
    .touch()
    .slip('2026-08-03/A001#2', 'A001', 'printed');
  h.share(h.give('A002', 'kiosk-1', { priority: 'declared' }), 'kiosk-2');
  h.share(h.next('A002', '1'), 'kiosk-2');
  h.show('', 'kiosk-2', { number: 'A002', counter: '1' });
  h.say('Xin mời số a không không hai, đến quầy số một.')();
  h.share(h.desk('recall', 'ticket.recalled', 'A002', '1', { call: 2 }), 'kiosk-2');
  h.share(h.desk('recall', 'ticket.recalled', 'A002', '1', { call: 3 }), 'kiosk-2');
  h.share(h.desk('no-show', 'ticket.no-show', 'A002', '1'), 'kiosk-2');
  h.share(h.next('A001', '1'), 'kiosk-2').share(h.next('A500', '2'), 'kiosk-2');
  const back = { ...ticketOf('A002'), place: { ...place(eightOClock + h.t, 9), behind: 0 }, by: 'clerk' };
  const returned = h.event('kiosk-1', 'ticket.returned', back);
  h.store('kiosk-1', returned).share(returned, 'kiosk-2');
  h.share(h.finish('A001', '1'), 'kiosk-2').share(h.next('A002', '1'), 'kiosk-2');
  h.share(h.finish('A002', '1'), 'kiosk-2').share(h.finish('A500', '2'), 'kiosk-2');
  const raised = h.event('kiosk-2', 'hub.raised', { hub: 'kiosk-2', term: 1, by: 'staff' });
  h.store('kiosk-2', raised).share(raised, 'kiosk-1');
  h.share(h.next('K001', '3', 'kiosk-2'), 'kiosk-1');
  h.share(h.desk('finish', 'ticket.finished', 'K001', '3', {}, 'kiosk-2'), 'kiosk-1');
  return h;
};

describe('the checker of halls', () => {
  test('finds nothing wrong with a good day', () => {
    expect(found(close(goodDay()))).toEqual([]);
  });

  test('each of its invariants has a line that breaks it', () => {
    expect(Object.keys(broken).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
  });

  test.each(rules)('finds: $id', ({ id }) => {
    const lines = new HallLines();
    broken[id]?.(lines);
    const findings = found(close(lines));
    expect(findings.map(({ rule }) => rule)).toContain(id);
    expect(findings.find(({ rule }) => rule === id)?.text).not.toBe('');
  });

  test.each(rules)('after a good day it still finds: $id', ({ id }) => {
    // What a day has been must not blind it: the hub is another then, and each kiosk has its events.
    const lines = new HallLines();
    for (let count = 0; count < 3; count += 1) {
      const number = `A${100 + count}`;
      lines.share(lines.give(number), 'kiosk-2').share(lines.next(number, '1'), 'kiosk-2');
      lines.share(lines.finish(number, '1'), 'kiosk-2');
    }
    expect(found(lines, false)).toEqual([]);
    broken[id]?.(lines);
    expect(found(close(lines)).map(({ rule }) => rule)).toContain(id);
  });

  test('a hub that has not heard of its successor decides in its own term; once it has, it must not', () => {
    const lines = new HallLines();
    lines.share(lines.give('A001'), 'kiosk-2').share(lines.give('K001'), 'kiosk-2');
    const raised = lines.event('kiosk-2', 'hub.raised', { hub: 'kiosk-2', term: 1, by: 'staff' });
    lines.store('kiosk-2', raised);
    lines.next('A001', '1');
    expect(found(lines, false)).toEqual([]);
    lines.share(raised, 'kiosk-1');
    lines.next('K001', '3');
    expect(found(lines, false).map(({ rule }) => rule)).toEqual(['hub-decides']);
  });

  test('a member that is cut off calls whom it gave a number meanwhile, or who shows a slip, and nobody else', () => {
    const lines = new HallLines();
    lines.share(lines.give('A001'), 'kiosk-2');
    lines.give('A500', 'kiosk-2', { apart: true });
    lines.next('A500', '1', 'kiosk-2');
    lines.next('A001', '2');
    lines.desk('call', 'ticket.called', 'A001', '3', { call: 1 }, 'kiosk-2');
    lines.desk('arrived', 'ticket.arrived', 'A001', '3', {}, 'kiosk-2');
    expect(found(lines, false)).toEqual([]);
    lines.finish('A001', '2');
    lines.give('A501', 'kiosk-2');
    lines.next('A501', '2', 'kiosk-2');
    expect(found(lines, false).map(({ rule }) => rule)).toContain('hub-decides');
  });

  test('a hub goes by who is given over to it as far as it knows, and by no other', () => {
    const lines = new HallLines();
    lines.share(lines.give('A500', 'kiosk-2', { apart: true, priority: 'declared' }), 'kiosk-1');
    lines.give('A001');
    lines.next('A001', '1');
    expect(found(lines, false)).toEqual([]);
    lines.gaveOver('kiosk-2', 'kiosk-1').give('A002');
    lines.next('A002', '2');
    expect(found(lines, false).map(({ rule }) => rule)).toEqual(['priority-first']);
  });

  test('a device is judged by what was durable when it decided, and by what it had decided itself', () => {
    const lines = new HallLines();
    lines.share(lines.give('A001'), 'kiosk-2').share(lines.next('A001', '1'), 'kiosk-2');
    const finished = lines.desk('finish', 'ticket.finished', 'A001', '1', {}, 'kiosk-2');
    const arrives = lines.write('kiosk-1', finished);
    // Both ends are on their way into the hub's ledger, the member's first.
    lines.asked('kiosk-1', 'finish', 'f1');
    const again = lines.event('kiosk-1', 'ticket.finished', { ...ticketOf('A001'), counter: '1' }, { cause: 'f1' });
    const written = lines.write('kiosk-1', again);
    arrives();
    written();
    expect(found(lines, false)).toEqual([]);
    // What is there it must know, also what it is writing.
    lines.give('A002');
    lines.asked('kiosk-1', 'next', 'n1').asked('kiosk-1', 'next', 'n2');
    const calls = ['n1', 'n2'].map((cause, index) =>
      lines.event('kiosk-1', 'ticket.called', { ...ticketOf('A002'), counter: `${index + 1}`, call: 1 }, { cause }),
    );
    for (const end of calls.map((event) => lines.write('kiosk-1', event))) end();
    expect(found(lines, false).map(({ rule }) => rule)).toContain('call-one-counter');
  });

  test('a command that two devices were asked may be done by both as long as neither can know', () => {
    const lines = new HallLines();
    lines.share(lines.give('A001'), 'kiosk-2').share(lines.next('A001', '1'), 'kiosk-2');
    const first = lines.desk('finish', 'ticket.finished', 'A001', '1', {}, 'kiosk-1', 'same');
    lines.desk('finish', 'ticket.finished', 'A001', '1', {}, 'kiosk-2', 'same');
    expect(found(lines, false)).toEqual([]);
    lines.share(first, 'kiosk-2');
    lines.desk('pause-counter', 'counter.paused', 'A001', '1', {}, 'kiosk-2', 'same');
    expect(found(lines, false).map(({ rule }) => rule)).toEqual(['command-once']);
  });

  test.each([
    ['before the device that asked had heard of it', 1_000, []],
    ['long after that', 60_000, ['request-once']],
  ])('a number that nobody saw is called %s', (_, ms, expected) => {
    const lines = new HallLines();
    const request = { requestId: 'r', at: 'kiosk-2' };
    const own = lines.give('A500', 'kiosk-2', { ...request, apart: true });
    lines.share(lines.give('A001', 'kiosk-1', request), 'kiosk-2').share(own, 'kiosk-1');
    lines.after(ms).share(lines.next('A001', '1'), 'kiosk-2');
    lines.share(lines.finish('A001', '1'), 'kiosk-2').gaveOver('kiosk-2', 'kiosk-1');
    lines.share(lines.next('A500', '1'), 'kiosk-2').share(lines.finish('A500', '1'), 'kiosk-2');
    expect(found(close(lines)).map(({ rule }) => rule)).toEqual(expected);
  });

  test.each([
    ['of one term give one request a number each', false, 0, ['request-once']],
    ['give one: the one that was raised could not know', true, 0, []],
    ['give one: the one that was raised held the other long before', true, 60_000, ['request-once']],
  ])('two hubs %s', (_, raised, knownMs, expected) => {
    const lines = new HallLines();
    const request = { requestId: 'r', at: 'kiosk-2' };
    if (raised) lines.store('kiosk-2', lines.event('kiosk-2', 'hub.raised', { hub: 'kiosk-2', term: 1, by: 'staff' }));
    const old = lines.give('A001', 'kiosk-1', request);
    if (knownMs > 0) lines.share(old, 'kiosk-2').after(knownMs);
    lines.give('A500', 'kiosk-2', request);
    expect(found(lines, false).map(({ rule }) => rule)).toEqual(expected);
  });

  test('a counter is open that a device far behind in time has opened, saying after what', () => {
    const open = (after: object): readonly Finding[] => {
      const lines = new HallLines();
      lines.store('kiosk-1', lines.event('kiosk-1', 'counter.closed', { counter: '1', by: 'staff' }));
      const wall = eightOClock - 60_000;
      const data = { counter: '1', services: ['ho-tich'], by: 'staff', ...after };
      lines.store('kiosk-1', lines.event('kiosk-2', 'counter.opened', data, { wall }));
      lines.give('A001');
      lines.next('A001', '1');
      return found(lines, false);
    };
    expect(open({ after: eightOClock + 1 })).toEqual([]);
    expect(open({}).map(({ rule }) => rule)).toContain('counter-open');
  });

  test('who shows a slip to a clerk whom the hub does not hear may be called by the hub, which cannot know', () => {
    const lines = new HallLines();
    lines.share(lines.give('A001'), 'kiosk-2');
    lines.desk('call', 'ticket.called', 'A001', '3', { call: 1 }, 'kiosk-2');
    lines.next('A001', '1');
    expect(found(lines, false)).toEqual([]);
    const known = new HallLines();
    known.share(known.give('A001'), 'kiosk-2');
    known.share(known.desk('call', 'ticket.called', 'A001', '3', { call: 1 }, 'kiosk-2'), 'kiosk-1');
    known.after(10).next('A001', '1');
    expect(found(known, false).map(({ rule }) => rule)).toContain('call-one-counter');
  });

  test('says nothing of lines that are not the hall’s, whatever they hold', () => {
    const lines = new HallLines();
    lines.line('kiosk-1', { kind: 'input', port: 'targets', name: 'radar', word: { at: 3, value: [] } });
    lines.line('kiosk-1', { kind: 'input', port: 'clock', timer: 31 });
    lines.line('kiosk-1', { kind: 'command', port: 'speaker', name: 'loudspeaker', call: 9, do: 'abort', with: {} });
    expect(found(close(lines))).toEqual([]);
  });

  test('its document has every invariant, as the code says it', () => {
    const document = readFileSync(new URL('../../sim/hall-checker/README.md', import.meta.url), 'utf8');
    for (const { id, says } of rules) expect(document).toContain(`| \`${id}\` | ${says} |`);
  });
});
