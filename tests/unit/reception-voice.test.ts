import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { Rank, Utterance } from '../../behaviours/reception/claims.ts';
import type { ReceptionIn, ReceptionOut } from '../../behaviours/reception/events.ts';
import { createReception } from '../../behaviours/reception/index.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';
import { clipOf, Glass, HonestSpeaker, SlowSpeech } from '../support/glass-and-voice.ts';

const utterance = (chime: boolean, ...words: string[]): Utterance => ({
  chime,
  parts: words.map((one) => ({ language: 'vi', words: one, caption: `[${one}]` })),
});

class VoiceRig extends BehaviourRig {
  readonly glass = new Glass();
  readonly speech = new SlowSpeech(this.clock);
  readonly speaker = new HonestSpeaker(this.clock);
  readonly reception: Behaviour<ReceptionIn, ReceptionOut>;

  constructor(parts: { readonly mute?: boolean } = {}) {
    super();
    this.reception = createReception(
      {
        languages: [{ tag: 'vi', ownName: 'Tiếng Việt', spoken: true }],
        face: false,
        keypad: false,
        speaks: true,
        volume: 0.7,
        voiceGraceMs: 2_000,
        synthesisMs: 5_000,
        languageListMs: 15_000,
      },
      keyTexts(['vi'], ['vi']),
      {
        ...this.ports,
        displays: [this.glass],
        speech: this.speech,
        speaker: parts.mute === true ? null : this.speaker,
        chime: clipOf('', '', 400),
      },
    );
    this.hear(this.reception);
    this.reception.start();
  }
  say(id: string, rank: Rank, spoken: Utterance): void {
    this.reception.send({ type: 'claim.made', claim: { resource: 'voice', id, rank, utterance: spoken } });
  }
  hush(id: string): void {
    this.reception.send({ type: 'claim.withdrawn', resource: 'voice', id });
  }
  ends(): string[] {
    return this.takeWords((told) => {
      const event = told as ReceptionOut;
      return event.type === 'voice.ended' ? `${event.id} ${event.how}` : event.type;
    });
  }
  captions(): string[] {
    return this.glass.views.map((view) => view.caption).filter((caption, i, all) => caption !== all[i - 1]);
  }
  async close(): Promise<void> {
    this.reception.stop();
    await this.time.advance(100);
    expect(this.time.pending).toBe(0);
    expect(this.speaker.overlapped).toBe(0);
  }
}

describe('an utterance', () => {
  it('is chime and parts, each made while the one before it sounds, with captions', async () => {
    const rig = new VoiceRig();
    rig.say('calling.1', 'hall-call', utterance(true, 'mot', 'hai ba'));
    await rig.time.advance(10_000);
    expect(rig.speech.asked).toEqual(['0 mot', '400 hai ba']);
    expect(rig.speaker.heard).toEqual(['0 *chime* @0.7', '400 mot @0.7', '700 hai ba @0.7']);
    expect(rig.ends()).toEqual(['1300 calling.1 said']);
    expect(rig.captions()).toEqual(['[mot]', '[hai ba]', '']);
    await rig.close();
  });

  it('without parts is over at once', async () => {
    const rig = new VoiceRig();
    rig.say('x.1', 'invite', utterance(false));
    await rig.time.advance(0);
    expect(rig.ends()).toEqual(['0 x.1 said']);
    await rig.close();
  });

  it('withdrawn is silenced and not told of', async () => {
    const rig = new VoiceRig();
    rig.say('greeting.words', 'engaged-visitor', utterance(false, 'xin chao'));
    await rig.time.advance(500);
    rig.hush('greeting.words');
    await rig.time.advance(5_000);
    expect(rig.speaker.heard).toEqual(['300 xin chao @0.7', '550 cut']);
    expect(rig.ends()).toEqual([]);
    expect(rig.captions().at(-1)).toBe('');
    expect(rig.reception.state().value).toContain('voice.quiet');
    await rig.close();
  });

  it('is cut off by a stronger one, which begins when the first has faded', async () => {
    const rig = new VoiceRig();
    rig.say('greeting.words', 'engaged-visitor', utterance(false, 'xin chao ong ba'));
    await rig.time.advance(500);
    rig.say('calling.1', 'hall-call', utterance(true, 'so'));
    await rig.time.advance(10_000);
    expect(rig.speaker.heard).toEqual(['300 xin chao ong ba @0.7', '550 cut', '550 *chime* @0.7', '950 so @0.7']);
    expect(rig.ends()).toEqual(['500 greeting.words cut', '1150 calling.1 said']);
    await rig.close();
  });

  it('waits its turn among equals', async () => {
    const rig = new VoiceRig();
    rig.say('a.1', 'invite', utterance(false, 'mot'));
    rig.say('b.1', 'invite', utterance(false, 'hai'));
    rig.say('c.1', 'invite', utterance(false, 'ba'));
    rig.hush('b.1');
    await rig.time.advance(10_000);
    expect(rig.ends()).toEqual(['600 a.1 said', '1100 c.1 said']);
    await rig.close();
  });
});

