import { describe, expect, it } from 'vitest';
import type { CallingOut } from '../../behaviours/calling/events.ts';
import { createCalling } from '../../behaviours/calling/index.ts';
import { longestQueue } from '../../behaviours/calling/machine.ts';
import type { CallingSettings } from '../../behaviours/calling/settings.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';

const settings: CallingSettings = {
  aloud: true,
  languages: ['vi'],
  ownLanguageToo: false,
  repeats: 2,
  bannerMs: 20_000,
  voiceMs: 30_000,
  lastCall: 3,
  directions: { '1': 0.5 },
};

const word = (event: { readonly type: string }): string => {
  const told = event as CallingOut;
  if (told.type === 'claim.withdrawn') return `end ${told.resource}`;
  if (told.type === 'call.announced')
    return `announced ${told.number} at ${told.counter}${told.aloud ? '' : ', silent'}`;
  if (told.type !== 'claim.made') return told.type;
  const { claim } = told;
  if (claim.resource === 'voice')
    return `say ${claim.utterance.chime ? 'chime ' : ''}${claim.utterance.parts.map(({ words }) => words).join(' / ')}`;
  return claim.resource === 'screen' && claim.shape === 'banner'
    ? `banner ${claim.banner.number} ${claim.banner.counter} ${claim.banner.directionRad}`
    : '?';
};

const rigUp = (over: Partial<CallingSettings> = {}) => {
  const rig = new BehaviourRig();
  const calling = createCalling({ ...settings, ...over }, keyTexts(['vi', 'en', 'ko'], ['vi', 'en']), rig.ports);
  rig.hear(calling);
  calling.start();
  return {
    rig,
    calling,
    call: (number: string, nth = 1, language = 'vi') =>
      calling.send({ type: 'ticket.called', ticket: `d/${number}`, number, counter: '1', call: nth, language }),
    voiceEnds: (how: 'said' | 'cut' | 'failed' = 'said') =>
      calling.send({ type: 'voice.ended', id: 'calling.voice', how }),
  };
};

const standard = 'vi:call.standard ticket=A001 counter=1';

describe('calling', () => {
  it('chimes, says the call twice, shows it, and is quiet again', async () => {
    const { rig, calling, call, voiceEnds } = rigUp();
    call('A001');
    await rig.time.advance(6_000);
    voiceEnds();
    await rig.time.advance(60_000);
    expect(rig.takeWords(word)).toEqual([
      '0 hall.callStarted',
      '0 banner A001 1 0.5',
      '0 announced A001 at 1',
      `0 say chime ${standard} / ${standard}`,
      '20000 end screen',
      '20000 hall.callEnded',
    ]);
    expect([calling.state().value, rig.time.pending]).toEqual(['idle', 0]);
  });

  it('never cuts a call with the next, and shortens its banner when others wait', async () => {
    const { rig, call, voiceEnds } = rigUp();
    call('A001');
    await rig.time.advance(1_000);
    call('A002');
    await rig.time.advance(1_000);
    voiceEnds();
    await rig.time.advance(7_000);
    voiceEnds();
    await rig.time.advance(30_000);
    expect(rig.takeWords(word).map((line) => line.replace(/say.*/, 'say'))).toEqual([
      '0 hall.callStarted',
      '0 banner A001 1 0.5',
      '0 announced A001 at 1',
      '0 say',
      '5000 banner A002 1 0.5',
      '5000 announced A002 at 1',
      '5000 say',
      '25000 end screen',
      '25000 hall.callEnded',
    ]);
  });

  it('goes on to the next as soon as a long one has been said', async () => {
    const { rig, call, voiceEnds } = rigUp();
    call('A001');
    call('A002');
    await rig.time.advance(12_000);
    voiceEnds();
    expect(rig.takeWords(word).at(-2)).toBe('12000 announced A002 at 1');
  });

  it('is stopped by no voice that fails or never ends', async () => {
    const { rig, call, voiceEnds } = rigUp();
    call('A001');
    call('A002');
    voiceEnds('failed');
    await rig.time.advance(60_000);
    expect(rig.takeWords(word).map((line) => line.replace(/say.*/, 'say'))).toEqual([
      '0 hall.callStarted',
      '0 banner A001 1 0.5',
      '0 announced A001 at 1',
      '0 say',
      '5000 banner A002 1 0.5',
      '5000 announced A002 at 1',
      '5000 say',
      '35000 end voice',
      '35000 end screen',
      '35000 hall.callEnded',
    ]);
  });

  it('takes the end of somebody else’s words for nothing', async () => {
    const { rig, calling, call } = rigUp();
    call('A001');
    call('A002');
    calling.send({ type: 'voice.ended', id: 'greeting.words', how: 'said' });
    await rig.time.advance(29_999);
    expect(rig.takeWords(word).filter((line) => line.includes('banner'))).toEqual(['0 banner A001 1 0.5']);
  });

  it('only shows where it is silent, or where nothing is spoken', async () => {
    for (const over of [{ aloud: false }, { languages: ['ko'] }]) {
      const { rig, call } = rigUp(over);
      call('A001');
      await rig.time.advance(60_000);
      expect(rig.takeWords(word)).toEqual([
        '0 hall.callStarted',
        '0 banner A001 1 0.5',
        '0 announced A001 at 1, silent',
        '20000 end screen',
        '20000 hall.callEnded',
      ]);
    }
  });

  it('says the visitor’s own language after the site’s, where it is wanted and spoken', () => {
    const said = (language: string, over: Partial<CallingSettings>): string | undefined => {
      const { rig, call } = rigUp(over);
      call('A001', 1, language);
      return rig.takeWords(word).at(-1);
    };
    const english = 'en:call.standard ticket=A001 counter=1';
    const both = { ownLanguageToo: true };
    expect(said('en', both)).toBe(`0 say chime ${standard} / ${english} / ${standard} / ${english}`);
    expect(said('ko', both)).toBe(`0 say chime ${standard} / ${standard}`);
    expect(said('', both)).toBe(`0 say chime ${standard} / ${standard}`);
    expect(said('en', { languages: [] })).toBe(`0 say chime ${standard} / ${standard}`);
  });

  it('words the last call as the last and says it once', () => {
    const { rig, call } = rigUp();
    call('A001', 3);
    expect(rig.takeWords(word).at(-1)).toBe('0 say chime vi:call.last ticket=A001 counter=1');
  });

  it('announces a call once, however often it is told', async () => {
    const { rig, call, voiceEnds } = rigUp();
    call('A001');
    call('A001');
    call('A001', 2);
    for (let n = 0; n < 4; n += 1) {
      voiceEnds();
      await rig.time.advance(30_000);
    }
    expect(rig.takeWords(word).filter((line) => line.includes('announced'))).toEqual([
      '0 announced A001 at 1',
      '5000 announced A001 at 1',
    ]);
  });

  it('keeps a bounded queue and says whom it left out', async () => {
    const { rig, call } = rigUp({ aloud: false });
    for (let n = 0; n <= longestQueue + 2; n += 1) call(`A${n}`);
    expect(rig.logged.filter(({ event }) => event === 'call.dropped').map(({ number }) => number)).toEqual([
      'A1',
      'A2',
    ]);
    await rig.time.advance(1_000_000);
    const announced = rig.takeWords(word).filter((line) => line.includes('announced'));
    expect(announced.length).toBe(longestQueue + 1);
    expect(announced[1]).toContain('A3');
    expect(rig.time.pending).toBe(0);
  });
});
