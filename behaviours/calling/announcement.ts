import type { LanguageTag } from '../behaviour.ts';
import type { Claim } from '../reception/claims.ts';
import type { Texts, Values } from '../voice/texts.ts';
import type { Forms, Sentence, Step } from './budget.ts';
import type { CallingIn } from './events.ts';
import type { CallingSettings } from './settings.ts';

/** One call of one number, as it came from the hall. */
export type Call = Extract<CallingIn, { type: 'ticket.called' }>;

export const bannerId = 'calling.banner';
/** Two claims, by turns: the next sentence is claimed while the present one sounds, so that nobody's words slip in between. */
export const voiceIds = ['calling.voice', 'calling.voice-next'] as const;
export type VoiceId = (typeof voiceIds)[number];

const valuesOf = ({ number, counter }: Call): Values => ({
  ticket: { as: 'ticket', number },
  counter: { as: 'counter', number: counter },
});

/** The languages in which a call is said, the site's own before the visitor's. */
function languagesFor(call: Call, settings: CallingSettings, texts: Texts): readonly LanguageTag[] {
  const own = settings.languages.length > 0 ? settings.languages : texts.languages.slice(0, 1);
  const visitors = settings.ownLanguageToo && texts.languages.includes(call.language) ? [call.language] : [];
  return [...new Set([...own, ...visitors])];
}

function sentenceOf(texts: Texts, language: LanguageTag, key: string, values: Values): readonly Sentence[] {
  const words = texts.speech(language, key, values);
  return words === null ? [] : [{ language, words, caption: texts.screen(language, key, values) }];
}

/**
 * How a call may be said: in each language, as often as settings want; the last call is worded as the last and said once. Null
 * where nothing can be said: the device is silent, or none of the languages is spoken.
 */
export function formsOf(call: Call, settings: CallingSettings, texts: Texts): Forms | null {
  if (!settings.aloud) return null;
  const last = call.call >= settings.lastCall;
  const values = valuesOf(call);
  const once = languagesFor(call, settings, texts).flatMap((language) =>
    sentenceOf(texts, language, last ? 'call.last' : 'call.standard', values),
  );
  const [own] = once;
  if (own === undefined) return null;
  const [brief] = sentenceOf(texts, own.language, 'call.brief', values);
  const times = last ? 1 : settings.repeats;
  // Each turn is a sentence of its own, also where its words come again.
  const turns = Array.from({ length: times }, () => once.map((sentence) => ({ ...sentence }))).flat();
  const [number] = sentenceOf(texts, own.language, 'call.number', values);
  return { turns, own: own.language, brief: brief ?? own, number: number ?? brief ?? own };
}

/** What opens a joined sentence, in the language in which calls are said first. */
export function openingOf(settings: CallingSettings, texts: Texts): Sentence | null {
  for (const language of settings.languages.length > 0 ? settings.languages : texts.languages.slice(0, 1)) {
    const [sentence] = sentenceOf(texts, language, 'call.several', {});
    if (sentence !== undefined) return sentence;
  }
  return null;
}

export const voiceClaim = (id: VoiceId, { chime, sentence }: Step): Claim => ({
  resource: 'voice',
  id,
  rank: 'hall-call',
  utterance: { chime, parts: [sentence] },
});

/** The banner speaks the site's own language: who reads it is not who stands at this screen. */
export const bannerClaim = (call: Call, settings: CallingSettings, texts: Texts): Claim => ({
  resource: 'screen',
  shape: 'banner',
  id: bannerId,
  rank: 'hall-call',
  banner: {
    number: call.number,
    counter: call.counter,
    text: texts.screen(texts.languages[0] ?? '', 'call.banner', valuesOf(call)),
    directionRad: settings.directions[call.counter] ?? 0,
  },
});
