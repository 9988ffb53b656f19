import { quantity, readQuantity, type Bounds, type QuantityKind } from './quantity.ts';

/** Lengths and coordinates, read into metres. */
export const length: QuantityKind = {
  what: { vi: 'một độ dài', en: 'a length' },
  example: '1.2m',
  units: {
    mm: { times: 1, over: 1000 },
    cm: { times: 1, over: 100 },
    m: { times: 1, over: 1 },
    in: { times: 127, over: 5000 },
  },
  mistaken: {
    meter: 'm',
    meters: 'm',
    metre: 'm',
    metres: 'm',
    mét: 'm',
    met: 'm',
    millimeter: 'mm',
    millimetre: 'mm',
    li: 'mm',
    phân: 'cm',
    inch: 'in',
    inches: 'in',
    '"': 'in',
    '″': 'in',
  },
  likely: (bare) => `${bare}${Math.abs(bare) >= 50 ? 'mm' : 'm'}`,
  whole: false,
};

const between = (least: number, most: number): Bounds => ({ least, most, written: `${least}m … ${most}m` });

/** A length between two others, in metres. */
export const lengthBetween = (least: number, most: number) => quantity(length, between(least, most));

/** A coordinate on a plan: up to a kilometre either way. */
export const coordinate = () => lengthBetween(-1000, 1000);

/** `80mm`, `1.2m`, `21.5in` into metres, up to ten kilometres either way. */
export const readLength = (input: unknown) => readQuantity(length, between(-10_000, 10_000), input);
