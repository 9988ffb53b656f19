import type { Touch } from '../../hal/ports/display.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Utterance } from './claims.ts';
import { shownOf, type ScreenState } from './view.ts';
import { languageAction, touchAnywhere } from './views.ts';

/** A view that went out: its revision and what it asked. */
export interface Revision {
  readonly revision: number;
  readonly key: string;
}

/** So many views back a touch is still understood: a finger that was on its way while the screen changed. */
export const rememberedRevisions = 32;

/** What a touch means now. */
export type TouchMeaning =
  /** Of nothing that was shown: not from a finger, passed over. */
  | { readonly kind: 'stray' }
  /** Of something that was shown and is not offered any more: somebody is there, nothing is chosen. */
  | { readonly kind: 'late' }
  | { readonly kind: 'anywhere' }
  | { readonly kind: 'language-list' }
  | { readonly kind: 'language'; readonly language: LanguageTag }
  | { readonly kind: 'larger' }
  | { readonly kind: 'low' }
  | { readonly kind: 'listen'; readonly utterance: Utterance }
  | { readonly kind: 'help' }
  | { readonly kind: 'close-list' }
  | { readonly kind: 'action'; readonly owner: string; readonly action: string };

/**
 * A touch is taken if the present view offers its action; a late one (of an older view) only if it asked the same question, for
 * the same word may mean another thing on the next screen. The chrome means the same everywhere.
 */
export const meaningOf = (state: ScreenState, shown: readonly Revision[], touch: Touch): TouchMeaning => {
  const touched = shown.filter(({ revision }) => revision === touch.revision);
  if (touched.length === 0) return { kind: 'stray' };
  const { view, claim, key } = shownOf(state);
  if (!view.actions.includes(touch.action)) return { kind: 'late' };
  switch (touch.action) {
    case 'chrome.language':
      return { kind: 'language-list' };
    case 'chrome.larger':
      return { kind: 'larger' };
    case 'chrome.low':
      return { kind: 'low' };
    case 'chrome.help':
      return { kind: 'help' };
    case touchAnywhere:
      return { kind: 'anywhere' };
    default:
  }
  if (!touched.some((one) => one.key === key)) return { kind: 'late' };
  if (claim === null) {
    if (touch.action === 'chrome.back') return { kind: 'close-list' };
    const chosen = state.settings.languages.find(({ tag }) => languageAction(tag) === touch.action);
    return chosen === undefined ? { kind: 'late' } : { kind: 'language', language: chosen.tag };
  }
  if (touch.action === 'chrome.listen')
    return claim.listen === null ? { kind: 'late' } : { kind: 'listen', utterance: claim.listen };
  const owner = claim.id.split('.')[0] ?? claim.id;
  return { kind: 'action', owner, action: touch.action === 'chrome.back' ? 'back' : touch.action };
};
