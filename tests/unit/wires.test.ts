import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/*
 * A behaviour's tests send it all that it takes; whether the product does is another question. Here the sources are read: every kind
 * of event in a behaviour's `…In` union must be sent to that behaviour somewhere in the composition root.
 */

const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

/** Unions that others include by their name, with what is in them (`claims.ts`, `behaviour.ts`). */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  ClaimEvent: ['claim.made', 'claim.withdrawn'],
  Kept: ['state.kept'],
  Resumed: ['state.resumed'],
};

/** Kinds by the name of their union, read from an `events.ts`. */
const unionsIn = (source: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    // A union ends at the first semicolon that stands at a line's end outside of braces.
    [...withoutComments(source).matchAll(/export type (\w+) =((?:[^;{}]|\{(?:[^{}]|\{[^{}]*\})*\})*);/g)].map(
      ([, name = '', body = '']) => [
        name,
        [
          ...[...body.matchAll(/\btype: '([^']+)'/g)].map(([, kind = '']) => kind),
          ...[...body.matchAll(/\|\s*(\w+)\b/g)].flatMap(([, included = '']) => elsewhere[included] ?? []),
        ],
      ],
    ),
  );

const union = (source: string, suffix: 'In' | 'Out'): readonly string[] =>
  [...unionsIn(source)].filter(([name]) => name.endsWith(suffix)).flatMap(([, kinds]) => kinds);

interface Sent {
  readonly to: string;
  readonly kind: string;
}

/**
 * What a source sends, by reading it backwards from each `x.send(…)`: a literal event; else the event of the `case` labels it stands
 * under; else the literal `const event`; else, in a listener without cases, all that its behaviour tells (`outs`).
 */
const sentIn = (source: string, outs: Readonly<Record<string, readonly string[]>>): readonly Sent[] =>
  [...source.matchAll(/(\w+)\??\.send\(/g)].flatMap((match): readonly Sent[] => {
    const to = match[1] ?? '';
    const rest = source.slice(match.index + match[0].length);
    const literal = /^\{\s*type: (?:[^'{},]+ \? )?'([^']+)'(?: : '([^']+)')?/.exec(rest);
    if (literal !== null) return literal.slice(1).flatMap((kind) => (kind === undefined ? [] : [{ to, kind }]));
    const before = source.slice(0, match.index);
    // Not beyond the listener or function in which it stands.
    const room = before.slice(Math.max(before.lastIndexOf('.on((event) =>'), before.lastIndexOf('\nconst ')));
    const cases = /((?:case '[^']+':\s*)+)(?:(?!case |\bbreak;)[\s\S])*$/.exec(room)?.[1];
    if (cases !== undefined) return [...cases.matchAll(/'([^']+)'/g)].map(([, kind = '']) => ({ to, kind }));
    const named = [...room.matchAll(/const event = \{ type: '([^']+)'/g)].at(-1)?.[1];
    if (named !== undefined) return [{ to, kind: named }];
    if (room.endsWith('(event: ClaimEvent): void => '))
      return ['claim.made', 'claim.withdrawn'].map((kind) => ({ to, kind }));
    const from = /(\w+)$/.exec(before.slice(0, before.lastIndexOf('.on((event) =>')))?.[1] ?? '';
    return (outs[from] ?? []).map((kind) => ({ to, kind }));
  });

/** What a part tells one behaviour by a function that it was handed: it keeps it as `#tell`, and its type names the behaviour. */
const toldIn = (source: string): readonly Sent[] => {
  const to = /#tell: \(event: Extract<(\w+)In,/.exec(source)?.[1]?.toLowerCase();
  if (to === undefined) return [];
  return [...source.matchAll(/#tell\(\{ type: '([^']+)'/g)].map(([, kind = '']) => ({ to, kind }));
};

/** Events that nobody sends, as `behaviour: kind`. */
const dead = (events: Readonly<Record<string, string>>, sources: readonly string[]): readonly string[] => {
  const outs = Object.fromEntries(Object.entries(events).map(([name, source]) => [name, union(source, 'Out')]));
  const sent = new Set(
    sources.flatMap((source) => [...sentIn(source, outs), ...toldIn(source)]).map(({ to, kind }) => `${to}: ${kind}`),
  );
  return Object.entries(events)
    .flatMap(([name, source]) => union(source, 'In').map((kind) => `${name}: ${kind}`))
    .filter((wire) => !sent.has(wire));
};

const folders = readdirSync('behaviours', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(`behaviours/${entry.name}`).includes('events.ts'))
  .map(({ name }) => name);
const events = Object.fromEntries(folders.map((name) => [name, readFileSync(`behaviours/${name}/events.ts`, 'utf8')]));
// The root and what it is cut into: the desk, the hall, the city…
const firmware = readdirSync('firmware', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/^(?:cli|pages)\//.test(name))
  .map((name) => readFileSync(`firmware/${name}`, 'utf8'));

describe('the wires between behaviours', () => {
  it('are read from what is there', () => {
    expect(union(events['ticketing'] ?? '', 'In')).toEqual(expect.arrayContaining(['office.ready', 'ticket.called']));
    expect(union(events['reception'] ?? '', 'In')).toEqual(expect.arrayContaining(['claim.made', 'notes.changed']));
    expect(union(events['hours'] ?? '', 'Out')).toContain('hours.changed');
    expect(folders.length).toBeGreaterThanOrEqual(8);
  });

  it('carry every event that a behaviour takes', () => {
    expect(dead(events, firmware)).toEqual([]);
  });

  it.each([
    ['office.ready', 'ticketing'],
    ['clock.stepped', 'hours'],
    ['voice.ended', 'calling'],
    ['hall.callEnded', 'greeting'],
    ['assistance.ended', 'ticketing'],
  ])('would be missed: %s to %s', (kind, to) => {
    const cut = firmware.map((source) => source.replaceAll(`'${kind}'`, "'cut.off'"));
    expect(dead(events, cut)).toContain(`${to}: ${kind}`);
  });

  it('would be missed: one that goes to another only', () => {
    const planted = {
      lamp: "export type LampIn =\n  | { readonly type: 'sun.set' }\n  | { readonly type: 'sun.rose'; readonly at: number };",
      sun: "export type SunOut = { readonly type: 'sun.set' } | { readonly type: 'sun.rose'; readonly at: number };",
    };
    const wiring =
      "sun.on((event) => {\n switch (event.type) {\n case 'sun.set':\n lamp.send(event);\n break;\n case 'sun.rose':\n blind.send(event);\n break;\n } })";
    expect(dead(planted, [wiring])).toEqual(['lamp: sun.rose']);
    expect(dead(planted, ['sun.on((event) => { lamp?.send(event); })'])).toEqual([]);
  });
});
