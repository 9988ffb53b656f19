import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { panelMessages, panelWords } from '../../config/languages/messages/panel.ts';
import { textWith } from '../../config/languages/messages/wording.ts';
import { loadDevice, roughDevice } from '../../config/load.ts';
import { errorCode } from '../../hal/error-code.ts';
import { makeFolder } from './make-folder.ts';
import { browserPrograms, panelEnvironment, panelNeeds, portBeside } from '../panel/browser.ts';
import { panelPolicy } from '../panel/policy.ts';
import { addressUrl } from '../web-listening.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';

const askAgainMs = 500;
/** Hosts at which this machine reaches itself without its network: the unit allows no other. */
const reachable = /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|localhost)$/u;

const tell = (text: { readonly vi: string; readonly en: string }): void => void process.stderr.write(`${both(text)}\n`);

/** Whether our own firmware answers there: another program that holds the port may answer as well. */
const isOurs = async (address: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${address}/token`, { signal: AbortSignal.timeout(5_000) });
    const { pages } = (await answer.json()) as { readonly pages?: Readonly<Record<string, string>> }; // looked at below
    return answer.ok && typeof pages?.['/'] === 'string';
  } catch {
    return false;
  }
};

/** Resolves with where the device serves its page: a browser that comes before it would show an error to the hall. */
const pageIsThere = async (addresses: readonly string[]): Promise<string> => {
  for (let first = true; ; first = false) {
    for (const address of addresses)
      if (await isOurs(address)) {
        tell(textWith(panelWords.there, { address }));
        return address;
      }
    if (first) tell(textWith(panelWords.waiting, { address: addresses[0] ?? '' }));
    await sleep(askAgainMs);
  }
};

/** Where the page will be; null: this device is to have no panel, which was said. A config that does not hold still has a glass to say so. */
const webOf = (path: string): { readonly host: string; readonly port: number } | null => {
  const loaded = loadDevice(path);
  if (!loaded.ok) {
    for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
    const { host, port } = roughDevice(path).web;
    return { host: reachable.test(host) ? host : '127.0.0.1', port };
  }
  const { device, devices, web } = loaded.value;
  if (!Object.values(devices).some(({ port }) => port === 'display')) {
    refuse(exitCodes.config, panelMessages.noGlass, { device });
    return null;
  }
  return web;
};

/** Each whole or not at all: the browser reads them while a restart writes them. */
const write = (file: string, text: string): void => {
  writeFileSync(`${file}.part`, text, { mode: 0o644 });
  renameSync(`${file}.part`, file);
};

/** What the unit needs before it starts the browser: the policy for this device's address, the command line, and a page that answers. */
const prepare = async (options: { readonly config: string; readonly out: string }): Promise<void> => {
  const web = webOf(options.config);
  if (web === null) return;
  if (web.port === 0) return refuse(exitCodes.config, panelMessages.noPort, {});
  if (!reachable.test(web.host)) return refuse(exitCodes.config, panelMessages.notOurs, { host: web.host });
  const browser = browserPrograms.find((path) => existsSync(path));
  const missing = panelNeeds.flatMap(({ name, programs }) => (programs.some((path) => existsSync(path)) ? [] : [name]));
  if (browser === undefined || missing.length > 0)
    return refuse(exitCodes.config, panelMessages.noProgram, {
      programs: missing.join(', '),
      packages: missing.join(' '),
    });
  const family = web.host.includes(':') ? 'IPv6' : 'IPv4';
  const addresses = [web.port, portBeside(web.port)].map((port) => addressUrl({ family, address: web.host, port }));
  try {
    const managed = join(options.out, 'policies/managed');
    makeFolder(managed);
    write(join(managed, 'letan.json'), `${JSON.stringify(panelPolicy(addresses), null, 2)}\n`);
    const there = await pageIsThere(addresses);
    write(join(options.out, 'panel.env'), panelEnvironment(browser, there, options.out));
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    return refuse(exitCodes.config, panelMessages.noFolder, { path: options.out, code });
  }
};

/** `letan panel`. */
export const mountPanel = (program: Command): void => {
  program
    .command('panel')
    .description(
      'prepares the panel’s browser: its policy (this device’s page and no other), its command line; waits until the page is there',
    )
    .requiredOption('--config <file>', 'the device’s YAML')
    .option('--out <directory>', 'where to write policies/managed/letan.json and panel.env', '/run/letan-panel')
    .action(prepare);
};
