import { answersTo, deviceTopics } from '../../../firmware/topics.ts';
import { assert } from '../../../hal/assert.ts';
import { MqttMessageBus } from '../../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { quantile } from '../figures.ts';

/** What one number costs in bytes: the ledger's line, the question's payload and the answer's. The floors carry as many. */
export interface Sizes {
  readonly ledger: number;
  readonly ask: number;
  readonly answer: number;
}

/** SHA-256 of the line before it, which is written with each line. */
const linkBytes = 32;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');
const median = (values: readonly number[]): number => Math.round(quantile(values, 0.5));

/** Listens on the broker while `work` has a member ask for numbers, and tells how long what went by was. */
export const sizesOf = async (url: string, member: string, work: () => Promise<unknown>): Promise<Sizes> => {
  const bus = new MqttMessageBus(
    [{ url, username: null, passwordFile: null, caFile: null, certFile: null, keyFile: null, keepAliveMs: 30_000 }],
    { clientId: `bench-${process.pid}-sizes`, will: null, cleanSession: true },
    new NodeClock(() => true),
    { next: () => 0 },
  );
  const opened = await bus.open(new AbortController().signal);
  assert(opened.ok, 'bench: the broker does not answer');
  const asks: number[] = [];
  const answers: number[] = [];
  const lines: number[] = [];
  bus.subscribe(deviceTopics('bench', 'hub').ask(member), ({ payload }) => {
    if (payload.includes('"kind":"number"')) asks.push(bytesOf(payload));
  });
  bus.subscribe(answersTo('bench', member), ({ payload }) => {
    // The answer's own shape: the ledger's line is its value.
    const { data } = JSON.parse(payload) as { readonly data: { readonly kind: string; readonly value?: unknown } };
    if (data.kind !== 'number' || data.value === undefined) return;
    answers.push(bytesOf(payload));
    lines.push(bytesOf(JSON.stringify(data.value)) + linkBytes);
  });
  await work();
  await bus.close();
  assert(asks.length > 0 && lines.length > 0, 'bench: no number went by');
  return { ledger: median(lines), ask: median(asks), answer: median(answers) };
};
