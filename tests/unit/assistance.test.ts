import { describe, expect, it } from 'vitest';
import type { AssistanceOut } from '../../behaviours/assistance/events.ts';
import { createAssistance } from '../../behaviours/assistance/index.ts';
import type { AssistanceSettings } from '../../behaviours/assistance/settings.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';

const settings: AssistanceSettings = {
  place: 'cạnh cửa chính',
  repeatMs: 20_000,
  maxRepeats: 2,
  showMs: 8_000,
  acceptedMs: 300_000,
};

const word = (event: { readonly type: string }): string => {
  const told = event as AssistanceOut;
  switch (told.type) {
    case 'assistance.requested':
      return `request ${told.requestId} ${told.reason} ${told.place} ${told.repeat}`;
    case 'assistance.ended':
      return `${told.how} ${told.requestId}`;
    case 'claim.withdrawn':
      return 'hide';
    case 'state.kept':
      return 'keep';
    case 'claim.made': {
      const { claim } = told;
      if (claim.resource !== 'screen' || claim.shape !== 'full' || claim.body.screen !== 'help') return '?';
      const actions = claim.body.tiles.map(({ action }) => action).join();
      return `show ${claim.body.title} [${actions}${claim.back ? ', back' : ''}] ${claim.rank}${claim.listen === null ? ' mute' : ''}`;
    }
  }
};

const rigUp = () => {
  const rig = new BehaviourRig();
  let drawn = 0;
  const assistance = createAssistance(settings, keyTexts(['vi', 'en', 'ko'], ['vi', 'en']), {
    ...rig.ports,
    entropy: { bytes: (count) => new Uint8Array(count).fill((drawn += 1)) },
  });
  // What is kept for a restart is told of below.
  rig.hear({ on: (listener) => assistance.on((event) => void (event.type !== 'state.kept' && listener(event))) });
  assistance.start();
  return { rig, assistance, want: (reason = 'help.form') => assistance.send({ type: 'assistance.wanted', reason }) };
};
const id = (n: number): string => `0${n}`.repeat(8);
const request = (n: number, repeat: number): string => `request ${id(n)} help.form cạnh cửa chính ${repeat}`;
const called = 'show vi:help.called.title [cancel, back] engaged-visitor';

describe('assistance', () => {
  it('calls until somebody accepts, says that they come, and is done when they are', async () => {
    const { rig, assistance, want } = rigUp();
    want();
    expect(assistance.state()).toEqual({ value: 'called.asking', tags: ['busy', 'needs-attendant'] });
    await rig.time.advance(25_000);
    assistance.send({ type: 'assistance.accepted', requestId: 'somebody else’s', by: 'Hoa' });
    assistance.send({ type: 'assistance.accepted', requestId: id(1), by: 'Hoa' });
    await rig.time.advance(30_000);
    assistance.send({ type: 'assistance.done', requestId: id(1) });
    await rig.time.advance(60_000);
    expect(rig.takeWords(word)).toEqual([
      `0 ${called}`,
      `0 ${request(1, 0)}`,
      `20000 ${request(1, 1)}`,
      '25000 hide',
      '25000 show vi:help.accepted.title [close] engaged-visitor',
      '33000 hide',
      `55000 done ${id(1)}`,
      '55000 show vi:help.done [close] engaged-visitor',
      '63000 hide',
    ]);
    expect([assistance.state().value, rig.time.pending]).toEqual(['idle', 0]);
  });

  it('tells the visitor kindly where to go when nobody answers', async () => {
    const { rig, assistance, want } = rigUp();
    want();
    await rig.time.advance(120_000);
    expect(rig.takeWords(word).filter((line) => !line.includes('hide') && !line.includes(called))).toEqual([
      `0 ${request(1, 0)}`,
      `20000 ${request(1, 1)}`,
      `40000 ${request(1, 2)}`,
      `60000 unanswered ${id(1)}`,
      '60000 show vi:help.unanswered.title [close] engaged-visitor',
    ]);
    expect(assistance.state().value).toBe('idle');
  });

  it('is cancelled by the visitor, by either button, or by their leaving', () => {
    for (const leave of [
      { type: 'action.chosen', action: 'cancel' },
      { type: 'action.chosen', action: 'back' },
      { type: 'visit.ended', visitId: 'v1' },
    ] as const) {
      const { rig, assistance, want } = rigUp();
      want();
      assistance.send({ type: 'action.chosen', action: 'sing' });
      assistance.send(leave);
      expect(rig.takeWords(word).slice(2)).toEqual(['0 hide', `0 cancelled ${id(1)}`]);
    }
  });

  it('is not cancelled by the visit’s end once somebody comes', async () => {
    const { rig, assistance, want } = rigUp();
    want();
    assistance.send({ type: 'assistance.accepted', requestId: id(1), by: 'Hoa' });
    assistance.send({ type: 'visit.ended', visitId: 'v1' });
    expect(assistance.state()).toEqual({ value: 'accepted.awaited', tags: ['busy'] });
    await rig.time.advance(299_999);
    expect(rig.takeWords(word).slice(4)).toEqual(['0 hide']);
    await rig.time.advance(1);
    expect(rig.takeWords(word)).toEqual([`300000 done ${id(1)}`]);
    expect(assistance.state().value).toBe('idle');
  });

  it('asks anew, with an id of its own, after it went unanswered', async () => {
    const { rig, want } = rigUp();
    want();
    await rig.time.advance(61_000);
    rig.take();
    want();
    expect(rig.takeWords(word)).toEqual(['61000 hide', `61000 ${called}`, `61000 ${request(2, 0)}`]);
  });

  it('takes a second press for the first', () => {
    const { rig, want } = rigUp();
    want();
    rig.take();
    want('help.machine');
    expect(rig.take()).toEqual([]);
  });

  it('speaks the visitor’s language', () => {
    const { rig, assistance, want } = rigUp();
    assistance.send({ type: 'language.chosen', language: 'en' });
    want();
    assistance.send({ type: 'language.chosen', language: 'ko' });
    expect(rig.takeWords(word).filter((line) => line.includes('show'))).toEqual([
      '0 show en:help.called.title [cancel, back] engaged-visitor',
      '0 show ko:help.called.title [cancel, back] engaged-visitor mute',
    ]);
  });

  it('is done when a clerk says so without having accepted', () => {
    const { rig, assistance, want } = rigUp();
    want();
    assistance.send({ type: 'assistance.done', requestId: id(1) });
    assistance.send({ type: 'action.chosen', action: 'close' });
    expect(rig.takeWords(word).slice(2)).toEqual([
      '0 hide',
      `0 done ${id(1)}`,
      '0 show vi:help.done [close] engaged-visitor',
      '0 hide',
    ]);
  });
});
