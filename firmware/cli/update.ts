import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { updateMessages } from '../../config/languages/messages/update.ts';
import { installedAt } from '../installed.ts';
import { exitCodes } from './exit.ts';
import { refuse } from './hub/say.ts';
import { checkKept } from './update/apply.ts';
import { askFor } from './update/ask.ts';
import { settle } from './update/guard.ts';
import { admission, alone, applyFrom, goOver, placeAt, type How } from './update/run-update.ts';
import { sayFault, slotText } from './update/say.ts';
import { serve } from './update/serve.ts';
import { deviceHere } from './update/site.ts';
import { standingOf } from './update/slots.ts';
import { showStatus } from './update/status.ts';

interface WhereOptions {
  readonly config?: string;
  readonly root?: string;
}
interface HowOptions extends WhereOptions {
  readonly now?: true;
  readonly whenIdle?: true;
  readonly allowOlder?: true;
}

/** Who sits there: whoever became root to do it. */
const account = (): string => process.env['SUDO_USER'] ?? userInfo().username;

const howOf = ({ allowOlder, now, whenIdle }: HowOptions): How => ({
  now: now === true,
  whenIdle: whenIdle === true,
  allowOlder: allowOlder === true,
  by: account(),
});

const apply = async (source: string, options: HowOptions): Promise<void> => {
  const at = installedAt(options.root);
  const config = deviceHere(at, options.config);
  const place = config === null ? null : placeAt(at, config);
  if (config === null || place === null) return;
  await alone(at, () => applyFrom(source, place, config, howOf(options)));
};

const ask = (source: string, options: WhereOptions): void => {
  const at = installedAt(options.root);
  const config = deviceHere(at, options.config);
  const place = config === null ? null : placeAt(at, config);
  if (config !== null && place !== null) askFor(source, place, config, account());
};

const rollback = async (options: HowOptions): Promise<void> => {
  const at = installedAt(options.root);
  const config = deviceHere(at, options.config);
  const place = config === null ? null : placeAt(at, config);
  if (config === null || place === null) return;
  await alone(at, async () => {
    settle(place.disk, at, standingOf(at), Date.now(), () => place.unit.adopt());
    const kept = checkKept(place);
    if (!kept.ok) {
      const { fault } = kept;
      if (
        fault.kind === 'not-installed' ||
        fault.kind === 'on-trial' ||
        fault.kind === 'ledger' ||
        fault.kind === 'given-up'
      )
        return sayFault(fault);
      if (fault.kind === 'empty' || fault.kind === 'tree' || fault.kind === 'foreign' || fault.kind === 'no-release')
        return refuse(exitCodes.failed, updateMessages['no-kept'], { fault: slotText(fault) });
      return refuse(exitCodes.failed, updateMessages['no-kept'], { fault: fault.kind });
    }
    const asked = await admission(config, howOf(options))();
    if (asked !== null) await goOver(place, asked, kept.value.version);
  });
};

const status = async (options: WhereOptions & { readonly full?: true; readonly json?: true }): Promise<void> => {
  const at = installedAt(options.root);
  const config = deviceHere(at, options.config);
  if (config !== null) await showStatus(at, config, { full: options.full === true, json: options.json === true });
};

const serving = async (options: WhereOptions): Promise<void> => {
  const at = installedAt(options.root);
  await alone(at, () => serve(at, () => deviceHere(at, options.config)));
};

const placed = (command: Command): Command =>
  command
    .option('--config <file>', 'the device’s YAML (default: LETAN_CONFIG of /etc/letan/letan.env)')
    .option('--root <directory>', 'the top of the device’s file system', '/');

const timed = (command: Command): Command =>
  placed(command)
    .option('--when-idle', 'waits until the place is closed and nobody is served, then does it by itself')
    .option('--now', 'although people may be kept waiting: you stand there and answer for it; it is written down');

/** `letan update apply | ask | status | rollback | serve`. */
export const mountUpdate = (program: Command): void => {
  const update = program.command('update').description('a newer release for this device, and the way back');
  timed(
    update
      .command('apply')
      .description(
        'verifies a release, puts it beside the one that runs, starts it, and goes back by itself when it is not found good',
      )
      .argument('<source>', 'a .letan file, a stick (its directory, its device, or “usb”), or http(s)://…'),
  )
    .option('--allow-older', 'also one that is older than what runs, if it reads the ledger')
    .action(apply);
  placed(
    update
      .command('ask')
      .description(
        'leaves a release for letan-update.service, which applies it by itself out of hours; the stick may go home',
      )
      .argument('<source>', 'as for apply'),
  ).action(ask);
  timed(
    update.command('rollback').description('back to the release in the other slot, with the ledger as it is'),
  ).action(rollback);
  placed(
    update
      .command('status')
      .description('what runs, what is kept, what is on trial, what became of updates, and why not now'),
  )
    .option('--full', 'reads every byte of both slots')
    .option('--json', 'one JSON document')
    .action(status);
  placed(
    update
      .command('serve')
      .description('for letan-update.service: watches what is on trial, applies what /var/lib/letan/update asks for'),
  ).action(serving);
};
