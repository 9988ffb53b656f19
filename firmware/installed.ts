import { join } from 'node:path';

/*
 * Where everything lies on a device, in one place. The root file system belongs to the release and the site; what a device learns lies
 * in `data`, which is a partition of its own on a card, so that a card can be written anew around it.
 */

/** Two whole trees of a release: one runs, the other is free for the next. */
export const slots = ['a', 'b'] as const;
export type Slot = (typeof slots)[number];

export const isSlot = (word: string): word is Slot => slots.some((slot) => slot === word);

/** The slot that does not run while `slot` does. */
export const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');

/** One release's tree, as its payload is packed: what lies where below its top. */
export interface ReleaseTree {
  readonly top: string;
  /** Compiled firmware, pages, packages. */
  readonly app: string;
  /** The Node that came along. */
  readonly node: string;
  /** What `node` runs. */
  readonly program: string;
  /** Unit files, and what systemd-sysusers and systemd-tmpfiles read. */
  readonly systemd: string;
  readonly udev: string;
  readonly sbom: string;
  readonly notices: string;
}

/** The tree of a release whose top is `top`: a slot, `current`, or wherever it was unpacked. */
export const releaseTreeAt = (top: string): ReleaseTree => ({
  top,
  app: join(top, 'app'),
  node: join(top, 'node/bin/node'),
  program: join(top, 'app/firmware/cli/letan.mjs'),
  systemd: join(top, 'systemd'),
  udev: join(top, 'udev'),
  sbom: join(top, 'sbom.cdx.json'),
  notices: join(top, 'THIRD-PARTY-NOTICES.md'),
});

/** The paths of an installed device. All are absolute when `root` is. */
export interface Installed {
  readonly root: string;
  /** The slots, the link to the one that runs, and what is on trial. Written by root alone. */
  readonly home: string;
  readonly slots: Readonly<Record<Slot, string>>;
  /** A symbolic link to `a` or `b`, relative, switched by renaming another over it. */
  readonly current: string;
  /** A link like `current`: the slot that was last found good. Another than `current` while a release is on trial. */
  readonly good: string;
  /** What is on trial: the update's own record. */
  readonly boot: string;
  /** The site's configuration: `<site>/site.yaml`, `<site>/devices/<device>.yaml`. */
  readonly etc: string;
  /** `LETAN_CONFIG=` names this device's file. */
  readonly environment: string;
  /** The keys that a release may be signed with: one or more public keys in PEM, one after the other. */
  readonly releaseKeys: string;
  /** Ledger, outbox, what behaviours keep, staff's PINs: everything that must outlive an update. */
  readonly data: string;
  /** The flight recorder's ring. */
  readonly flight: string;
  readonly faults: string;
  /** In memory, gone with each start of the service. */
  readonly run: string;
  /** What this start was judged to be (`StartReport`), written once it is known. */
  readonly startReport: string;
  /** Key files of the sticks that are plugged in, in a folder for each; gone with the stick. */
  readonly stickRun: string;
  /** Where the panel's browser finds its address, and its policy. */
  readonly panelRun: string;
  readonly units: string;
  readonly udevRules: string;
  readonly sysusers: string;
}

/** A ledger's database below the data directory; `name` is the ledger's in the device's configuration. */
export const ledgerFile = (data: string, name: string): string => join(data, `${name}.sqlite`);

/** The file of `StartReport` in the service's directory in memory. */
export const startReportName = 'start.json';

/** Where a device's parts lie; `root` is another folder for an image that is being made, and for tests. */
export const installedAt = (root = '/'): Installed => {
  const home = join(root, 'opt/letan');
  const data = join(root, 'var/lib/letan');
  const run = join(root, 'run/letan');
  return {
    root,
    home,
    slots: { a: join(home, 'a'), b: join(home, 'b') },
    current: join(home, 'current'),
    good: join(home, 'good'),
    boot: join(home, 'boot.json'),
    etc: join(root, 'etc/letan'),
    environment: join(root, 'etc/letan/letan.env'),
    releaseKeys: join(root, 'etc/letan/release.pub'),
    data,
    flight: join(data, 'flight'),
    faults: join(data, 'faults'),
    run,
    startReport: join(run, startReportName),
    stickRun: join(root, 'run/letan-stick'),
    panelRun: join(root, 'run/letan-panel'),
    units: join(root, 'etc/systemd/system'),
    udevRules: join(root, 'etc/udev/rules.d'),
    sysusers: join(root, 'etc/sysusers.d'),
  };
};
