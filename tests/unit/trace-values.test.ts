import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineText, quantised, traced, untraced } from '../../firmware/trace.ts';
import type { JsonValue } from '../../hal/json.ts';

const words = fc.string({ maxLength: 12 }).filter((key) => key !== '__proto__');
/** JSON with fractions in it, as drivers give it; keys that a trace has for itself stand in no word. */
const anything = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.integer().map((n) => n / 1000),
    fc.boolean(),
    fc.constant(null),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      words.filter((key) => key !== 'milli' && key !== 'decimal'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

const numbersIn = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

describe('values in a trace', () => {
  test('come back from a line as they were, to the bit', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const text = JSON.stringify(traced(value));
        // Zero has one sign in JSON.
        expect(untraced(JSON.parse(text) as JsonValue)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('hold whole numbers only', () => {
    fc.assert(
      fc.property(anything, (value) => {
        for (const number of numbersIn(traced(value))) expect(Number.isInteger(number)).toBe(true);
      }),
    );
  });

  test('are handed on as they are written: in thousandths, with one zero, nothing undefined', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const given = quantised(value);
        expect(untraced(JSON.parse(JSON.stringify(traced(given))) as JsonValue)).toStrictEqual(given);
        for (const number of numbersIn(given)) {
          expect(Object.is(number, -0)).toBe(false);
          if (!Number.isInteger(number)) expect(Math.round(number * 1000) / 1000).toBe(number);
        }
        expect(quantised(given)).toBe(given);
      }),
    );
    expect(quantised({ a: undefined, b: [1 / 3, -0.0001] })).toStrictEqual({ b: [0.333, 0] });
    expect(quantised(undefined)).toBeNull();
  });

  test('that are so already are not copied', () => {
    const word = { sensorId: 'radar', seq: 1, at: 5, value: { targets: [{ x: 1.234, y: -0.5, speed: 0 }] } };
    expect(quantised(word)).toBe(word);
    expect(quantised(Object.freeze({ x: 0.12345 }))).toEqual({ x: 0.123 });
  });

  test('are written in thousandths, and to the last digit where a config has more', () => {
    const line = { t: 5, device: 'a', kind: 'input', port: 'range', word: { distanceM: 1.25 } } as const;
    expect(lineText(line)).toBe(
      '{"t":5,"device":"a","kind":"input","port":"range","word":{"distanceM":{"milli":1250}}}',
    );
    expect(traced([0.0005, -0.1, 1e21, Number.POSITIVE_INFINITY, Number.NaN])).toEqual([
      { decimal: '0.0005' },
      { milli: -100 },
      1e21,
      { decimal: 'Infinity' },
      { decimal: 'NaN' },
    ]);
  });
});
