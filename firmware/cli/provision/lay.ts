import type { KeyObject } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DeviceConfig } from '../../../config/schema.ts';
import type { Installed } from '../../installed.ts';
import { installedAt, releaseTreeAt } from '../../installed.ts';
import { ok, type Result } from '../../../hal/result.ts';
import type { CheckedBundle } from '../update/bundle.ts';
import { ensureDirectory, replaceFile, switchLink, type Disk } from '../update/disk.ts';
import { fillSlot, type FillFault, type TellFill } from '../update/fill-slot.ts';
import { setUp } from '../update/slots.ts';
import { panelNeeds } from '../../panel/browser.ts';
import { secretPlaces } from './secrets.ts';

/*
 * What makes a machine a letan device, laid into its file system: below `/` on a running system, below another folder for a card that is
 * being made. Everything is done through steps that leave a file whole, old or new, and doing all of it twice changes nothing.
 */

/** The first release of a machine: into slot `a`, and both links on it. */
export const layRelease = async (
  bundle: CheckedBundle,
  keys: readonly KeyObject[],
  at: Installed,
  disk: Disk,
  tell: TellFill,
): Promise<Result<void, FillFault>> => {
  const filled = await fillSlot(bundle, keys, at, 'a', disk, tell, bundle.manifest.arch);
  if (!filled.ok) return filled;
  setUp(disk, at, 'a');
  return ok(undefined);
};

export interface SitePlan {
  /** The site's directory as in `config/sites`; its name becomes the directory's on the device. */
  readonly directory: string;
  readonly site: string;
  /** The device's name: `devices/<device>.yaml`. */
  readonly device: string;
  /** Public keys in PEM that releases are believed by. */
  readonly keys: string;
  /** A directory with secret files, by their names in /etc/letan; null: none are brought. */
  readonly secrets: string | null;
}

/** Where the device's own file is, as the service reads it: below `/`, whatever the folder that is worked in. */
export const deviceFile = (site: string, device: string): string => `/etc/letan/${site}/devices/${device}.yaml`;

/** The site's configuration, which device this one is, whom it believes, and its secrets. */
export const laySite = (plan: SitePlan, at: Installed, disk: Disk): void => {
  ensureDirectory(disk, at.etc);
  const place = join(at.etc, plan.site);
  const [fresh, old] = [`${place}.new`, `${place}.old`];
  for (const each of [fresh, old]) rmSync(each, { recursive: true, force: true });
  cpSync(plan.directory, fresh, { recursive: true, dereference: true });
  // Two names change; in between the site is under `.old`, and the next run finds the same plan to lay.
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
  replaceFile(disk, at.environment, `LETAN_CONFIG=${deviceFile(plan.site, plan.device)}\n`);
  replaceFile(disk, at.releaseKeys, plan.keys);
  if (plan.secrets !== null) {
    const brought = secretPlaces(plan.secrets);
    for (const { from, name } of brought) replaceFile(disk, join(at.etc, name), readFileSync(from, 'utf8'), 0o600);
    // Whose they are is settled at each start, when the firmware's user is there (tmpfiles.d(5)).
    const lines = brought.map(({ name }) => `z /etc/letan/${name} 0400 letan letan`);
    mkdirSync(join(at.root, 'etc/tmpfiles.d'), { recursive: true });
    replaceFile(disk, join(at.root, 'etc/tmpfiles.d/letan-secrets.conf'), `${lines.join('\n')}\n`);
  }
};

/** What a unit file wants to be started by. */
const wantedBy = (unit: string): readonly string[] =>
  [...unit.matchAll(/^WantedBy=(.*)$/gmu)]
    .flatMap(([, targets = '']) => targets.split(/\s+/u))
    .filter((each) => each !== '');

export interface LaidUnits {
  /** Enabled: started with the machine. */
  readonly enabled: readonly string[];
  /** There, and not enabled: the panel where no browser is installed. */
  readonly left: readonly string[];
}

/** The unit of the browser on the glass, and what it cannot do without: of each row one is enough. */
export const panelUnit = 'letan-panel.service';
export const panelPrograms: readonly (readonly string[])[] = panelNeeds.map(({ programs }) => programs);

/** Whether a device has a screen that visitors touch. */
export const hasGlass = ({ devices }: DeviceConfig): boolean =>
  Object.values(devices).some((entry) => entry.port === 'display' && entry.driver === 'web');

/**
 * The services of the release in slot `a` or wherever `top` is, as systemd reads them, the rules of its parts, and its users. `panel`:
 * this device has glass and a browser for it.
 */
export const layUnits = (top: string, at: Installed, panel: boolean, disk: Disk): LaidUnits => {
  const tree = releaseTreeAt(top);
  for (const each of [at.units, at.udevRules, at.sysusers]) ensureDirectory(disk, each);
  const enabled: string[] = [];
  const left: string[] = [];
  for (const name of readdirSync(tree.systemd).toSorted()) {
    const text = readFileSync(join(tree.systemd, name), 'utf8');
    if (name.endsWith('.sysusers')) {
      replaceFile(disk, join(at.sysusers, name.replace(/\.sysusers$/u, '.conf')), text);
      continue;
    }
    if (name.endsWith('.tmpfiles')) {
      ensureDirectory(disk, join(at.root, 'etc/tmpfiles.d'));
      replaceFile(disk, join(at.root, 'etc/tmpfiles.d', name.replace(/\.tmpfiles$/u, '.conf')), text);
      continue;
    }
    replaceFile(disk, join(at.units, name), text);
    if (name === panelUnit && !panel) {
      left.push(name);
      continue;
    }
    for (const target of wantedBy(text)) {
      const wants = join(at.units, `${target}.wants`);
      ensureDirectory(disk, wants);
      switchLink(disk, join(wants, name), `/etc/systemd/system/${name}`);
    }
    if (wantedBy(text).length > 0) enabled.push(name);
  }
  for (const name of readdirSync(tree.udev).toSorted())
    replaceFile(disk, join(at.udevRules, basename(name)), readFileSync(join(tree.udev, name), 'utf8'));
  return { enabled, left };
};

/** The device's own command line under its name: for whoever logs in. */
export const layCommand = (at: Installed, disk: Disk): void => {
  const folder = join(at.root, 'usr/local/bin');
  const { node, program } = releaseTreeAt(installedAt().current);
  ensureDirectory(disk, folder);
  replaceFile(disk, join(folder, 'letan'), `#!/bin/sh\nexec ${node} ${program} "$@"\n`, 0o755);
};
