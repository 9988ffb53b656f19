import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { installedAt } from '../../../firmware/installed.ts';
import { KioskGlass } from '../kiosk-glass.ts';
import { untilReal } from '../real-time.ts';
import { ServiceManager } from '../service-manager.ts';
import { SshServer } from '../ssh-server.ts';
import type { ShownCase } from './case.ts';

/** What became of a command. */
export interface Shown {
  readonly exit: number | null;
  readonly said: string;
  readonly seconds: number;
}

const sh = (command: string): string => execFileSync('sh', ['-e', '-c', command], { encoding: 'utf8' });

/** Where a disk is put to be installed on, before it goes into the device. */
export const diskAt = '/mnt';

/**
 * A maintainer's desk and the device beside it, on a machine whose mounts and network are its own (`tests/commands-shown.mjs` sees to
 * that): a clone of this checkout, a computer with disks that the kernel never had, a device whose file system is this machine's.
 */
export class Stage {
  readonly room: string;
  readonly desk: string;
  readonly at = installedAt('/');
  #services: ServiceManager | null = null;
  #ssh: SshServer | null = null;
  readonly #glasses: KioskGlass[] = [];
  readonly #closers: (() => void | Promise<void>)[] = [];

  constructor(room: string) {
    this.room = room;
    this.desk = join(room, 'desk');
  }

  /** A file of the desk. */
  file(name: string): string {
    return join(this.desk, name);
  }

  /** Whether everything that a case makes for others lies there already. */
  has({ makes = [] }: ShownCase): boolean {
    return makes.length > 0 && makes.every((name) => existsSync(this.file(name)));
  }

  onEnd(close: () => void | Promise<void>): void {
    this.#closers.push(close);
  }

  async open(): Promise<void> {
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', '.', this.desk]);
    symlinkSync(resolve('node_modules'), this.file('node_modules'));
    // Releases and keys of an earlier run.
    const kept = process.env['LETAN_SHOWN_KEPT'];
    if (kept !== undefined) cpSync(kept, this.desk, { recursive: true });
    // The maintainer's own site, whose doors are always open at first.
    cpSync(this.file('config/sites/ward-centre'), this.file('site/ward-centre'), { recursive: true });
    this.openDoors(true, this.file('site/ward-centre'));
    const kiosk = this.file('site/ward-centre/devices/kiosk-1.yaml');
    const document = parseDocument(readFileSync(kiosk, 'utf8'));
    document.set('web', { port: 8080 });
    document.set('goodStart', { wellFor: '5s', every: '1s' });
    writeFileSync(kiosk, document.toString());
    for (const each of ['dev', 'machine']) mkdirSync(join(this.room, each));
    const dev = join(this.room, 'dev');
    sh(`mount -t tmpfs letan ${dev}; mkdir ${dev}/pts ${dev}/shm
      cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/ptmx /dev/fd /dev/stdin /dev/stdout /dev/stderr /dev/loop* ${dev}/
      mount --bind /dev/pts ${dev}/pts; mount --bind /dev/shm ${dev}/shm; mount --rbind ${dev} /dev`);
    for (const folder of ['etc', 'opt', 'var/lib']) {
      const layer = join(this.room, 'layers', folder.replace('/', '-'));
      for (const each of ['up', 'work']) mkdirSync(join(layer, each), { recursive: true });
      sh(`mount -t overlay letan -o lowerdir=/${folder},upperdir=${layer}/up,workdir=${layer}/work /${folder}`);
    }
    // NTP has set the clock; nothing else of this machine's runs.
    sh(`mount -t tmpfs letan /run; mkdir -p /run/systemd/timesync; touch /run/systemd/timesync/synchronized
      mount --bind ${this.room}/machine ${diskAt}; ip link set lo up`);
    this.#ssh = await SshServer.start(join(this.room, 'ssh'));
    for (const each of ['ssh_config', 'known_hosts', 'person', 'person.pub'])
      cpSync(join(this.room, 'ssh', each), this.file(each));
  }