describe('a voice that fails', () => {
  it('leaves the words to be read: no loudspeaker', async () => {
    const rig = new VoiceRig({ mute: true });
    rig.say('calling.1', 'hall-call', utterance(true, 'mot', 'hai'));
    await rig.time.advance(10_000);
    expect(rig.captions()).toEqual(['[mot]', '[hai]', '']);
    expect(rig.ends()).toEqual(['4000 calling.1 failed']);
    expect(rig.speech.asked).toEqual([]);
    await rig.close();
  });

  it('leaves the words to be read: a loudspeaker that the supervisor calls dead', async () => {
    const rig = new VoiceRig();
    rig.reception.send({ type: 'speaker.changed', working: false });
    rig.say('a.1', 'invite', utterance(false, 'mot'));
    await rig.time.advance(3_000);
    expect(rig.ends()).toEqual(['2000 a.1 failed']);
    rig.reception.send({ type: 'speaker.changed', working: true });
    rig.say('a.2', 'invite', utterance(false, 'mot'));
    await rig.time.advance(3_000);
    expect(rig.ends()).toEqual(['3600 a.2 said']);
    await rig.close();
  });

  it('refusing to speak costs no wait beyond the reading', async () => {
    const rig = new VoiceRig();
    rig.speech.manner = 'refuses';
    rig.say('a.1', 'invite', utterance(false, 'mot', 'hai'));
    await rig.time.advance(10_000);
    expect(rig.ends()).toEqual(['4000 a.1 failed']);
    await rig.close();
  });

  it('hanging in synthesis is waited for once, then read', async () => {
    const rig = new VoiceRig();
    rig.speech.manner = 'hangs';
    rig.say('a.1', 'invite', utterance(false, 'mot', 'hai'));
    await rig.time.advance(10_000);
    expect(rig.ends()).toEqual(['7000 a.1 failed']);
    expect(rig.speech.asked).toEqual(['0 mot']);
    expect(rig.logged.map(({ event }) => event)).toContain('voice.synthesis-late');
    await rig.close();
  });

  it('without a sound device reads', async () => {
    const rig = new VoiceRig();
    rig.speaker.manner = 'refuses';
    rig.say('a.1', 'invite', utterance(true, 'mot'));
    await rig.time.advance(10_000);
    expect(rig.ends()).toEqual(['2000 a.1 failed']);
    await rig.close();
  });

  it('hanging in the loudspeaker is given up after the clip and its grace, and never played into', async () => {
    const rig = new VoiceRig();
    rig.speaker.manner = 'hangs';
    rig.say('a.1', 'invite', utterance(false, 'mot'));
    rig.say('a.2', 'invite', utterance(false, 'hai'));
    await rig.time.advance(20_000);
    // 300 ms to make it, 300 ms of clip, 2 s of grace; the next waits its grace for the first and is then read.
    expect(rig.ends()).toEqual(['2600 a.1 failed', '4900 a.2 failed']);
    expect(rig.speaker.heard).toEqual(['300 mot @0.7']);
    rig.reception.stop();
    expect(rig.time.pending).toBe(0);
  });
});
