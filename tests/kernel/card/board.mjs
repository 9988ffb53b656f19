// An emulated board with a card in it: it is given power as a Raspberry Pi is, by what stands on the card, and loses it as in a hall.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bare, emulate } from '../guest.mjs';

const freePort = () =>
  new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** A busy host makes minutes of what takes an idle one seconds; what has not come by then comes no more. */
const patienceMs = 25 * 60_000;
/** For what is asked by logging in. */
export const seldomMs = 10_000;

/** QEMU's own name for the host. */
export const hostInGuest = '10.0.2.2';

/** What a board's loader takes from the boot partition of a card. */
const fromCard = (card, name, folder) => {
  const to = join(folder, name);
  execFileSync('mcopy', ['-n', '-o', '-i', `${card}@@4M`, `::/${name}`, to], {
    env: { ...process.env, MTOOLSRC: '/dev/null', MTOOLS_SKIP_CHECK: '1' },
  });
  return to;
};

const boards = {
  /** A Raspberry Pi 4's processor, with a clock that goes on without power. */
  virt: {
    machine: ['-M', 'virt', '-accel', 'tcg,thread=multi', '-cpu', 'cortex-a72', '-smp', '2', '-m', '1536'],
    card: (file) => ['-drive', `file=${file},if=none,id=card,format=raw`, '-device', 'virtio-blk-pci,drive=card'],
    network: ['-device', 'virtio-net-pci,netdev=net'],
    stick: (file) =>
      [
        ['-device', 'qemu-xhci', '-drive', `file=${file},if=none,id=stick,format=raw,readonly=on`],
        ['-device', 'usb-storage,drive=stick'],
      ].flat(),
    tree: false,
    clock: true,
  },
  raspi3b: {
    machine: ['-M', 'raspi3b'],
    card: (file) => ['-drive', `file=${file},if=sd,format=raw`],
    network: ['-device', 'usb-net,netdev=net'],
    stick: (file) => [
      '-drive',
      `file=${file},if=none,id=stick,format=raw,readonly=on`,
      '-device',
      'usb-storage,drive=stick',
    ],
    tree: true,
    clock: false,
  },
};

/** The plugs, the console and the network of an emulated board. */
export class Board {
  #child = null;
  #running = Promise.resolve();
  #folder;
  #key;
  #log;
  /** What its console said since it was given power. */
  said = [];
  /** Ports of this machine behind which the board's own 8080 and 22 are. */
  web = 0;
  ssh = 0;

  /** `key`: the file of the maintainer's own key. */
  constructor(name, { card, folder, key, log }) {
    this.name = name;
    this.card = card;
    this.#folder = folder;
    this.#key = key;
    this.#log = log;
  }

  /**
   * Power on. `at`: what the board's own clock says then, `2026-11-23T02:00:00` in UTC, where the board has one; `stick`: the file of what
   * is plugged into its USB.
   */
  async start({ at, stick, seconds = 7200 } = {}) {
    if (!this.ended) throw new Error(`${this.name} has power already`);
    const { card: drive, clock, machine, network, stick: plugged, tree } = boards[this.name];
    const { card } = this;
    const folder = this.#folder;
    this.web = await freePort();
    this.ssh = await freePort();
    const line = readFileSync(fromCard(card, 'cmdline.txt', folder), 'utf8').trim();
    const shown = process.env['LETAN_CARD_CONSOLE'] !== undefined;
    // A Raspberry Pi's loader puts the header's UART for serial0; an emulated board has no screen to be its console.
    const append = [
      line.replace('console=serial0', 'console=ttyAMA0').replace(' console=tty1', '').replace(' quiet', ''),
      'loglevel=4 systemd.show_status=1 mitigations=off',
      ...(shown ? ['systemd.journald.forward_to_console=1'] : []),
    ].join(' ');
    const forwards = [`tcp:127.0.0.1:${this.web}-:8080`, `tcp:127.0.0.1:${this.ssh}-:22`].map(
      (each) => `hostfwd=${each}`,
    );
    const args = [
      machine,
      bare,
      ['-kernel', fromCard(card, 'kernel8.img', folder), '-initrd', fromCard(card, 'initramfs8', folder)],
      ['-append', append],
      tree ? ['-dtb', fromCard(card, 'bcm2710-rpi-3-b.dtb', folder)] : [],
      clock && at !== undefined ? ['-rtc', `base=${at}`] : [],
      drive(card),
      ['-netdev', ['user', 'id=net', ...forwards].join(',')],
      network,
      stick === undefined ? [] : plugged(stick),
    ].flat();
    this.said = [];
    this.#running = emulate({
      program: 'qemu-system-aarch64',
      args,
      seconds,
      line: (text) => {
        this.said.push(text);
        if (shown) this.#log(text);
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

  /**
   * Waits for a condition; an emulated board on a busy host takes minutes. `everyMs`: what is asked of the board itself keeps it busy, so
   * seldom. Throws what never came, with the console's last words.
   */
  async until(what, holds, everyMs = 250) {
    const end = Date.now() + patienceMs;
    while (!(await holds())) {
      if (this.ended) throw new Error(`the board ended before: ${what}\n${this.said.slice(-40).join('\n')}`);
      if (Date.now() > end) throw new Error(`never came: ${what}\n${this.said.slice(-40).join('\n')}`);
      await sleep(everyMs);
    }
  }

  /**
   * A command on the board, as the maintainer types it who logged in by their key. `line` hears every line of it at once.
   * @returns {Promise<{ code: number | null, out: string }>} 255: no such way in, or it was cut
   */
  run(command, line = () => undefined) {
    const options = {
      StrictHostKeyChecking: 'no',
      UserKnownHostsFile: '/dev/null',
      BatchMode: 'yes',
      LogLevel: 'ERROR',
      ConnectTimeout: '60',
      // Whoever pulls the plug does not wait for the network to notice.
      ServerAliveInterval: '15',
      ServerAliveCountMax: '20',
    };
    const told = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return new Promise((done, failed) => {
      const where = ['-i', this.#key, '-p', String(this.ssh), 'pi@127.0.0.1'];
      const child = spawn('ssh', [...told, ...where, command], { stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      for (const stream of [child.stdout, child.stderr]) {
        let rest = '';
        stream.setEncoding('utf8').on('data', (text) => {
          out += text;
          const lines = `${rest}${text}`.split(/\r?\n|\r/u);
          rest = lines.pop() ?? '';
          for (const each of lines) line(each);
        });
      }
      child.once('error', failed);
      child.once('close', (code) => done({ code, out }));
    });
  }

  /** Like `run`, and throws unless it ended well. */
  async must(command, line) {
    const { code, out } = await this.run(command, line);
    if (code !== 0) throw new Error(`${command}: exit ${code}\n${out}`);
    return out;
  }
}
