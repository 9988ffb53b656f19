import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { Utterance } from '../../behaviours/reception/claims.ts';
import type { Body, Tile, View } from '../../behaviours/reception/views.ts';
import type { ReceptionIn, ReceptionOut } from '../../behaviours/reception/events.ts';
import { createReception } from '../../behaviours/reception/index.ts';
import { present } from '../../hal/assert.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';
import { Glass, HonestSpeaker, SlowSpeech } from '../support/glass-and-voice.ts';
import { tile } from '../support/screen-rig.ts';

interface Parts {
  readonly keypad?: boolean;
  readonly speaks?: boolean;
}

/** Reception with a number pad, a glass and a voice. */
class KeyRig extends BehaviourRig {
  readonly glass = new Glass();
  readonly speech = new SlowSpeech(this.clock);
  readonly speaker = new HonestSpeaker(this.clock);
  readonly chosen: string[] = [];
  readonly reception: Behaviour<ReceptionIn, ReceptionOut>;

  constructor({ keypad = true, speaks = true }: Parts = {}) {
    super();
    this.reception = createReception(
      {
        languages: [
          { tag: 'vi', ownName: 'Tiếng Việt', spoken: true },
          { tag: 'ko', ownName: '한국어', spoken: false },
        ],
        face: false,
        keypad,
        speaks,
        volume: 0.7,
        voiceGraceMs: 2_000,
        synthesisMs: 5_000,
        languageListMs: 15_000,
      },
      keyTexts(['vi', 'ko'], ['vi']),
      { ...this.ports, displays: [this.glass], speech: this.speech, speaker: this.speaker, chime: null },
    );
    this.reception.on((event) => {
      if (event.type === 'action.chosen') this.chosen.push(`${event.owner} ${event.action}`);
      if (event.type === 'assistance.wanted') this.chosen.push(`help ${event.reason}`);
      if (event.type === 'language.chosen') this.chosen.push(`language ${event.language}`);
      if (event.type === 'visitor.touched') this.chosen.push('touched');
    });
    this.reception.start();
  }

  async show(body: Body, back = false): Promise<void> {
    this.reception.send({
      type: 'claim.made',
      claim: {
        resource: 'screen',
        shape: 'full',
        id: 'ticketing.screen',
        rank: 'engaged-visitor',
        body,
        back,
        listen: listen(`the question of ${body.screen}`),
      },
    });
    await this.time.settle();
  }
  async press(...keys: readonly PadKey[]): Promise<void> {
    for (const key of keys) {
      this.reception.send({ type: 'key.pressed', key });
      await this.time.settle();
    }
  }
  view(): View {
    return present(this.glass.views.at(-1), 'nothing was shown');
  }
  /** The words that were asked of the voice. */
  said(): readonly string[] {
    return this.speech.asked.map((line) => line.replace(/^\d+ /, ''));
  }
  async close(): Promise<void> {
    this.reception.stop();
    await this.time.advance(60_000);
    expect(this.time.pending).toBe(0);
  }
}

const services = (...actions: readonly string[]): Body => ({
  screen: 'services',
  title: 'services',
  tiles: actions.map(tile),
});
/** Words in the site's own language. */
const listen = (words: string): Utterance => ({ chime: false, parts: [{ language: 'vi', words, caption: words }] });
const act = (action: string): Tile => ({ ...tile(action), emphasis: 'act' });

