import type { Texts } from '../../behaviours/voice/texts.ts';
import type { LanguageFile } from '../../config/languages.ts';
import type { SiteConfig } from '../../config/schema.ts';
import type { Vocabulary } from './premises.ts';

/** The sentences in which a hall calls a number. */
const callPhrases = ['call.standard', 'call.last'] as const;

/** What somebody who grew up with these languages knows: names of services, and how a call sounds. */
export const vocabularyOf = (site: SiteConfig, languages: readonly LanguageFile[], texts: Texts): Vocabulary => ({
  service: (id) => site.services.find((service) => service.id === id)?.name ?? null,
  ownName: (language) => languages.find(({ tag }) => tag === language)?.ownName ?? language,
  calledTo: (language, words, number) => {
    for (const { id } of site.counters)
      for (const key of callPhrases) {
        const values = { ticket: { as: 'ticket', number }, counter: { as: 'counter', number: id } } as const;
        if (texts.speech(language, key, values) === words) return id;
      }
    return null;
  },
});
