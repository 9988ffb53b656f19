import { describe, expect, it } from 'vitest';
import type { Body } from '../../behaviours/reception/views.ts';
import { ScreenRig, services, tile } from '../support/screen-rig.ts';

describe('a touch', () => {
  it('of what is offered goes to its owner', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('service.ho-tich'), { back: true });
    await rig.touch('service.ho-tich');
    await rig.touch('chrome.back');
    expect(rig.words()).toEqual(['0 touched', '0 ticketing: service.ho-tich', '0 touched', '0 ticketing: back']);
    await rig.close();
  });

  it.each([
    ['an action that nothing offers', 'rm -rf', 2, ['0 touched']],
    ['back where there is no way back', 'chrome.back', 2, ['0 touched']],
    ['a view that was never shown', 'a', 99, []],
    ['no view at all', 'a', -1, []],
    ['not a number', 'a', Number.NaN, []],
  ])('of %s is passed over and logged', async (_, action, revision, told) => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    await rig.touch(action, revision);
    expect(rig.words()).toEqual(told);
    expect(rig.logged.map(({ event }) => event)).toContain('touch.passed-over');
    await rig.close();
  });

  it('that comes late counts while the screen asks the same, and not when it asks another thing', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('a', 'no'));
    const late = rig.glass.views.length;
    await rig.show('ticketing.screen', 'engaged-visitor', { ...services('a', 'no'), title: 'two people waiting' });
    await rig.touch('a', late);
    const priority: Body = { screen: 'priority', title: '', text: '', tiles: [tile('yes'), tile('no')] };
    await rig.show('ticketing.screen', 'engaged-visitor', priority);
    await rig.touch('no', late);
    await rig.touch('a', late);
    expect(rig.words()).toEqual(['0 touched', '0 ticketing: a', '0 touched', '0 touched']);
    await rig.close();
  });

  it('of the chrome means the same on an older view', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    const late = rig.glass.views.length;
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    await rig.touch('chrome.help', late);
    expect(rig.words()).toEqual(['0 touched', '0 help visitor']);
    await rig.close();
  });

  it('anywhere on a sleeping screen tells that somebody is there', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.touch('touch');
    expect(rig.words()).toEqual(['0 touched']);
    expect(rig.logged).toEqual([]);
    await rig.close();
  });
});
