// The least that node-web-audio-api can do for a clip: a buffer, a source, started. Nothing of letan.
//   node audio-start.mjs COUNT LATENCY_HINT CLIP_MS PAUSE_MS     says when each was started (ns, monotonic) as JSON
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const { AudioContext } = createRequire(import.meta.url)('node-web-audio-api');
const [, , count, latencyHint, clipMs, pauseMs] = process.argv;
const sampleRate = 44_100;
// The loudest sample of the tone is its first, so that its start is sharp.
const clip = Float32Array.from(
  { length: (Number(clipMs) * sampleRate) / 1000 },
  (_, at) => Math.cos((2 * Math.PI * 440 * at) / sampleRate) * 0.5,
);
const context = new AudioContext({ latencyHint });
await sleep(1500);
const starts = [];
for (let play = 0; play < Number(count); play++) {
  const from = process.hrtime.bigint();
  const buffer = context.createBuffer(1, clip.length, sampleRate);
  buffer.copyToChannel(clip, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.start();
  starts.push(String(from));
  // Not in step with the card's own periods.
  await sleep(Number(clipMs) + Number(pauseMs) + ((play * 37) % 100));
}
await sleep(500);
process.stdout.write(`${JSON.stringify({ starts })}\n`, () => process.exit(0));
