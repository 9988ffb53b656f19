import { describe, expect, it } from 'vitest';
import type { VoiceWord } from '../../behaviours/calling/events.ts';
import { parseVoiceWord, writeVoiceWord } from '../../firmware/voice-word.ts';

const call = { ticket: '2026-08-03/A012', counter: '1', call: 1 };

describe('what devices say of their voices', () => {
  it.each<VoiceWord>([
    { kind: 'taken', call },
    { kind: 'unheard', calls: [call, { ...call, call: 2 }] },
    { kind: 'able', able: false },
  ])('comes back as it was written: $kind', (word) => {
    expect(parseVoiceWord(writeVoiceWord(word))).toEqual(word);
  });

  it.each([
    {},
    { kind: 'loud' },
    { kind: 'able', able: 'yes' },
    { kind: 'taken', call: { ...call, call: 0 } },
    { kind: 'taken', call: { ...call, more: true } },
    { kind: 'taken', call: { ...call, ticket: 'x'.repeat(200) } },
    { kind: 'unheard', calls: Array.from({ length: 201 }, () => call) },
  ])('is refused where it is none of our words: %j', (data) => {
    expect(parseVoiceWord(data)).toBeNull();
  });
});
