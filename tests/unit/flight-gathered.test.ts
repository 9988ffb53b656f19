import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatheredLines, type Gathered } from '../../firmware/flight/gathered.ts';

/** Words of any script, as they stand in JSON: no line feed, no half of a pair. */
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('Xin mời số A không mười hai, quầy một'));
const gathered = fc.record<Gathered>({
  kind: fc.constantFrom('line', 'note'),
  text: text.map((it) => JSON.stringify({ it })),
});

test('what was added is taken in its order, whatever else is added meanwhile', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(gathered, fc.integer({ min: 0, max: 5 })), { maxLength: 200 }),
      fc.constantFrom(1, 400),
      (steps, times) => {
        const lines = new GatheredLines();
        const added: Gathered[] = [];
        const taken: Gathered[] = [];
        for (const step of steps)
          if (typeof step === 'number') taken.push(...lines.take(step));
          else {
            const one = { ...step, text: step.text.repeat(times) };
            lines.add(one);
            added.push(one);
            expect(lines.lines).toBe(added.slice(taken.length).filter(({ kind }) => kind === 'line').length);
          }
        taken.push(...lines.take(Number.POSITIVE_INFINITY));
        expect(taken).toEqual(added);
        expect([lines.isEmpty, lines.lines, lines.bytes]).toEqual([true, 0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});
