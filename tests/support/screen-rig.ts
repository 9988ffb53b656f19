import { expect } from 'vitest';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { Claim, Rank, Utterance } from '../../behaviours/reception/claims.ts';
import type { ReceptionIn, ReceptionOut } from '../../behaviours/reception/events.ts';
import { createReception } from '../../behaviours/reception/index.ts';
import type { Body, Tile, View } from '../../behaviours/reception/views.ts';
import { present } from '../../hal/assert.ts';
import { BehaviourRig, keyTexts } from './behaviours.ts';
import { Glass } from './glass-and-voice.ts';

export const tile = (action: string): Tile => ({ action, label: action, detail: '', icon: 'yes', emphasis: 'normal' });
/** A screen that asks with these tiles. */
export const services = (...actions: string[]): Extract<Body, { screen: 'services' }> => ({
  screen: 'services',
  title: 'services',
  tiles: actions.map(tile),
});
export const listen: Utterance = { chime: false, parts: [{ language: 'vi', words: 'xin chao', caption: 'xin chào' }] };

/** One line for each event of reception. */
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

/** Reception without a voice, before a panel that keeps every view. */
export class ScreenRig extends BehaviourRig {
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
        keypad: false,
        speaks: true,
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
  /** What is on the glass once what happened together has happened. */
  async view(): Promise<View> {
    await this.time.settle();
    return present(this.glass.views.at(-1), 'nothing was shown');
  }
  async claim(claim: Claim): Promise<void> {
    this.reception.send({ type: 'claim.made', claim });
    await this.time.settle();
  }
  show(id: string, rank: Rank, body: Body, more: { back?: boolean; listen?: Utterance } = {}): Promise<void> {
    return this.claim({
      resource: 'screen',
      shape: 'full',
      id,
      rank,
      body,
      back: more.back ?? false,
      listen: more.listen ?? null,
    });
  }
  async withdraw(id: string): Promise<void> {
    this.reception.send({ type: 'claim.withdrawn', resource: 'screen', id });
    await this.time.settle();
  }
  /** Touches what is on the glass, or an older view by its revision. */
  async touch(action: string, revision?: number): Promise<void> {
    await this.time.settle();
    this.reception.send({ type: 'display.touched', touch: { revision: revision ?? this.glass.views.length, action } });
  }
  words(): string[] {
    return this.takeWords(words);
  }
  async close(): Promise<void> {
    this.reception.stop();
    await this.time.settle();
    expect(this.time.pending).toBe(0);
  }
}
