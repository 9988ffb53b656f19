import { describe, expect, it } from 'vitest';
import { GreetingRig, words as allWords } from '../support/greeting-rig.ts';
import { frameMs, PeopleWalk, walksUp, type Walk } from '../support/people-walk.ts';
import type { GreetingSettings } from '../../behaviours/greeting/settings.ts';

/** Plays people in front of a greeting device for so long; what it told, in lines. */
const played = async (
  walks: readonly Walk[],
  forMs: number,
  changes: Partial<GreetingSettings> = {},
  during: (rig: GreetingRig, at: number) => void = () => {},
): Promise<readonly string[]> => {
  const rig = new GreetingRig(changes);
  const people = new PeopleWalk(walks);
  let was = 0;
  const lines: string[] = [];
  for (let t = 0; t <= forMs; t += frameMs) {
    const there = people.at(t);
    if (there.length > 0 || was > 0) rig.greeting.send({ type: 'people.changed', at: t, people: there });
    was = there.length;
    during(rig, t);
    await rig.time.advance(frameMs);
    lines.push(...rig.takeWords(allWords));
  }
  rig.close();
  return lines;
};
const only = (lines: readonly string[], what: RegExp): readonly string[] => lines.filter((line) => what.test(line));
const spoken = /greeted|acknowledged|joined|began|ended/;

/** Passes at `y` ahead (x), from one side to the other at 1.3 m/s. */
const passes = (id: number, t: number, x: number): Walk => ({
  id,
  way: [
    { t, x, y: -4 },
    { t: t + 6_150, x, y: 4 },
  ],
  until: t + 6_150,
});

describe('one who comes', () => {
  it('is noticed from 3.6 m, invited from 2 m, and greeted 0.7 s after they have stopped', async () => {
    const lines = await played([walksUp(7, 0, { x: 0.9, y: 0.1 })], 8_000);
    expect(only(lines, /show|lamp|began|greeted|climbed/)).toEqual([
      '0 climbed 7 null → aware: 5.00 m',
      '1200 climbed 7 aware → noticed: 3.56 m',
      '1200 show invite: notice "vi:notice.title"',
      '1200 lamp notice',
      '2600 climbed 7 noticed → invited: 1.88 m',
      '2600 show invite: invite "vi:invite.title"',
      '2600 lamp invite',
      '4500 climbed 7 invited → stopped: stood 700 ms at 0.91 m',
      '4500 began v1 by sensor',
      '4500 greeted v1',
      '4500 lamp attend',
      '4500 climbed 7 stopped → engaged: stood 700 ms at 0.91 m',
    ]);
  });

  it('is followed by the eyes in steps, five times a second at most', async () => {
    const lines = await played([passes(1, 0, 1.5)], 8_000);
    const gaze = only(lines, /gaze/);
    expect(gaze.length).toBeGreaterThan(8);
    expect(gaze.at(-1)).toMatch(/nobody/);
    const times = gaze.slice(0, -1).map((line) => Number(line.split(' ')[0]));
    for (const [i, t] of times.slice(1).entries()) expect(t - (times[i] ?? 0)).toBeGreaterThanOrEqual(200);
  });

  it('is not spoken to for passing, however near, and the screen sleeps again', async () => {
    const lines = await played([passes(1, 0, 0.5)], 12_000);
    expect(only(lines, spoken)).toEqual([]);
    expect(only(lines, /show/)).toEqual([
      '400 show invite: notice "vi:notice.title"',
      '1600 show invite: invite "vi:invite.title"',
      '4900 show invite: notice "vi:notice.title"',
      '9100 show idle: asleep',
    ]);
  });

  it('is not spoken to behind or beside the device', async () => {
    expect(only(await played([walksUp(1, 0, { x: -0.8, y: 0.3 }, { x: -4, y: 0 })], 9_000), /show|greeted/)).toEqual(
      [],
    );
  });

  it('is not spoken to at a stop that is too short', async () => {
    const way = [
      { t: 0, x: 4, y: 0 },
      { t: 2_500, x: 1, y: 0 },
      { t: 3_300, x: 1, y: 0 },
      { t: 5_800, x: 4, y: 1 },
    ];
    expect(only(await played([{ id: 1, way, until: 5_800 }], 9_000), spoken)).toEqual([]);
  });

  it('is met again by the same words only after they have rested', async () => {
    const come = (t: number): Walk['way'] => [
      { t, x: 4, y: 0 },
      { t: t + 2_500, x: 0.9, y: 0 },
      { t: t + 6_000, x: 0.9, y: 0 },
      { t: t + 9_000, x: 4, y: 0 },
    ];
    const lines = await played([{ id: 3, way: [...come(0), ...come(30_000)] }], 40_000);
    expect(only(lines, spoken)).toEqual([
      '3600 began v1 by sensor',
      '3600 greeted v1',
      '14700 ended v1 left',
      '33600 began v2 by sensor',
    ]);
  });
});

