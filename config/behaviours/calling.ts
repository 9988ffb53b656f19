import { z } from 'zod';
import { durationBetween } from '../duration.ts';
import { languageTag } from '../text.ts';

/** How a call is announced. Without `languages` it is said in the site's first language. */
export const calling = z
  .strictObject({
    aloud: z.boolean().default(true),
    languages: z.array(languageTag()).max(6).default([]),
    ownLanguageToo: z.boolean().default(false),
    repeats: z.int().min(1).max(3).default(2),
    banner: durationBetween(5000, 300_000).prefault('20s'),
    voice: durationBetween(5000, 120_000).prefault('30s'),
  })
  .transform((it) => ({
    aloud: it.aloud,
    languages: it.languages,
    ownLanguageToo: it.ownLanguageToo,
    repeats: it.repeats,
    bannerMs: it.banner,
    voiceMs: it.voice,
  }));
