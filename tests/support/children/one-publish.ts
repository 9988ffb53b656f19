/* Opens the message bus, publishes one message and closes. Argument: the broker's address. */
import { MqttMessageBus } from '../../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { NodeRandom } from '../../../hal/drivers/node-random.ts';

const [url = ''] = process.argv.slice(2);
const files = { passwordFile: null, caFile: null, certFile: null, keyFile: null };
const bus = new MqttMessageBus(
  [{ url, username: null, ...files, keepAliveMs: 5_000 }],
  { clientId: 'one-publish', will: null, cleanSession: true },
  new NodeClock(() => true),
  new NodeRandom(),
);
const opened = await bus.open(new AbortController().signal);
if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
const published = await bus.publish({ topic: 'letan/x', payload: 'x', qos: 1, retain: false });
if (!published.ok) throw new Error(JSON.stringify(published.fault));
await bus.close();
