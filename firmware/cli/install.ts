import { createHash } from 'node:crypto';
import { cpSync, createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { installDoings, installMessages, installSteps } from '../../config/languages/messages/install.ts';
import { textWith, type Message, type SlotValues, type StaffText } from '../../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';
import {
  archOfMachine,
  atLeast,
  factsScript,
  oldest,
  readFacts,
  stageFolder,
  type MachineFacts,
} from './install/machine-facts.ts';
import { LostError, Remote, shellWord, type Ended, type Way } from './install/remote.ts';
import { Progress } from './progress.ts';
import { wordSchema, type Plan, type Word } from './provision/plan.ts';
import { chosenRelease, type ChosenRelease } from './provision/release-choice.ts';
import { chosenDevice } from './provision/site-choice.ts';
import { run } from './release/tools.ts';

interface InstallOptions {
  readonly to: string;
  readonly user?: string;
  readonly port?: string;
  readonly key?: string;
  readonly sshConfig?: string;
  readonly release?: string;
  readonly releaseKey?: string;
  readonly site: string;
  readonly device: string;
  readonly secrets?: string;
  readonly root: string;
  readonly again?: true;
}

type Step = keyof typeof installSteps;
type Doing = keyof typeof installDoings;
const say = (text: StaffText): void => void process.stderr.write(`${both(text)}\n`);
const step = (name: Step, values: Parameters<typeof textWith>[1] = {}): void =>
  say(textWith(installSteps[name], values));
const isStep = (name: string): name is Step => Object.hasOwn(installSteps, name);

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

/** It was said what is wrong; nothing more is to be done. */
class Said extends Error {}
const refused = <M extends Message>(message: M, values: SlotValues<M>): never => {
  refuse(exitCodes.failed, message, values);
  throw new Said();
};

/** What a machine must be before anything is brought to it; says what it is not. */
const mustBeFit = (host: string, facts: MachineFacts): 'arm64' | 'x64' => {
  const { glibc, lacking, machine, root, system, systemd, user } = facts;
  if (root === 'no') refused(installMessages.noRoot, { host, user });
  const arch = archOfMachine(machine) ?? refused(installMessages.noArch, { host, found: machine });
  if (lacking.length > 0) refused(installMessages.noProgram, { host, system, programs: lacking.join(', ') });
  for (const [part, found, expected] of [
    ['glibc', glibc, oldest.glibc],
    ['systemd', systemd, oldest.systemd],
  ] as const)
    if (!atLeast(found, expected))
      refused(installMessages.oldSystem, { host, system, part, found: found || '–', expected });
  return arch;
};

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/** One installation on one machine. */
class Installation {
  readonly #remote: Remote;
  readonly #host: string;
  readonly #options: InstallOptions;
  readonly #config: DeviceConfig;
  readonly #work: string;
  #doing: Doing = 'asking';
  #sudo = '';
  /** The folder there, until it is gone again. */
  #stage: string | null = null;

  constructor(remote: Remote, config: DeviceConfig, options: InstallOptions, work: string) {
    this.#remote = remote;
    this.#config = config;
    this.#options = options;
    this.#host = options.to;
    this.#work = work;
  }

  /** Whether the machine is another than before. */
  async install(): Promise<boolean> {
    try {
      const facts = await this.#ask();
      const release = this.#release(facts);
      await this.#send(release);
      await this.#verify();
      return await this.#lay();
    } catch (error) {
      if (!(error instanceof LostError)) throw error;
      return this.#doing === 'asking'
        ? refused(installMessages.noSsh, { host: this.#host, said: error.message })
        : refused(installMessages.lost, { host: this.#host, doing: installDoings[this.#doing], said: error.message });
    } finally {
      await this.#tidy();
    }
  }

  async #ask(): Promise<MachineFacts> {
    const { out } = await this.#remote.run(factsScript(shellWord(this.#options.root.replace(/\/+$/u, ''))));
    const facts = readFacts(out);
    const arch = mustBeFit(this.#host, facts);
    this.#sudo = facts.root === 'sudo' ? 'sudo -n ' : '';
    step('machine', { host: this.#host, system: facts.system, arch, model: facts.model || '–' });
    return facts;
  }

  /** The release for this machine, when it fits into it. */
  #release({ freeHome, freeStage, machine }: MachineFacts): ChosenRelease {
    const arch = archOfMachine(machine) ?? 'x64';
    const { release: named, releaseKey } = this.#options;
    const release = chosenRelease({
      ...(named === undefined ? {} : { release: named }),
      ...(releaseKey === undefined ? {} : { releaseKey }),
      arch,
    });
    if (release === null) throw new Said();
    const { manifest } = release.bundle;
    if (manifest.arch !== arch)
      refused(installMessages.otherArch, { host: this.#host, found: arch, release: manifest.arch });
    const { bytes, files, unpackedBytes } = manifest.payload;
    const laid = unpackedBytes + files * 4096;
    // It lies there three times for a moment: sent, unpacked to be run, and in its slot.
    for (const [where, free, needed] of [
      ['/opt/letan', freeHome, laid],
      [stageFolder, freeStage, bytes + laid],
    ] as const)
      if (free < needed)
        refused(installMessages.noRoom, { host: this.#host, where, free: megabytes(free), needed: megabytes(needed) });
    return release;
  }

  /** The command's output, or the end of the work with its words. */
  async #must(command: string, otherwise: (ended: Ended) => never): Promise<string> {
    const ended = await this.#remote.run(command);
    return ended.code === 0 ? ended.out.trim() : otherwise(ended);
  }

  async #send(release: ChosenRelease): Promise<void> {
    this.#doing = 'sending';
    const failed = ({ err, out }: Ended): never =>
      refused(installMessages.failed, { host: this.#host, said: `${err}${out}`.trim() });
    // What an installation that was cut off has left is nobody's after an hour.
    await this.#remote.run(
      `find ${stageFolder} -maxdepth 1 -name 'letan-install-*' -user "$(id -un)" -mmin +60 -exec rm -rf {} +`,
    );
    const stage = await this.#must(`mktemp -d ${stageFolder}/letan-install-XXXXXXXX`, failed);
    this.#stage = stage;
    const { file, manifest } = release.bundle;
    const { payload } = manifest;
    const bar = new Progress(installSteps.sending, payload.bytes, process.stderr);
    const sent = await this.#remote.send(file, `cat > ${stage}/release.letan`, (done) =>
      bar.at(Math.min(done, payload.bytes)),
    );
    bar.end();
    if (sent.code !== 0) failed(sent);
    const there = await this.#must(`sha256sum < ${stage}/release.letan`, failed);
    if (there.split(' ')[0] !== (await sha256Of(file))) refused(installMessages.badCopy, { host: this.#host });
    const site = await this.#remote.send(
      this.#packedSite(release, stage),
      `umask 077 && tar -xz -C ${stage}`,
      () => undefined,
    );
    if (site.code !== 0) failed(site);
  }

  /** The site, the keys and what is asked, as one archive. */
  #packedSite({ keyText }: ChosenRelease, stage: string): string {
    const { again, device, root, secrets, site } = this.#options;
    const folder = join(this.#work, 'site-pack');
    mkdirSync(folder);
    cpSync(site, join(folder, 'site', this.#config.site.site), { recursive: true, dereference: true });
    if (secrets !== undefined) cpSync(secrets, join(folder, 'secrets'), { recursive: true, dereference: true });
    writeFileSync(join(folder, 'release.pub'), keyText);
    const plan: Plan = {
      root,
      bundle: `${stage}/release.letan`,
      keys: `${stage}/release.pub`,
      // A site's directory bears its name.
      siteDirectory: `${stage}/site/${this.#config.site.site}`,
      site: this.#config.site.site,
      device,
      secrets: secrets === undefined ? null : `${stage}/secrets`,
      again: again === true,
    };
    writeFileSync(join(folder, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
    const packed = join(this.#work, 'site.tar.gz');
    run('tar', ['-czf', packed, '--owner=0', '--group=0', '-C', folder, '.'], {});
    return packed;
  }

  /** Unpacked beside, and run: the release's own Node and code say whether release and site are right, before anything is changed. */
  async #verify(): Promise<void> {
    this.#doing = 'verifying';
    const stage = this.#stage ?? '';
    const bad = ({ err, out }: Ended): never =>
      refused(installMessages.notRunning, {
        host: this.#host,
        said: `${err}${out}`.trim().split('\n').slice(0, 6).join('; '),
      });
    await this.#must(
      `mkdir ${stage}/tree && tar -xOf ${stage}/release.letan payload.tar.gz | tar -xz --no-same-owner -C ${stage}/tree`,
      bad,
    );
    await this.#must(`${stage}/tree/node/bin/node -e 'process.exit(0)'`, bad);
    step('verified', { host: this.#host });
  }

  async #lay(): Promise<boolean> {
    this.#doing = 'laying';
    const stage = this.#stage ?? '';
    let last: Word | null = null;
    const program = `${stage}/tree/node/bin/node ${stage}/tree/app/firmware/cli/provision/on-device.js ${stage}/plan.json`;
    const ended = await this.#remote.run(`${this.#sudo}${program}`, null, (line) => {
      const word = wordOf(line);
      if (word === null) return;
      last = word;
      if (word.kind === 'step' && isStep(word.step)) step(word.step, word.values);
    });
    return this.#outcome(last, ended);
  }

  #outcome(word: Word | null, { err }: Ended): boolean {
    const host = this.#host;
    if (word?.kind === 'done') return word.changed;
    const value = (name: string): string => (word?.kind === 'refused' ? String(word.values[name] ?? '–') : '–');
    if (word?.kind !== 'refused')
      return refused(installMessages.failed, { host, said: err.trim().split('\n').slice(-6).join('; ') });
    switch (word.why) {
      case 'otherRelease':
        return refused(installMessages.otherRelease, { host, found: value('found'), commit: value('commit') });
      case 'busy':
        return refused(installMessages.busy, { host });
      case 'notGood':
        return refused(installMessages.notGood, { host, seconds: value('seconds'), said: value('said') });
      case 'config':
      case 'failed':
        return refused(installMessages.failed, { host, said: value('said') });
    }
  }

  async #tidy(): Promise<void> {
    const stage = this.#stage;
    this.#stage = null;
    try {
      if (stage !== null) await this.#remote.run(`${this.#sudo}rm -rf ${stage}`);
    } catch (error) {
      // It is found by its name the next time.
      if (!(error instanceof LostError)) throw error;
    }
    await this.#remote.close();
  }
}

const wordOf = (line: string): Word | null => {
  try {
    const parsed = wordSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

const install = async (options: InstallOptions): Promise<void> => {
  const began = performance.now();
  const config = chosenDevice(options.site, options.device);
  if (config === null) return;
  const { key, port, sshConfig, to, user } = options;
  const way: Way = {
    host: to,
    user: user ?? null,
    port: port === undefined ? null : Number(port),
    key: key ?? null,
    configFile: sshConfig ?? null,
  };
  const work = mkdtempSync(join(tmpdir(), 'letan-'));
  try {
    const changed = await new Installation(new Remote(way, work), config, options, work).install();
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    step(changed ? 'done' : 'nothing', { host: to, seconds });
  } catch (error) {
    if (!(error instanceof Said)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** `letan install --to HOST`. */
export const mount = (program: Command): void => {
  program
    .command('install')
    .description(
      'makes a machine that runs a device, over SSH: a Raspberry Pi, a mini-PC; run again it changes nothing',
    )
    .requiredOption('--to <host>', 'as ssh calls it')
    .requiredOption('--site <directory>', 'the site, as in config/sites')
    .requiredOption('--device <name>', 'which of its devices')
    .option('--user <name>', 'who logs in there: root, or one who may use sudo without a password')
    .option('--port <number>', 'where its sshd listens')
    .option('--key <file>', 'the private key to log in with')
    .option('--ssh-config <file>', 'another ssh_config than your own')
    .option(
      '--release <file>',
      'what “letan release build” made (default letan-<version>-<arch>.letan for its processor)',
    )
    .option('--release-key <file>', 'the key that the device believes (default letan-release.pub beside the release)')
    .option('--secrets <directory>', 'files for /etc/letan that the configuration names')
    .option('--root <directory>', 'lay it below this folder there and start nothing: a disk that is mounted', '/')
    .option('--again', 'also over another release that runs there')
    .action(install);
};