describe('the number pad', () => {
  it('has a key for each tile, and the same ones everywhere for language, staff and back', async () => {
    const rig = new KeyRig();
    await rig.show(services('a', 'b', 'c'), true);
    expect(rig.view().keys).toEqual([
      { key: '1', action: 'a' },
      { key: '2', action: 'b' },
      { key: '3', action: 'c' },
      { key: 'backspace', action: 'chrome.back' },
      { key: '9', action: 'chrome.language' },
      { key: '0', action: 'chrome.help' },
    ]);
    await rig.show({ screen: 'time', title: '', text: '', seconds: 25, tiles: [act('stay'), tile('finish')] });
    expect(rig.view().keys.find(({ key }) => key === 'enter')).toEqual({ key: 'enter', action: 'stay' });
    await rig.close();
  });

  it('is on no screen of a device without one, and its keys do nothing there', async () => {
    const rig = new KeyRig({ keypad: false });
    await rig.show(services('a', 'b'));
    expect(rig.view().keys).toEqual([]);
    await rig.press('1', '0', 'enter');
    expect(rig.chosen).toEqual([]);
    await rig.close();
  });

  it('reads the question and its options at the first key, and chooses by the next', async () => {
    const rig = new KeyRig();
    await rig.show(services('a', 'b'));
    await rig.press('2');
    expect(rig.chosen).toEqual([]);
    await rig.time.advance(40_000);
    expect(rig.said()).toEqual([
      'the question of services',
      'vi:keypad.option n=1 option=a',
      'vi:keypad.option n=2 option=b',
      'vi:keypad.always',
    ]);
    await rig.press('2');
    expect(rig.chosen).toEqual(['touched', 'ticketing b']);
    await rig.close();
  });

  it('chooses at once where nobody would hear the options', async () => {
    for (const parts of [{ speaks: false }, {}]) {
      const rig = new KeyRig(parts);
      if (parts.speaks === undefined) rig.reception.send({ type: 'speaker.changed', working: false });
      await rig.show(services('a', 'b'));
      await rig.press('1');
      expect(rig.chosen).toEqual(['touched', 'ticketing a']);
      await rig.close();
    }
  });

  it('wakes a device that waits, whatever the key, and chooses nothing by that', async () => {
    const rig = new KeyRig();
    await rig.time.settle();
    await rig.press('5');
    expect(rig.chosen).toEqual(['touched']);
    await rig.show({ screen: 'invite', title: '', text: '', tiles: [act('start')] });
    await rig.press('1');
    expect(rig.chosen).toEqual(['touched', 'touched', 'ticketing start']);
    await rig.close();
  });

  it('reads each new question to who uses the keys, and cuts the old one off', async () => {
    const rig = new KeyRig();
    await rig.show(services('a'));
    await rig.press('1');
    await rig.time.advance(500);
    await rig.press('1');
    await rig.show({ screen: 'priority', title: '', text: '', tiles: [tile('no'), tile('yes')] });
    await rig.time.advance(40_000);
    const heard = rig.speaker.heard.map((line) => line.replace(/^\d+ (.*?)(?: @.*)?$/, '$1'));
    expect(heard).toEqual([
      'the question of services',
      'cut',
      'the question of priority',
      'vi:keypad.option n=1 option=no',
      'vi:keypad.option n=2 option=yes',
    ]);
    expect(rig.speaker.overlapped).toBe(0);
    await rig.close();
  });

  it('does not say twice what the owner of the screen says by itself', async () => {
    const rig = new KeyRig();
    await rig.show(services('a'));
    await rig.press('1');
    await rig.press('1');
    rig.reception.send({
      type: 'claim.made',
      claim: { resource: 'voice', id: 'ticketing.voice', rank: 'engaged-visitor', utterance: listen('your number') },
    });
    await rig.show({ screen: 'help', title: '', text: '', tiles: [tile('finish')] });
    await rig.time.advance(40_000);
    expect(rig.said().slice(1)).toEqual(['your number', 'vi:keypad.option n=1 option=finish']);
    await rig.close();
  });

  it('says that a key has no option, and the options again; Enter hears all again', async () => {
    const rig = new KeyRig();
    await rig.show(services('a'));
    await rig.press('1');
    await rig.time.advance(40_000);
    const first = rig.said().length;
    await rig.press('7');
    await rig.time.advance(40_000);
    expect(rig.said().slice(first)).toEqual(['vi:keypad.none', 'vi:keypad.option n=1 option=a']);
    await rig.press('enter');
    await rig.time.advance(40_000);
    expect(rig.said().slice(first + 2)).toEqual(['the question of services', 'vi:keypad.option n=1 option=a']);
    expect(rig.chosen).toEqual([]);
    await rig.close();
  });

  it('calls staff at once, the first key of a visit too', async () => {
    const rig = new KeyRig();
    await rig.show(services('a'));
    await rig.press('0');
    expect(rig.chosen).toEqual(['touched', 'help visitor']);
    await rig.close();
  });

  it('opens the list of languages and chooses in it; a language without a voice is not waited for', async () => {
    const rig = new KeyRig();
    await rig.show(services('a'));
    await rig.press('enter', '9');
    expect(rig.view().body.screen).toBe('language');
    await rig.press('2');
    await rig.press('1');
    expect(rig.chosen).toEqual(['touched', 'touched', 'language ko', 'touched', 'ticketing a']);
    await rig.close();
  });

  it('begins anew with the next visitor: the first key reads again', async () => {
    const rig = new KeyRig();
    rig.reception.send({ type: 'visit.began', visitId: 'v1' });
    await rig.show(services('a'));
    await rig.press('1', '1');
    rig.reception.send({ type: 'visit.ended', visitId: 'v1' });
    rig.reception.send({ type: 'visit.began', visitId: 'v2' });
    await rig.press('1');
    expect(rig.chosen).toEqual(['touched', 'ticketing a']);
    await rig.time.advance(40_000);
    rig.reception.send({ type: 'visit.ended', visitId: 'v2' });
    await rig.close();
  });

  it('forgets who used the keys and never became a visit', async () => {
    const rig = new KeyRig();
    await rig.show(services('a'));
    await rig.press('1');
    await rig.time.advance(61_000);
    await rig.press('1');
    expect(rig.chosen).toEqual([]);
    await rig.close();
  });
});
