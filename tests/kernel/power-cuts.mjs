// Power cuts: an office in a guest gives numbers, prints and calls, with its ledger on a disk of its own, and the guest is killed from
// outside at random moments. After each the disk is held against all that people had been told. What is killed is the machine, not the
// disk: what reached it before its flush returned stays, torn sectors and lying caches are not simulated.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { boot } from './guest.mjs';
import { initramfs } from './initramfs.mjs';

export const file = 'tests/kernel/power-cuts.mjs';
const diskBytes = 64 * 1024 * 1024;
/** After so many cuts a fresh disk, so that its first start is hit as well. */
const cutsPerDisk = 20;
/** So often a planted fault is given its chance. */
const chances = 12;

/** The word after which each planted fault shows. */
const tells = { 'no-sync': 'shown', 'no-directory-sync': 'kept', 'print-first': 'printing' };

/** mulberry32: the same cuts in every run. */
const seeded = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const until = async (condition, seconds) => {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) return false;
    await new Promise((next) => setTimeout(next, 5));
  }
  return true;
};
const pause = (ms) => new Promise((next) => setTimeout(next, ms));

const makeDisk = (path) => {
  rmSync(path, { force: true });
  const fd = openSync(path, 'w');
  ftruncateSync(fd, diskBytes);
  closeSync(fd);
  const made = spawnSync('mke2fs', ['-q', '-F', '-t', 'ext4', path], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`mke2fs: ${made.stderr}`);
};

const lines = (path) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []);

/** A machine with one disk that is started, works, and loses its power. */
class Machine {
  #guest;
  #planted;
  #starts = 0;
  words = [];

  constructor(guest, planted) {
    this.#guest = guest;
    this.#planted = planted;
    this.renew();
  }

