import { describe, expect, it } from 'vitest';
import type { Claim, Rank, Utterance } from '../../behaviours/reception/claims.ts';
import { Glass } from '../support/glass-and-voice.ts';
import { listen, ScreenRig, services } from '../support/screen-rig.ts';

describe('the screen', () => {
  it('is asleep while nobody claims it, with the controls that are always there', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
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
          low: false,
          lowButton: 'vi:chrome.lowered',
          notes: [],
          awayText: 'vi:chrome.away',
        },
        banner: null,
        waiting: null,
        face: null,
        caption: '',
        actions: ['touch', 'chrome.language', 'chrome.larger', 'chrome.low', 'chrome.help'],
        keys: [],
      },
    ]);
    await rig.close();
  });

  it('goes to the strongest and is handed back', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('greeting.screen', 'invite', { screen: 'notice', title: 'notice' });
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    await rig.show('greeting.screen', 'idle', { screen: 'asleep' });
    await rig.show('greeting.pause', 'staff', { screen: 'paused', title: '', text: '' });
    await rig.withdraw('greeting.pause');
    await rig.withdraw('ticketing.screen');
    expect(rig.glass.views.map((view) => view.body.screen)).toEqual([
      'asleep',
      'notice',
      'services',
      'paused',
      'services',
      'asleep',
    ]);
    await rig.close();
  });

  it('is sent only when it differs, and to every panel', async () => {
    const second = new Glass();
    const first = new Glass();
    const rig = new ScreenRig(false, [first, second]);
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    rig.reception.send({ type: 'notes.changed', keys: [] });
    rig.reception.send({
      type: 'occupancy.changed',
      occupancy: { nearness: 'engaged', distanceM: 1, bearingRad: 0.3, standingSince: 0, person: 1 },
    });
    expect(first.views).toHaveLength(2);
    expect(second.views).toEqual(first.views);
    await rig.close();
  });

  it('is drawn once for what happens together', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    const claim = (title: string): Claim => ({
      resource: 'screen',
      shape: 'full',
      id: 'greeting.screen',
      rank: 'invite',
      body: { screen: 'notice', title },
      back: false,
      listen: null,
    });
    for (const title of ['one', 'two', 'three']) rig.reception.send({ type: 'claim.made', claim: claim(title) });
    expect(await rig.view()).toMatchObject({ body: { title: 'three' } });
    expect(rig.glass.views).toHaveLength(2);
    // What was due when it was stopped is not shown any more.
    rig.reception.send({ type: 'claim.made', claim: claim('four') });
    await rig.close();
    expect(rig.glass.views).toHaveLength(2);
  });

  it('carries a call of the hall over what the visitor is using', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    const banner = { number: 'A012', counter: '4', text: 'Xin mời', directionRad: 0.5 };
    await rig.claim({ resource: 'screen', shape: 'banner', id: 'calling.banner', rank: 'hall-call', banner });
    expect(await rig.view()).toMatchObject({ body: { screen: 'services' }, banner });
    await rig.touch('a');
    expect(rig.words()).toEqual(['0 touched', '0 ticketing: a']);
    await rig.withdraw('calling.banner');
    expect((await rig.view()).banner).toBeNull();
    await rig.close();
  });

  it('tells what does not work in the visitor’s language', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    rig.reception.send({ type: 'notes.changed', keys: ['note.paperOut'] });
    expect((await rig.view()).chrome.notes).toEqual(['vi:note.paperOut']);
    await rig.touch('chrome.language');
    await rig.touch('language.en');
    expect((await rig.view()).chrome.notes).toEqual(['en:note.paperOut']);
    await rig.close();
  });
});

describe('the language list', () => {
  it('is reception’s own screen, and closes by a choice, by back, by itself and with the visit', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'), { listen });
    await rig.touch('chrome.language');
    expect((await rig.view()).body).toEqual({
      screen: 'language',
      title: 'vi:lang.choose',
      tiles: [
        { action: 'language.vi', label: 'Tiếng Việt', detail: '', icon: 'language', emphasis: 'act' },
        { action: 'language.en', label: 'English', detail: '', icon: 'language', emphasis: 'normal' },
        { action: 'language.ko', label: '한국어', detail: '', icon: 'language', emphasis: 'normal' },
      ],
    });
    expect((await rig.view()).chrome).toMatchObject({ backButton: 'vi:common.back', listenButton: null });
    await rig.touch('language.ko');
    expect(await rig.view()).toMatchObject({ body: { screen: 'services' }, chrome: { language: 'ko' } });
    await rig.touch('chrome.language');
    await rig.touch('chrome.back');
    expect((await rig.view()).body.screen).toBe('services');
    await rig.touch('chrome.language');
    await rig.time.advance(15_000);
    expect((await rig.view()).body.screen).toBe('services');
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    await rig.touch('chrome.language');
    rig.reception.send({ type: 'visit.ended', visitId: 'v1' });
    expect(await rig.view()).toMatchObject({ body: { screen: 'services' }, chrome: { language: 'vi' } });
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual(['0 language ko', '15000 language vi']);
    await rig.close();
  });

  it('stays open while it is used', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.touch('chrome.language');
    await rig.time.advance(14_000);
    await rig.touch('chrome.larger');
    await rig.time.advance(14_000);
    expect((await rig.view()).body.screen).toBe('language');
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual(['14000 easy']);
    rig.reception.stop();
    expect(rig.time.pending).toBe(0);
  });

  it('lies under what staff show', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.touch('chrome.language');
    await rig.show('greeting.pause', 'staff', { screen: 'paused', title: '', text: '' });
    expect((await rig.view()).body.screen).toBe('paused');
    await rig.close();
  });
});

