/** The ground that every page stands on; a site's colours are chosen against it. */
export const paper = '#fbf7f0';
/** The colour of running text. */
export const ink = '#1c1917';

/** An sRGB channel made linear (WCAG 2.2). The last digits of `pow` may differ between engines; no trace holds them. */
const linear = (byte: number): number => {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
};

const luminance = (colour: string): number => {
  const channel = (at: number): number => linear(Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
};

/** The contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance). */
export const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
