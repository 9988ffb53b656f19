import { describe, expect, it } from 'vitest';
import { createGreeting } from '../../behaviours/greeting/index.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';
import { GreetingRig, settings, words } from '../support/greeting-rig.ts';

describe('the ladder', () => {
  it('begins asleep and dark', () => {
    const rig = new BehaviourRig();
    const greeting = createGreeting(settings, keyTexts(['vi'], ['vi']), rig.ports);
    rig.hear(greeting);
    greeting.start();
    expect(rig.takeWords(words)).toEqual(['0 show idle: asleep', '0 lamp off']);
    greeting.stop();
    expect(rig.time.pending).toBe(0);
  });

  it('notices, invites, greets one who stands, and begins their visit', async () => {
    const rig = new GreetingRig();
    rig.person('noticed', false, 3);
    await rig.time.advance(1_000);
    rig.person('near', false, 1.8);
    await rig.time.advance(1_000);
    rig.person('engaged');
    await rig.time.advance(500);
    rig.person('engaged', true);
    await rig.time.advance(5_000);
    expect(rig.words()).toEqual([
      '0 show invite: notice "vi:notice.title"',
      '0 lamp notice',
      '1000 show invite: invite "vi:invite.title"',
      '1000 lamp invite',
      '3200 began v1 by sensor',
      '3200 say engaged-visitor: vi:greet.day center=Phường Ba Đình',
      '3200 greeted v1',
      '3200 lamp attend',
    ]);
    rig.close();
  });

  it('says nothing to one who passes, however near', async () => {
    const rig = new GreetingRig();
    rig.person('near');
    await rig.time.advance(500);
    rig.person('engaged');
    await rig.time.advance(3_000);
    rig.person('engaged', true);
    await rig.time.advance(650);
    rig.person('near');
    await rig.time.advance(500);
    rig.person('absent');
    await rig.time.advance(60_000);
    expect(rig.words().filter((line) => !/show|lamp/.test(line))).toEqual([]);
    expect(rig.greeting.state().value).toBe('device.serving|greetings.allowed|person.ladder.asleep|line.nobody');
    rig.close();
  });

  it('greets once a visit, whatever the sensors tremble, and again the next visitor', async () => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    for (let i = 0; i < 20; i += 1) {
      await rig.time.advance(1_000);
      rig.person('engaged', i % 2 === 0);
    }
    rig.person('absent');
    await rig.time.advance(7_900);
    rig.person('near');
    await rig.time.advance(1_000);
    rig.person('absent');
    await rig.time.advance(8_000);
    rig.person('engaged', true, 1, 2);
    await rig.time.advance(1_000);
    expect(rig.words().filter((line) => !/show|lamp/.test(line))).toEqual([
      '700 began v1 by sensor',
      '700 say engaged-visitor: vi:greet.day center=Phường Ba Đình',
      '700 greeted v1',
      '36900 withdraw greeting.words',
      '36900 ended v1 left',
      '37600 began v2 by sensor',
      '37600 say engaged-visitor: vi:greet.day center=Phường Ba Đình',
      '37600 greeted v2',
    ]);
    rig.close();
  });
});

