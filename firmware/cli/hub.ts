import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { hubMessages, hubTexts } from '../../config/languages/messages/hub.ts';
import { textWith, type StaffText } from '../../config/languages/messages/wording.ts';
import { loadSite } from '../../config/load.ts';
import type { LoadedSite } from '../../config/reader.ts';
import { present } from '../../hal/assert.ts';
import { errorCode } from '../../hal/error-code.ts';
import { brokerFolder } from '../broker/site-broker.ts';
import { exitCodes } from './exit.ts';
import { promote, status } from './hub/promote.ts';
import { both, refuse } from './hub/say.ts';
import type { BrokerFileFault, BrokerWork } from './hub/site-broker-files.ts';

interface BrokerOptions {
  readonly site: string;
  readonly out?: string;
  readonly install?: string;
  readonly renew?: readonly string[] | true;
  readonly revoke?: readonly string[];
  readonly json?: true;
}

const refuseFiles = (fault: BrokerFileFault): void => {
  if (fault.kind === 'authority-torn') refuse(exitCodes.config, hubMessages.authorityTorn, { path: fault.path });
  else refuse(exitCodes.config, hubMessages.registerUnreadable, { path: fault.path, reason: fault.reason });
};

const report = (work: BrokerWork, loaded: LoadedSite, out: string): string => {
  const lines: StaffText[] = [];
  if (work.authority === 'made') lines.push(textWith(hubTexts.authorityMade, { path: join(out, 'authority') }));
  for (const [name, count] of Object.entries(work.revoked)) lines.push(textWith(hubTexts.revoked, { name, count }));
  for (const { name, kind, why } of work.certificates)
    lines.push(textWith(hubTexts.made, { name, kind: hubTexts[kind], why: hubTexts[`why.${why}`] }));
  for (const { name, path } of work.folders) {
    const device = loaded.devices.find((each) => each.device === name);
    lines.push(
      device === undefined
        ? textWith(hubTexts.give, { from: path, name })
        : textWith(hubTexts.copy, { from: path, to: brokerFolder(device), name }),
    );
  }
  if (work.installed !== null && work.installed.changed.length > 0)
    lines.push(textWith(hubTexts.installed, { path: work.installed.path, files: work.installed.changed.join(', ') }));
  for (const name of work.strangers) lines.push(textWith(hubTexts.stranger, { name }));
  if (lines.length === 0) lines.push(hubTexts.nothing);
  return lines.map((line) => `${both(line)}\n`).join('');
};

const broker = async (options: BrokerOptions): Promise<void> => {
  const loaded = loadSite(options.site);
  if (!loaded.ok) {
    for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const { site, devices } = loaded.value;
  if (site.broker === null) {
    refuse(exitCodes.config, hubMessages.noBroker, { site: site.site, host: site.hall.host });
    return;
  }
  const names = [...devices.map(({ device }) => device), ...site.broker.clients.map(({ id }) => id)];
  const { install, renew = [], revoke = [] } = options;
  const unknown = renew === true ? undefined : renew.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    refuse(exitCodes.usage, hubMessages.noSuchName, { name: unknown, known: names.join(', ') });
    return;
  }
  if (install !== undefined && !devices.some(({ device }) => device === install)) {
    const known = devices.map(({ device }) => device).join(', ');
    refuse(exitCodes.usage, hubMessages.notCarrier, { name: install, known });
    return;
  }
  const passwordFile = site.broker.city?.passwordFile ?? null;
  let cityPassword: string | null = null;
  try {
    cityPassword = passwordFile === null ? null : readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    refuse(exitCodes.config, hubMessages.cityPassword, {
      path: passwordFile ?? '',
      code: errorCode(error) ?? 'unknown',
    });
    return;
  }
  const out = options.out ?? `${site.site}-broker`;
  // The library for certificates is loaded for this command alone.
  const { SiteBrokerFiles } = await import('./hub/site-broker-files.ts');
  try {
    const files = new SiteBrokerFiles({
      site: loaded.value,
      broker: present(site.broker, 'looked at above'),
      out,
      install: install ?? null,
      renew: renew === true ? names : renew,
      revoke,
      cityPassword,
      now: Date.now(),
    });
    const work = await files.write();
    if (!work.ok) {
      refuseFiles(work.fault);
      return;
    }
    process.stdout.write(
      options.json === true ? `${JSON.stringify(work.value, null, 2)}\n` : report(work.value, loaded.value, out),
    );
    const never = Object.entries(work.value.revoked).find(([, count]) => count === 0)?.[0];
    if (never !== undefined) refuse(exitCodes.usage, hubMessages.noSuchName, { name: never, known: names.join(', ') });
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    const path = error instanceof Error && 'path' in error ? String(error.path) : out;
    refuse(exitCodes.config, hubMessages.cannotWrite, { path, code });
  }
};

/** `letan hub broker`, `letan hub promote`, `letan hub status`. */
export const mountHub = (program: Command): void => {
  const hub = program.command('hub').description('the site’s hub: its broker, who is it, and who becomes it');
  hub
    .command('broker')
    .description('write the configuration, certificates and access lists of the site’s broker (mosquitto)')
    .requiredOption('--site <dir>', 'the directory of the site')
    .option('--out <dir>', 'where the authority and a folder for each device are kept (default: <site>-broker)')
    .option('--install <device>', 'put this device’s files where its config says, too')
    .option('--renew [names...]', 'new certificates for these, or for all, before theirs end')
    .option(
      '--revoke <names...>',
      'the certificates of these count no more; who still stands in the site gets new ones',
    )
    .option('--json', 'one JSON document instead of the report')
    .action(broker);
  hub
    .command('promote')
    .description('make the device that runs on this machine the hub: the old one is lost, or to be replaced')
    .requiredOption('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .option('--by <role>', 'who decides so, for the record', 'manager')
    .option('--although-it-answers', 'even while the old hub can be reached')
    .action(promote);
  hub
    .command('status')
    .description(
      'who decides the hall by the device that runs on this machine, whether it answers, where the broker is',
    )
    .requiredOption('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .option('--json', 'one JSON document')
    .action(status);
};
