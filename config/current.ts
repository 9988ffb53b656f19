import { quantity, type QuantityKind } from './quantity.ts';

/** Electric currents, read into milliamperes. */
const current: QuantityKind = {
  what: { vi: 'một cường độ dòng điện', en: 'a current' },
  example: '500mA',
  units: {
    mA: { times: 1, over: 1 },
    A: { times: 1000, over: 1 },
  },
  mistaken: { ma: 'mA', milliampe: 'mA', milliamp: 'mA', ampe: 'A', amp: 'A', amps: 'A', a: 'A' },
  likely: (bare) => `${bare}${Math.abs(bare) >= 20 ? 'mA' : 'A'}`,
  whole: false,
};

/** A current between two others, in milliamperes. */
export const currentBetween = (least: number, most: number) =>
  quantity(current, { least, most, written: `${least}mA … ${most}mA` });
