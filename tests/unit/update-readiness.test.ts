import { describe, expect, it } from 'vitest';
import { clearBeforeOpeningMin, obstaclesIn, timetable, type Work } from '../../firmware/update/work.ts';
import { loadDevice } from '../../config/load.ts';
import { wantedSchema } from '../../firmware/update/wanted.ts';

const atRest: Work = {
  lifecycle: 'running',
  clockTrusted: true,
  hours: 'closed',
  opensInMin: 600,
  waiting: 0,
  atCounters: 0,
  atMachine: false,
};
const against = (over: Partial<Work>): readonly string[] => obstaclesIn({ ...atRest, ...over }).map(({ kind }) => kind);

describe('whether a device may be taken away', () => {
  it.each<[string, Partial<Work>, readonly string[]]>([
    ['closed, nobody there', {}, []],
    ['a holiday', { hours: 'holiday' }, []],
    ['open', { hours: 'open', opensInMin: null }, ['open']],
    ['the break at noon', { hours: 'break', opensInMin: 60 }, ['open']],
    ['just before the doors open', { opensInMin: clearBeforeOpeningMin - 1 }, ['opens-soon']],
    ['long enough before', { opensInMin: clearBeforeOpeningMin }, []],
    ['closed for ever, as far as the timetable says', { opensInMin: null }, []],
    ['people who wait after hours', { waiting: 2 }, ['waiting']],
    ['somebody still at a counter', { atCounters: 1 }, ['at-counters']],
    ['somebody at the machine', { atMachine: true }, ['at-machine']],
    ['a clock that nobody believes', { clockTrusted: false, hours: 'untrusted', opensInMin: null }, ['clock']],
    ['a device that has not come up', { lifecycle: 'starting' }, ['starting']],
    [
      'all at once',
      { waiting: 1, atCounters: 1, atMachine: true, hours: 'open' },
      ['at-machine', 'waiting', 'at-counters', 'open'],
    ],
  ])('%s', (_name, over, kinds) => expect(against(over)).toEqual(kinds));

  it('a silent device out of hours serves nobody; in hours nobody knows', () => {
    const { clockTrusted, opensInMin } = atRest;
    expect(obstaclesIn({ clockTrusted, opensInMin, hours: 'closed' })).toEqual([]);
    expect(obstaclesIn({ clockTrusted, opensInMin: null, hours: 'open' }).map(({ kind }) => kind)).toEqual([
      'silent',
      'open',
    ]);
  });
});

describe('the timetable of a shipped site', () => {
  const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
  if (!loaded.ok) throw new Error('the shipped kiosk');
  const at = (utc: string): ReturnType<typeof timetable> =>
    timetable(loaded.value, { instant: Date.parse(utc), trusted: true });

  it.each([
    // Hanoi is seven hours ahead; the centre opens at eight on weekdays.
    ['a Monday at noon and a quarter', '2026-08-03T05:15:00Z', 'break'],
    ['a Monday at nine', '2026-08-03T02:00:00Z', 'open'],
    ['a Monday at three in the morning', '2026-08-02T20:00:00Z', 'closed'],
  ])('%s', (_name, utc, hours) => expect(at(utc).hours).toBe(hours));

  it('counts the minutes to the next opening, over a night and over a weekend', () => {
    expect(at('2026-08-02T20:00:00Z').opensInMin).toBe(5 * 60);
    // Saturday afternoon to Monday.
    expect(at('2026-08-01T20:00:00Z').opensInMin).toBe(29 * 60);
    expect(at('2026-08-03T02:00:00Z').opensInMin).toBeNull();
  });

  it('says nothing of the hour where the clock is not believed', () => {
    const wall = { instant: Date.parse('2026-08-02T20:00:00Z'), trusted: false };
    expect(timetable(loaded.value, wall)).toEqual({ clockTrusted: false, hours: 'untrusted', opensInMin: null });
  });
});

describe('what the firmware may ask for', () => {
  const wish = { format: 1, id: 'w1', by: 'manager', from: { kind: 'file', name: 'letan-0.2.0-arm64.letan' } };
  it.each<[string, unknown, boolean]>([
    ['a file beside it', wish, true],
    ['an address', { ...wish, from: { kind: 'address', url: 'https://releases.example/letan.letan' } }, true],
    ['a file elsewhere', { ...wish, from: { kind: 'file', name: '../../../etc/shadow.letan' } }, false],
    ['a hidden file', { ...wish, from: { kind: 'file', name: '.x.letan' } }, false],
    ['another kind of file', { ...wish, from: { kind: 'file', name: 'x.sh' } }, false],
    ['another scheme', { ...wish, from: { kind: 'address', url: 'file:///etc/shadow' } }, false],
    ['nobody', { ...wish, by: '' }, false],
    ['more than there is', { ...wish, now: true }, false],
  ])('%s', (_name, asked, taken) => expect(wantedSchema.safeParse(asked).success).toBe(taken));
});
