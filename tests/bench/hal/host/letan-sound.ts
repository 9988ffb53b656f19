import { setTimeout as sleep } from 'node:timers/promises';
import { NodeClock } from '../../../../hal/drivers/node-clock.ts';
import { WebAudioSpeaker } from '../../../../hal/drivers/web-audio-speaker.ts';

/*
 * A prepared clip by letan's speaker, in a process of its own; the speaker is open already, as a device's is.
 *   letan-sound COUNT CLIP_MS PAUSE_MS     says when each was started (ns, monotonic) as JSON
 */
const [count = 0, clipMs = 0, pauseMs = 0] = process.argv.slice(2).map(Number);
const never = new AbortController().signal;
const sampleRate = 44_100;
const clip = {
  words: '',
  language: '',
  sampleRate,
  // The loudest sample of the tone is its first, so that its start is sharp.
  samples: Float32Array.from(
    { length: (clipMs * sampleRate) / 1000 },
    (_, at) => Math.cos((2 * Math.PI * 440 * at) / sampleRate) * 0.5,
  ),
  durationMs: clipMs,
};
const speaker = new WebAudioSpeaker(new NodeClock(() => true), null);
const opened = await speaker.open(never);
if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
await sleep(1500);
const starts: string[] = [];
for (let play = 0; play < count; play += 1) {
  const from = process.hrtime.bigint();
  const played = speaker.play(clip, 1, never);
  starts.push(String(from));
  // Not in step with the card's own periods.
  await sleep(clipMs + pauseMs + ((play * 37) % 100));
  const ended = await played;
  if (!ended.ok) throw new Error(JSON.stringify(ended.fault));
}
await sleep(500);
process.stdout.write(`${JSON.stringify({ starts })}\n`, () => process.exit(0));
