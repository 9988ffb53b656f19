import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBlocks, writeBlock } from '../../firmware/flight/block.ts';

const joined = async (...texts: readonly string[]): Promise<Uint8Array> =>
  Buffer.concat(await Promise.all(texts.map((text) => writeBlock(text))));

describe('blocks of the ring', () => {
  test('are gzip members that anybody can unpack', async () => {
    const file = await joined('một\n', 'hai\n', 'ba\n');
    expect(gunzipSync(file).toString()).toBe('một\nhai\nba\n');
    expect(readBlocks(file)).toEqual({ texts: ['một\n', 'hai\n', 'ba\n'], end: 'whole', bytes: file.length });
  });

  test('cut anywhere, the whole ones are read and the torn one is left out', async () => {
    const first = await writeBlock('{"a":1}\n');
    const file = await joined('{"a":1}\n', '{"b":2}\n');
    for (let length = 0; length < file.length; length += 1) {
      const { bytes, end, texts } = readBlocks(file.subarray(0, length));
      const whole = length >= first.length ? 1 : 0;
      expect(texts, `cut at ${length}`).toHaveLength(whole);
      expect(bytes).toBe(whole * first.length);
      expect(end).toBe(length === 0 || length === first.length ? 'whole' : 'torn');
    }
  });

  test('of which one byte is another are found out', async () => {
    const file = await joined('{"a":1}\n', '{"b":2}\n', '{"c":3}\n');
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const spoilt = Buffer.from(file);
        spoilt[at] = (spoilt[at] ?? 0) ^ flip;
        const { texts } = readBlocks(spoilt);
        // Time, flags and system in a member's header say nothing of its content.
        for (const [index, text] of texts.entries()) expect(text).toBe(['{"a":1}\n', '{"b":2}\n', '{"c":3}\n'][index]);
      }),
      { numRuns: 300 },
    );
  });

  test('that claim to be endless are not unpacked', async () => {
    const block = Buffer.from(await writeBlock('x'.repeat(1_000)));
    block.writeUInt32LE(0xffff_ffff, block.length - 4);
    expect(readBlocks(block)).toMatchObject({ texts: [], end: 'torn' });
  });
});
