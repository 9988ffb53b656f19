import { describe, expect, it } from 'vitest';
import type { Claim, Rank, Utterance } from '../../behaviours/reception/claims.ts';
import { Glass } from '../support/glass-and-voice.ts';
import { listen, ScreenRig, services } from '../support/screen-rig.ts';

describe('the screen', () => {
  it('is asleep while nobody claims it, with the controls that are always there', () => {
    const rig = new ScreenRig();
    expect(rig.glass.views).toEqual([
      {
        body: { screen: 'asleep' },
        chrome: {
          language: 'vi',
          languageButton: 'vi:chrome.language',
          largerButton: 'vi:chrome.larger',
          listenButton: null,
          helpButton: 'vi:common.help',
          backButton: null,
          easy: false,
          notes: [],
          awayText: 'vi:chrome.away',
        },
        banner: null,
        face: null,
        caption: '',
        actions: ['touch', 'chrome.language', 'chrome.larger', 'chrome.help'],
      },
    ]);
    rig.close();
  });

  it('goes to the strongest and is handed back', () => {
    const rig = new ScreenRig();
    rig.show('greeting.screen', 'invite', { screen: 'notice', title: 'notice' });
    rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    rig.show('greeting.screen', 'idle', { screen: 'asleep' });
    rig.show('greeting.pause', 'staff', { screen: 'paused', title: '', text: '' });
    rig.withdraw('greeting.pause');
    rig.withdraw('ticketing.screen');
    expect(rig.glass.views.map((view) => view.body.screen)).toEqual([
      'asleep',
      'notice',
      'services',
      'paused',
      'services',
      'asleep',
    ]);
    rig.close();
  });

  it('is sent only when it differs, and to every panel', () => {
    const second = new Glass();
    const first = new Glass();
    const rig = new ScreenRig(false, [first, second]);
    rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    rig.reception.send({ type: 'notes.changed', keys: [] });
    rig.reception.send({
      type: 'occupancy.changed',
      occupancy: { nearness: 'engaged', distanceM: 1, bearingRad: 0.3, standingSince: 0 },
    });
    expect(first.views).toHaveLength(2);
    expect(second.views).toEqual(first.views);
    rig.close();
  });

  it('carries a call of the hall over what the visitor is using', () => {
    const rig = new ScreenRig();
    rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    const banner = { number: 'A012', counter: '4', text: 'Xin mời', directionRad: 0.5 };
    rig.claim({ resource: 'screen', shape: 'banner', id: 'calling.banner', rank: 'hall-call', banner });
    expect(rig.view).toMatchObject({ body: { screen: 'services' }, banner });
    rig.touch('a');
    expect(rig.words()).toEqual(['0 touched', '0 ticketing: a']);
    rig.withdraw('calling.banner');
    expect(rig.view.banner).toBeNull();
    rig.close();
  });

  it('tells what does not work in the visitor’s language', () => {
    const rig = new ScreenRig();
    rig.reception.send({ type: 'notes.changed', keys: ['note.paperOut'] });
    expect(rig.view.chrome.notes).toEqual(['vi:note.paperOut']);
    rig.touch('chrome.language');
    rig.touch('language.en');
    expect(rig.view.chrome.notes).toEqual(['en:note.paperOut']);
    rig.close();
  });
});

describe('the language list', () => {
  it('is reception’s own screen, and closes by a choice, by back, by itself and with the visit', async () => {
    const rig = new ScreenRig();
    rig.show('ticketing.screen', 'engaged-visitor', services('a'), { listen });
    rig.touch('chrome.language');
    expect(rig.view.body).toEqual({
      screen: 'language',
      title: 'vi:lang.choose',
      tiles: [
        { action: 'language.vi', label: 'Tiếng Việt', detail: '', icon: 'language', emphasis: 'act' },
        { action: 'language.en', label: 'English', detail: '', icon: 'language', emphasis: 'normal' },
        { action: 'language.ko', label: '한국어', detail: '', icon: 'language', emphasis: 'normal' },
      ],
    });
    expect(rig.view.chrome).toMatchObject({ backButton: 'vi:common.back', listenButton: null });
    rig.touch('language.ko');
    expect(rig.view).toMatchObject({ body: { screen: 'services' }, chrome: { language: 'ko' } });
    rig.touch('chrome.language');
    rig.touch('chrome.back');
    expect(rig.view.body.screen).toBe('services');
    rig.touch('chrome.language');
    await rig.time.advance(15_000);
    expect(rig.view.body.screen).toBe('services');
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    rig.touch('chrome.language');
    rig.reception.send({ type: 'visit.ended', visitId: 'v1' });
    expect(rig.view).toMatchObject({ body: { screen: 'services' }, chrome: { language: 'vi' } });
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual(['0 language ko', '15000 language vi']);
    rig.close();
  });

  it('stays open while it is used', async () => {
    const rig = new ScreenRig();
    rig.touch('chrome.language');
    await rig.time.advance(14_000);
    rig.touch('chrome.larger');
    await rig.time.advance(14_000);
    expect(rig.view.body.screen).toBe('language');
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual(['14000 easy']);
    rig.reception.stop();
    expect(rig.time.pending).toBe(0);
  });

  it('lies under what staff show', () => {
    const rig = new ScreenRig();
    rig.touch('chrome.language');
    rig.show('greeting.pause', 'staff', { screen: 'paused', title: '', text: '' });
    expect(rig.view.body.screen).toBe('paused');
    rig.close();
  });
});

