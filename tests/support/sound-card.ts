import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const alsa = '/usr/share/alsa/alsa.conf';
const pacer = fileURLToPath(new URL('./sound-card-pacer.mjs', import.meta.url));
const sampleRate = 44_100;
/** Two channels of 32-bit floats, as the Web Audio driver asks ALSA for. */
const frameBytes = 8;

/** Why a test that needs ALSA is skipped, null where it is there. */
export const noAlsa = (): string | null => {
  if (!existsSync(alsa)) return 'ALSA is not installed (Debian package libasound2-data)';
  const load = spawnSync(process.execPath, ['-e', "require('node-web-audio-api')"], { stdio: 'ignore' });
  return load.status === 0 ? null : 'node-web-audio-api does not load (Debian package libasound2)';
};

/**
 * A sound card without a speaker: ALSA's own `file` device, which hands what is played to a process that takes it in real time,
 * as a card would, and keeps it.
 */
export class SoundCard {
  readonly #directory: string;
  #recordings = 0;
  #configurations = 0;

  /** ALSA reads the configuration's path from the environment when a device is opened. */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    this.plug();
  }

  plug(): void {
    this.#recordings += 1;
    const command = `${process.execPath} ${pacer} ${this.#path(this.#recordings)} ${sampleRate * frameBytes}`;
    this.#configure(
      `pcm.!default { type file file "|${command}" format "raw" slave.pcm "nothing" }\npcm.nothing { type null }\n`,
    );
  }

  unplug(): void {
    this.#configure('pcm.!default { type hw card 31 }\n');
  }

  #path(recording: number): string {
    return join(this.#directory, `played-${recording}.raw`);
  }

  #configure(devices: string): void {
    // A name of its own each time: ALSA tells changed files by whole seconds.
    this.#configurations += 1;
    const path = join(this.#directory, `asound-${this.#configurations}.conf`);
    writeFileSync(path, `<${alsa}>\n${devices}`);
    process.env['ALSA_CONFIG_PATH'] = path;
  }

  /** The left channel of all that was played. */
  samples(): Float32Array {
    const channels: number[] = [];
    for (let recording = 1; recording <= this.#recordings; recording += 1) {
      const path = this.#path(recording);
      if (!existsSync(path)) continue;
      const bytes = readFileSync(path);
      for (let at = 0; at + frameBytes <= bytes.length; at += frameBytes) channels.push(bytes.readFloatLE(at));
    }
    return Float32Array.from(channels);
  }

  readonly sampleRate = sampleRate;

  remove(): void {
    delete process.env['ALSA_CONFIG_PATH'];
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
