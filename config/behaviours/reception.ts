import { z } from 'zod';
import { durationBetween } from '../duration.ts';
import { percentage } from '../share.ts';

/** What all behaviours of a device share: its voice, its face, its language list. */
export const reception = z
  .strictObject({
    face: z.boolean().default(false),
    volume: percentage().prefault('70%'),
    voiceGrace: durationBetween(0, 60_000).prefault('2s'),
    synthesis: durationBetween(500, 60_000).prefault('5s'),
    languageList: durationBetween(5000, 300_000).prefault('15s'),
  })
  .transform((it) => ({
    face: it.face,
    volume: it.volume,
    voiceGraceMs: it.voiceGrace,
    synthesisMs: it.synthesis,
    languageListMs: it.languageList,
  }));
