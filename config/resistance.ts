import { quantity, type QuantityKind } from './quantity.ts';

/** Electric resistances, read into milliohms; `ohm` in letters, since many keyboards have no Ω. */
const resistance: QuantityKind = {
  what: { vi: 'một điện trở', en: 'a resistance' },
  example: '100mohm',
  units: {
    mohm: { times: 1, over: 1 },
    ohm: { times: 1000, over: 1 },
  },
  mistaken: { mω: 'mohm', milliohm: 'mohm', milliohms: 'mohm', ω: 'ohm', ohms: 'ohm', ôm: 'ohm', r: 'ohm' },
  likely: (bare) => `${bare}${Math.abs(bare) >= 1 ? 'mohm' : 'ohm'}`,
  whole: false,
};

/** A resistance between two others, in milliohms. */
export const resistanceBetween = (least: number, most: number) =>
  quantity(resistance, { least, most, written: `${least}mohm … ${most}mohm` });
