import type { Body, Tile } from '../reception/views.ts';
import type { Values } from '../voice/texts.ts';
import type { TicketingContext } from './visit.ts';

/** How far a dossier is, as much as may be told to anybody who holds its code; `asking`: the city has not answered yet. */
export const dossierWords = [
  'asking',
  'silent',
  'unknown',
  'received',
  'supplement',
  'processing',
  'done',
  'returned',
  'rejected',
  'late',
  'paying',
] as const;
export type DossierWord = (typeof dossierWords)[number];

/** What the screen is told of the dossier whose code was held before the reader. */
export interface DossierTold {
  readonly code: string;
  readonly word: DossierWord;
}

type Phrase = readonly [key: string, values: Values];

/** The code is for the eye alone: who stands behind need not hear it. */
export const dossierPhrases = ({ word }: DossierTold): readonly Phrase[] => [
  [`dossier.is.${word}`, {}],
  ...(word === 'asking' ? [] : ([[`dossier.next.${nextOf(word)}`, {}]] as const)),
];

/** What somebody does next who hears this. */
const nextOf = (word: DossierWord): 'silent' | 'unknown' | 'staff' =>
  word === 'silent' || word === 'unknown' ? word : 'staff';

export function dossierBody(context: TicketingContext, told: DossierTold, start: readonly Tile[], help: Tile): Body {
  const { texts, language } = context;
  const [title, ...rest] = dossierPhrases(told).map(([key, values]) => texts.screen(language, key, values));
  return {
    screen: 'help',
    title: title ?? '',
    text: [told.code, ...rest].join('\n'),
    tiles: told.word === 'asking' ? [help] : [...start, help],
  };
}