describe('the model', () => {
  const stands = (intent: number): Walk => ({ ...walksUp(1, 0, { x: 1, y: 0 }), intent });
  const greetedAt = async (intent: number): Promise<string | undefined> =>
    only(await played([stands(intent)], 9_000), /→ stopped/)[0];

  it('hastens, agrees, or makes it wait, and never keeps somebody standing unspoken to', async () => {
    expect(await greetedAt(0.9)).toBe(
      '4400 climbed 1 invited → stopped: stood, as the model was sure, 700 ms at 1.00 m, intent 0.90',
    );
    expect(await greetedAt(0.5)).toBe(
      '4500 climbed 1 invited → stopped: stood, as the model expected, 800 ms at 1.00 m, intent 0.50',
    );
    expect(await greetedAt(0.1)).toBe(
      '6200 climbed 1 invited → stopped: stood, though the model doubted it, 2500 ms at 1.00 m, intent 0.10',
    );
  });

  it('invites from afar whom it expects, and says nothing to them', async () => {
    const away: Walk = { id: 1, way: [{ t: 0, x: 3.2, y: 0 }], until: 20_000, intent: 0.7 };
    const lines = await played([away], 6_000);
    expect(only(lines, /show|climbed|greeted/)).toEqual([
      '0 climbed 1 null → aware: 3.20 m, intent 0.70',
      '300 climbed 1 aware → invited: likely to come: 3.20 m, intent 0.70',
      '300 show invite: invite "vi:invite.title"',
    ]);
  });
});

describe('a group', () => {
  const pair = (second: Walk): readonly Walk[] => [walksUp(1, 0, { x: 0.9, y: -0.3 }), second];

  it('is greeted as one, and the fact names all of it', async () => {
    const rig = new GreetingRig();
    const facts: unknown[] = [];
    rig.greeting.on((event) => {
      if (event.type === 'visitor.greeted') facts.push(event);
    });
    const people = new PeopleWalk(pair({ ...walksUp(2, 0, { x: 1.1, y: 0.4 }), group: 1 }));
    for (let t = 0; t < 20_000; t += frameMs) {
      rig.greeting.send({ type: 'people.changed', at: t, people: people.at(t) });
      await rig.time.advance(frameMs);
    }
    expect(facts).toEqual([
      {
        type: 'visitor.greeted',
        visitId: 'v1',
        at: 4_400,
        person: 2,
        group: [2, 1],
        why: { rule: 'stop', stoodMs: 700, distanceM: 1.17, intent: null },
      },
    ]);
    rig.close();
  });

  it('counts who stops beside them within two seconds, and acknowledges who comes later', async () => {
    const soon = await played(pair(walksUp(2, 1_500, { x: 1.1, y: 0.5 })), 20_000);
    expect(only(soon, spoken)).toEqual(['4500 began v1 by sensor', '4500 greeted v1', '5200 joined v1 2']);
    const late = await played(pair(walksUp(2, 5_000, { x: 1.1, y: 0.5 })), 20_000);
    expect(only(late, spoken)).toEqual(['4500 began v1 by sensor', '4500 greeted v1', '9200 acknowledged 2']);
  });
});

