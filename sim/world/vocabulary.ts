import type { Texts } from '../../behaviours/voice/texts.ts';
import type { LanguageFile } from '../../config/languages.ts';
import type { SiteConfig } from '../../config/schema.ts';
import type { Vocabulary } from './premises.ts';

/** The sentences in which a hall calls a number. */
const callPhrases = ['call.standard', 'call.last'] as const;

/** What somebody who grew up with these languages knows: names of services, and how a call sounds. */
export const vocabularyOf = (site: SiteConfig, languages: readonly LanguageFile[], texts: Texts): Vocabulary => {
  /** The sentences that call a number, by language and number: people know theirs by heart while they wait. */
  const sentences = new Map<string, ReadonlyMap<string, string>>();
  const callsOf = (language: string, number: string): ReadonlyMap<string, string> => {
    const key = `${language} ${number}`;
    const known = sentences.get(key);
    if (known !== undefined) return known;
    const calls = new Map<string, string>();
    for (const { id } of site.counters)
      for (const phrase of callPhrases) {
        const values = { ticket: { as: 'ticket', number }, counter: { as: 'counter', number: id } } as const;
        const words = texts.speech(language, phrase, values);
        if (words !== null) calls.set(words, id);
      }
    sentences.set(key, calls);
    return calls;
  };
  return {
    service: (id) => site.services.find((service) => service.id === id)?.name ?? null,
    ownName: (language) => languages.find(({ tag }) => tag === language)?.ownName ?? language,
    calledTo: (language, words, number) => callsOf(language, number).get(words) ?? null,
  };
};
