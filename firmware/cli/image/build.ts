import { randomBytes, type KeyObject } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode } from '../../../hal/error-code.ts';
import { wiringSheet } from '../../wiring-sheet/sheet.ts';
import { connectionsIn } from '../../../config/boards/connections.ts';
import { loadBoard } from '../../../config/load.ts';
import type { imageSteps } from '../../../config/languages/messages/image.ts';
import type { SlotValue } from '../../../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { installedAt } from '../../installed.ts';
import { hasGlass, layCommand, layRelease, laySite, layUnits, panelPrograms, type SitePlan } from '../provision/lay.ts';
import type { CheckedBundle } from '../update/bundle.ts';
import { machineDisk } from '../update/disk.ts';
import type { FillFault } from '../update/fill-slot.ts';
import { unpackBase, isPacked, layoutOf, type BaseFault, type Layout } from './base.ts';
import { bootConfig, commandLine } from './boot-files.ts';
import { cardLayout, rootBytes, type CardLayout } from './card-layout.ts';
import { growExt4, makeExt4, mendExt4, proveExt4, readSuperblock } from './ext4.ts';
import { Ext4Tree, type Change } from './ext4-tree.ts';
import { FatPartition } from './fat.ts';
import { maintainerIn, personalChanges, type BaseRoot, type Personal } from './personal.ts';
import { sectorBytes, withTable } from './partition-table.ts';
import { copyStretch } from './sparse-copy.ts';

export interface ImagePlan {
  readonly base: string;
  readonly out: string;
  readonly config: DeviceConfig;
  readonly site: SitePlan;
  readonly release: CheckedBundle;
  readonly keys: readonly KeyObject[];
  readonly personal: Omit<Personal, 'diskId'>;
  /** Of the partition for ledger, flight recorder and PINs. */
  readonly dataBytes: number;
  readonly spareBytes: number;
}

export type ImageFault =
  | BaseFault
  | FillFault
  | { readonly kind: 'noExt4'; readonly file: string }
  | { readonly kind: 'otherArch'; readonly file: string; readonly base: string; readonly release: string }
  | { readonly kind: 'notABase'; readonly file: string; readonly missing: string }
  | { readonly kind: 'noZone'; readonly file: string; readonly zone: string }
  | { readonly kind: 'write'; readonly file: string; readonly code: string };

type Step = keyof typeof imageSteps;
export interface ImageTell {
  /** Something is done. */
  step(step: Step, values: Readonly<Record<string, SlotValue>>): void;
  /** Long work on bytes. */
  bytes(step: 'unpacking' | 'joining', done: number, of: number): void;
}

export interface BuiltImage {
  readonly bytes: number;
  readonly hostName: string;
  /** Who may log in, null: nobody. */
  readonly account: string | null;
  readonly panel: 'yes' | 'no-glass' | 'no-browser';
  readonly bootLines: readonly string[];
  readonly system: string;
}

/** ELF header, e_machine (System V gABI, chapter 4). */
const machines = new Map([
  [183, 'arm64'],
  [62, 'x64'],
  [40, 'arm (32 bit)'],
]);
const archOf = (program: Buffer | null): string =>
  program === null || program.length < 20 ? '?' : (machines.get(program.readUInt16LE(18)) ?? '?');

