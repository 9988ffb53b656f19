import { describe, expect, it } from 'vitest';
import { closed, GreetingRig, open } from '../support/greeting-rig.ts';

describe('outside the hours', () => {
  const atNight = (): GreetingRig => {
    const rig = new GreetingRig();
    rig.greeting.send({ type: 'hours.changed', hours: closed });
    rig.words();
    return rig;
  };

  it('says closed, once to each who stops', async () => {
    const rig = atNight();
    rig.person('near');
    await rig.time.advance(1_000);
    rig.person('engaged', true);
    await rig.time.advance(30_000);
    rig.person('absent');
    await rig.time.advance(10_000);
    rig.person('engaged', true);
    await rig.time.advance(1_000);
    expect(rig.words()).toEqual([
      '0 show invite: closed "vi:closed.title"',
      '1700 say invite: vi:hours.closed hours=08:00-12:00',
      '39000 show idle: asleep',
      '41000 show invite: closed "vi:closed.title"',
      '41700 say invite: vi:hours.closed hours=08:00-12:00',
    ]);
    rig.close();
  });

  it('begins no visit by a touch, but answers it', async () => {
    const rig = atNight();
    rig.touch();
    rig.touch();
    await rig.time.advance(10_000);
    expect(rig.words()).toEqual([
      '0 show invite: closed "vi:closed.title"',
      '0 say invite: vi:hours.closed hours=08:00-12:00',
      '8000 show idle: asleep',
    ]);
    rig.close();
  });

  it('lets a visit that is on come to its end', async () => {
    const rig = new GreetingRig();
    rig.touch();
    rig.greeting.send({ type: 'hours.changed', hours: closed });
    await rig.time.advance(10_000);
    expect(rig.words().filter((line) => /ended/.test(line))).toEqual([]);
    rig.greeting.send({ type: 'visit.completed' });
    await rig.time.advance(10_000);
    expect(rig.words().slice(-2)).toEqual(['14000 ended v1 completed', '14000 show idle: asleep']);
    rig.close();
  });

  it('turns away who touches the thanks after the last minute', async () => {
    const rig = new GreetingRig();
    rig.touch();
    rig.greeting.send({ type: 'visit.completed' });
    rig.greeting.send({ type: 'hours.changed', hours: closed });
    rig.words();
    rig.touch();
    expect(rig.words().filter((line) => /began|ended|closed/.test(line))).toEqual([
      '0 ended v1 completed',
      '0 show invite: closed "vi:closed.title"',
      '0 say invite: vi:hours.closed hours=08:00-12:00',
    ]);
    await rig.time.advance(60_000);
    rig.close();
  });

  it('opens in front of who waits', async () => {
    const rig = atNight();
    rig.person('engaged', true);
    await rig.time.advance(300);
    rig.greeting.send({ type: 'hours.changed', hours: open });
    await rig.time.advance(1_000);
    expect(rig.words().filter((line) => /say/.test(line))).toEqual([
      '700 say engaged-visitor: vi:greet.day center=Phường Ba Đình',
    ]);
    rig.close();
  });

  it('says when tickets are over though the doors are open', () => {
    const rig = new GreetingRig();
    rig.greeting.send({ type: 'hours.changed', hours: { ...open, ticketsGiven: false } });
    rig.person('near');
    expect(rig.words()).toContain('0 show invite: invite "vi:closed.tickets.title"');
    rig.close();
  });

  it('is paused by staff over everything and comes back', async () => {
    const rig = new GreetingRig();
    rig.person('engaged', true);
    rig.words();
    rig.greeting.send({ type: 'hours.changed', hours: { ...open, state: 'paused', ticketsGiven: false } });
    rig.touch();
    await rig.time.advance(10_000);
    expect(rig.words()).toEqual(['0 show staff: paused "vi:pause.title"', '0 show idle: asleep', '0 lamp off']);
    rig.greeting.send({ type: 'hours.changed', hours: open });
    expect(rig.words()).toEqual([
      '10000 show idle: asleep',
      '10000 withdraw greeting.pause',
      '10000 show invite: invite "vi:invite.title"',
      '10000 lamp invite',
      // They have stood there all the while.
      '10000 began v1 by sensor',
      '10000 say engaged-visitor: vi:greet.day center=Phường Ba Đình',
      '10000 greeted v1',
      '10000 lamp attend',
    ]);
    rig.close();
  });
});
