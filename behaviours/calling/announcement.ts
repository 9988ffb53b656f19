import type { LanguageTag } from '../behaviour.ts';
import type { Claim, Utterance } from '../reception/claims.ts';
import type { Texts, Values } from '../voice/texts.ts';
import type { CallingIn } from './events.ts';
import type { CallingSettings } from './settings.ts';

/** One call of one number, as it came from the hall. */
export type Call = Extract<CallingIn, { type: 'ticket.called' }>;

export const bannerId = 'calling.banner';
export const voiceId = 'calling.voice';

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

/**
 * What is said: a chime, then the call in each language, as often as settings want. The last call is worded as the last and said
 * once. Null where nothing can be said: the device is silent, or none of the languages is spoken.
 */
export function utteranceFor(call: Call, settings: CallingSettings, texts: Texts): Utterance | null {
  if (!settings.aloud) return null;
  const last = call.call >= settings.lastCall;
  const key = last ? 'call.last' : 'call.standard';
  const values = valuesOf(call);
  const once = languagesFor(call, settings, texts).flatMap((language) => {
    const words = texts.speech(language, key, values);
    return words === null ? [] : [{ language, words, caption: texts.screen(language, key, values) }];
  });
  if (once.length === 0) return null;
  const times = last ? 1 : settings.repeats;
  return { chime: true, parts: Array.from({ length: times }, () => once).flat() };
}

export const voiceClaim = (utterance: Utterance): Claim => ({
  resource: 'voice',
  id: voiceId,
  rank: 'hall-call',
  utterance,
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