describe('who waits while another is served', () => {
  it('is shown that they are seen within 1.5 s of their stop, in silence, and greeted when it is their turn', async () => {
    const first: Walk = {
      id: 1,
      way: [...walksUp(1, 0, { x: 0.8, y: 0 }).way, { t: 15_000, x: 0.8, y: 0 }, { t: 19_000, x: 3, y: 3.5 }],
      until: 19_000,
    };
    const second = walksUp(2, 6_000, { x: 1, y: -0.5 });
    const lines = await played([first, second], 40_000);
    // They stop at 9.3 s.
    expect(only(lines, /acknowledged|waiting|greeted|ended|withdraw greeting.line/)).toEqual([
      '4600 greeted v1',
      '10300 climbed 2 invited → waiting: stands at 1.12 m while another is served',
      '10300 waiting "vi:waiting.seen"',
      '10300 acknowledged 2',
      '16000 climbed 2 waiting → stopped: stood 6200 ms at 1.12 m',
      '16000 withdraw greeting.line',
      '16000 ended v1 left',
      '16000 greeted v2',
    ]);
    const ends = lines.findIndex((line) => line.includes('acknowledged'));
    expect(lines.slice(0, ends).filter((line) => line.includes(' say '))).toHaveLength(1);
  });

  it('is told farther off only if they came for the device and stay', async () => {
    const first = walksUp(1, 0, { x: 0.8, y: 0 });
    const queueing = walksUp(2, 6_000, { x: 2.8, y: 0 }, { x: 6, y: 0 });
    const reading: Walk = { ...walksUp(3, 6_000, { x: 2.6, y: 1.5 }, { x: 2.6, y: 5 }) };
    expect(only(await played([first, queueing], 20_000), /acknowledged/)).toEqual(['11100 acknowledged 2']);
    expect(only(await played([first, reading], 20_000), /acknowledged/)).toEqual([]);
  });

  it('is nobody who sits there for minutes', async () => {
    const lines = await played([walksUp(1, 0, { x: 0.8, y: 0 }), walksUp(2, 5_000, { x: 1.8, y: 0.2 })], 140_000);
    expect(only(lines, /line|acknowledged|waiting/)).toEqual([
      '8600 climbed 2 invited → waiting: stands at 1.81 m while another is served',
      '8600 waiting "vi:waiting.seen"',
      '8600 acknowledged 2',
      '128100 climbed 2 waiting → invited: 1.81 m',
      '128100 withdraw greeting.line',
    ]);
  });
});

describe('who comes while somebody whose visit is over still stands there', () => {
  it('is shown that they are seen', async () => {
    const lines = await played(
      [walksUp(1, 0, { x: 0.8, y: 0 }), walksUp(2, 9_000, { x: 1.8, y: 0.3 })],
      20_000,
      {},
      (rig, at) => {
        if (at === 6_000) rig.greeting.send({ type: 'visit.completed' });
      },
    );
    expect(only(lines, spoken)).toEqual([
      '4600 began v1 by sensor',
      '4600 greeted v1',
      '10000 ended v1 completed',
      '12600 acknowledged 2',
    ]);
  });
});

describe('who is busy', () => {
  it('at a counter beside the device is not spoken to, and the screen does not invite them', async () => {
    const counters = [{ x: 0.9, y: 0.8 }];
    const lines = await played([walksUp(1, 0, { x: 0.8, y: 0.7 })], 15_000, { counters });
    expect(only(lines, spoken)).toEqual([]);
    expect(lines.at(-1)).toMatch(/noticed.*at-counter|gaze/);
  });

  it('in talk with another is left alone, and those who came side by side are not taken for it', async () => {
    const facing = [
      walksUp(1, 0, { x: 0.9, y: 0.4 }, { x: 0.9, y: 5 }),
      walksUp(2, 0, { x: 0.9, y: -0.4 }, { x: 0.9, y: -5 }),
    ];
    expect(only(await played(facing, 15_000), spoken)).toEqual([]);
    const abreast = [
      walksUp(1, 0, { x: 0.9, y: 0.4 }, { x: 5, y: 0.4 }),
      walksUp(2, 0, { x: 0.9, y: -0.4 }, { x: 5, y: -0.4 }),
    ];
    expect(only(await played(abreast, 15_000), /greeted/)).toEqual(['4500 greeted v1']);
  });

  it('with a call of the hall in their ear hears the greeting after it, if they still stand there', async () => {
    const call = (rig: GreetingRig, at: number): void => {
      if (at === 3_000) rig.greeting.send({ type: 'hall.callStarted' });
      if (at === 9_000) rig.greeting.send({ type: 'hall.callEnded' });
    };
    expect(only(await played([walksUp(1, 0, { x: 0.9, y: 0 })], 12_000, {}, call), spoken)).toEqual([
      '4500 began v1 by sensor',
      '9000 greeted v1',
    ]);
    const leaves: Walk = {
      id: 1,
      way: [...walksUp(1, 0, { x: 0.9, y: 0 }).way, { t: 7_000, x: 0.9, y: 0 }, { t: 9_500, x: 4, y: 0 }],
    };
    expect(only(await played([leaves], 12_000, {}, call), /greeted/)).toEqual([]);
  });
});

