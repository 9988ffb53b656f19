import { createCalling } from '../../behaviours/calling/index.ts';
import type { CallingIn, CallingOut } from '../../behaviours/calling/events.ts';
import type { CallingSettings } from '../../behaviours/calling/settings.ts';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { ReceptionIn, ReceptionOut } from '../../behaviours/reception/events.ts';
import { createReception } from '../../behaviours/reception/index.ts';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import type { Texts } from '../../behaviours/voice/texts.ts';
import { loadLanguages } from '../../config/languages.ts';
import { assert } from '../../hal/assert.ts';
import { chimeClip, chimeMs } from '../../hal/drivers/chime.ts';
import { SimSpeaker, type HeardSound } from '../../sim/devices/speaker.ts';
import { SimSpeech } from '../../sim/devices/speech.ts';
import { BehaviourRig } from './behaviours.ts';

const languages = loadLanguages('config/languages', ['vi', 'en']);
assert(languages.ok, 'the shipped languages load');
const texts: Texts = createPhrasebook(languages.value);

/** A call as a clerk made it. */
export interface Pressed {
  readonly at: number;
  readonly number: string;
  readonly counter: string;
}

/** When a call first sounded: its own words (or the chime before them), or the opening of a joined sentence; null: never. */
export interface Begun extends Pressed {
  readonly summonedMs: number | null;
  readonly namedMs: number | null;
}

/** The real calling and the real reception over a simulated voice and loudspeaker: what a hall hears, in virtual time. */
export class HallVoice extends BehaviourRig {
  readonly speaker = new SimSpeaker(this.clock);
  readonly speech = new SimSpeech(this.clock);
  readonly calling: Behaviour<CallingIn, CallingOut>;
  readonly pressed: Pressed[] = [];
  readonly #reception: Behaviour<ReceptionIn, ReceptionOut>;

  constructor(over: Partial<CallingSettings> = {}) {
    super();
    const settings: CallingSettings = {
      device: 'kiosk-1',
      room: null,
      aloud: true,
      languages: ['vi', 'en'],
      ownLanguageToo: false,
      repeats: 2,
      chimeMs,
      bannerMs: 20_000,
      voiceMs: 30_000,
      lastCall: 3,
      recallGuardMs: 2_000,
      directions: {},
      ...over,
    };
    this.calling = createCalling(settings, texts, { ...this.ports, speech: this.speech });
    this.#reception = createReception(
      {
        languages: ['vi', 'en'].map((tag) => ({ tag, ownName: tag, spoken: true })),
        face: false,
        keypad: false,
        speaks: true,
        volume: 0.7,
        voiceGraceMs: 2_000,
        synthesisMs: 5_000,
        languageListMs: 15_000,
      },
      texts,
      { ...this.ports, displays: [], speech: this.speech, speaker: this.speaker, chime: chimeClip() },
    );
    const reception = this.#reception;
    this.calling.on((event) => {
      if (event.type === 'claim.made' || event.type === 'claim.withdrawn') reception.send(event);
    });
    reception.on((event) => {
      if (event.type === 'voice.ended') this.calling.send(event);
    });
  }

  async start(): Promise<void> {
    const { signal } = new AbortController();
    await this.speaker.open(signal);
    await this.speech.open(signal);
    this.#reception.start();
    this.calling.start();
  }

  press(number: string, counter: string): void {
    this.pressed.push({ at: this.time.now(), number, counter });
    this.calling.send({ type: 'ticket.called', ticket: `d/${number}`, number, counter, call: 1, language: 'vi' });
  }

  /** Somebody at the screen is spoken to. */
  chatter(id: string): void {
    const words = 'Xin mời ông bà chạm vào màn hình để lấy số thứ tự.';
    const utterance = { chime: false, parts: [{ language: 'vi', words, caption: words }] };
    this.#reception.send({
      type: 'claim.made',
      claim: { resource: 'voice', id, rank: 'engaged-visitor', utterance },
    });
  }

  /** What sounded of the hall's calls. */
  get calls(): readonly HeardSound[] {
    return this.speaker.heard.filter(({ words }) => !words.startsWith('Xin mời ông bà chạm'));
  }

  begun(): readonly Begun[] {
    const { calls } = this;
    const opening = texts.speech('vi', 'call.several', {});
    const starts = calls.map(({ at, words }, index) => {
      const before = calls[index - 1];
      const chimed = before !== undefined && before.words === '' && at - before.at - before.ms < 1_000;
      return { words, at: chimed ? before.at : at, wordsAt: at };
    });
    return this.pressed.map((press) => {
      const values = {
        ticket: { as: 'ticket', number: press.number },
        counter: { as: 'counter', number: press.counter },
      } as const;
      const own = ['call.number', 'call.brief', 'call.standard'].map((key) => texts.speech('vi', key, values));
      const named = starts.find(({ words, at }) => at >= press.at && own.includes(words));
      const opened = starts.find(({ words, at }) => at >= press.at && words === opening);
      const summoned = [named, opened].filter((one) => one !== undefined).map(({ at }) => at);
      return {
        ...press,
        namedMs: named === undefined ? null : named.wordsAt - press.at,
        summonedMs: summoned.length === 0 ? null : Math.min(...summoned) - press.at,
      };
    });
  }

  async stop(): Promise<void> {
    this.calling.stop();
    this.#reception.stop();
    await this.speech.close();
    await this.speaker.close();
    await this.time.advance(1_000);
  }
}
