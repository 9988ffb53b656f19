import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultText } from '../../../config/faults.ts';
import type { installSteps } from '../../../config/languages/messages/install.ts';
import { loadBoard, loadDevice } from '../../../config/load.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { installedAt, otherSlot, type Installed, type Slot } from '../../installed.ts';
import { wiringSheet } from '../../wiring-sheet/sheet.ts';
import { bootConfig } from '../image/boot-files.ts';
import { checkRelease, readPublicKeys, type CheckedBundle } from '../update/bundle.ts';
import { machineDisk, replaceFile } from '../update/disk.ts';
import { fillSlot } from '../update/fill-slot.ts';
import { lockUpdates } from '../update/machine.ts';
import { checkSlot, setUp, standingOf } from '../update/slots.ts';
import { hasGlass, layCommand, laySite, layUnits, panelPrograms } from './lay.ts';
import { planSchema, type Plan, type Word } from './plan.ts';

/*
 * `node app/firmware/cli/provision/on-device.js PLAN`, as root on the machine that becomes a device, by the Node and the code of the
 * release that is to be laid. Nothing is changed before the release and the site are found right by these. Says a JSON object a line.
 */

const tell = (word: Word): void => void process.stdout.write(`${JSON.stringify(word)}\n`);
const step = (name: keyof typeof installSteps, values: Readonly<Record<string, string | number>> = {}): void =>
  tell({ kind: 'step', step: name, values });

/** A refusal on its way to the one door. */
class Refused extends Error {
  readonly word: Extract<Word, { kind: 'refused' }>;
  constructor(why: Extract<Word, { kind: 'refused' }>['why'], values: Readonly<Record<string, string | number>> = {}) {
    super(why);
    this.word = { kind: 'refused', why, values };
  }
}