  async close(): Promise<void> {
    for (const glass of this.#glasses) glass.close();
    await this.#services?.stop();
    await this.#ssh?.stop();
    for (const close of this.#closers.toReversed()) await close();
  }

  /** Whether the place is open all day, or not before three days have gone by: this runs at any hour. */
  openDoors(open: boolean, site = join(this.at.etc, 'ward-centre')): void {
    const file = join(site, 'site.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    const day = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 3) % 7] ?? 'sun';
    // Each its own: one object in two places would become an anchor.
    const times = (): object => ({ [day]: ['08:00-12:00'] });
    const always = { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } };
    document.set('hours', open ? always : { opening: times(), tickets: times() });
    // Who waits when the day ends waits no more.
    document.deleteIn(['hall', 'dayEnd']);
    writeFileSync(file, document.toString());
  }

  /** The disk that was installed on goes into the device, which starts. */
  async startDevice(): Promise<void> {
    for (const path of ['/opt/letan', '/etc/letan']) sh(`mkdir -p ${path}; mount --bind ${diskAt}${path} ${path}`);
    mkdirSync(this.at.data, { recursive: true });
    const config = join(this.at.etc, 'ward-centre/devices/kiosk-1.yaml');
    this.#services = new ServiceManager(this.room, this.at, config);
    this.#services.start();
    await this.isWell();
  }

  async restartDevice(): Promise<void> {
    await this.#services?.stop();
    this.#services?.start();
    await this.isWell();
  }

  /** Nobody waits any more: the device begins with a ledger of its own anew. */
  async withoutVisitors(): Promise<void> {
    await this.#services?.stop();
    sh(`rm -f ${this.at.data}/ledger*`);
    this.#services?.start();
    await this.isWell();
  }

  /** Its start was found good. */
  isWell(): Promise<void> {
    return untilReal(() => {
      const there = statSync(this.at.startReport, { throwIfNoEntry: false });
      return there !== undefined && readFileSync(this.at.startReport, 'utf8').includes('"verdict":"good"');
    }, 300_000);
  }

  /** A visitor comes to the device and takes a number. */
  async takeNumber(): Promise<string> {
    const glass = await this.glass();
    return glass.takeNumber();
  }

  async glass(): Promise<KioskGlass> {
    const glass = new KioskGlass((_what, holds) => untilReal(holds, 120_000));
    this.#glasses.push(glass);
    await glass.look('http://127.0.0.1:8080');
    return glass;
  }

  /** A copy of a file of the desk, cut to so many bytes, or with one bit another. */
  spoil(from: string, to: string, how: { readonly keep: number } | { readonly flipAt: number }): void {
    rmSync(this.file(to), { force: true });
    cpSync(this.file(from), this.file(to));
    if ('keep' in how) return truncateSync(this.file(to), how.keep);
    const bytes = readFileSync(this.file(to));
    bytes.writeUInt8(bytes.readUInt8(how.flipAt) ^ 1, how.flipAt);
    writeFileSync(this.file(to), bytes);
  }

  /** Runs what somebody types, and hears what a terminal would show. */
  async run({ during, typed }: ShownCase, where: 'desk' | 'device'): Promise<Shown> {
    const letan =
      where === 'desk'
        ? `npx() { if [ "$1" = letan ]; then shift; "${process.execPath}" firmware/cli/letan.mjs "$@"; else command npx "$@"; fi; }`
        : `letan() { ${diskAt}/usr/local/bin/letan "$@"; }`;
    // The shell itself outlives a Ctrl+C, as one at a terminal does.
    const script = `${letan}\nsudo() { "$@"; }\ntrap : INT\nexec 2>&1\n${typed}`;
    const began = performance.now();
    const child = spawn('sh', ['-c', script], {
      // The desk's files come along to the device.
      cwd: this.desk,
      // What npm thinks of this machine's settings, and colours, are nothing of ours.
      env: { ...(this.#services?.environment ?? process.env), npm_config_loglevel: 'error', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A terminal's Ctrl+C reaches all that runs in it.
      detached: true,
    });
    let said = '';
    let acted = false;
    const interrupt = (): void => void process.kill(-(child.pid ?? 0), 'SIGINT');
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (during === undefined || acted || !said.includes(during.said)) return;
      acted = true;
      void during.act({ interrupt }, this);
    });
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 900_000);
    await once(child, 'close');
    clearTimeout(timer);
    return { exit: child.exitCode, said, seconds: (performance.now() - began) / 1000 };
  }
}
