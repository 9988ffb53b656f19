import { z } from 'zod';
import type { VoiceWord } from '../behaviours/calling/events.ts';
import type { JsonObject } from '../hal/json.ts';

const name = z.string().min(1).max(128);
const callKey = z.strictObject({ ticket: name, counter: name, call: z.int().min(1).max(10_000) });

const voiceWord = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('taken'), call: callKey }),
  z.strictObject({ kind: z.literal('unheard'), calls: z.array(callKey).max(200) }),
  z.strictObject({ kind: z.literal('able'), able: z.boolean() }),
]);

/** Reads what another device said of its voice (`evt/voice`); null: it is none of our words. */
export const parseVoiceWord = (data: JsonObject): VoiceWord | null => {
  const parsed = voiceWord.safeParse(data);
  return parsed.success ? parsed.data : null;
};

/** The same as it goes out. */
export const writeVoiceWord = (word: VoiceWord): JsonObject => {
  switch (word.kind) {
    case 'taken':
      return { kind: word.kind, call: { ...word.call } };
    case 'unheard':
      return { kind: word.kind, calls: word.calls.map((call) => ({ ...call })) };
    case 'able':
      return { kind: word.kind, able: word.able };
  }
};