describe('a touch', () => {
  it('is a visit at once, without words', async () => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    await rig.time.advance(300);
    rig.touch();
    await rig.time.advance(5_000);
    expect(rig.words().filter((line) => !/show|lamp/.test(line))).toEqual(['300 began v1 by touch']);
    rig.close();
  });

  it('silences the greeting that is being said', async () => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    await rig.time.advance(1_000);
    rig.words();
    rig.touch();
    rig.touch();
    expect(rig.words()).toEqual(['1000 withdraw greeting.words']);
    rig.close();
  });

  it('holds a visit that no sensor sees until nobody touches for the idle time', async () => {
    const rig = new GreetingRig();
    rig.touch();
    await rig.time.advance(170_000);
    rig.touch();
    await rig.time.advance(179_000);
    expect(rig.words().filter((line) => !/show|lamp/.test(line))).toEqual(['0 began v1 by touch']);
    await rig.time.advance(1_000);
    expect(rig.words().filter((line) => !/show|lamp/.test(line))).toEqual([
      '350000 withdraw greeting.words',
      '350000 ended v1 left',
    ]);
    expect(rig.greeting.state().value).toBe('device.serving|greetings.allowed|person.ladder.asleep|line.nobody');
    rig.close();
  });

  it('tells of somebody whom the sensors have just lost', async () => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    rig.touch();
    rig.person('absent');
    await rig.time.advance(7_000);
    rig.touch();
    await rig.time.advance(60_000);
    expect(rig.words().filter((line) => /ended/.test(line))).toEqual([]);
    rig.close();
  });

  it('counts whoever is there as here where no sensor tells distance', async () => {
    const rig = new GreetingRig();
    rig.person('noticed', false, null);
    rig.touch();
    await rig.time.advance(30_000);
    rig.person('absent');
    await rig.time.advance(8_000);
    expect(rig.words().filter((line) => /ended/.test(line))).toEqual(['38000 ended v1 left']);
    rig.close();
  });
});

describe('the hall’s call', () => {
  it('is not talked into: the greeting waits and is said if they still stand there', async () => {
    const rig = new GreetingRig();
    rig.greeting.send({ type: 'hall.callStarted' });
    rig.person('engaged', true);
    await rig.time.advance(10_000);
    expect(rig.words().filter((line) => !/show|lamp/.test(line))).toEqual(['700 began v1 by sensor']);
    rig.greeting.send({ type: 'hall.callEnded' });
    await rig.time.advance(1_000);
    expect(rig.words()).toEqual(['10000 say engaged-visitor: vi:greet.day center=Phường Ba Đình', '10000 greeted v1']);
    rig.greeting.send({ type: 'hall.callStarted' });
    rig.greeting.send({ type: 'hall.callEnded' });
    expect(rig.words()).toEqual([]);
    rig.close();
  });

  it.each([
    ['moved on', (rig: GreetingRig) => rig.person('near')],
    ['begun by hand', (rig: GreetingRig) => rig.touch()],
  ])('leaves nothing owed to one who has %s', async (_, act) => {
    const rig = new GreetingRig();
    rig.greeting.send({ type: 'hall.callStarted' });
    rig.person('engaged', true);
    await rig.time.advance(2_000);
    act(rig);
    rig.greeting.send({ type: 'hall.callEnded' });
    await rig.time.advance(2_000);
    expect(rig.words().filter((line) => /say|greeted/.test(line))).toEqual([]);
    rig.close();
  });
});

