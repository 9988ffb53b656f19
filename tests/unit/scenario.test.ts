import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStep, readStepTime } from '../../sim/scenario-steps.ts';
import { parseScenario } from '../../sim/scenario.ts';

const faults = (text: string): string[] => {
  const parsed = parseScenario('s.yaml', text);
  return parsed.ok ? [] : parsed.fault.map(({ line, message }) => `${line}: ${message}`);
};

describe('scenarios', () => {
  test('the least of them: what it is and where', () => {
    const parsed = parseScenario('s.yaml', 'schema: 1\nwhat: a day\nsite: ward-centre\n');
    expect(parsed.ok && parsed.value).toMatchObject({
      seed: 1,
      clerks: true,
      script: [],
      people: { come: 0.1, visitors: [] },
    });
  });

  test('all parts are read, with their units', () => {
    const parsed = parseScenario(
      's.yaml',
      [
        'schema: 1',
        'what: a day',
        'site: ward-centre',
        'length: 9h',
        'people:',
        '  come: 25%',
        '  place: 9,4,90',
        '  generate: { pass: 600, come: 200, over: 9h }',
        '  visitors:',
        '    - { id: an, at: "8:41", from: [1, 2], wants: ho-tich, walksOffAt: services }',
        'script:',
        '  - at 8:41:30 break kiosk-1.slip.paper-out',
        '  - at +90s expect kiosk-1 screen ticket within 5s',
        'expect: { tickets: 3, printed: ">= 2" }',
      ].join('\n'),
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
    expect(parsed.value).toMatchObject({
      length: 32_400_000,
      people: {
        come: 0.25,
        place: { x: 9, y: 4, turnDeg: 90 },
        generate: { pass: 600, come: 200, over: 32_400_000 },
        visitors: [{ id: 'an', at: { kind: 'clock', secondOfDay: 31_260 }, from: [1, 2], plain: true }],
      },
      script: [
        { do: 'break', fault: 'kiosk-1.slip.paper-out', at: { kind: 'clock', secondOfDay: 31_290 } },
        { do: 'expect', device: 'kiosk-1', screen: 'ticket', withinMs: 5000, at: { kind: 'after', ms: 90_000 } },
      ],
      expect: { tickets: { least: 3, most: 3 }, printed: { least: 2 } },
    });
  });

  test.each([
    ['a bare span', 'length: 90', 4, 'length: Invalid input: expected string, received number'],
    ['a wrong share', 'people: { come: 120% }', 4, '"120%" is no share; write 10%'],
    ['a wrong screen', 'script: ["at 8:30 expect kiosk-1 screen tickt"]', 4, '"tickt" is no screen'],
    ['a wrong verb', 'script: ["at 8:30 brek x"]', 4, '"brek" is nothing that a script can do'],
    ['a wrong time', 'script: ["at 25:00 break x"]', 4, '"25:00" is no time; write 8:41'],
    ['a wrong count', 'expect: { tickets: many }', 4, 'expect.tickets'],
    ['an unknown count', 'expect: { tikets: 3 }', 4, 'expect'],
    ['an unknown key', 'expct: 3', 4, 'expct: there is no such key'],
    ['a wrong start', 'start: tomorrow', 4, 'expected site time like 2026-08-03T08:30'],
  ])('%s is refused at its line', (_, line, at, part) => {
    const found = faults(`schema: 1\nwhat: x\nsite: s\n${line}\n`);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toContain(`${at}: `);
    expect(found.join('\n')).toContain(part);
  });

  test('broken YAML is told as such', () => {
    expect(faults('schema: 1\n  what: [x\n').length).toBeGreaterThan(0);
    expect(faults('')).toHaveLength(1);
    expect(faults('- a\n- b\n')).toHaveLength(1);
  });

  test('no text makes the parsers throw', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        readStep(text);
        readStepTime(text);
        parseScenario('s.yaml', text);
        const step = readStep(`at 8:30 ${text}`);
        if (!step.ok) expect(step.fault).not.toBe('');
      }),
      { seed: 9, numRuns: 400 },
    );
  });
});
