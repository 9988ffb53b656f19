// The floor under a hall's numbers: members that ask and a hub that only answers, over a real broker, with plain mqtt.js 3.1.1 and
// TCP_NODELAY on both sides. The hub is a process of its own, as letan's is. Imports nothing of ours.
//   node hub-echo.mjs --url mqtt://HOST:PORT [--members 16] [--count 2000] [--ask-bytes 400] [--answer-bytes 900] [--qos 0] [--cases]
// Each member sends its next question when the answer to its last is there. Prints one JSON document; `--cases` adds every round trip
// in milliseconds and when it began, from the first one on. `--hub BASE` is how it starts its own hub.
import mqtt from 'mqtt';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    members: { type: 'string', default: '16' },
    count: { type: 'string', default: '2000' },
    'ask-bytes': { type: 'string', default: '400' },
    'answer-bytes': { type: 'string', default: '900' },
    qos: { type: 'string', default: '0' },
    hub: { type: 'string' },
    cases: { type: 'boolean', default: false },
  },
});
const [members, count, askBytes, answerBytes, qos] = [
  values.members,
  values.count,
  values['ask-bytes'],
  values['answer-bytes'],
  values.qos,
].map(Number);
const whole = [members, count, askBytes, answerBytes].every((each) => Number.isInteger(each) && each > 0);
if (values.url === undefined || !whole || (qos !== 0 && qos !== 1)) {
  console.error(
    'usage: hub-echo.mjs --url mqtt://HOST:PORT [--members N] [--count N] [--ask-bytes N] [--answer-bytes N] [--qos 0|1]',
  );
  process.exit(64);
}

const { hostname, port } = new URL(values.url);
const open = (name) =>
  new Promise((resolve, reject) => {
    const dial = () => connect({ host: hostname, port: Number(port || 1883), noDelay: true });
    const client = new mqtt.MqttClient(dial, {
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: `floor-${process.pid}-${name}`,
      clean: true,
      reconnectPeriod: 0,
    });
    client.once('connect', () => resolve(client));
    client.once('error', reject);
  });

if (values.hub !== undefined) {
  const hub = await open('hub');
  const answer = Buffer.alloc(answerBytes, 'y');
  hub.on('message', (topic) => hub.publish(topic.replace('/ask/', '/answer/'), answer, { qos }));
  await hub.subscribeAsync(`${values.hub}/ask/+`, { qos });
  process.stdout.write('ready\n');
  process.stdin.resume();
  await once(process.stdin, 'end');
  process.exit(0);
}

const base = `floor/${process.pid}`;
const hub = spawn(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2), '--hub', base], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
await once(hub.stdout, 'data');

const question = Buffer.alloc(askBytes, 'x');
const warmUp = 50;
const each = Math.ceil(count / members);
const cases = [];
let begin = Infinity;
let end = 0;
const clients = await Promise.all(Array.from({ length: members }, (_, index) => open(`member-${index}`)));
await Promise.all(clients.map((client, index) => client.subscribeAsync(`${base}/answer/${index}`, { qos })));
const round = async (client, index) => {
  const answer = new Promise((resolve) => client.once('message', resolve));
  client.publish(`${base}/ask/${index}`, question, { qos });
  await answer;
};
for (const measured of [false, true])
  await Promise.all(
    clients.map(async (client, index) => {
      for (let left = measured ? each : warmUp; left > 0; left -= 1) {
        const begun = performance.now();
        await round(client, index);
        const ended = performance.now();
        if (!measured) continue;
        cases.push({ begun, ms: ended - begun });
        begin = Math.min(begin, begun);
        end = Math.max(end, ended);
      }
    }),
  );
await Promise.all(clients.map((client) => client.endAsync()));
hub.stdin.end();

const sorted = cases.map(({ ms }) => ms).sort((a, b) => a - b);
const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(4));
console.log(
  JSON.stringify({
    floor: 'hub-echo',
    members,
    askBytes,
    answerBytes,
    qos,
    count: cases.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    perS: Math.round((cases.length * 1000) / (end - begin)),
    ...(values.cases
      ? {
          cases: cases.map(({ ms }) => Number(ms.toFixed(4))),
          beganMs: cases.map(({ begun }) => Number((begun - begin).toFixed(4))),
        }
      : {}),
  }),
);
