import { performance } from 'node:perf_hooks';
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { WebSocket } from 'ws';
import { counterRig, testPins } from '../support/counter-rig.ts';
import { rounded } from './figures.ts';

/*
 * How long after one clerk's wish every other clerk's page has been told of its effect: a real web server, sockets over loopback, the
 * hall's own rules on a ledger in memory. What a disk and a network add, `bench hall` tells.
 */

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

interface Told {
  readonly at: number;
  readonly seq: number;
}

const measure = async (pages: number, wishes: number): Promise<readonly number[]> => {
  // Nobody draws here, so no code is served.
  const bundle = { hash: '0', script: new Uint8Array(), style: new Uint8Array() };
  const rig = await counterRig(bundle);
  const { token } = (await (await fetch(`${rig.url}/token`)).json()) as { token: string }; // our own endpoint
  const signed = await fetch(`${rig.url}/counter/sign-in`, {
    method: 'POST',
    headers: { origin: rig.url, 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'manager', pin: testPins.manager }),
  });
  const cookie = signed.headers.get('set-cookie')?.split(';')[0] ?? '';
  let hello = { boot: '', now: 0, heardAt: 0 };
  const told: Told[][] = [];
  const sockets = await Promise.all(
    Array.from({ length: pages }, async (_, index) => {
      const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/counter/socket`, ['letan.v1', `token.${token}`], {
        origin: rig.url,
        headers: { cookie },
      });
      const heard: Told[] = [];
      told[index] = heard;
      await new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => {
          const message = JSON.parse(data.toString()) as { type: string; seq?: number; boot?: string; now?: number }; // our own server's
          if (message.type === 'hello') {
            hello = { boot: message.boot ?? '', now: message.now ?? 0, heardAt: performance.now() };
            resolve();
          }
          if (message.type === 'delta') heard.push({ at: performance.now(), seq: message.seq ?? 0 });
        });
      });
      return socket;
    }),
  );
  const spans: number[] = [];
  const [clerk] = sockets;
  for (let i = 0; i < wishes; i += 1) {
    const before = told.map((heard) => heard.length);
    const sent = performance.now();
    // Paused and opened by turns: each wish changes what all see.
    const wish =
      i % 2 === 0
        ? { name: 'pause-counter', counter: '1', reason: 'break' }
        : { name: 'open', counter: '1', services: rig.config.site.counters[0]?.services };
    const at = hello.now + (sent - hello.heardAt);
    clerk?.send(JSON.stringify({ do: 'wish', id: `bench-wish-${i}`, boot: hello.boot, at, wish }));
    while (told.some((heard, index) => heard.length <= (before[index] ?? 0)))
      await new Promise((resolve) => setTimeout(resolve, 1));
    spans.push(...told.map((heard, index) => (heard[before[index] ?? 0]?.at ?? Number.NaN) - sent));
    // A page may send ten wishes a second for ever.
    await new Promise((resolve) => setTimeout(resolve, 110));
  }
  for (const socket of sockets) socket.terminate();
  await rig.close();
  return spans;
};

export const mountCounterPages = (bench: Command): void => {
  bench
    .command('counter')
    .description('from one clerk’s wish until all clerks’ pages are told of its effect')
    .option('--pages <n>', 'pages that are open', Number, 20)
    .option('--wishes <n>', 'wishes of one clerk', Number, 100)
    .option('--json [file]', 'one JSON document, to standard output or to a file')
    .action(async (options: { pages: number; wishes: number; json?: string | true }) => {
      const spans = (await measure(options.pages, options.wishes)).toSorted((a, b) => a - b);
      const document = {
        pages: options.pages,
        n: spans.length,
        p50Ms: rounded(quantile(spans, 0.5)),
        p99Ms: rounded(quantile(spans, 0.99)),
        worstMs: rounded(spans.at(-1) ?? Number.NaN),
      };
      const text = `${JSON.stringify(document, null, 2)}\n`;
      if (typeof options.json === 'string') writeFileSync(options.json, text);
      else process.stdout.write(text);
    });
};
