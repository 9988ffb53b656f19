import type { JsonObject } from '../../../hal/json.ts';

/** One face that can be touched; `level` 4 the best, 1 the worst. */
export interface RateLevel extends JsonObject {
  readonly level: number;
  readonly label: string;
}

/** What a counter's tablet shows: nothing asked, a question, or thanks. Nothing of it tells who is asked. */
export interface RateView extends JsonObject {
  readonly phase: 'idle' | 'asking' | 'thanks';
  /** The language of whoever is asked, or the site's own. */
  readonly language: string;
  readonly title: string;
  readonly text: string;
  /** The same in the site's second language, while nobody is asked; '' else. */
  readonly alsoText: string;
  readonly levels: readonly RateLevel[];
}

/** What does not change while the page runs. */
export interface RatePageData {
  readonly counter: string;
  readonly siteName: Readonly<Record<string, string>>;
  readonly colours: Readonly<Record<string, string>>;
}

/** The action of a finger on a face. */
export const rateAction = (level: number): string => `rate.${level}`;
export const levelIn = (action: string): number | null => {
  const level = /^rate\.([1-4])$/.exec(action)?.[1];
  return level === undefined ? null : Number(level);
};
