import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { loadSite } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { MqttMessageBus } from '../../hal/drivers/mqtt-message-bus.ts';
import { MosquittoProcess } from '../../hal/drivers/mosquitto-process.ts';
import type { NodeClock } from '../../hal/drivers/node-clock.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { BusClient } from '../../hal/ports/message-bus.ts';
import { brokerFolder, brokersOf } from '../../firmware/broker/site-broker.ts';
import { SiteBrokerFiles, type BrokerWork } from '../../firmware/cli/hub/site-broker-files.ts';
import { freePort } from './mosquitto.ts';
import { letanProgram } from './letan-program.ts';

/** What the tests' processes log. */
export interface Said {
  readonly event: string;
  readonly data: JsonObject;
}

/**
 * A copy of the shipped ward centre on this machine: every device that may carry the broker has ports of its own on the loopback and a
 * data directory below `folder`, and every device looks for the site's broker.
 */
export class BrokerSite {
  readonly directory: string;
  readonly out: string;
  readonly ports: Readonly<Record<string, { readonly port: number; readonly loopbackPort: number }>>;
  readonly #folder: string;

  private constructor(folder: string, ports: BrokerSite['ports']) {
    this.#folder = folder;
    this.directory = join(folder, 'ward-centre');
    this.out = join(folder, 'out');
    this.ports = ports;
  }

  static async make(folder: string, carriers: readonly string[] = ['kiosk-1', 'kiosk-2']): Promise<BrokerSite> {
    const ports: Record<string, { port: number; loopbackPort: number }> = {};
    for (const name of carriers) ports[name] = { port: await freePort(), loopbackPort: await freePort() };
    const site = new BrokerSite(folder, ports);
    cpSync('config/sites/ward-centre', site.directory, { recursive: true });
    site.change((document) => {
      const at = Object.entries(ports).map(([device, own]) => ({ device, host: '127.0.0.1', ...own }));
      document.setIn(['broker', 'at'], at);
      document.set('hours', { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } });
    });
    for (const device of ['kiosk-1', 'kiosk-2', 'robot-1']) site.changeDevice(device, () => undefined);
    return site;
  }

  change(edit: (document: ReturnType<typeof parseDocument>) => void): void {
    const file = join(this.directory, 'site.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    edit(document);
    writeFileSync(file, document.toString());
  }

  /** Writes a device's file anew: its data below the test's folder, the site's broker, no parts; then what the test wants. */
  changeDevice(device: string, edit: (document: ReturnType<typeof parseDocument>) => void): void {
    const file = this.file(device);
    const document = parseDocument(readFileSync(file, 'utf8'));
    document.set('dataDir', join(this.#folder, 'data', device));
    document.setIn(['devices', 'broker'], { driver: 'site', keepAlive: '5s' });
    document.setIn(['web', 'port'], 0);
    edit(document);
    writeFileSync(file, document.toString());
  }

  file(device: string): string {
    return join(this.directory, 'devices', `${device}.yaml`);
  }

  config(device: string): DeviceConfig {
    const loaded = loadSite(this.directory);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault, null, 1));
    const found = loaded.value.devices.find((each) => each.device === device);
    if (found === undefined) throw new Error(`no ${device}`);
    return found;
  }

  /** `letan hub broker` as people start it. */
  letan(...args: readonly string[]): {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  } {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [letanProgram, 'hub', 'broker', '--site', this.directory, '--out', this.out, ...args],
      { encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  }

  /** The same without a process of its own. */
  async write(
    more: { readonly revoke?: readonly string[]; readonly renew?: readonly string[]; readonly now?: number } = {},
  ): Promise<BrokerWork> {
    const loaded = loadSite(this.directory);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault, null, 1));
    const { broker } = loaded.value.site;
    if (broker === null) throw new Error('no broker');
    const wish = {
      site: loaded.value,
      broker,
      out: this.out,
      install: null,
      renew: [],
      revoke: [],
      cityPassword: null,
    };
    const work = await new SiteBrokerFiles({ ...wish, now: Date.now(), ...more }).write();
    if (!work.ok) throw new Error(JSON.stringify(work.fault));
    return work.value;
  }

  /** Writes everything and puts each device's files where they belong, as a technician does with a stick. */
  async hand(more: { readonly revoke?: readonly string[] } = {}): Promise<void> {
    await this.write(more);
    for (const device of ['kiosk-1', 'kiosk-2', 'robot-1'])
      cpSync(join(this.out, 'devices', device), brokerFolder(this.config(device)), { recursive: true });
  }

  /** The broker of a carrier, not started. */
  broker(device: string, clock: NodeClock, said: Said[] = []): MosquittoProcess {
    return new MosquittoProcess(brokerFolder(this.config(device)), {
      clock,
      random: { next: () => 0 },
      log: { write: (_level, event, data) => void said.push({ event, data }) },
    });
  }

  /** The bus of a device as its firmware makes it. */
  bus(device: string, clock: NodeClock, client: Partial<BusClient> = {}): MqttMessageBus {
    const config = this.config(device);
    const entry = config.devices['broker'];
    if (entry?.port !== 'bus' || entry.driver === 'simulated') throw new Error('no bus');
    return new MqttMessageBus(
      brokersOf(config, entry),
      { clientId: `letan-ward-centre-${device}`, will: null, cleanSession: true, ...client },
      clock,
      { next: () => 0 },
      { firstMs: 10, mostMs: 100 },
    );
  }
}
