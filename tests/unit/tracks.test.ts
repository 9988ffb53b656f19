import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseTracks, type Recording } from '../../sim/world/tracks.ts';
import { recordings } from '../support/tier.ts';

const read = (text: string): Recording => {
  const parsed = parseTracks(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  return parsed.value;
};
const faults = (text: string): string[] => {
  const parsed = parseTracks(text);
  return parsed.ok ? [] : parsed.fault.map(({ line, message }) => `${line}: ${message}`);
};

describe('recordings of walking people', () => {
  test('rows become ways from the first instant of the recording', () => {
    const { tracks, lengthMs } = read('track,t,x,y\n7,10.4,1,2\n7,10.8,1.5,2\n8,12,0,0\n8,12.4,0,1\n');
    expect(lengthMs).toBe(2000);
    expect(tracks).toEqual([
      {
        id: '7',
        way: [
          { t: 0, x: 1, y: 2 },
          { t: 400, x: 1.5, y: 2 },
        ],
      },
      {
        id: '8',
        way: [
          { t: 1600, x: 0, y: 0 },
          { t: 2000, x: 0, y: 1 },
        ],
      },
    ]);
  });

  test.each([
    ['CRLF', 'track,t,x,y\r\n1,0,0,0\r\n1,1,1,0\r\n'],
    ['a byte order mark', '\uFEFFtrack,t,x,y\n1,0,0,0\n1,1,1,0'],
    ['other names and order', 'Time,Person,Y_m,X_m,extra\n0,1,0,0,?\n1,1,0,1,?'],
    ['quoted names', '"track","t","x","y"\n1,0,0,0\n1,1,1,0'],
    ['empty lines', 'track,t,x,y\n\n1,0,0,0\n\n1,1,1,0\n\n'],
    ['spaces and exponents', 'track, t, x, y\n1, 0, 0, 0e0\n1, 1.0, 1e0, +0\n'],
  ])('are read with %s', (_, text) => {
    expect(read(text).tracks).toEqual([
      {
        id: '1',
        way: [
          { t: 0, x: 0, y: 0 },
          { t: 1000, x: 1, y: 0 },
        ],
      },
    ]);
  });

  test('a gaze is kept where it is given and passed over where it is not', () => {
    expect(read('track,t,x,y,gaze\n1,0,0,0,0.5\n1,1,1,0,\n1,2,2,0,NaN').tracks[0]?.way).toEqual([
      { t: 0, x: 0, y: 0, gazeRad: 0.5 },
      { t: 1000, x: 1, y: 0 },
      { t: 2000, x: 2, y: 0 },
    ]);
    expect(faults('track,t,x,y,gaze\n1,0,0,0,left')).toEqual(['2: gaze is "left", expected radians or nothing']);
  });

  test.each([
    ['NaN', 'track,t,x,y\n1,0,0,0\n1,1,NaN,0', '3: x is "NaN", expected a number'],
    ['Infinity', 'track,t,x,y\n1,0,0,Infinity', '2: y is "Infinity", expected a number'],
    ['an empty cell', 'track,t,x,y\n1,0,,0', '2: x is "", expected a number'],
    ['words', 'track,t,x,y\n1,soon,0,0', '2: t is "soon", expected a number'],
    ['hexadecimal', 'track,t,x,y\n1,0,0x10,0', '2: x is "0x10", expected a number'],
    ['a missing column', 'track,t,x,y\n1,0,0', '2: expected 4 columns, found 3: "1,0,0"'],
    ['no name', 'track,t,x,y\n,0,0,0', '2: track is "", expected a short name or number'],
    ['time before the beginning', 'track,t,x,y\n1,-1,0,0', '2: t is -1, expected seconds of 0 to 31 days'],
    ['millimetres', 'track,t,x,y\n1,0,14500,20', '2: (14500, 20) is more than 10000 m away, expected metres'],
    ['time running back', 'track,t,x,y\n1,2,0,0\n1,1,0,0', '3: track 1 runs back in time: t 1 after 2 in line 2'],
    [
      'two places at once',
      'track,t,x,y\n1,2,0,0\n1,2,0,1',
      '3: track 1 is in two places at once: t 2 after 2 in line 2',
    ],
  ])('%s is refused at its line', (_, text, message) => {
    expect(faults(text)).toEqual([message]);
  });

  test.each([
    ['no rows', 'track,t,x,y\n', '2: no rows after the header, expected people'],
    ['nothing at all', '', 'expected a header'],
    ['no header', '1,0,0,0\n1,1,1,0', 'found the numbers'],
    ['semicolons', 'track;t;x;y\n1;0;0;0', 'parted by commas'],
    ['missing columns', 'track,t,lat,lon\n1,0,0,0', 'x, y missing'],
  ])('a file with %s says what was expected', (_, text, part) => {
    expect(faults(text)).toHaveLength(1);
    expect(faults(text)[0]).toContain(part);
  });

  test('all faults come at once, and not without end', () => {
    const rows = Array.from({ length: 200 }, (_, i) => `1,${i},x,0`).join('\n');
    expect(faults(`track,t,x,y\n${rows}`)).toHaveLength(50);
  });

  test('a repeated row is dropped and counted', () => {
    const recording = read('track,t,x,y\n1,0,0,0\n1,0,0,0\n1,1,1,0\n');
    expect(recording.notes.repeated).toBe(1);
    expect(recording.tracks[0]?.way).toHaveLength(2);
  });

  test('a hole of more than 2 s cuts a track in two, one of 2 s does not', () => {
    const recording = read('track,t,x,y\n1,0,0,0\n1,1,1,0\n1,3,1,0\n1,4,1,0\n1,6.1,2,0\n1,7,3,0\n');
    expect(recording.notes.cut).toBe(1);
    expect(recording.tracks.map(({ id, way }) => [id, way.length])).toEqual([
      ['1', 4],
      ['1.2', 2],
    ]);
  });

  test('nobody flies: a leap cuts a track, a lone row is no track', () => {
    const recording = read('track,t,x,y\n1,0,0,0\n1,1,1,0\n1,1.5,30,0\n2,0,5,5\n');
    expect(recording.notes).toMatchObject({ cut: 1, single: 2 });
    expect(recording.tracks).toHaveLength(1);
  });

  test('one person followed twice is the longest of them', () => {
    const recording = read('track,t,x,y\n1,0,0,0\n1,1,1,0\n2,0,0,0\n2,1,1,0\n2,2,2,0\n');
    expect(recording.notes.forked).toBe(1);
    expect(recording.tracks.map(({ id }) => id)).toEqual(['2']);
  });

  test('any text is read or refused with located messages, never thrown at', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 }), { maxLength: 8 }), fc.boolean(), (lines, header) => {
        const parsed = parseTracks([...(header ? ['track,t,x,y'] : []), ...lines].join('\n'));
        if (parsed.ok) expect(parsed.value.notes.rows).toBeGreaterThan(0);
        else for (const fault of parsed.fault) expect(fault.line).toBeGreaterThan(0);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('what was written is read back', () => {
    const cell = fc.integer({ min: -6000, max: 6000 }).map((n) => n / 1000);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 20 }), (points) => {
        // Slow enough that nobody flies.
        const rows = points.map(([x, y], i) => ({ t: i * 1500, x, y }));
        const text = `track,t,x,y\n${rows.map(({ t, x, y }) => `5,${t / 1000},${x},${y}`).join('\n')}`;
        expect(read(text).tracks[0]?.way).toEqual(rows);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  const eth = `${recordings()}/tracks/eth_eth.csv`;
  const there = ((): string | null => {
    try {
      return readFileSync(eth, 'utf8');
    } catch {
      return null;
    }
  })();
  test.skipIf(there === null)('the ETH recording: 360 people in 773.4 s', () => {
    const recording = read(there ?? '');
    expect([recording.tracks.length, recording.lengthMs]).toEqual([360, 773_400]);
    expect(recording.notes).toEqual({ rows: 8908, repeated: 0, cut: 0, single: 0, forked: 0 });
  });
});
