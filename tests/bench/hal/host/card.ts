import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const alsa = '/usr/share/alsa/alsa.conf';
export const framesPerSecond = 44_100;

/**
 * ALSA's configuration for a card without a speaker, whose far end is a process of its own that writes down when sound began.
 * @returns what the process that plays finds in its environment.
 */
export const cardInto = (
  folder: string,
  name: string,
  soundEnd: string,
): { readonly env: Readonly<Record<string, string>>; readonly onsetsFile: string } => {
  const onsetsFile = join(folder, `${name}.onsets`);
  writeFileSync(onsetsFile, '');
  const command = `${process.execPath} ${soundEnd} ${onsetsFile} ${framesPerSecond}`;
  const path = join(folder, `${name}.asoundrc`);
  writeFileSync(
    path,
    `<${alsa}>\npcm.!default { type file file "|${command}" format "raw" slave.pcm "nothing" }\npcm.nothing { type null }\n`,
  );
  return { env: { ALSA_CONFIG_PATH: path }, onsetsFile };
};