describe('somebody whom the tracker loses', () => {
  const stands = walksUp(1, 0, { x: 0.9, y: 0 });

  it.each([
    ['for a moment', 8_000, 9_500],
    ['for longer, during their own visit', 8_000, 14_000],
  ])('%s and finds under another id: is not greeted again, their visit goes on', async (_, lost, found) => {
    const again: Walk = { id: 2, way: [{ t: found, x: 1.2, y: 0.3 }] };
    const lines = await played([{ ...stands, until: lost }, again], 30_000);
    expect(only(lines, spoken)).toEqual(['4500 began v1 by sensor', '4500 greeted v1']);
    expect(only(lines, /found again/)).toHaveLength(1);
  });

  it('is known while the old track still coasts beside the new one', async () => {
    const coasts: Walk = { ...stands, until: 9_000, unseen: [[8_000, 9_000]] };
    const again: Walk = { id: 2, way: [{ t: 8_300, x: 1.1, y: 0.2 }] };
    expect(only(await played([coasts, again], 30_000), spoken)).toEqual(['4500 began v1 by sensor', '4500 greeted v1']);
  });

  it('is known where they stand though their track went off with somebody who passed before them', async () => {
    const swapped: Walk = {
      id: 1,
      way: [...stands.way, { t: 8_000, x: 0.9, y: 0 }, { t: 11_000, x: 1.5, y: 4 }],
      until: 11_000,
    };
    const again: Walk = { id: 2, way: [{ t: 9_000, x: 0.8, y: 0.2 }] };
    expect(only(await played([swapped, again], 30_000), spoken)).toEqual([
      '4500 began v1 by sensor',
      '4500 greeted v1',
    ]);
  });

  it('is not spoken to where they were: a stop that no sensor confirms does not count', async () => {
    const vanishes: Walk = { ...walksUp(1, 0, { x: 0.9, y: 0 }), unseen: [[3_000, 60_000]] };
    expect(only(await played([vanishes], 9_000), spoken)).toEqual([]);
  });

  it('is another person where they come from afar', async () => {
    const next = walksUp(2, 9_000, { x: 0.9, y: 0.1 });
    const lines = await played([{ ...stands, until: 8_500 }, next], 30_000);
    expect(only(lines, spoken)).toEqual([
      '4500 began v1 by sensor',
      '4500 greeted v1',
      '13500 ended v1 left',
      '13500 began v2 by sensor',
      '13500 greeted v2',
    ]);
  });
});

describe('the hour', () => {
  // The rig's day begins at 07:55 of a zone seven hours ahead.
  it('lowers the voice in quiet hours, or silences it', async () => {
    const stands = [walksUp(1, 0, { x: 0.9, y: 0 })];
    const rig = (changes: Partial<GreetingSettings>): Promise<readonly string[]> => played(stands, 8_000, changes);
    const all = [{ from: 0, to: 1_440 }];
    expect(only(await rig({ quietHours: all }), / say | greeted/)).toEqual([
      '4500 say engaged-visitor at 0.4: vi:greet.day center=Phường Ba Đình',
      '4500 greeted v1',
    ]);
    expect(only(await rig({ quietHours: all, quietVolume: 0 }), / say |greeted|began/)).toEqual([
      '4500 began v1 by sensor',
    ]);
  });
});

describe('a touch', () => {
  it('belongs to whoever is nearest, who is then asked nothing aloud', async () => {
    const lines = await played([walksUp(1, 0, { x: 0.6, y: 0 })], 20_000, {}, (rig, at) => {
      if (at === 4_200) rig.touch();
    });
    expect(only(lines, spoken)).toEqual(['4200 began v1 by touch']);
    expect(only(lines, /engaged/)).toEqual(['4200 climbed 1 invited → engaged: touched at 0.60 m']);
  });
});

describe('a device that knows only nearness', () => {
  it('begins by its range sensor as by tracks', async () => {
    const rig = new GreetingRig();
    rig.person('noticed', false, 3);
    rig.person('engaged', true, 0.8);
    await rig.time.advance(1_000);
    expect(only(rig.words(), spoken)).toEqual(['700 began v1 by sensor', '700 greeted v1']);
    rig.close();
  });

  it('only wakes for a PIR', async () => {
    const rig = new GreetingRig();
    rig.person('noticed', false, null);
    await rig.time.advance(20_000);
    expect(rig.words()).toEqual(['0 show invite: notice "vi:notice.title"', '0 lamp notice']);
    rig.close();
  });

  it('does not take the held nearness of one whom the tracker followed for another person', async () => {
    const rig = new GreetingRig();
    const people = new PeopleWalk([walksUp(1, 0, { x: 0.9, y: 0 })]);
    for (let t = 0; t <= 4_000; t += frameMs) {
      rig.greeting.send({ type: 'people.changed', at: t, people: people.at(t) });
      if (t === 2_000) rig.person('engaged', true);
      await rig.time.advance(frameMs);
    }
    rig.greeting.send({ type: 'people.changed', at: 4_100, people: [] });
    await rig.time.advance(3_000);
    rig.person('absent');
    expect(only(rig.words(), spoken)).toEqual([]);
    rig.close();
  });
});
