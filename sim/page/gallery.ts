import type { Resource } from '../../firmware/page.ts';
import type { SlipOut, SoundHeard } from '../session.ts';
import type { Slip, Sound } from './protocol.ts';
import { waveFile } from './wave.ts';

const keptSlips = 60;
const keptSounds = 40;

interface KeptSlip {
  readonly slip: Slip;
  readonly png: Uint8Array | null;
}
interface KeptSound {
  readonly sound: Sound;
  readonly wave: () => Uint8Array;
}

/** What came out of the printers and loudspeakers, the newest of it, for pages to show and play. */
export class Gallery {
  readonly #slips: KeptSlip[] = [];
  readonly #sounds: KeptSound[] = [];
  #next = 1;

  keepSlip({ t, device, png, qr }: SlipOut): Slip {
    const id = this.#next++;
    const slip: Slip = { id, t, device, picture: png === null ? null : `/slips/${id}.png`, qr };
    this.#slips.push({ slip, png });
    if (this.#slips.length > keptSlips) this.#slips.shift();
    return slip;
  }

  keepSound({ t, device, clip }: SoundHeard): Sound {
    const id = this.#next++;
    const { words, language, durationMs } = clip;
    const sound: Sound = { id, t, device, words, language, durationMs, path: `/sounds/${id}.wav` };
    // Made when somebody listens: at a thousandfold speed nobody does.
    this.#sounds.push({ sound, wave: () => waveFile(clip) });
    if (this.#sounds.length > keptSounds) this.#sounds.shift();
    return sound;
  }

  slips(): readonly Slip[] {
    return this.#slips.map(({ slip }) => slip);
  }

  slip(name: string): Resource | null {
    const png = this.#slips.find(({ slip }) => `${slip.id}.png` === name)?.png ?? null;
    return png === null ? null : { type: 'image/png', bytes: png };
  }

  sound(name: string): Resource | null {
    const found = this.#sounds.find(({ sound }) => `${sound.id}.wav` === name);
    return found === undefined ? null : { type: 'audio/wav', bytes: found.wave() };
  }
}
