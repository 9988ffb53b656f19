import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { panelMessages, panelWords } from '../../config/languages/messages/panel.ts';
import { textWith } from '../../config/languages/messages/wording.ts';
import { loadDevice } from '../../config/load.ts';
import { browserPrograms, panelEnvironment, panelNeeds } from '../panel/browser.ts';
import { panelPolicy } from '../panel/policy.ts';
import { addressUrl } from '../web-listening.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';

const askAgainMs = 500;
/** Hosts at which this machine reaches itself without its network: the unit allows no other. */
const reachable = /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|localhost)$/u;

const tell = (text: { readonly vi: string; readonly en: string }): void => void process.stderr.write(`${both(text)}\n`);

/** Resolves when the device serves its page: a browser that comes before it would show an error to the hall. */
const pageIsThere = async (address: string): Promise<void> => {
  for (let first = true; ; first = false) {
    const up = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return tell(textWith(panelWords.there, { address }));
    if (first) tell(textWith(panelWords.waiting, { address }));
    await sleep(askAgainMs);
  }
};

/** Each whole or not at all: the browser reads them while a restart writes them. */
const write = (file: string, text: string): void => {
  writeFileSync(`${file}.part`, text, { mode: 0o644 });
  renameSync(`${file}.part`, file);
};

/** What the unit needs before it starts the browser: the policy for this device's address, the command line, and a page that answers. */
const prepare = async (options: { readonly config: string; readonly out: string }): Promise<void> => {
  const loaded = loadDevice(options.config);
  if (!loaded.ok) {
    for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const { device, devices, web } = loaded.value;
  if (!Object.values(devices).some(({ port }) => port === 'display'))
    return refuse(exitCodes.config, panelMessages.noGlass, { device });
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
  const address = addressUrl({ family, address: web.host, port: web.port });
  try {
    const managed = join(options.out, 'policies/managed');
    mkdirSync(managed, { recursive: true });
    write(join(managed, 'letan.json'), `${JSON.stringify(panelPolicy(address), null, 2)}\n`);
    write(join(options.out, 'panel.env'), panelEnvironment(browser, address, options.out));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return refuse(exitCodes.config, panelMessages.noFolder, { path: options.out, code });
  }
  await pageIsThere(address);
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