/** Everything below a folder as one hash: names, and what is in them. */
const hashOf = (folder: string): string => {
  const hash = createHash('sha256');
  const walk = (at: string): void => {
    for (const each of readdirSync(join(folder, at), { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = join(at, each.name);
      if (each.isDirectory()) walk(path);
      else
        hash
          .update(`${path}\0`)
          .update(each.isSymbolicLink() ? readlinkSync(join(folder, path)) : readFileSync(join(folder, path)));
    }
  };
  if (existsSync(folder)) walk('');
  return hash.digest('hex');
};

/** What stands under these paths, to be compared before and after. */
const imprint = (paths: readonly string[]): string =>
  paths.map((path) => (existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : '–')).join();

class Laying {
  readonly #plan: Plan;
  readonly #at: Installed;
  readonly #config: DeviceConfig;
  readonly #bundle: CheckedBundle;
  #changed = false;

  constructor(plan: Plan, config: DeviceConfig, bundle: CheckedBundle) {
    this.#plan = plan;
    this.#at = installedAt(plan.root);
    this.#config = config;
    this.#bundle = bundle;
  }

  /** Whether the machine is another one than before. */
  async lay(): Promise<boolean> {
    const slot = await this.#release();
    this.#site();
    layCommand(this.#at, machineDisk);
    this.#units(slot);
    this.#boot();
    return this.#changed;
  }

  async #release(): Promise<Slot> {
    const { commit, payload, version } = this.#bundle.manifest;
    const { current } = standingOf(this.#at);
    const running = current === null ? null : checkSlot(this.#at.slots[current], null, 'full');
    if (current !== null && running?.ok === true) {
      if (running.value.payload.tree === payload.tree && running.value.commit === commit) {
        step('sameRelease', { version });
        return current;
      }
      if (!this.#plan.again)
        throw new Refused('otherRelease', { found: running.value.version, commit: running.value.commit.slice(0, 12) });
    }
    const slot = current === null ? 'a' : otherSlot(current);
    const filled = await fillSlot(
      this.#bundle,
      readPublicKeys(this.#plan.keys),
      this.#at,
      slot,
      machineDisk,
      () => undefined,
    );
    if (!filled.ok) throw new Refused('failed', { said: JSON.stringify(filled.fault) });
    setUp(machineDisk, this.#at, slot);
    this.#changed = true;
    step('release', { version, slot });
    return slot;
  }

  #site(): void {
    const { device, keys, secrets, site, siteDirectory } = this.#plan;
    const place = join(this.#at.etc, site);
    const files = [this.#at.environment, this.#at.releaseKeys];
    const before = [hashOf(place), imprint(files), secrets === null ? '' : hashOf(secrets)].join();
    const brought = secrets === null ? [] : readdirSync(secrets).map((name) => join(this.#at.etc, name));
    const secretsBefore = imprint(brought);
    const keyText = readFileSync(keys, 'utf8');
    laySite({ directory: siteDirectory, site, device, keys: keyText, secrets }, this.#at, machineDisk);
    const after = [hashOf(place), imprint(files), secrets === null ? '' : hashOf(secrets)].join();
    const same = before === after && secretsBefore === imprint(brought);
    if (!same) this.#changed = true;
    step(same ? 'sameSite' : 'site', { device, site });
  }

  #units(slot: Slot): void {
    const has = (path: string): boolean => existsSync(join(this.#at.root, path));
    const glass = hasGlass(this.#config);
    const browser = panelPrograms.every((either) => either.some(has));
    const folders = [this.#at.units, this.#at.udevRules, this.#at.sysusers];
    const before = folders.map(hashOf).join();
    const { enabled } = layUnits(this.#at.slots[slot], this.#at, glass && browser, machineDisk);
    if (before !== folders.map(hashOf).join()) this.#changed = true;
    step('units', { units: enabled.join(', ') });
    if (glass && !browser) step('noBrowser');
  }

  /** On a Raspberry Pi: what the wiring needs switched on. */
  #boot(): void {
    const file = ['boot/firmware/config.txt', 'boot/config.txt']
      .map((path) => join(this.#at.root, path))
      .find((path) => existsSync(path));
    const board = this.#config.board === null ? null : loadBoard(this.#config.board.model);
    if (file === undefined || board === null) return;
    const { setup } = wiringSheet(this.#config, board);
    const text = readFileSync(file, 'utf8');
    const wanted = bootConfig(text, this.#config.device, setup);
    if (wanted === text) return;
    replaceFile(machineDisk, file, wanted);
    this.#changed = true;
    step('boot', { lines: setup.join(', ') });
  }
}

const program = (name: string, ...args: readonly string[]): { readonly code: number | null; readonly out: string } => {
  const run = spawnSync(name, args, { encoding: 'utf8' });
  return { code: run.status, out: `${run.stdout ?? ''}${run.stderr ?? ''}`.trim() };
};

/** So long may a device take until it finds itself good; a Raspberry Pi 3 needs a third of it. */
const patienceSeconds = 300;

/** Lets systemd know of what is there now, starts it, and waits until the device itself says that it runs well. */
const start = async (at: Installed): Promise<void> => {
  program('systemd-sysusers');
  program('systemd-tmpfiles', '--create');
  program('udevadm', 'control', '--reload');
  program('udevadm', 'trigger');
  program('systemctl', 'daemon-reload');
  step('starting');
  program('systemctl', 'reset-failed', 'letan.service');
  const started = program('systemctl', 'restart', '--no-block', 'letan.service');
  if (started.code !== 0) throw new Refused('notGood', { seconds: 0, said: started.out });
  const panel = program('systemctl', 'is-enabled', 'letan-panel.service').out === 'enabled';
  if (panel) program('systemctl', 'restart', '--no-block', 'letan-panel.service');
  const began = performance.now();
  const seconds = (): number => Math.round((performance.now() - began) / 1000);
  for (let verdict = ''; verdict !== 'good';) {
    await sleep(500);
    verdict = verdictOf(at);
    const state = program('systemctl', 'is-active', 'letan.service').out;
    if (verdict === 'bad' || state === 'failed' || seconds() > patienceSeconds)
      throw new Refused('notGood', { seconds: seconds(), said: verdict === '' ? state : verdict });
  }
  step('good');
};

/** What the device says of its own start; empty before it has said anything. */
const verdictOf = ({ startReport }: Installed): string => {
  try {
    return /"verdict"\s*:\s*"(good|bad)"/u.exec(readFileSync(startReport, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
};

const main = async (file: string): Promise<void> => {
  const plan = planSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const loaded = loadDevice(join(plan.siteDirectory, 'devices', `${plan.device}.yaml`));
  if (!loaded.ok) throw new Refused('config', { said: loaded.fault.map(faultText).join('\n') });
  const checked = checkRelease(plan.bundle, ...readPublicKeys(plan.keys));
  if (!checked.ok) throw new Refused('failed', { said: JSON.stringify(checked.fault) });
  const at = installedAt(plan.root);
  const unlock = await lockUpdates(at);
  if (unlock === null) throw new Refused('busy');
  try {
    const changed = await new Laying(plan, loaded.value, checked.value).lay();
    const runs = (): boolean => program('systemctl', 'is-active', 'letan.service').out === 'active';
    if (plan.root === '/' && (changed || !runs())) await start(at);
    tell({ kind: 'done', changed });
  } finally {
    unlock();
  }
};

try {
  await main(process.argv[2] ?? '');
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  tell(error.word);
  process.exitCode = 1;
}
