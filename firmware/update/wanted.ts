import { z } from 'zod';

/*
 * How the firmware, which may write nothing but its own data, asks for an update: a file in `update/` of its data directory, written
 * whole under another name first. `letan-update.path` sees it and starts the service, which alone may write to the slots, and which
 * takes nobody's word for what a release is.
 */

export const wantedFolder = 'update';
export const wantedName = 'wanted.json';

/** A file of that very folder; no path. */
const bundleName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.letan$/u;

export const wantedSchema = z.strictObject({
  format: z.literal(1),
  /** Names this wish in what became of it. */
  id: z.string().min(1).max(80),
  from: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), name: z.string().regex(bundleName) }),
    z.strictObject({ kind: z.literal('address'), url: z.url({ protocol: /^https?$/ }).max(2000) }),
  ]),
  by: z.string().min(1).max(80),
});
export type Wanted = z.output<typeof wantedSchema>;