describe('a visit’s end', () => {
  const completed = async (): Promise<GreetingRig> => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    await rig.time.advance(1_000);
    rig.greeting.send({ type: 'language.chosen', language: 'en' });
    rig.words();
    rig.greeting.send({ type: 'visit.completed' });
    return rig;
  };

  it('thanks in the visitor’s language, and asks nothing more of one who stays', async () => {
    const rig = await completed();
    await rig.time.advance(23_000);
    expect(rig.words()).toEqual([
      '1000 withdraw greeting.words',
      '1000 show engaged-visitor: thanks "en:thanks.title"',
      '1000 lamp off',
      '1000 say invite: en:farewell',
      '5000 withdraw greeting.words',
      '5000 ended v1 completed',
      '5000 show invite: invite "vi:invite.title"',
      '5000 lamp invite',
    ]);
    await rig.time.advance(2_000);
    expect(rig.words()).toEqual([]);
    rig.touch();
    expect(rig.words()).toEqual(['26000 began v2 by touch', '26000 lamp attend']);
    rig.close();
  });

  it('begins another visit of the same person in silence, until they have rested from it', async () => {
    const rig = await completed();
    await rig.time.advance(5_000);
    rig.person('near');
    await rig.time.advance(10_000);
    rig.person('engaged', true);
    await rig.time.advance(1_000);
    expect(
      rig
        .words()
        .filter((line) => /began|say|greeted/.test(line))
        .slice(1),
    ).toEqual(['16700 began v2 by sensor']);
    rig.person('near');
    await rig.time.advance(600_000);
    rig.person('engaged', true);
    await rig.time.advance(1_000);
    expect(rig.words().filter((line) => /greeted/.test(line))).toEqual(['617700 greeted v3']);
    rig.close();
  });

  it('opens to the next as soon as the first has stepped away', async () => {
    const rig = await completed();
    await rig.time.advance(5_000);
    rig.person('near');
    await rig.time.advance(1_000);
    rig.person('engaged', true, 1, 2);
    await rig.time.advance(700);
    expect(rig.words().at(-2)).toBe('7700 greeted v2');
    rig.close();
  });

  it('thanks nobody who has gone already', async () => {
    const rig = await completed();
    rig.words();
    rig.touch();
    rig.person('engaged', true);
    await rig.time.advance(1_000);
    rig.person('absent');
    await rig.time.advance(2_000);
    rig.words();
    rig.greeting.send({ type: 'visit.completed' });
    expect(rig.words()).toEqual([
      '4000 withdraw greeting.words',
      '4000 ended v2 completed',
      '4000 show idle: asleep',
      '4000 lamp off',
    ]);
    rig.close();
  });

  it('opens to the next at once where they follow each other closely', async () => {
    const rig = await completed();
    await rig.time.advance(5_000);
    rig.person('engaged', false, 1, 2);
    await rig.time.advance(300);
    rig.person('engaged', true, 0.9, 2);
    await rig.time.advance(700);
    expect(rig.words().at(-2)).toBe('7000 greeted v2');
    rig.close();
  });

  it('finds the next one standing there who stepped up during the visit of the first', async () => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    await rig.time.advance(1_000);
    rig.touch();
    rig.person('engaged', false, 1, 2);
    rig.person('engaged', true, 1, 2);
    rig.greeting.send({ type: 'visit.completed' });
    await rig.time.advance(5_000);
    expect(rig.words()).toContain('5000 greeted v2');
    rig.close();
  });

  it('by a touch on the thanks begins another visit', async () => {
    const rig = await completed();
    await rig.time.advance(1_000);
    rig.touch();
    expect(rig.words().filter((line) => /began|ended/.test(line))).toEqual([
      '2000 ended v1 completed',
      '2000 began v2 by touch',
    ]);
    rig.close();
  });

  it('comes for one who never touches; they are not greeted again until they have gone', async () => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    await rig.time.advance(1_000_000);
    expect(rig.words().filter((line) => /began|ended|greeted/.test(line))).toEqual([
      '700 began v1 by sensor',
      '700 greeted v1',
      '180700 ended v1 left',
    ]);
    rig.person('absent');
    rig.person('engaged', true, 1, 2);
    await rig.time.advance(1_000);
    expect(rig.words().filter((line) => /greeted/.test(line))).toEqual(['1000700 greeted v2']);
    rig.close();
  });

  it('is not told twice by a completion that comes late', async () => {
    const rig = await completed();
    await rig.time.advance(60_000);
    rig.person('absent');
    await rig.time.advance(60_000);
    rig.words();
    rig.greeting.send({ type: 'visit.completed' });
    expect(rig.words()).toEqual([]);
    rig.close();
  });
});

describe('a device that does not speak', () => {
  it.each([
    ['by its settings', new GreetingRig({ aloud: false })],
    ['because its language has no voice', new GreetingRig({}, [])],
  ])('%s: begins the visit in silence', async (_, rig) => {
    rig.person('engaged', true);
    await rig.time.advance(2_000);
    expect(rig.words().filter((line) => !/show|lamp/.test(line))).toEqual(['700 began v1 by sensor']);
    rig.close();
  });
});