describe('the visitor’s manners', () => {
  it('larger text is on, off, and gone with the visit', () => {
    const rig = new ScreenRig();
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    rig.touch('chrome.larger');
    expect(rig.view.chrome).toMatchObject({ easy: true, largerButton: 'vi:chrome.smaller' });
    rig.touch('chrome.larger');
    rig.touch('chrome.larger');
    rig.reception.send({ type: 'visit.ended', visitId: 'v1' });
    expect(rig.view.chrome.easy).toBe(false);
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual([
      '0 easy',
      '0 not easy',
      '0 easy',
      '0 not easy',
    ]);
    rig.close();
  });

  it('are forgotten a minute after the last touch of somebody who never became a visit', async () => {
    const rig = new ScreenRig();
    rig.touch('chrome.language');
    rig.touch('language.en');
    await rig.time.advance(59_000);
    expect(rig.view.chrome.language).toBe('en');
    await rig.time.advance(1_000);
    expect(rig.view.chrome.language).toBe('vi');
    expect(rig.words()).toContain('60000 language vi');
    rig.close();
  });

  it('stay for the whole of a visit', async () => {
    const rig = new ScreenRig();
    rig.touch('chrome.language');
    rig.touch('language.en');
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    await rig.time.advance(600_000);
    expect(rig.view.chrome.language).toBe('en');
    rig.close();
  });
});

describe('listen', () => {
  it('says the screen’s words again, and anew when pressed again', async () => {
    const rig = new ScreenRig();
    rig.show('ticketing.screen', 'engaged-visitor', services('a'), { listen });
    rig.touch('chrome.listen');
    expect(rig.view.caption).toBe('xin chào');
    await rig.time.advance(1_000);
    rig.touch('chrome.listen');
    await rig.time.advance(10_000);
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual(['3000 voice reception.listen failed']);
    rig.close();
  });

  it('is not offered where there are no words, or none in a spoken language', () => {
    const rig = new ScreenRig();
    rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    expect(rig.view.chrome.listenButton).toBeNull();
    const korean: Utterance = { chime: false, parts: [{ language: 'ko', words: '', caption: '' }] };
    rig.show('ticketing.screen', 'engaged-visitor', services('a'), { listen: korean });
    expect(rig.view.chrome.listenButton).toBeNull();
    rig.close();
  });
});

describe('the robot’s face', () => {
  it('looks at the person in steps and rests when nobody is there', () => {
    const rig = new ScreenRig(true);
    expect(rig.view.face).toEqual({ lookRad: 0, closed: true });
    const seen = (bearingRad: number | null): void =>
      rig.reception.send({
        type: 'occupancy.changed',
        occupancy: { nearness: 'near', distanceM: 1.5, bearingRad, standingSince: null },
      });
    seen(0.33);
    expect(rig.view.face).toEqual({ lookRad: 0.3, closed: false });
    const views = rig.glass.views.length;
    seen(0.29);
    expect(rig.glass.views).toHaveLength(views);
    seen(-1.04);
    expect(rig.view.face).toEqual({ lookRad: -1, closed: false });
    seen(null);
    expect(rig.view.face).toEqual({ lookRad: 0, closed: false });
    rig.close();
  });
});

describe('the wheels', () => {
  it('are given to the strongest and told only when that changes', () => {
    const rig = new ScreenRig();
    const stop = (id: string, rank: Rank): Claim => ({ resource: 'wheels', id, rank, goal: { kind: 'stop' } });
    rig.claim(stop('greeting.stand', 'invite'));
    rig.claim(stop('app.bumper', 'safety'));
    rig.claim(stop('calling.still', 'hall-call'));
    rig.reception.send({ type: 'claim.withdrawn', resource: 'wheels', id: 'app.bumper' });
    rig.reception.send({ type: 'claim.withdrawn', resource: 'wheels', id: 'calling.still' });
    rig.reception.send({ type: 'claim.withdrawn', resource: 'wheels', id: 'greeting.stand' });
    expect(rig.words()).toEqual([
      '0 wheels greeting.stand',
      '0 wheels app.bumper',
      '0 wheels calling.still',
      '0 wheels greeting.stand',
      '0 wheels free',
    ]);
    rig.close();
  });
});
