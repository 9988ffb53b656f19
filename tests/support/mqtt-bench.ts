import { afterEach, beforeEach, expect } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MqttMessageBus, type MqttBroker } from '../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import type { BusClient } from '../../hal/ports/message-bus.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

export const signal = new AbortController().signal;
export const at = (url: string, more: Partial<MqttBroker> = {}): MqttBroker => ({
  url,
  username: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null,
  keepAliveMs: 5_000,
  ...more,
});
export const kiosk: BusClient = { clientId: 'letan-ward-kiosk-1', will: null, cleanSession: true };
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const until = async (met: () => boolean): Promise<void> => {
  // A broker and a client that start, with keys to agree on, take their time where every core has ten other things to do.
  const deadline = performance.now() + 60_000;
  while (!met()) {
    if (performance.now() > deadline) throw new Error('not within a minute');
    await pause(5);
  }
};

/** What a test with real brokers sets up and has to take down again, the last first; no timer may be left. */
export class MqttBench {
  readonly clock = new NodeClock(() => true);
  readonly #ends: (() => Promise<void> | void)[] = [];
  directory = '';

  constructor() {
    beforeEach(() => {
      this.directory = temporaryDirectory();
    });
    afterEach(async () => {
      for (const end of this.#ends.splice(0).reverse()) await end();
      removeDirectory(this.directory);
      expect(this.clock.pending).toBe(0);
    });
  }

  atEnd(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }
  bus(broker: MqttBroker, client = kiosk): MqttMessageBus {
    const bus = new MqttMessageBus([broker], client, this.clock, { next: () => 0 }, { firstMs: 10, mostMs: 50 });
    this.atEnd(() => bus.close());
    return bus;
  }
  file(name: string, text: string): string {
    writeFileSync(join(this.directory, name), text, { mode: 0o600 });
    return join(this.directory, name);
  }
}