  /** A new disk, of which nobody was told anything. */
  renew() {
    rmSync(this.#guest.share, { recursive: true, force: true });
    mkdirSync(this.#guest.share);
    makeDisk(this.#guest.disk);
    this.words = [];
  }

  /**
   * Starts, lets it work until `cut` says so, and kills it. Gives what was wrong with the disk at this start.
   * @param {(working: Promise<void>) => Promise<void>} cut
   */
  async life(cut) {
    const { kernel, initrd, share, disk, office, judge, repository, log } = this.#guest;
    this.#starts += 1;
    const start = String(this.#starts);
    const before = this.words.length;
    let killed = false;
    let machine = null;
    const said = [];
    const command = `
mkdir -p /run/disk && mount -t ext4 -o noatime /dev/vda /run/disk || exit 9
cd '${repository}'
'${process.execPath}' '${office}' /run/disk/data /run/letan-kernel ${start} ${this.#planted}
echo "the office ended by itself, exit code $?"
`;
    const drive = ['-drive', `file=${disk},if=none,id=disk,format=raw,cache=writeback`];
    const running = boot({
      vmlinux: kernel.vmlinux,
      initrd,
      share,
      command,
      memoryMb: 768,
      seconds: 600,
      extra: [...drive, '-device', 'virtio-blk-pci,drive=disk'],
      line: (text) => said.push(text),
      started: (child) => (machine = child),
    });
    const begun = () => lines(join(share, 'starts')).includes(start);
    const working = until(() => killed || begun(), 500);
    const ended = await Promise.race([cut(working).then(() => false), running.then(() => true)]);
    killed = true;
    machine?.kill('SIGKILL');
    await running;
    if (ended) {
      // A planted fault may leave a ledger that nobody can open: then it is found. The sound machine's opens after every cut.
      const damaged = said.find((text) => text.includes('"kind":"damaged"'));
      if (this.#planted !== 'nothing' && damaged !== undefined) return [damaged];
      throw new Error(`the office did not work: ${said.slice(-15).join('\n')}`);
    }
    log(`start ${start} (${this.#planted}): ${lines(join(share, 'words')).length - before} words`);
    // The last line may be cut short: nobody was told that.
    const whole = existsSync(join(share, 'words')) ? readFileSync(join(share, 'words'), 'utf8') : '';
    const known = [...this.words];
    this.words = whole
      .slice(0, whole.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text));
    const found = join(share, `found-${start}.json`);
    return begun() ? judge(known, JSON.parse(readFileSync(found, 'utf8'))) : [];
  }
}

const result = (name, startedAt, error) => ({
  file,
  name: `power cuts > ${name}`,
  state: error === null ? 'passed' : 'failed',
  ms: Math.round(performance.now() - startedAt),
  ...(error === null ? {} : { error }),
});

/** @returns {Promise<{ file: string, name: string, state: string, ms: number, error?: string }[]>} */
export const powerCuts = async ({ kernel, busybox, work, repository, office, words, log, tell }) => {
  const { plantings, wrongWith } = await import(words);
  const long = process.env['LETAN_TIER'] === 'long';
  const cuts = long ? 500 : 3;
  const initrd = join(work, 'power-initrd');
  const needed =
    /^(virtio_blk|netfs|9p|9pnet|9pnet_virtio|virtio_pci|overlay|ext4|jbd2|crc16|mbcache|crc32c_\w+|libcrc32c)$/;
  writeFileSync(
    initrd,
    initramfs({ busybox, modules: kernel.modules, ours: kernel.ours, wanted: (name) => needed.test(name) }),
  );
  const random = seeded(3);
  const machine = (planted) =>
    new Machine(
      {
        kernel,
        initrd,
        share: join(work, `power-${planted}`),
        disk: join(work, `disk-${planted}`),
        office,
        judge: wrongWith,
        repository,
        log,
      },
      planted,
    );
  /** In the midst of work, mostly; each fifth time while it starts. */
  const moment = (index) => async (working) => {
    if (index % 5 === 2) await Promise.race([working, pause(1000 + random() * 6000)]);
    else {
      await working;
      await pause(random() * 2500);
    }
  };
  const results = [];
  const startedAt = performance.now();
  const wrong = [];
  const sound = machine('nothing');
  let said = 0;
  try {
    for (let cut = 0; cut < cuts && wrong.length === 0; cut += 1) {
      if (cut > 0 && cut % cutsPerDisk === 0) {
        wrong.push(...(await sound.life((working) => working)));
        said += sound.words.length;
        sound.renew();
      }
      wrong.push(...(await sound.life(moment(cut))));
    }
    // What the last cut left.
    wrong.push(...(await sound.life((working) => working)));
    said += sound.words.length;
    if (wrong.length === 0 && said < cuts * 3) wrong.push(`only ${said} words in ${cuts} lives: nothing was tried`);
  } catch (error) {
    wrong.push(String(error));
  }
  for (const each of wrong.slice(0, 20)) log(each);
  results.push(
    result(
      `${cuts} of them: nothing lost that was shown, nothing twice, every start clean`,
      startedAt,
      wrong.length === 0 ? null : wrong.slice(0, 20).join('\n'),
    ),
  );
  tell(results.at(-1));
  // One of them in the fast tier.
  const tried = long
    ? plantings
    : plantings.slice(Number(process.env['LETAN_SEED'] ?? 1) % plantings.length).slice(0, 1);
  for (const planted of tried) {
    const from = performance.now();
    const spoilt = machine(planted);
    let found = [];
    let error = null;
    try {
      for (let chance = 0; chance < chances && found.length === 0; chance += 1)
        found = await spoilt.life(async (working) => {
          const before = spoilt.words.length;
          await working;
          // The moment at which what is planted has told what no disk holds yet; a moment later the next thing may bring it there.
          const said = () => lines(join(work, `power-${planted}`, 'words')).slice(before + 4);
          await until(() => said().at(-1)?.includes(`"${tells[planted]}"`) === true, 120);
        });
      if (found.length === 0) error = `${planted} was not found in ${chances} cuts`;
    } catch (thrown) {
      error = String(thrown);
    }
    log(`${planted}: ${error ?? found[0]}`);
    results.push(result(`${planted} is found out`, from, error));
    tell(results.at(-1));
  }
  return results;
};
