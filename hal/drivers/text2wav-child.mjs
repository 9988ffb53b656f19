// The process in which espeak-ng's WebAssembly build (npm text2wav, GPL-3.0) lives. Words come in, WAV bytes go out, over Node's
// own channel between parent and child. It is replaced every some sentences by its parent, because each costs it 2 MB for good.
import { createRequire } from 'node:module';

const speak = createRequire(import.meta.url)('text2wav');

process.on('message', (/** @type {{ id: number, voice: string, speed: number, words: string }} */ request) => {
  const { id, voice, speed, words } = request;
  // The engine takes its text as an argument: a leading blank keeps a word that begins with a hyphen from being an option.
  // A speed given as a number, as its types ask, is lost on the way into WebAssembly.
  speak(` ${words}`, { voice, speed: String(speed) })
    .then((wav) => process.send?.({ id, wav }))
    .catch((error) => process.send?.({ id, reason: String(error?.message ?? error) }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
