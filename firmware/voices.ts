import type { JsonObject } from '../hal/json.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Behaviours } from './behaviours.ts';
import type { HallMedia } from './hall-media.ts';
import type { VoiceWord } from '../behaviours/calling/events.ts';
import { parseVoiceWord, writeVoiceWord } from './voice-word.ts';

interface VoicesPorts {
  readonly device: string;
  readonly media: Pick<HallMedia, 'voice'>;
  readonly calling: Behaviours['calling'];
  readonly log: Log;
  readonly publish: (data: JsonObject) => void;
}

/** What the devices of a room tell each other of their voices, so that one of them calls. */
export class Voices {
  readonly #ports: VoicesPorts;

  constructor(ports: VoicesPorts) {
    this.#ports = ports;
  }

  /** Another device's word. */
  hear(by: string, data: JsonObject): void {
    const { calling, log, media } = this.#ports;
    const word = parseVoiceWord(data);
    if (word === null) {
      log.write('warn', 'voice.refused', { from: by });
      return;
    }
    media.voice(by, word);
    calling.send({ type: 'voice.told', by, word });
  }

  /** This device's own. */
  say(word: VoiceWord): void {
    this.#ports.media.voice(this.#ports.device, word);
    this.#ports.publish(writeVoiceWord(word));
  }
}
