import { quantity, type QuantityKind } from './quantity.ts';

/** Speeds, read into metres a second. */
const speed: QuantityKind = {
  what: { vi: 'một tốc độ', en: 'a speed' },
  example: '0.35m/s',
  units: {
    'm/s': { times: 1, over: 1 },
    'cm/s': { times: 1, over: 100 },
    'km/h': { times: 5, over: 18 },
  },
  mistaken: { 'm/giây': 'm/s', mps: 'm/s', kmh: 'km/h', 'km/giờ': 'km/h' },
  likely: (bare) => `${bare}m/s`,
  whole: false,
};

/** A speed between two others, in metres a second. */
export const speedBetween = (least: number, most: number) =>
  quantity(speed, { least, most, written: `${least}m/s … ${most}m/s` });
