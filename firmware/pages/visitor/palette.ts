import { contrast, ink, paper } from '../../../config/colour.ts';

/** Every colour of the page, `#rrggbb`. */
export interface Palette {
  readonly paper: string;
  readonly card: string;
  readonly ink: string;
  readonly quiet: string;
  /** Borders of what can be touched: at least 3:1. */
  readonly line: string;
  /** Hairlines that carry no meaning. */
  readonly hair: string;
  readonly brand: string;
  readonly brandTint: string;
  readonly act: string;
  readonly onDark: string;
}

const parse = (colour: string): [number, number, number] => [
  Number.parseInt(colour.slice(1, 3), 16),
  Number.parseInt(colour.slice(3, 5), 16),
  Number.parseInt(colour.slice(5, 7), 16),
];

const hex = (channels: readonly number[]): string =>
  `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

/** `share` of `one`, the rest of `other`. */
export const mix = (one: string, other: string, share: number): string => {
  const from = parse(other);
  return hex(parse(one).map((channel, at) => channel * share + (from[at] ?? 0) * (1 - share)));
};

/** The colour itself, or as little darker as it takes to reach the ratio on every ground. */
export function deepen(colour: string, grounds: readonly string[], ratio: number): string {
  for (let share = 1; share > 0; share -= 0.02) {
    const candidate = mix(colour, '#000000', share);
    if (grounds.every((ground) => contrast(candidate, ground) >= ratio)) return candidate;
  }
  return '#000000';
}

/** The palette of a site: its own two colours, as readable as the theme asks for. */
export function paletteOf(theme: { readonly brand: string; readonly accent: string }, high: boolean): Palette {
  if (high)
    return {
      paper: '#ffffff',
      card: '#ffffff',
      ink: '#000000',
      quiet: '#1f1f1f',
      line: '#000000',
      hair: '#595959',
      brand: deepen(theme.brand, ['#ffffff'], 12.5),
      brandTint: '#ffffff',
      act: deepen(theme.accent, ['#ffffff'], 12.5),
      onDark: '#ffffff',
    };
  const card = '#fffdf9';
  const brandTint = mix(theme.brand, paper, 0.09);
  return {
    paper,
    card,
    ink,
    quiet: '#4a423b',
    line: '#8a7d6f',
    hair: '#e4dacb',
    brand: deepen(theme.brand, [paper, card, brandTint], 7.3),
    brandTint,
    act: deepen(theme.accent, [paper, card], 7.3),
    onDark: '#fffdf9',
  };
}