/** Files and links below a folder as changes to a root, owned by root. Directories come by themselves. */
const treeChanges = (folder: string, at = '/'): readonly Change[] =>
  readdirSync(join(folder, at), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((each): readonly Change[] => {
      const path = join(at, each.name);
      if (each.isDirectory()) return treeChanges(folder, path);
      const from = join(folder, path);
      return each.isSymbolicLink()
        ? [{ kind: 'link', path, to: readlinkSync(from) }]
        : [{ kind: 'file', path, from, uid: 0, gid: 0 }];
    });

/** What must be there, or the image is of something else. */
const needed = ['/etc/passwd', '/etc/fstab', '/etc/hosts', '/usr/lib/systemd/systemd'] as const;

/** Makes one device's card out of a Raspberry Pi OS image. The work lies in a folder beside `out` and is gone when this returns. */
class ImageBuild {
  readonly #plan: ImagePlan;
  readonly #tell: ImageTell;
  readonly #work: string;
  readonly #diskId = randomBytes(4).readUInt32LE(0);

  constructor(plan: ImagePlan, tell: ImageTell, work: string) {
    this.#plan = plan;
    this.#tell = tell;
    this.#work = work;
  }

  async build(): Promise<Result<BuiltImage, ImageFault>> {
    const { base, release } = this.#plan;
    const unpacked = isPacked(base) ? join(this.#work, 'base.img') : base;
    if (unpacked !== base) {
      const copied = await unpackBase(base, unpacked, (done, of) => this.#tell.bytes('unpacking', done, of));
      if (!copied.ok) return copied;
    }
    const fd = openSync(unpacked, 'r');
    try {
      const layout = layoutOf(fd, fstatSync(fd).size, base);
      if (!layout.ok) return layout;
      const superblock = readSuperblock(fd, layout.value.root.start * sectorBytes);
      if (superblock === null) return fail({ kind: 'noExt4', file: base });
      const { files, unpackedBytes } = release.manifest.payload;
      const root = rootBytes(superblock, { files, unpackedBytes, spareBytes: this.#plan.spareBytes });
      const card = cardLayout(layout.value.table, { root, data: this.#plan.dataBytes }, this.#diskId);
      const tree = this.#extractRoot(fd, layout.value, card);
      return await this.#personalise(fd, layout.value, card, tree);
    } finally {
      closeSync(fd);
    }
  }

  get #rootFile(): string {
    return join(this.#work, 'root.ext4');
  }

  #extractRoot(fd: number, { root }: Layout, card: CardLayout): Ext4Tree {
    const to = openSync(this.#rootFile, 'w');
    try {
      copyStretch({ fd, at: root.start * sectorBytes }, { fd: to, at: 0 }, root.sectors * sectorBytes, () => undefined);
      ftruncateSync(to, root.sectors * sectorBytes);
    } finally {
      closeSync(to);
    }
    mendExt4(this.#rootFile);
    if (card.root.bytes > root.sectors * sectorBytes) {
      truncateSync(this.#rootFile, card.root.bytes);
      growExt4(this.#rootFile);
    }
    this.#tell.step('root', { megabytes: Math.round(card.root.bytes / 1e6) });
    return new Ext4Tree(this.#rootFile);
  }

  async #personalise(
    fd: number,
    layout: Layout,
    card: CardLayout,
    tree: Ext4Tree,
  ): Promise<Result<BuiltImage, ImageFault>> {
    const { base, config, keys, personal, release, site } = this.#plan;
    const missing = needed.find((path) => !exists(tree, path));
    if (missing !== undefined) return fail({ kind: 'notABase', file: base, missing });
    const arch = archOf(tree.read('/usr/bin/env'));
    if (arch !== release.manifest.arch)
      return fail({ kind: 'otherArch', file: base, base: arch, release: release.manifest.arch });
    if (!exists(tree, `/usr/share/zoneinfo/${personal.timeZone}`))
      return fail({ kind: 'noZone', file: base, zone: personal.timeZone });

    const stage = join(this.#work, 'stage');
    const at = installedAt(stage);
    const laid = await layRelease(release, keys, at, machineDisk, () => undefined);
    if (!laid.ok) return laid;
    laySite(site, at, machineDisk);
    layCommand(at, machineDisk);
    const glass = hasGlass(config);
    const browser = panelPrograms.every((either) => either.some((path) => exists(tree, path)));
    const units = layUnits(at.slots.a, at, glass && browser, machineDisk);
    const changes = [
      ...treeChanges(stage),
      ...personalChanges(
        { ...personal, diskId: { from: layout.table.diskId, to: this.#diskId } },
        rootOf(tree),
        join(this.#work, 'personal'),
      ),
    ];
    tree.change(changes);
    proveExt4(this.#rootFile);
    this.#tell.step('laid', { count: changes.length, units: units.enabled.join(', ') });
    const bootLines = this.#bootLines();
    const system = /^PRETTY_NAME="?([^"\n]*)/mu.exec(tree.text('/etc/os-release') ?? '')?.[1] ?? '?';
    const account = personal.sshKeys.length === 0 ? null : maintainerIn(tree.text('/etc/passwd') ?? '').name;
    // Last of all: the image has its name when nothing can fail any more.
    this.#join(fd, layout, card, bootLines);
    return ok({
      bytes: card.bytes,
      hostName: personal.hostName,
      account,
      panel: !glass ? 'no-glass' : browser ? 'yes' : 'no-browser',
      bootLines,
      system,
    });
  }

  /** What the device's wiring needs switched on, by its board. */
  #bootLines(): readonly string[] {
    const { config } = this.#plan;
    const board = config.board === null ? null : loadBoard(config.board.model);
    const watchdog = config.watchdog === null ? [] : ['dtparam=watchdog=on'];
    return [...wiringSheet(config, board).setup, ...watchdog];
  }

  /** Joins the parts under the name of a part, and gives the whole its name when it is on the disk. */
  #join(fd: number, layout: Layout, card: CardLayout, bootLines: readonly string[]): void {
    const data = join(this.#work, 'data.ext4');
    closeSync(openSync(data, 'w'));
    truncateSync(data, card.data.bytes);
    makeExt4(data, 'letan-data');
    const image = join(this.#work, 'card.img');
    const to = openSync(image, 'w+');
    try {
      ftruncateSync(to, card.bytes);
      const before = card.boot.at + card.boot.bytes;
      let done = 0;
      const copy = (from: number, at: number, into: number, bytes: number): void => {
        copyStretch({ fd: from, at }, { fd: to, at: into }, bytes, (part) =>
          this.#tell.bytes('joining', done + part, before + card.root.bytes + card.data.bytes),
        );
        done += bytes;
      };
      copy(fd, 0, 0, before);
      for (const [file, { at, bytes }] of [
        [this.#rootFile, card.root],
        [data, card.data],
      ] as const) {
        const part = openSync(file, 'r');
        try {
          copy(part, 0, at, bytes);
        } finally {
          closeSync(part);
        }
      }
      writeSync(to, withTable(layout.head, card.table), 0, sectorBytes, 0);
      this.#bootFiles(new FatPartition(image, card.boot.at), layout, bootLines);
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
    renameSync(image, this.#plan.out);
  }

  #bootFiles(fat: FatPartition, { table }: Layout, bootLines: readonly string[]): void {
    const { config, personal } = this.#plan;
    const from = join(this.#work, 'boot-file');
    const put = (name: string, text: string): void => {
      writeFileSync(from, text);
      fat.write(name, from);
    };
    put('config.txt', bootConfig(fat.text('config.txt') ?? '', config.device, bootLines));
    put(
      'cmdline.txt',
      commandLine(fat.text('cmdline.txt') ?? '', {
        from: table.diskId,
        to: this.#diskId,
        country: personal.network?.wifi?.country ?? null,
        freesSerial: usesHeaderSerial(config),
      }),
    );
  }
}

/** Whether something of the site hangs on the serial line that the system takes for its console. */
const usesHeaderSerial = ({ devices }: DeviceConfig): boolean =>
  connectionsIn(devices).some((each) => each.kind === 'node' && /^\/dev\/(?:serial0|ttyAMA0|ttyS0)$/u.test(each.node));

/** Whether a path is in a root, links as they stand there. */
const exists = (tree: Ext4Tree, path: string): boolean => {
  const parent = tree.list([dirname(path)]).get(dirname(path));
  return parent?.has(basename(path)) === true;
};

const rootOf = (tree: Ext4Tree): BaseRoot => {
  const radio = '/var/lib/systemd/rfkill';
  return {
    passwd: tree.text('/etc/passwd') ?? '',
    fstab: tree.text('/etc/fstab') ?? '',
    hosts: tree.text('/etc/hosts') ?? '',
    has: (path) => exists(tree, path),
    radioStates: [...(tree.list([radio]).get(radio)?.keys() ?? [])],
  };
};

/** Builds the image; `out` is there, whole and synced, or it is not there. What the disk refuses is a fault, what a program says is thrown as `ToolError`. */
export const buildImage = async (plan: ImagePlan, tell: ImageTell): Promise<Result<BuiltImage, ImageFault>> => {
  const beside = dirname(resolve(plan.out));
  let work: string;
  try {
    work = mkdtempSync(join(beside, '.letan-image-'));
  } catch (error) {
    return fail({ kind: 'write', file: beside, code: errorCode(error) ?? 'unknown' });
  }
  try {
    return await new ImageBuild(plan, tell, work).build();
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    // A full disk, a stick that was pulled: the system's word. Anything else is a program's fault or a bug.
    if (['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT', 'EFBIG'].includes(code))
      return fail({ kind: 'write', file: plan.out, code });
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};
