import type { LanguageTag } from '../behaviour.ts';
import type { Utterance } from '../reception/claims.ts';
import type { Body, Tile } from '../reception/views.ts';
import type { Texts } from '../voice/texts.ts';

/** What the visitor is told while staff are called. */
export type HelpScreen = 'called' | 'accepted' | 'done' | 'unanswered';

const phrases: Readonly<Record<HelpScreen, { readonly title: string; readonly text: string | null }>> = {
  called: { title: 'help.called.title', text: 'help.called.text' },
  accepted: { title: 'help.accepted.title', text: 'help.accepted.text' },
  done: { title: 'help.done', text: null },
  unanswered: { title: 'help.unanswered.title', text: 'help.unanswered.text' },
};

/** The screen and what is read out when the visitor wants to listen. */
export function screenFor(
  screen: HelpScreen,
  language: LanguageTag,
  texts: Texts,
): { readonly body: Body; readonly listen: Utterance | null } {
  const { title, text } = phrases[screen];
  const keys = text === null ? [title] : [title, text];
  const tile: Tile =
    screen === 'called'
      ? {
          action: 'cancel',
          label: texts.screen(language, 'help.cancel', {}),
          detail: '',
          icon: 'no',
          emphasis: 'normal',
        }
      : {
          action: 'close',
          label: texts.screen(language, 'common.back', {}),
          detail: '',
          icon: 'back',
          emphasis: 'normal',
        };
  const parts = keys.flatMap((key) => {
    const words = texts.speech(language, key, {});
    return words === null ? [] : [{ language, words, caption: texts.screen(language, key, {}) }];
  });
  return {
    body: {
      screen: 'help',
      title: texts.screen(language, title, {}),
      text: text === null ? '' : texts.screen(language, text, {}),
      tiles: [tile],
    },
    listen: parts.length === 0 ? null : { chime: false, parts },
  };
}
