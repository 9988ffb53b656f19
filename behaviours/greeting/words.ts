import type { LanguageTag } from '../behaviour.ts';
import type { CivilDate, Hours } from '../hours/events.ts';
import type { Utterance } from '../reception/claims.ts';
import type { Body, Tile } from '../reception/views.ts';
import type { Texts, Value, Values } from '../voice/texts.ts';
import type { GreetingSettings } from './settings.ts';

/** What greeting shows, from asleep to thanks. */
export type Stage = 'asleep' | 'notice' | 'invite' | 'closed' | 'thanks';

/** What its words depend on. */
export interface WordsState {
  readonly settings: GreetingSettings;
  readonly texts: Texts;
  readonly language: LanguageTag;
  readonly hours: Hours | null;
}

type Phrase = readonly [key: string, values: Values];

const refusing: Readonly<Record<Hours['state'], boolean>> = {
  open: false,
  break: true,
  closed: true,
  holiday: true,
  untrusted: false,
  paused: false,
  stopping: true,
};

/** The closed hours turn visitors away, and so does a device that is about to stop; a clock that is not believed and a pause do not. */
export const isRefusing = (hours: Hours | null): boolean => hours !== null && refusing[hours.state];

const inLanguage = (names: Readonly<Record<string, string>>, language: LanguageTag): string =>
  names[language] ?? names['en'] ?? names['vi'] ?? '';

const nameValue = (names: Readonly<Record<string, string>>, language: LanguageTag): Value => {
  const name = inLanguage(names, language);
  return { as: 'text', text: name, words: name };
};
const timeValue = (minute: number): Value => ({ as: 'time', hour: Math.floor(minute / 60), minute: minute % 60 });
const dateValue = ({ year, month, day }: CivilDate): Value => ({ as: 'date', year, month, day });

/** What the closed screen says under its title, and the voice aloud. */
const closedPhrases = (hours: Hours, language: LanguageTag): readonly Phrase[] => {
  const { opens, holiday, spans, reopensAtMinute } = hours;
  if (hours.state === 'stopping') return [['out.text', {}]];
  if (hours.state === 'break' && reopensAtMinute !== null)
    return [['hours.lunch', { time: timeValue(reopensAtMinute) }]];
  const reopens: readonly Phrase[] =
    opens === null
      ? []
      : opens.today
        ? [['closed.opensAt', { time: timeValue(opens.minute) }]]
        : [['closed.opensOn', { time: timeValue(opens.minute), date: dateValue(opens.on) }]];
  if (holiday !== null) {
    const name = nameValue(holiday.name, language);
    return [['hours.holiday', { holiday: name, from: dateValue(holiday.from), to: dateValue(holiday.to) }], ...reopens];
  }
  const today: Phrase = spans.length === 0 ? ['closed.today', {}] : ['closed.hours', { hours: { as: 'spans', spans } }];
  return [today, ...reopens];
};

const closedTitle = (hours: Hours, language: LanguageTag): Phrase => {
  if (hours.state === 'break') return ['break.title', {}];
  if (hours.state === 'stopping') return ['out.title', {}];
  return hours.holiday === null
    ? ['closed.title', {}]
    : ['closed.holiday', { holiday: nameValue(hours.holiday.name, language) }];
};

const invitePhrases = (hours: Hours | null): { readonly title: Phrase; readonly text: Phrase } =>
  hours === null || hours.ticketsGiven
    ? { title: ['invite.title', {}], text: ['invite.text', {}] }
    : {
        title: ['closed.tickets.title', {}],
        text:
          hours.ticketSpans.length === 0
            ? ['out.text', {}]
            : ['closed.tickets.text', { hours: { as: 'spans', spans: hours.ticketSpans } }],
      };

const written = ({ texts, language }: WordsState, [key, values]: Phrase): string => texts.screen(language, key, values);

/** The screen of a stage. */
export const bodyOf = (stage: Stage, state: WordsState): Body => {
  switch (stage) {
    case 'asleep':
      return { screen: 'asleep' };
    case 'notice':
      return { screen: 'notice', title: written(state, ['notice.title', {}]) };
    case 'invite': {
      const { title, text } = invitePhrases(state.hours);
      const label = written(state, ['invite.start', {}]);
      const start: Tile = { action: 'start', label, detail: '', icon: 'print', emphasis: 'act' };
      const tiles = state.hours === null || state.hours.ticketsGiven ? [start] : [];
      return { screen: 'invite', title: written(state, title), text: written(state, text), tiles };
    }
    case 'closed': {
      if (state.hours === null) return { screen: 'asleep' };
      const text = closedPhrases(state.hours, state.language)
        .map((phrase) => written(state, phrase))
        .join(' ');
      const title = written(state, closedTitle(state.hours, state.language));
      if (state.hours.state === 'stopping') return { screen: 'out-of-order', title, text };
      return { screen: 'closed', title, text, tiles: [] };
    }
    case 'thanks':
      return { screen: 'thanks', title: written(state, ['thanks.title', {}]) };
  }
};

/** Phrases for the voice; null where the language is not spoken. */
const spoken = (state: WordsState, phrases: readonly Phrase[]): Utterance | null => {
  const { texts, language } = state;
  const parts = phrases.flatMap(([key, values]) => {
    const words = texts.speech(language, key, values);
    return words === null ? [] : [{ language, words, caption: texts.screen(language, key, values) }];
  });
  return parts.length === phrases.length ? { chime: false, parts } : null;
};

export const greetingWords = (state: WordsState): Utterance | null =>
  spoken(state, [['greet.day', { center: nameValue(state.settings.centerName, state.language) }]]);

export const farewellWords = (state: WordsState): Utterance | null => spoken(state, [['farewell', {}]]);

export const closedWords = (state: WordsState): Utterance | null => {
  const { hours, language } = state;
  if (hours === null) return null;
  // Said in one sentence where there is one for it; the screen has the title besides.
  const whole: readonly Phrase[] =
    hours.state === 'closed' && hours.spans.length > 0
      ? [['hours.closed', { hours: { as: 'spans', spans: hours.spans } }]]
      : closedPhrases(hours, language);
  return spoken(state, whole);
};

/** What the listen button says of a stage's screen. */
export const listenWords = (stage: Stage, state: WordsState): Utterance | null => {
  switch (stage) {
    case 'asleep':
    case 'notice':
    case 'thanks':
      return null;
    case 'invite': {
      const { title, text } = invitePhrases(state.hours);
      return spoken(state, [title, text]);
    }
    case 'closed':
      return closedWords(state);
  }
};
