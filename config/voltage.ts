import { quantity, type QuantityKind } from './quantity.ts';

/** Electric voltages, read into millivolts. */
const voltage: QuantityKind = {
  what: { vi: 'một điện áp', en: 'a voltage' },
  example: '7.4V',
  units: {
    mV: { times: 1, over: 1 },
    V: { times: 1000, over: 1 },
  },
  mistaken: { mv: 'mV', millivolt: 'mV', v: 'V', volt: 'V', volts: 'V', vôn: 'V' },
  likely: (bare) => `${bare}${Math.abs(bare) >= 100 ? 'mV' : 'V'}`,
  whole: true,
};

/** A voltage between two others, in millivolts. */
export const voltageBetween = (least: number, most: number) =>
  quantity(voltage, { least, most, written: `${least}mV … ${most}mV` });
