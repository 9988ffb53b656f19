import { MqttMessageBus } from '../../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { SiteLink } from '../../../firmware/site-link.ts';
import { assert } from '../../../hal/assert.ts';
import { services } from './site.ts';

/*
 * Members of a hall as far as the bench needs them: letan's own link to the hub (its bus, its wire, its questions and answers), without
 * visitors before it. The number counts as there when the hub's answer has been read: it is synced at the hub by then.
 */

const signal = new AbortController().signal;
/** Before the floors measure anything each of their members asks so often. */
const warmUpOfFloors = 50;
/** A hub that does not answer at all ends the bench. */
const answerWithinMs = 30_000;

export interface Asked {
  readonly member: number;
  readonly number: string;
  readonly beganMs: number;
  readonly tookMs: number;
}

interface Member {
  readonly link: SiteLink;
  readonly bus: MqttMessageBus;
  /** Raised when this member has waited too long: one for all its questions, as a device's own patience is no timer of Node's a question. */
  readonly patience: AbortController;
}

const openMember = async (url: string, index: number, clock: NodeClock): Promise<Member> => {
  const device = `member-${index}`;
  const bus = new MqttMessageBus(
    [{ url, username: null, passwordFile: null, caFile: null, certFile: null, keyFile: null, keepAliveMs: 30_000 }],
    { clientId: `bench-${process.pid}-${device}`, will: null, cleanSession: true },
    clock,
    { next: () => 0 },
  );
  const opened = await bus.open(signal);
  assert(opened.ok, 'bench: the broker does not answer');
  const link = new SiteLink(
    { site: 'bench', device, others: ['hub'], brokerApart: true },
    { bus, clock, log: { write: () => undefined } },
  );
  link.start({
    epoch: () => 1,
    hub: () => ({ device: 'hub', term: 0, raised: null }),
    answer: () => Promise.reject(new Error('a bench member decides nothing')),
    receive: () => Promise.resolve({ ok: true, value: undefined }),
    outlive: () => Promise.resolve({ ok: true, value: undefined }),
    held: () => null,
    on: () => () => undefined,
  });
  return { link, bus, patience: new AbortController() };
};

/** So many members ask for so many numbers each, the next when the last is there, after as many more to warm up as the floors make. */
export const askForNumbers = async (
  url: string,
  members: number,
  each: number,
  run: string,
): Promise<readonly Asked[]> => {
  const clock = new NodeClock(() => true);
  const all = await Promise.all(Array.from({ length: members }, (_, index) => openMember(url, index, clock)));
  // A question to a hub that is not linked yet is lost on the way.
  const deadline = performance.now() + answerWithinMs;
  while (all.some(({ link }) => !link.reaches('hub'))) {
    assert(performance.now() < deadline, 'bench: the hub is not there');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const asked: Asked[] = [];
  let answers = 0;
  let answersThen = -1;
  const watch = setInterval(() => {
    if (answers === answersThen) for (const { patience } of all) patience.abort();
    answersThen = answers;
  }, answerWithinMs);
  const one = async (member: number, count: number): Promise<void> => {
    const asking = all[member];
    assert(asking !== undefined, 'bench: no such member');
    const { link, patience } = asking;
    const service = services[member % services.length] ?? services[0];
    const beganMs = performance.now();
    const answer = await link.ask(
      'hub',
      {
        kind: 'number',
        request: { id: `${run}/${member}/${count}`, service, priority: null, language: 'vi' },
      },
      patience.signal,
    );
    const tookMs = performance.now() - beganMs;
    answers += 1;
    assert(answer?.kind === 'number' && answer.answer.ok, `bench: no number: ${JSON.stringify(answer)}`);
    const number = answer.answer.value.data['number'];
    assert(typeof number === 'string', 'bench: an answer without a number');
    asked.push({ member, number, beganMs, tookMs });
  };
  const warmUp = Math.max(warmUpOfFloors, Math.ceil(each / 10));
  for (const [from, to] of [
    [0, warmUp],
    [warmUp, warmUp + each],
  ] as const) {
    asked.length = 0;
    await Promise.all(
      all.map(async (_, member) => {
        for (let count = from; count < to; count += 1) await one(member, count);
      }),
    );
  }
  clearInterval(watch);
  for (const { bus, link } of all) {
    link.stop();
    await bus.close();
  }
  return asked;
};
