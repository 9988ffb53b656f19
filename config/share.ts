import { quantity, type QuantityKind } from './quantity.ts';

/** Parts of a whole, written in per cent, read into 0 to 1. */
const share: QuantityKind = {
  what: { vi: 'một tỉ lệ phần trăm', en: 'a percentage' },
  example: '70%',
  units: { '%': { times: 1, over: 100 } },
  mistaken: { percent: '%', 'phần trăm': '%' },
  likely: (bare) => (bare > 0 && bare <= 1 ? `${Math.round(bare * 100)}%` : `${bare}%`),
  whole: false,
};

/** `0%` to `100%` into 0 to 1. */
export const percentage = () => quantity(share, { least: 0, most: 1, written: '0% … 100%' });
