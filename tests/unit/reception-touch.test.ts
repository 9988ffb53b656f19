import { describe, expect, it } from 'vitest';
import type { Body } from '../../behaviours/reception/views.ts';
import { ScreenRig, services, tile } from '../support/screen-rig.ts';

describe('a touch', () => {
  it('of what is offered goes to its owner', () => {
    const rig = new ScreenRig();
    rig.show('ticketing.screen', 'engaged-visitor', services('service.ho-tich'), { back: true });
    rig.touch('service.ho-tich');
    rig.touch('chrome.back');
    expect(rig.words()).toEqual(['0 touched', '0 ticketing: service.ho-tich', '0 touched', '0 ticketing: back']);
    rig.close();
  });

  it.each([
    ['an action that nothing offers', 'rm -rf', 2, ['0 touched']],
    ['back where there is no way back', 'chrome.back', 2, ['0 touched']],
    ['a view that was never shown', 'a', 99, []],
    ['no view at all', 'a', -1, []],
    ['not a number', 'a', Number.NaN, []],
  ])('of %s is passed over and logged', (_, action, revision, told) => {
    const rig = new ScreenRig();
    rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    rig.touch(action, revision);
    expect(rig.words()).toEqual(told);
    expect(rig.logged.map(({ event }) => event)).toContain('touch.passed-over');
    rig.close();
  });

  it('that comes late counts while the screen asks the same, and not when it asks another thing', () => {
    const rig = new ScreenRig();
    rig.show('ticketing.screen', 'engaged-visitor', services('a', 'no'));
    const late = rig.glass.views.length;
    rig.show('ticketing.screen', 'engaged-visitor', { ...services('a', 'no'), title: 'two people waiting' });
    rig.touch('a', late);
    const priority: Body = { screen: 'priority', title: '', text: '', tiles: [tile('yes'), tile('no')] };
    rig.show('ticketing.screen', 'engaged-visitor', priority);
    rig.touch('no', late);
    rig.touch('a', late);
    expect(rig.words()).toEqual(['0 touched', '0 ticketing: a', '0 touched', '0 touched']);
    rig.close();
  });

  it('of the chrome means the same on an older view', () => {
    const rig = new ScreenRig();
    const late = rig.glass.views.length;
    rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    rig.touch('chrome.help', late);
    expect(rig.words()).toEqual(['0 touched', '0 help visitor']);
    rig.close();
  });

  it('anywhere on a sleeping screen tells that somebody is there', () => {
    const rig = new ScreenRig();
    rig.touch('touch');
    expect(rig.words()).toEqual(['0 touched']);
    expect(rig.logged).toEqual([]);
    rig.close();
  });
});
