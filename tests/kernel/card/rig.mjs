// A card's whole way: a Raspberry Pi OS image of Debian's own parts, a release built from this checkout, letan's own commands, and an
// emulated board that starts from the card as its boot loader would.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { bare, emulate } from '../guest.mjs';
import { armSystem, bootFiles } from './system.mjs';

const repository = resolve(import.meta.dirname, '../../..');
const bin = join(repository, 'firmware/cli/letan.mjs');

/** Programs beside those of the other arm64 tests: program → Debian package. */
export const neededForCards = { mcopy: 'mtools', 'mkfs.vfat': 'dosfstools', sfdisk: 'fdisk', mosquitto: 'mosquitto' };

/** letan's own command line, as a maintainer types it. Throws what it said. */
export const letan = (args, cwd, log) => {
  const began = performance.now();
  const run = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  log(`$ letan ${args.slice(0, 3).join(' ')} … (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  for (const line of run.stderr.split('\n').filter((each) => each !== '' && !/ \d0 %,/u.test(each))) log(`  ${line}`);
  if (run.status !== 0) throw new Error(`letan ${args.join(' ')}: exit ${run.status}\n${run.stderr}`);
  return run;
};

export const freePort = () =>
  new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** QEMU's own name for the host. */
export const hostInGuest = '10.0.2.2';

/** The ward centre, whose kiosk speaks with a broker on the host and shows its page to the host as well. */
export const siteFor = (folder, brokerPort) => {
  const site = join(folder, 'ward-centre');
  cpSync(join(repository, 'config/sites/ward-centre'), site, { recursive: true });
  const siteFile = join(site, 'site.yaml');
  const text = readFileSync(siteFile, 'utf8');
  // Always open: a test runs at any hour.
  const begins = text.indexOf('\nhours:');
  const rest = text.slice(begins + 1);
  const ends = rest.search(/\n\S/u);
  const hours = 'hours: { always: true, tickets: { mon-sun: ["00:00-24:00"] } }\n';
  writeFileSync(siteFile, text.slice(0, begins + 1) + hours + (ends === -1 ? '' : rest.slice(ends + 1)));
  const kiosk = join(site, 'devices/kiosk-1.yaml');
  const lines = [
    'devices:',
    `  broker: { driver: mqtt, url: "mqtt://${hostInGuest}:${brokerPort}" }`,
    '  radar: none',
    '  pir: none',
    '  voice: { driver: simulated }',
    'web: { host: 0.0.0.0, port: 8080, allowRemote: true }',
  ];
  writeFileSync(kiosk, `${readFileSync(kiosk, 'utf8')}${lines.join('\n')}\n`);
  return site;
};

/** A Raspberry Pi OS image with a real system in it, made once for a run. */
export const makeBase = async (folder, kernel) => {
  const { baseFstab, cardImage } = await import('../../support/stand-in-base.ts');
  const root = join(folder, 'root');
  cpSync(armSystem(), root, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(root, 'etc/fstab'), baseFstab);
  const image = cardImage(folder, { root, rootMebibytes: 512, bootMebibytes: 128, boot: bootFiles(kernel, folder) });
  rmSync(root, { recursive: true });
  return image;
};

/** What a board's loader takes from the boot partition of a card. */
const fromCard = (card, name, folder) => {
  const to = join(folder, name);
  execFileSync('mcopy', ['-n', '-o', '-i', `${card}@@4M`, `::/${name}`, to], {
    env: { ...process.env, MTOOLSRC: '/dev/null', MTOOLS_SKIP_CHECK: '1' },
  });
  return to;
};

const boards = {
  virt: {
    machine: ['-M', 'virt', '-accel', 'tcg,thread=multi', '-cpu', 'cortex-a72', '-smp', '2', '-m', '1536'],
    card: (file) => ['-drive', `file=${file},if=none,id=card,format=raw`, '-device', 'virtio-blk-pci,drive=card'],
    network: ['-device', 'virtio-net-pci,netdev=net'],
    tree: false,
  },
  raspi3b: {
    machine: ['-M', 'raspi3b'],
    card: (file) => ['-drive', `file=${file},if=sd,format=raw`],
    network: ['-device', 'usb-net,netdev=net'],
    tree: true,
  },
};

/** An emulated board with a card in it. */
export class Board {
  #child = null;
  #running = Promise.resolve();
  said = [];
  web = 0;
  ssh = 0;

  constructor(name, card, folder, log) {
    this.name = name;
    this.card = card;
    this.folder = folder;
    this.log = log;
  }

  /** Power on. */
  async start(seconds) {
    const { card, folder } = this;
    const { card: drive, machine, network, tree } = boards[this.name];
    this.web = await freePort();
    this.ssh = await freePort();
    const line = readFileSync(fromCard(card, 'cmdline.txt', folder), 'utf8').trim();
    // A Raspberry Pi's loader puts the header's UART for serial0; an emulated board has no screen to be its console.
    const append = `${line.replace('console=serial0', 'console=ttyAMA0').replace(' console=tty1', '').replace(' quiet', '')} loglevel=4 systemd.show_status=1 mitigations=off`;
    const args = [
      machine,
      bare,
      [
        '-kernel',
        fromCard(card, 'kernel8.img', folder),
        '-initrd',
        fromCard(card, 'initramfs8', folder),
        '-append',
        append,
      ],
      tree ? ['-dtb', fromCard(card, 'bcm2710-rpi-3-b.dtb', folder)] : [],
      drive(card),
      ['-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${this.web}-:8080,hostfwd=tcp:127.0.0.1:${this.ssh}-:22`],
      network,
    ].flat();
    this.said = [];
    this.#running = emulate({
      program: 'qemu-system-aarch64',
      args,
      seconds,
      line: (text) => {
        this.said.push(text);
        if (process.env['LETAN_CARD_CONSOLE'] !== undefined) this.log(text);
      },
      started: (child) => (this.#child = child),
    });
    this.#running.catch(() => undefined);
  }

  /** The plug is pulled. */
  async cut() {
    this.#child?.kill('SIGKILL');
    await this.#running;
    this.#child = null;
  }

  get ended() {
    return this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** A command in the guest, as the maintainer by their key. */
  run(command, key) {
    const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes'];
    return new Promise((done) => {
      const child = spawn(
        'ssh',
        [
          ...options,
          '-o',
          'ConnectTimeout=60',
          '-o',
          'LogLevel=ERROR',
          '-i',
          key,
          '-p',
          String(this.ssh),
          'pi@127.0.0.1',
          command,
        ],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      let out = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text));
      child.once('close', (code) => done({ code, out }));
    });
  }

  /** Brings a file there. */
  send(file, to, key) {
    return new Promise((done) => {
      const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes'];
      const child = spawn(
        'scp',
        [...options, '-o', 'LogLevel=ERROR', '-i', key, '-P', String(this.ssh), file, `pi@127.0.0.1:${to}`],
        {
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      child.once('close', (code) => done(code === 0));
    });
  }
}

/** An empty card of a kiosk's size; QEMU's SD wants a power of two. */
export const emptyCard = (file) => {
  writeFileSync(file, '');
  truncateSync(file, 4 * 1024 ** 3);
  return file;
};
