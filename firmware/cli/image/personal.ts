import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileSystems, hosts } from './boot-files.ts';
import type { Change } from './ext4-tree.ts';
import { networkKeyfile, type NetworkChoice } from './network.ts';

/** What the base's root says of itself, as far as a device's own files depend on it. */
export interface BaseRoot {
  readonly passwd: string;
  readonly fstab: string;
  readonly hosts: string;
  /** Whether a path is there. */
  has(path: string): boolean;
  /** What is in /var/lib/systemd/rfkill. */
  readonly radioStates: readonly string[];
}

export interface Personal {
  readonly hostName: string;
  readonly timeZone: string;
  readonly network: NetworkChoice | null;
  /** Lines of authorized_keys; empty: nobody can log in from afar. */
  readonly sshKeys: readonly string[];
  readonly diskId: { readonly from: number; readonly to: number };
  /** Where the data partition goes. */
  readonly data: string;
}

interface Person {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** The person whom the base was made for (the first, 1000), else root. */
export const maintainerIn = (passwd: string): Person => {
  const people = passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid, , home] = line.split(':');
    return name === undefined || home === undefined ? [] : [{ name, uid: Number(uid), gid: Number(gid), home }];
  });
  return people.find(({ uid }) => uid === 1000) ?? { name: 'root', uid: 0, gid: 0, home: '/root' };
};

/** Files that are made here and go into the root by name; each with who owns it. */
class Stage {
  readonly changes: Change[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  file(path: string, text: string, mode = 0o644, owner: { readonly uid: number; readonly gid: number } = root): void {
    const from = join(this.#folder, path);
    mkdirSync(dirname(from), { recursive: true });
    writeFileSync(from, text);
    // Not by writeFileSync: it asks the umask.
    chmodSync(from, mode);
    this.changes.push({ kind: 'file', path, from, uid: owner.uid, gid: owner.gid });
  }

  link(path: string, to: string): void {
    this.changes.push({ kind: 'link', path, to });
  }

  directory(path: string, mode: number, owner: { readonly uid: number; readonly gid: number }): void {
    this.changes.push({ kind: 'directory', path, mode, uid: owner.uid, gid: owner.gid });
  }

  remove(path: string): void {
    this.changes.push({ kind: 'remove', path });
  }
}
const root = { uid: 0, gid: 0 };
const wants = '/etc/systemd/system/multi-user.target.wants';

/** Keys and nothing else: the account of the base gets them, a password never. */
const layAccess = (stage: Stage, keys: readonly string[], person: Person, base: BaseRoot): void => {
  const folder = join(person.home, '.ssh');
  stage.directory(folder, 0o700, person);
  stage.file(join(folder, 'authorized_keys'), `${keys.join('\n')}\n`, 0o600, person);
  stage.file(
    '/etc/ssh/sshd_config.d/10-letan.conf',
    'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n',
  );
  // Each device makes host keys of its own at its first start: an image holds no secret of a host.
  stage.file(
    '/etc/systemd/system/ssh.service.d/10-letan.conf',
    '[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -A\nExecStartPre=/usr/sbin/sshd -t\n',
  );
  if (base.has('/lib/systemd/system/ssh.service') || base.has('/usr/lib/systemd/system/ssh.service'))
    stage.link(`${wants}/ssh.service`, '/usr/lib/systemd/system/ssh.service');
  // Nobody has a password that sudo could ask for.
  if (person.uid !== 0 && base.has('/etc/sudoers.d'))
    stage.file('/etc/sudoers.d/020_letan-maintainer', `${person.name} ALL=(ALL) NOPASSWD: ALL\n`, 0o440);
};

const layNetwork = (stage: Stage, network: NetworkChoice, base: BaseRoot): void => {
  stage.file('/etc/NetworkManager/system-connections/letan.nmconnection', networkKeyfile(network, randomUUID()), 0o600);
  if (network.wifi === null) return;
  // Raspberry Pi OS keeps radios off until somebody names the country, which the command line now does.
  stage.file(
    '/var/lib/NetworkManager/NetworkManager.state',
    '[main]\nNetworkingEnabled=true\nWirelessEnabled=true\nWWANEnabled=true\n',
    0o600,
  );
  for (const name of base.radioStates.filter((each) => each.endsWith(':wlan')))
    stage.file(`/var/lib/systemd/rfkill/${name}`, '0\n');
};

/** Everything in the root that makes the card this device's, letan itself aside. `folder` holds the files until they are laid. */
export const personalChanges = (personal: Personal, base: BaseRoot, folder: string): readonly Change[] => {
  const { data, diskId, hostName, network, sshKeys, timeZone } = personal;
  const stage = new Stage(folder);
  stage.file('/etc/hostname', `${hostName}\n`);
  stage.file('/etc/hosts', hosts(base.hosts, hostName));
  stage.file('/etc/timezone', `${timeZone}\n`);
  stage.link('/etc/localtime', `/usr/share/zoneinfo/${timeZone}`);
  stage.file('/etc/fstab', fileSystems(base.fstab, diskId.from, diskId.to, data));
  stage.directory(data, 0o755, root);
  if (network !== null) layNetwork(stage, network, base);
  if (sshKeys.length > 0) layAccess(stage, sshKeys, maintainerIn(base.passwd), base);
  // Raspberry Pi OS asks at its first start for a name and a password, on a screen that visitors stand before.
  stage.remove(`${wants}/userconfig.service`);
  stage.link('/etc/systemd/system/userconfig.service', '/dev/null');
  if (base.has('/etc/cloud')) stage.file('/etc/cloud/cloud-init.disabled', '');
  // So that systemd makes the firmware's users at the first start, whatever was done in the base.
  stage.remove('/etc/.updated');
  return stage.changes;
};
