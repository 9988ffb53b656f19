import type { ThermalGridWord } from '../../../hal/ports/sensors.ts';
import type { Garbled } from './detection.ts';

/** No array that letan knows has more pixels (MLX90640: 32×24). */
const mostPixels = 1024;
/** What an AMG8833 can measure is −20 … 100 °C (datasheet, table "characteristics"); a wide margin around it. */
const coldestCentiC = -5_000;
const warmestCentiC = 15_000;

/** The word, or that it is nonsense: of another shape than it says, or of temperatures that no room has. */
export const thermalFrame = (word: ThermalGridWord): ThermalGridWord | Garbled => {
  const { rows, columns, centiC } = word;
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 1 || columns < 1) return 'garbled';
  if (!Array.isArray(centiC) || centiC.length !== rows * columns || centiC.length > mostPixels) return 'garbled';
  const sane = centiC.every((it) => typeof it === 'number' && it >= coldestCentiC && it <= warmestCentiC);
  return sane ? word : 'garbled';
};
