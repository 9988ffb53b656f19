import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuestion } from '../../firmware/hall-messages.ts';
import { parseEnvelope } from '../../firmware/topics.ts';
import { parseVisitEvent } from '../../firmware/visit-event.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';

/*
 * What almost every message is, is read by hand and not by its schema. Here each field in turn is what it must not be, is missing, or is one
 * too many: whatever is refused by the schema must be refused by hand as well, which then asks the schema for the words.
 */

const line: JsonObject = {
  v: 1,
  id: 'kiosk-1/3/7',
  device: 'kiosk-1',
  epoch: 3,
  seq: 7,
  monotonicMs: 12,
  wall: 1_795_360_515_267,
  trusted: true,
  cause: 'touch/1',
  kind: 'ticket.issued',
  data: { number: 'A012' },
};
const envelope: JsonObject = { v: 1, id: 'k/1', from: 'k', seq: 4, at: 5, expiresAt: null, data: { a: 1 } };
const question: JsonObject = { kind: 'number', id: 'r', service: 's', priority: null, language: 'vi' };

const wrong: readonly JsonValue[] = [-1, 0.5, 2 ** 60, true, null, '', 'x'.repeat(300), [], {}, [1]];

/** With one field changed, left out or added. */
const broken = (value: JsonObject): readonly JsonObject[] => [
  ...Object.keys(value).flatMap((key) => wrong.map((other) => ({ ...value, [key]: other }))),
  ...Object.keys(value).map((left) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== left))),
  { ...value, more: 1 },
];

describe('a message that is plainly one', () => {
  test('of the ledger', () => {
    expect(parseVisitEvent('kiosk-1', line)).toEqual({ ok: true, value: line });
    const taken = broken(line).filter((each) => parseVisitEvent('kiosk-1', each).ok);
    // Any text may be a cause or a kind, and any whole number a moment: what else is taken is that.
    for (const each of taken) {
      const changed = Object.keys(line).filter((key) => each[key] !== line[key]);
      expect(changed.length).toBeLessThanOrEqual(1);
      expect(['cause', 'wall', 'trusted', 'data'], JSON.stringify(each)).toContain(changed[0] ?? 'data');
    }
    expect(taken.some(({ data }) => Array.isArray(data) || data === null)).toBe(false);
  });

  test('in an envelope', () => {
    expect(parseEnvelope(JSON.stringify(envelope))).toEqual({ ok: true, value: envelope });
    for (const each of broken(envelope)) {
      const read = parseEnvelope(JSON.stringify(each));
      if (read.ok) expect(Array.isArray(each['data']), JSON.stringify(each)).toBe(false);
      if (typeof each['seq'] !== 'number' || each['seq'] < 0 || !Number.isSafeInteger(each['seq']))
        expect(read.ok, JSON.stringify(each)).toBe(false);
    }
  });

  test('nested so deep that nobody could look through it is refused, not the end of the device', () => {
    const deep = (levels: number): string => `${'["]",'.repeat(levels)}1${']'.repeat(levels)}`;
    const read = parseEnvelope(deep(10_000));
    expect(read.ok ? null : read.fault.expected).toBe('no more than 100 levels');
    const inside = JSON.stringify({ ...envelope, data: { it: 0 } }).replace('"it":0', `"it":${deep(9_000)}`);
    expect(parseEnvelope(inside).ok).toBe(false);
    // Brackets in words are words.
    expect(parseEnvelope(JSON.stringify({ ...envelope, data: { it: '['.repeat(9_000) } })).ok).toBe(true);
  });

  test('that asks for a number', () => {
    expect(readQuestion(question)).toEqual({
      ok: true,
      value: { kind: 'number', request: { id: 'r', service: 's', priority: null, language: 'vi' } },
    });
    for (const each of broken(question)) {
      const { id, service, priority, language } = each;
      const fits =
        [id, service, language].every((word) => typeof word === 'string' && word.length >= 1 && word.length <= 200) &&
        (priority === null || (typeof priority === 'string' && priority.length >= 1 && priority.length <= 200)) &&
        each['kind'] === 'number' &&
        Object.keys(each).length === 5;
      expect(readQuestion(each).ok, JSON.stringify(each)).toBe(fits);
    }
  });

  test('and what came as any JSON never throws', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        parseEnvelope(text);
        const value: unknown = JSON.parse(text);
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
        // Parsed JSON, an object.
        readQuestion(value as JsonObject);
        parseVisitEvent('kiosk-1', value as JsonObject);
      }),
      { numRuns: 100 },
    );
  });
});
