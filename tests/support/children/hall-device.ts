/*
 * One device of a hall that gives numbers and calls people until it is killed, on a real disk and over a real broker: the firmware's own
 * hall, ledger, link, outbox, bridge and exchange, without glass and printer. Each thing that a person would see is one line on
 * standard output, written at once. Argument: a HallDevicePlan as JSON. On standard input: `work`, `rest`, `promote`, `how`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createHall } from '../../../behaviours/hall/index.ts';
import { plainRules, plainTogether } from '../../../behaviours/hall/settings.ts';
import { Bridge } from '../../../firmware/bridge.ts';
import { MissedVisits } from '../../../firmware/missed-visits.ts';
import { Outbox } from '../../../firmware/outbox.ts';
import { SiteLink } from '../../../firmware/site-link.ts';
import { deviceTopics } from '../../../firmware/topics.ts';
import { VisitExchange } from '../../../firmware/visit-exchange.ts';
import { MqttMessageBus } from '../../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../../hal/drivers/node-entropy.ts';
import { NodeRandom } from '../../../hal/drivers/node-random.ts';
import { NodeStorage } from '../../../hal/drivers/node-storage.ts';
import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LogLevel } from '../../../hal/ports/log.ts';
import type { JsonObject } from '../../../hal/json.ts';
import type { Result } from '../../../hal/result.ts';
import type { HallDevicePlan } from '../hall-process.ts';

// Written by the test that starts this.
const plan = JSON.parse(process.argv[2] ?? '{}') as HallDevicePlan;
const { copyMs, counters, device, fleet, folder, host, run, url } = plan;
const site = 'faults';
const signal = new AbortController().signal;
const say = (word: object): void => void writeSync(1, `${JSON.stringify(word)}\n`);
const log = {
  write: (level: LogLevel, event: string, data: JsonObject) => {
    if (level === 'error' || level === 'warn') say({ log: event, data });
  },
};

if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
const clock = new NodeClock(() => true);
const entropy = new NodeEntropy();
const ledger = new SqliteTicketLedger(join(folder, 'ledger.sqlite'), 'FULL', plan.reserveBytes);
const storage = new NodeStorage(join(folder, 'storage'));
/** The disk may be full or read-only at first: a device tries again, as its supervisor does. */
const untilItOpens = async (what: string, open: () => Promise<Result<unknown, { readonly kind: string }>>) => {
  for (let opened = await open(); !opened.ok; opened = await open()) {
    say({ log: `${what}.refused`, data: { kind: opened.fault.kind } });
    await new Promise((next) => setTimeout(next, 200));
  }
};
await untilItOpens('storage', () => storage.open());
const bus = new MqttMessageBus(
  [{ url, username: null, passwordFile: null, caFile: null, certFile: null, keyFile: null, keepAliveMs: 5_000 }],
  {
    clientId: `letan-${site}-${device}`,
    cleanSession: false,
    will: { topic: deviceTopics(site, device).state, payload: '{"v":1,"state":"lost"}', qos: 1, retain: true },
  },
  clock,
  new NodeRandom(),
  { firstMs: 50, mostMs: 500 },
);
const others = fleet.filter((one) => one !== device);
const link = new SiteLink({ site, device, others, brokerApart: false }, { bus, clock, log });
const hall = createHall(
  {
    device,
    host,
    services: [
      { id: 'ho-tich', series: 'A', typicalMs: 480_000 },
      { id: 'chung-thuc', series: 'B', typicalMs: 300_000 },
    ],
    counters: counters.map((id) => ({ id, services: ['ho-tich', 'chung-thuc'] })),
    fleet: fleet.map((one, index) => ({
      device: one,
      numbers: { from: 1 + 20_000 * index, to: 20_000 * (index + 1) },
    })),
    together: { ...plainTogether, patienceMs: 1_000, copyMs: copyMs ?? plainTogether.copyMs },
    digits: 5,
    zoneOffsetMin: 420,
    rules: plainRules,
  },
  { clock, ledger, storage, link, log, entropy, onTransition: () => undefined },
);
const outbox = new Outbox(storage, clock, log, (events) => bridge.send(events));
const exchange = new VisitExchange(device, {
  clock,
  log,
  ledger,
  hall,
  publish: (event) => bridge.sendNow(event),
  outboxWaiting: () => outbox.waiting,
  away: (one) => !link.reaches(one),
});
hall.on((out) => {
  if (out.type === 'hall.recorded' && out.event.device === device)
    outbox.add('visit', out.event.id, out.event.wall, { ...out.event });
});
const missed = new MissedVisits({ device, hall, ledger, outbox });
await untilItOpens('ledger', () => ledger.open(signal));
await outbox.start();
missed.begin();
await untilItOpens('hall', () => hall.start());
await missed.send();
const bridge: Bridge = new Bridge(
  { site, device, boot: hall.epoch(), meta: {} },
  { bus, clock, log },
  {
    status: () => ({}),
    command: () => Promise.resolve({ ok: false, refusal: { kind: 'none' } }),
    answered: () => null,
    direct: {},
    exchange,
  },
);
bridge.start(outbox);
link.start(hall);
const dial = async (): Promise<void> => {
  const linked = await bus.open(signal);
  if (!linked.ok) setTimeout(() => void dial(), 100);
};
void dial();
say({ ready: device, boot: hall.epoch() });

let working = false;
let inHand = 0;
const rest = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

/** Visitors before this device, one after the other. */
const visitors = async (): Promise<never> => {
  for (let count = 0; ; count += 1) {
    if (!working) {
      await rest(20);
      continue;
    }
    inHand += 1;
    const request = `${run}/${count}`;
    const service = count % 3 === 0 ? 'chung-thuc' : 'ho-tich';
    const issued = await hall.office.issue({ id: request, service, priority: null, language: 'vi' });
    if (issued.ok) say({ told: issued.value.ticket, request, apart: issued.value.apart });
    else say({ refused: issued.fault.kind, request });
    inHand -= 1;
    await rest(issued.ok ? 5 : 50);
  }
};

/** A clerk at one of this device's counters: next, next, next. Without an answer the same press is made again, as a page does. */
const clerk = async (counter: string): Promise<never> => {
  for (let count = 0; ; count += 1) {
    if (!working) {
      await rest(20);
      continue;
    }
    inHand += 1;
    const id = `${run}/clerk-${counter}/${count}`;
    const answer = await hall.command({ name: 'next', id, by: 'clerk', counter, finishing: true });
    if (answer.ok) say({ called: answer.value.ticket, counter, id });
    inHand -= 1;
    await rest(answer.ok ? 10 : 60);
  }
};

void visitors();
for (const counter of plan.clerksAt) void clerk(counter);

for await (const word of createInterface({ input: process.stdin })) {
  if (word === 'work') working = true;
  if (word === 'rest') {
    working = false;
    // oxlint-disable-next-line no-unmodified-loop-condition -- visitors and clerks change it meanwhile
    while (inHand > 0) await rest(10);
    say({ resting: device });
  }
  if (word === 'promote') {
    const promoted = await hall.promote({ id: `${run}/promote`, by: 'manager' });
    say(promoted.ok ? { promoted: device, term: promoted.value.term } : { refused: promoted.fault.kind });
  }
  if (word === 'how')
    say({
      how: device,
      hub: hall.hub().device,
      apart: hall.apart(),
      away: link.away(),
      waiting: outbox.waiting + exchange.waiting,
      head: ledger.head,
      truth: createHash('sha256')
        .update(JSON.stringify(hall.tickets().map(({ counter, id, phase, place }) => ({ counter, id, phase, place }))))
        .digest('hex'),
    });
}
process.exit(0);
