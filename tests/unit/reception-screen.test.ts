import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { Claim, Rank, Utterance } from '../../behaviours/reception/claims.ts';
import type { ReceptionIn, ReceptionOut } from '../../behaviours/reception/events.ts';
import { createReception } from '../../behaviours/reception/index.ts';
import type { Body, Tile, View } from '../../behaviours/reception/views.ts';
import { present } from '../../hal/assert.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';
import { Glass } from '../support/glass-and-voice.ts';

const tile = (action: string): Tile => ({ action, label: action, detail: '', icon: 'yes', emphasis: 'normal' });
const services = (...actions: string[]): Extract<Body, { screen: 'services' }> => ({
  screen: 'services',
  title: 'services',
  tiles: actions.map(tile),
});
const listen: Utterance = { chime: false, parts: [{ language: 'vi', words: 'xin chao', caption: 'xin chào' }] };

const words = (told: { readonly type: string }): string => {
  const event = told as ReceptionOut;
  switch (event.type) {
    case 'action.chosen':
      return `${event.owner}: ${event.action}`;
    case 'language.chosen':
      return `language ${event.language}`;
    case 'easy.changed':
      return event.easy ? 'easy' : 'not easy';
    case 'assistance.wanted':
      return `help ${event.reason}`;
    case 'voice.ended':
      return `voice ${event.id} ${event.how}`;
    case 'wheels.given':
      return `wheels ${event.id ?? 'free'}`;
    case 'visitor.touched':
      return 'touched';
  }
};

class ScreenRig extends BehaviourRig {
  readonly glass = new Glass();
  readonly reception: Behaviour<ReceptionIn, ReceptionOut>;

  constructor(face = false, displays?: readonly Glass[]) {
    super();
    this.reception = createReception(
      {
        languages: [
          { tag: 'vi', ownName: 'Tiếng Việt', spoken: true },
          { tag: 'en', ownName: 'English', spoken: true },
          { tag: 'ko', ownName: '한국어', spoken: false },
        ],
        face,
        volume: 0.7,
        voiceGraceMs: 2_000,
        synthesisMs: 5_000,
        languageListMs: 15_000,
      },
      keyTexts(['vi', 'en', 'ko'], ['vi', 'en']),
      { ...this.ports, displays: displays ?? [this.glass], speech: null, speaker: null, chime: null },
    );
    this.hear(this.reception);
    this.reception.start();
  }
  get view(): View {
    return present(this.glass.views.at(-1), 'nothing was shown');
  }
  claim(claim: Claim): void {
    this.reception.send({ type: 'claim.made', claim });
  }
  show(id: string, rank: Rank, body: Body, more: { back?: boolean; listen?: Utterance } = {}): void {
    this.claim({
      resource: 'screen',
      shape: 'full',
      id,
      rank,
      body,
      back: more.back ?? false,
      listen: more.listen ?? null,
    });
  }
  withdraw(id: string): void {
    this.reception.send({ type: 'claim.withdrawn', resource: 'screen', id });
  }
  touch(action: string, revision = this.glass.views.length): void {
    this.reception.send({ type: 'display.touched', touch: { revision, action } });
  }
  words(): string[] {
    return this.takeWords(words);
  }
  close(): void {
    this.reception.stop();
    expect(this.time.pending).toBe(0);
  }
}

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
