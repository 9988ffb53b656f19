import type { Command } from 'commander';
import { dayKey } from '../../behaviours/hours/civil.ts';
import { faultText } from '../../config/faults.ts';
import { ledgerWords } from '../../config/languages/messages/ledger.ts';
import { textWith } from '../../config/languages/messages/wording.ts';
import { loadDevice } from '../../config/load.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeRandom } from '../../hal/drivers/node-random.ts';
import { linuxWallTrust } from '../../hal/drivers/wall-trust.ts';
import { realFactories } from '../drivers.ts';
import { stripSettings, stripSlips } from '../strip-printing.ts';
import { exitCodes } from './exit.ts';
import { complain } from './ledger/where.ts';
import { madeAt } from './made-at.ts';

const longestMs = 120_000;

/** Prints the contingency strip while no service runs that holds the printer: when everything is down. */
const strip = async ({ config: file }: { readonly config: string }): Promise<void> => {
  const loaded = loadDevice(file);
  if (!loaded.ok) {
    for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const config = loaded.value;
  const { contingency } = config.site;
  if (contingency === null) {
    complain('noStrip', {}, exitCodes.config);
    return;
  }
  // Whoever is at a terminal prints it where they are, whichever device prints it in the morning.
  const settings = stripSettings({
    ...config,
    site: { ...config.site, contingency: { ...contingency, printer: config.device } },
  });
  const clock = new NodeClock(linuxWallTrust(madeAt));
  const log = { write: (): void => undefined };
  const factories = realFactories({ config, clock, random: new NodeRandom(), log, dataDir: config.dataDir });
  const printer = Object.entries(config.devices)
    .map(([name, entry]) => (entry.port === 'printer' ? factories.printer(name, entry) : null))
    .find((each) => each !== null);
  if (printer === undefined || settings === null) {
    complain('noPrinter', { device: config.device }, exitCodes.config);
    return;
  }
  const giveUp = AbortSignal.timeout(longestMs);
  const opened = await printer.open(giveUp);
  if (!opened.ok) {
    complain('notPrinted', { reason: opened.fault.kind });
    return;
  }
  try {
    const day = dayKey(clock.wallTime().instant, settings.zoneOffsetMin);
    for (const slip of stripSlips(settings, day)) {
      const outcome = await printer.print(slip, giveUp);
      if (outcome.kind === 'printed') continue;
      complain('notPrinted', { reason: outcome.fault.kind });
      return;
    }
    const values = { series: settings.series, count: settings.count };
    const { en, vi } = textWith(ledgerWords.stripPrinted, values);
    process.stdout.write(`${vi}\n${en}\n`);
  } finally {
    await printer.close();
  }
};

/** `letan strip --config FILE`. */
export const mountStrip = (program: Command): void => {
  program
    .command('strip')
    .description('prints the strip of contingency numbers while the device’s service is stopped')
    .requiredOption('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .action(strip);
};