describe('the visitor’s manners', () => {
  it('larger text is on, off, and gone with the visit', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    await rig.touch('chrome.larger');
    expect((await rig.view()).chrome).toMatchObject({ easy: true, largerButton: 'vi:chrome.smaller' });
    await rig.touch('chrome.larger');
    await rig.touch('chrome.larger');
    rig.reception.send({ type: 'visit.ended', visitId: 'v1' });
    expect((await rig.view()).chrome.easy).toBe(false);
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual([
      '0 easy',
      '0 not easy',
      '0 easy',
      '0 not easy',
    ]);
    await rig.close();
  });

  it('everything within a seated hand’s reach is on, off, and gone with the visit', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    await rig.touch('chrome.low');
    expect((await rig.view()).chrome).toMatchObject({ low: true, lowButton: 'vi:chrome.raised' });
    await rig.touch('chrome.low');
    expect((await rig.view()).chrome).toMatchObject({ low: false, lowButton: 'vi:chrome.lowered' });
    await rig.touch('chrome.low');
    rig.reception.send({ type: 'visit.ended', visitId: 'v1' });
    expect((await rig.view()).chrome.low).toBe(false);
    await rig.close();
  });

  it('are forgotten a minute after the last touch of somebody who never became a visit', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.touch('chrome.language');
    await rig.touch('language.en');
    await rig.time.advance(59_000);
    expect((await rig.view()).chrome.language).toBe('en');
    await rig.time.advance(1_000);
    expect((await rig.view()).chrome.language).toBe('vi');
    expect(rig.words()).toContain('60000 language vi');
    await rig.close();
  });

  it('stay for the whole of a visit', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.touch('chrome.language');
    await rig.touch('language.en');
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    await rig.time.advance(600_000);
    expect((await rig.view()).chrome.language).toBe('en');
    await rig.close();
  });
});

describe('listen', () => {
  it('says the screen’s words again, and anew when pressed again', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'), { listen });
    await rig.touch('chrome.listen');
    expect((await rig.view()).caption).toBe('xin chào');
    await rig.time.advance(1_000);
    await rig.touch('chrome.listen');
    await rig.time.advance(10_000);
    expect(rig.words().filter((line) => !line.endsWith('touched'))).toEqual(['3000 voice reception.listen failed']);
    await rig.close();
  });

  it('is not offered where there are no words, or none in a spoken language', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'));
    expect((await rig.view()).chrome.listenButton).toBeNull();
    const korean: Utterance = { chime: false, parts: [{ language: 'ko', words: '', caption: '' }] };
    await rig.show('ticketing.screen', 'engaged-visitor', services('a'), { listen: korean });
    expect((await rig.view()).chrome.listenButton).toBeNull();
    await rig.close();
  });
});

describe('the robot’s face', () => {
  it('looks at the person in steps and rests when nobody is there', async () => {
    const rig = new ScreenRig(true);
    await rig.time.settle();
    expect((await rig.view()).face).toEqual({ lookRad: 0, closed: true });
    rig.reception.send({
      type: 'occupancy.changed',
      occupancy: { nearness: 'near', distanceM: 1.5, bearingRad: 0.33, standingSince: null, person: 1 },
    });
    const seen = (bearingRad: number | null): void => rig.reception.send({ type: 'gaze.wanted', bearingRad });
    seen(0.33);
    expect((await rig.view()).face).toEqual({ lookRad: 0.3, closed: false });
    const views = rig.glass.views.length;
    seen(0.29);
    expect(rig.glass.views).toHaveLength(views);
    seen(-1.04);
    expect((await rig.view()).face).toEqual({ lookRad: -1, closed: false });
    seen(null);
    expect((await rig.view()).face).toEqual({ lookRad: 0, closed: false });
    await rig.close();
  });
});

describe('the wheels', () => {
  it('are given to the strongest and told only when that changes', async () => {
    const rig = new ScreenRig();
    await rig.time.settle();
    const stop = (id: string, rank: Rank): Claim => ({ resource: 'wheels', id, rank, goal: { kind: 'stop' } });
    await rig.claim(stop('greeting.stand', 'invite'));
    await rig.claim(stop('app.bumper', 'safety'));
    await rig.claim(stop('calling.still', 'hall-call'));
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
    await rig.close();
  });
});
