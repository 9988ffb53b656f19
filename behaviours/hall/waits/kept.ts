import type { JsonObject, JsonValue } from '../../../hal/json.ts';

/* What was learnt is kept with the snapshots of the hall, as plain data; what of it cannot be read is learnt again. */

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectIn = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

const isNumber = (value: JsonValue | undefined): value is number => typeof value === 'number' && Number.isFinite(value);

export const numberIn = (from: JsonObject, key: string, otherwise: number): number => {
  const value = from[key];
  return isNumber(value) ? value : otherwise;
};

export const numbersIn = (from: JsonObject, key: string): number[] => {
  const value = from[key];
  return Array.isArray(value) ? value.filter(isNumber) : [];
};

export const wordIn = (from: JsonObject, key: string): string => {
  const value = from[key];
  return typeof value === 'string' ? value : '';
};

/** To four digits: no time at a counter is known better, and files stay short. */
export const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
