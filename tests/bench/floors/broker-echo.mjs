// The floor under every command over the broker: request and reply with plain mqtt.js 3.1.1, nothing of ours.
//   node broker-echo.mjs --url mqtt://HOST:PORT [--bytes 300] [--count 2000] [--qos 1] [--members 1] [--nagle] [--cases]
// Each member sends its next request when the reply to its last is there; one client answers them all. `--nagle` leaves Nagle's
// algorithm on, to show what it costs. Prints one JSON document; `--cases` adds every round trip in milliseconds.
import mqtt from 'mqtt';
import { connect } from 'node:net';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    bytes: { type: 'string', default: '300' },
    count: { type: 'string', default: '2000' },
    qos: { type: 'string', default: '1' },
    members: { type: 'string', default: '1' },
    nagle: { type: 'boolean', default: false },
    cases: { type: 'boolean', default: false },
  },
});
const [bytes, count, qos, members] = [values.bytes, values.count, values.qos, values.members].map(Number);
const counts = [bytes, count, members].every((each) => Number.isInteger(each) && each > 0);
if (values.url === undefined || !counts || (qos !== 0 && qos !== 1)) {
  console.error(
    'usage: broker-echo.mjs --url mqtt://HOST:PORT [--bytes N] [--count N] [--qos 0|1] [--members N] [--nagle]',
  );
  process.exit(64);
}

const { hostname, port } = new URL(values.url);
const open = (name) =>
  new Promise((resolve, reject) => {
    const dial = () => connect({ host: hostname, port: Number(port || 1883), noDelay: !values.nagle });
    const clientId = `floor-${process.pid}-${name}`;
    const client = new mqtt.MqttClient(dial, {
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId,
      clean: true,
      reconnectPeriod: 0,
    });
    client.once('connect', () => resolve(client));
    client.once('error', reject);
  });

const base = `floor/${process.pid}`;
const hub = await open('hub');
await hub.subscribeAsync(`${base}/+/cmd`, { qos });
hub.on('message', (topic, payload) => hub.publish(topic.replace(/cmd$/, 'ack'), payload, { qos }));

const payload = Buffer.alloc(bytes, 'x');
const warmUp = 50;
const each = Math.ceil(count / members);
const cases = [];
let firstMeasured = 0;
const member = async (index) => {
  const client = await open(`member-${index}`);
  await client.subscribeAsync(`${base}/${index}/ack`, { qos });
  for (let round = -warmUp; round < each; round++) {
    const begun = performance.now();
    if (round === 0) firstMeasured ||= begun;
    const reply = new Promise((resolve) => client.once('message', resolve));
    client.publish(`${base}/${index}/cmd`, payload, { qos });
    await reply;
    if (round >= 0) cases.push(performance.now() - begun);
  }
  const ended = performance.now();
  await client.endAsync();
  return ended;
};
const ended = Math.max(...(await Promise.all(Array.from({ length: members }, (_, index) => member(index)))));
await hub.endAsync();

const sorted = [...cases].sort((a, b) => a - b);
const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(4));
console.log(
  JSON.stringify({
    floor: 'broker-echo',
    bytes,
    qos,
    members,
    nagle: values.nagle,
    count: cases.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    perS: Math.round((cases.length * 1000) / (ended - firstMeasured)),
    ...(values.cases ? { cases: cases.map((ms) => Number(ms.toFixed(4))) } : {}),
  }),
);
