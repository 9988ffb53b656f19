import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { View } from '../../behaviours/reception/views.ts';
import { KioskGlass } from './kiosk-glass.ts';
import { letanProgram } from './letan-program.ts';

/** What a technician changes of the shipped kiosk for a test: drivers and places, no behaviour. */
export interface KioskWiring {
  readonly broker: string;
  readonly printerPort: number;
  readonly dataDir: string;
}

/**
 * A copy of the shipped ward centre whose kiosk has a network printer and a broker, and whose doors are always open (a test runs at
 * any hour). Gives the path of the device's file.
 */
export const wiredKiosk = (folder: string, wiring: KioskWiring): string => {
  const site = join(folder, 'ward-centre');
  cpSync('config/sites/ward-centre', site, { recursive: true });
  const siteFile = join(site, 'site.yaml');
  const document = parseDocument(readFileSync(siteFile, 'utf8'));
  document.set('hours', { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } });
  writeFileSync(siteFile, document.toString());
  const file = join(site, 'devices/kiosk-1.yaml');
  const lines = [
    'devices:',
    `  broker: { driver: mqtt, url: "${wiring.broker}" }`,
    `  slip: { link: { driver: tcp, host: 127.0.0.1, port: ${wiring.printerPort} } }`,
    '  radar: none',
    '  pir: none',
    '  voice: { driver: simulated }',
    `dataDir: ${wiring.dataDir}`,
    'web: { port: 0 }',
  ];
  writeFileSync(file, `${readFileSync(file, 'utf8')}${lines.join('\n')}\n`);
  return file;
};

/** How the device is started, and how long its answers may take. */
export interface Started {
  readonly program: string;
  readonly patienceMs: number;
  /** What runs it: a program and its arguments, which are followed by its own command line. */
  readonly under?: readonly string[];
}
/** Patient: a device comes up in 3 s on an idle machine, in 30 s where every core has ten other things to do. */
export const fromCheckout: Started = { program: letanProgram, patienceMs: 60_000 };

/** `letan run` as a process of its own, with its log and its glass. */
export class DeviceProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  output = '';
  readonly #glass = new KioskGlass((what, holds) => this.until(what, holds));

  readonly #patienceMs: number;

  constructor(file: string, { program, patienceMs, under = [] }: Started = fromCheckout) {
    this.#patienceMs = patienceMs;
    const [first, ...rest] = [...under, process.execPath, program, 'run', '--config', file];
    this.#child = spawn(first, rest);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (bytes: Buffer) => {
        this.output += bytes.toString();
      });
    this.ended = once(this.#child, 'exit');
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = Date.now() + this.#patienceMs;
    while (!holds()) {
      if (Date.now() > deadline || this.#child.exitCode !== null)
        throw new Error(
          `never came: ${what}; on the glass ${JSON.stringify(this.view?.body)}; said ${this.output.slice(-3000)}`,
        );
      await new Promise((next) => setTimeout(next, 10));
    }
  }

  /** Opens the visitor's page as a browser does: the document first, then its socket with the token of this boot. */
  async look(): Promise<void> {
    await this.until('running', () => this.output.includes('"device.running"'));
    await this.#glass.look(/"url":"(http:[^"]+)"/.exec(this.output)?.[1] ?? '');
  }

  get view(): View | null {
    return this.#glass.view;
  }

  get screen(): string {
    return this.#glass.screen;
  }

  touch(action: string): void {
    this.#glass.touch(action);
  }

  touchUntil(action: string, what: string, holds: () => boolean): Promise<void> {
    return this.#glass.touchUntil(action, what, holds);
  }

  takeNumber(): Promise<string> {
    return this.#glass.takeNumber();
  }

  /** The glass goes on being looked at. */
  signal(signal: 'SIGTERM'): void {
    this.#child.kill(signal);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#glass.close();
    this.#child.kill(signal);
  }
}
