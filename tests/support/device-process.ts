import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { WebSocket } from 'ws';
import type { View } from '../../behaviours/reception/views.ts';

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
}
/** Patient: a device comes up in 3 s on an idle machine, in 30 s where every core has ten other things to do. */
const fromCheckout: Started = { program: resolve('firmware/cli/letan.mjs'), patienceMs: 60_000 };

/** `letan run` as a process of its own, with its log and its glass. */
export class DeviceProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  output = '';
  #panel: WebSocket | null = null;
  view: View | null = null;
  #revision = 0;

  readonly #patienceMs: number;

  constructor(file: string, { program, patienceMs }: Started = fromCheckout) {
    this.#patienceMs = patienceMs;
    this.#child = spawn(process.execPath, [program, 'run', '--config', file]);
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
    const url = /"url":"(http:[^"]+)"/.exec(this.output)?.[1] ?? '';
    const html = await (await fetch(url)).text();
    const token = /"token":"([0-9a-f]+)"/.exec(html)?.[1] ?? '';
    const panel = new WebSocket(`${url.replace('http', 'ws')}/socket`, ['letan.v1', `token.${token}`], { origin: url });
    this.#panel = panel;
    panel.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string; revision: number; view: View }; // the driver's own words
      if (message.type !== 'view') return;
      this.view = message.view;
      this.#revision = message.revision;
    });
    await once(panel, 'open');
    await this.until('a view', () => this.view !== null);
  }

  get screen(): string {
    return this.view?.body.screen ?? '';
  }

  touch(action: string): void {
    this.#panel?.send(JSON.stringify({ type: 'touch', revision: this.#revision, action }));
  }

  /**
   * Touches as people do, again when nothing came of it: what has just been drawn anew takes no touch that was meant for what stood
   * there before, and a device that has just come up draws often.
   */
  async touchUntil(action: string, what: string, holds: () => boolean): Promise<void> {
    let next = 0;
    await this.until(what, () => {
      if (holds()) return true;
      if (Date.now() >= next) {
        this.touch(action);
        next = Date.now() + 2_000;
      }
      return false;
    });
  }

  /** Walks from whatever is shown to a number as a visitor would; gives the number. */
  async takeNumber(): Promise<string> {
    for (let step = 0; step < 8 && this.screen !== 'ticket'; step += 1) {
      const body = this.view?.body;
      const before = this.screen;
      if (body === undefined) throw new Error('nothing is shown');
      const tile =
        body.screen === 'services'
          ? body.tiles.find(({ icon }) => icon !== 'unsure' && icon !== 'more')
          : body.screen === 'priority'
            ? body.tiles.find(({ icon }) => icon === 'no')
            : 'tiles' in body
              ? body.tiles[0]
              : undefined;
      // A finger is not faster; a second touch within 0.4 s is taken for the same one.
      await new Promise((next) => setTimeout(next, 500));
      if (before === 'wait') await this.until('an answer', () => this.screen !== 'wait');
      else {
        const action = tile?.action ?? this.view?.actions.find((each) => !each.startsWith('chrome.')) ?? 'touch';
        await this.touchUntil(action, `a screen after ${before}`, () => this.screen !== before);
      }
    }
    const body = this.view?.body;
    if (body?.screen !== 'ticket') throw new Error(`no number: ${JSON.stringify(body)}`);
    return body.number;
  }

  /** The glass goes on being looked at. */
  signal(signal: 'SIGTERM'): void {
    this.#child.kill(signal);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#panel?.terminate();
    this.#child.kill(signal);
  }
}
