import { deviceTopics, parseEnvelope, writeEnvelope } from '../../../firmware/topics.ts';
import { assert } from '../../../hal/assert.ts';
import { MqttMessageBus } from '../../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';

const signal = new AbortController().signal;

export interface Called {
  readonly clerk: number;
  /** Whom the hub sent; null: it refused, and why. */
  readonly number: string | null;
  readonly refusal: string | null;
  readonly beganMs: number;
  readonly tookMs: number;
}

/** Clerks at counters of their own press "next" as fast as they are answered, all at once, each over a connection of its own. */
export const pressNext = async (url: string, clerks: number, each: number, run: string): Promise<readonly Called[]> => {
  const clock = new NodeClock(() => true);
  const topics = deviceTopics('bench', 'hub');
  const called: Called[] = [];
  const buses = await Promise.all(
    Array.from({ length: clerks }, async (_, clerk) => {
      const bus = new MqttMessageBus(
        [{ url, username: null, passwordFile: null, caFile: null, certFile: null, keyFile: null, keepAliveMs: 30_000 }],
        { clientId: `bench-${process.pid}-clerk-${clerk}`, will: null, cleanSession: true },
        clock,
        { next: () => 0 },
      );
      const opened = await bus.open(signal);
      assert(opened.ok, 'bench: the broker does not answer');
      return bus;
    }),
  );
  await Promise.all(
    buses.map(async (bus, clerk) => {
      const waiting = new Map<string, (data: Readonly<Record<string, unknown>>) => void>();
      bus.subscribe(topics.ack('next'), ({ payload }) => {
        const parsed = parseEnvelope(payload);
        if (!parsed.ok) return;
        const { command } = parsed.value.data;
        if (typeof command === 'string') waiting.get(command)?.(parsed.value.data);
      });
      for (let seq = 1; seq <= each; seq += 1) {
        const from = `${run}-clerk-${clerk}`;
        const id = `${from}/${seq}`;
        const at = Date.now();
        const data = { counter: `${clerk + 1}`, by: 'clerk', finishing: true };
        const beganMs = performance.now();
        const answered = new Promise<Readonly<Record<string, unknown>>>((resolve) => waiting.set(id, resolve));
        await bus.publish({
          topic: topics.command('next'),
          payload: writeEnvelope({ v: 1, id, from, seq, at, expiresAt: null, data }),
          qos: 1,
          retain: false,
        });
        const said = await answered;
        waiting.delete(id);
        const tookMs = performance.now() - beganMs;
        // The ack's own shape: `{ command, ok, value: { number … } }` or `{ command, ok, refusal: { kind … } }`.
        const { ok, refusal, value } = said as {
          readonly ok: boolean;
          readonly value?: { readonly number?: string };
          readonly refusal?: { readonly kind: string };
        };
        const number = ok ? (value?.number ?? null) : null;
        called.push({ clerk, number, refusal: refusal?.kind ?? null, beganMs, tookMs });
      }
    }),
  );
  for (const bus of buses) await bus.close();
  return called;
};
