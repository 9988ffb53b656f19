/* A process that logs JSON to its standard output while it opens the loudspeaker, as a device does. */
import { pino } from 'pino';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { ownStdout } from '../../../hal/drivers/own-stdout.ts';
import { PinoLog } from '../../../hal/drivers/pino-log.ts';
import { WebAudioSpeaker } from '../../../hal/drivers/web-audio-speaker.ts';

const clock = new NodeClock(() => true);
const fd = process.argv[2] === 'shared' ? 1 : ownStdout();
const log = new PinoLog('kiosk-1', 'info', clock, pino.destination({ fd, sync: true }));
log.write('info', 'before', {});
const speaker = new WebAudioSpeaker(clock, null);
const opened = await speaker.open(new AbortController().signal);
log.write('info', 'opened', { ok: opened.ok });
await speaker.close();
log.close();
