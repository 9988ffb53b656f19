import { deepen, paletteOf } from '../visitor/palette.ts';
import type { BoardPageData } from './protocol.ts';

/** The colours of a board by their names in its stylesheet. Words on their ground have 7:1 at least, and 4.5:1 where they are over. */
export interface BoardColours {
  readonly paper: string;
  readonly card: string;
  readonly ink: string;
  readonly quiet: string;
  readonly hair: string;
  /** The line of a call that stands out, and what is written on it. */
  readonly fresh: string;
  readonly onFresh: string;
  readonly warn: string;
  readonly onWarn: string;
}

export function boardColours({ theme, colours }: Pick<BoardPageData, 'theme' | 'colours'>): BoardColours {
  if (theme === 'light') {
    const { paper, card, ink, quiet, hair, brand, onDark } = paletteOf(colours, false);
    return { paper, card, ink, quiet, hair, fresh: brand, onFresh: onDark, warn: '#ffd24a', onWarn: '#201a14' };
  }
  return {
    paper: '#12100e',
    card: '#26221e',
    ink: '#fbf6ee',
    quiet: '#c3b8aa',
    hair: '#3a342e',
    // A light line among dark ones is what the eye finds first from the other end of a hall.
    fresh: '#fbf6ee',
    onFresh: deepen(colours.brand, ['#fbf6ee'], 9),
    warn: '#ffd24a',
    onWarn: '#201a14',
  };
}
