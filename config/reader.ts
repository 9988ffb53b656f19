import type { z } from 'zod';
import { fail, ok, type Result } from '../hal/result.ts';
import { boardFile, type Board } from './boards/board.ts';
import { checkDevice } from './checks/device.ts';
import { checkFleet } from './checks/fleet.ts';
import { inFleetOrder, type FleetDevice } from './fleet.ts';
import { checkLanguages } from './checks/languages.ts';
import { notesOnDevice } from './checks/notes.ts';
import { checkSite } from './checks/site.ts';
import { deviceFile, type DeviceFile } from './device.ts';
import { faultAt, faultIn, ordered, type ConfigFault } from './faults.ts';
import { directoryOf, inside, nameOf, parentOf, type ConfigFiles } from './files.ts';
import { nearest } from './nearest.ts';
import { overlay } from './overlay.ts';
import { parse, type Parsed } from './parse.ts';
import { refusal, type Refusal } from './refusal.ts';
import { resolveDevice, resolveSite } from './resolve.ts';
import { readSchemaVersion } from './schema-version.ts';
import type { DeviceConfig, SiteConfig } from './schema.ts';
import { siteFile, type SiteFile } from './site.ts';
import { plainMap, textAt, type Branch, type Path } from './tree.ts';
import { readYaml } from './yaml.ts';

/** A file that was read: its tree where it has one, and what is wrong with it so far. */
interface Opened {
  readonly tree: Branch | null;
  readonly faults: readonly ConfigFault[];
  readonly holes: readonly Path[];
}

/** A file with its schema's word on it. */
interface Read<T> {
  readonly file: string;
  readonly parsed: Parsed<T> | null;
  readonly faults: readonly ConfigFault[];
}

/** A device's file over its profile; `files` are the two. */
interface ReadDevice extends Read<DeviceFile> {
  readonly files: readonly string[];
}

const remembered = <T>(known: Map<string, T>, key: string, make: () => T): T => {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
};

/** A site and every device in it. */
export interface LoadedSite {
  readonly site: SiteConfig;
  readonly devices: readonly DeviceConfig[];
}

/** What `config check` says of one file. */
export interface CheckedFile {
  readonly file: string;
  readonly kind: 'site' | 'device' | 'profile' | 'shared' | 'unknown';
  readonly faults: readonly ConfigFault[];
  /** What is right and worth knowing. */
  readonly notes: readonly ConfigFault[];
}

/** Something in a device's or its site's file that only somebody outside of config can see. */
export interface Misfit {
  readonly in: 'site' | 'device';
  readonly path: Path;
  readonly refused: Refusal;
}

/** A check that needs more than config knows: is every counter reachable? It hears whole and right devices only. */
export type DeviceCheck = (device: DeviceConfig) => readonly Misfit[];

/** A path that leads to no file at all. */
const notThere: readonly string[] = ['file.missing', 'file.directory'];

/** Reads sites and devices with everything that they pull in. Each file is read once; no method throws for what a file says. */
export class ConfigReader {
  readonly #files: ConfigFiles;
  readonly #check: DeviceCheck;
  readonly #opened = new Map<string, Opened>();
  readonly #sites = new Map<string, Read<SiteFile>>();
  readonly #devices = new Map<string, ReadDevice>();
  readonly #boards = new Map<string, Result<Board, readonly Refusal[]>>();

  constructor(files: ConfigFiles, check: DeviceCheck = () => []) {
    this.#files = files;
    this.#check = check;
  }

  /** The device of a file, with its profile and its site. */
  device(path: string): Result<DeviceConfig, readonly ConfigFault[]> {
    const opened = this.#open(path);
    // Where no file is, no site is beside it either: one mistake, one fault.
    if (opened.faults.some(({ key }) => notThere.includes(key))) return fail(opened.faults);
    const sitePath = this.#sitePathOf(path);
    const site = this.#site(sitePath);
    const device = this.#device(path);
    const faults = [...site.faults, ...device.faults, ...this.#checksOfDevice(device, site)];
    // A neighbour's own faults are not this device's; the overlap of their numbers stands in both files.
    const own = new Set([path, sitePath, ...device.files]);
    const among = this.#fleet(directoryOf(path), site).filter((fault) => own.has(fault.file));
    return this.#finished(site, device, [...faults, ...among]);
  }

  /** The site of a directory with all its devices. */
  site(directory: string): Result<LoadedSite, readonly ConfigFault[]> {
    const sitePath = inside(directory, 'site.yaml');
    const site = this.#site(sitePath);
    const faults: ConfigFault[] = [...site.faults];
    const devices: DeviceConfig[] = [];
    for (const path of this.#devicePaths(inside(directory, 'devices'))) {
      const device = this.#device(path);
      faults.push(...device.faults, ...this.#checksOfDevice(device, site));
      const done = this.#finished(site, device, []);
      if (done.ok) devices.push(done.value);
      else faults.push(...done.fault);
    }
    faults.push(...this.#fleet(inside(directory, 'devices'), site));
    const config = site.parsed?.config ?? null;
    if (faults.length > 0 || config === null) return fail(ordered(faults));
    return ok({ site: resolveSite(config), devices });
  }

  /** A board that letan knows, by its name; or why it does not. */
  board(name: string): Result<Board, readonly Refusal[]> {
    const { boards } = this.#files;
    if (!boards.includes(name)) {
      const close = nearest(name, boards);
      const known = boards.join(', ');
      return fail([
        close === null ? refusal('value.oneOf', { known }) : refusal('value.misspelled', { known, repair: close }),
      ]);
    }
    return remembered(this.#boards, name, () => {
      const opened = this.#open(this.#files.board(name));
      const parsed = opened.tree === null ? null : parse(boardFile, opened.tree, opened.holes);
      const board = parsed?.config ?? null;
      // Boards are letan's own; `tests/unit/boards.test.ts` reads each of them.
      return board === null ? fail([refusal('file.notConfig', {})]) : ok(board);
    });
  }

  /** What is wrong with a site file, a device file, a profile, or everything in a site's directory. */
  check(path: string): readonly CheckedFile[] {
    if (this.#files.list(path) !== null) return this.#checkDirectory(path);
    const opened = this.#open(path);
    if (opened.tree === null) return [{ file: path, kind: 'unknown', faults: opened.faults, notes: [] }];
    if (opened.tree.entries.has('device')) {
      const read = this.device(path);
      return [{ file: path, kind: 'device', faults: read.ok ? [] : read.fault, notes: this.#notes(path) }];
    }
    if (opened.tree.entries.has('site')) {
      const site = this.#site(path);
      return [
        { file: path, kind: 'site', faults: ordered([...site.faults, ...this.#ofSiteFile(path, site)]), notes: [] },
      ];
    }
    if (opened.tree.entries.has('profile'))
      return [{ file: path, kind: 'profile', faults: this.#checkProfile(path), notes: [] }];
    const refused = faultAt({ file: path, line: 0, column: 0 }, refusal('file.notConfig', {}));
    return [{ file: path, kind: 'unknown', faults: [...opened.faults, refused], notes: [] }];
  }

  #checkDirectory(directory: string): readonly CheckedFile[] {
    const sitePath = inside(directory, 'site.yaml');
    if (!(this.#files.list(directory) ?? []).includes('site.yaml'))
      return [
        {
          file: directory,
          kind: 'unknown',
          faults: [faultAt({ file: directory, line: 0, column: 0 }, refusal('file.notASite', {}))],
          notes: [],
        },
      ];
    const read = this.site(directory);
    const faults = read.ok ? [] : read.fault;
    const paths = [sitePath, ...this.#devicePaths(inside(directory, 'devices'))];
    const rest = faults.filter((fault) => !paths.includes(fault.file));
    return [
      ...paths.map((file): CheckedFile => ({
        file,
        kind: file === sitePath ? 'site' : 'device',
        faults: faults.filter((fault) => fault.file === file),
        notes: file === sitePath ? [] : this.#notes(file),
      })),
      // Faults of profiles and language files are told once, under their own names.
      ...[...new Set(rest.map((fault) => fault.file))].map((file): CheckedFile => ({
        file,
        kind: 'shared',
        faults: rest.filter((fault) => fault.file === file),
        notes: [],
      })),
    ];
  }

  #notes(path: string): readonly ConfigFault[] {
    const { parsed } = this.#device(path);
    return parsed === null ? [] : notesOnDevice(parsed);
  }

  /** Faults that the site's file has because of the devices beside it (a hall host that does not exist). */
  #ofSiteFile(path: string, site: Read<SiteFile>): readonly ConfigFault[] {
    return this.#fleet(inside(directoryOf(path), 'devices'), site).filter((fault) => fault.file === path);
  }

  #open(path: string): Opened {
    return remembered(this.#opened, path, () => {
      const text = this.#files.read(path);
      if (text.ok) return readYaml(path, text.value);
      return { tree: null, faults: [faultAt({ file: path, line: 0, column: 0 }, text.fault)], holes: [] };
    });
  }

  #sitePathOf(devicePath: string): string {
    return inside(parentOf(directoryOf(devicePath)), 'site.yaml');
  }

  #devicePaths(directory: string): readonly string[] {
    const names = this.#files.list(directory) ?? [];
    return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => inside(directory, name));
  }

  #versioned<Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
    file: string,
    opened: Opened,
    tree: Branch | null,
    schema: z.ZodObject<Shape, Config>,
  ): Read<z.output<z.ZodObject<Shape, Config>>> {
    if (tree === null) return { file, parsed: null, faults: opened.faults };
    const version = readSchemaVersion(tree);
    // A file of another version means something else by its keys: to say more of it would be noise.
    if (version !== null) return { file, parsed: null, faults: [...opened.faults, version] };
    const parsed = parse(schema, tree, opened.holes);
    return { file, parsed, faults: [...opened.faults, ...parsed.faults] };
  }

  #site(path: string): Read<SiteFile> {
    return remembered(this.#sites, path, () => this.#readSite(path));
  }

  #device(path: string): ReadDevice {
    return remembered(this.#devices, path, () => this.#readDevice(path));
  }

  #readSite(path: string): Read<SiteFile> {
    const opened = this.#open(path);
    const read = this.#versioned(path, opened, opened.tree, siteFile);
    if (read.parsed === null) return read;
    const own = checkSite(read.parsed, nameOf(directoryOf(this.#files.absolute(path))));
    return { ...read, faults: [...read.faults, ...own, ...checkLanguages(read.parsed, this.#files)] };
  }

  #readDevice(path: string): ReadDevice {
    const opened = this.#open(path);
    if (opened.tree === null || readSchemaVersion(opened.tree) !== null)
      return { ...this.#versioned(path, opened, opened.tree, deviceFile), files: [path] };
    const name = textAt(opened.tree, 'profile');
    const profiles = this.#files.profiles;
    if (name === null || !profiles.includes(name)) {
      const read = this.#versioned(path, opened, opened.tree, deviceFile);
      if (name === null) return { ...read, files: [path] };
      // Without its profile most keys would be missing; that is one mistake, not thirty.
      const kept = read.faults.filter((fault) => fault.key !== 'key.missing' && fault.key !== 'quantity.missing');
      const close = nearest(name, profiles);
      const known = profiles.join(', ');
      const unknown = faultIn(
        opened.tree,
        ['profile'],
        close === null ? refusal('value.oneOf', { known }) : refusal('value.misspelled', { known, repair: close }),
      );
      return { ...read, parsed: null, faults: [...kept, unknown], files: [path] };
    }
    const profilePath = this.#files.profile(name);
    const profile = this.#open(profilePath);
    const tree = profile.tree === null ? opened.tree : overlay(profile.tree, opened.tree, deviceFile);
    const read = this.#versioned(path, opened, tree, deviceFile);
    return { ...read, faults: [...profile.faults, ...read.faults], files: [path, profilePath] };
  }

  /** A profile by itself: laid under a device that says nothing but its name. */
  #checkProfile(path: string): readonly ConfigFault[] {
    const opened = this.#open(path);
    if (opened.tree === null) return opened.faults;
    const bare = readYaml(path, `schema: 1\ndevice: any\nplaceName: { vi: "-", en: "-" }\n`).tree;
    const tree = bare === null ? opened.tree : overlay(bare, opened.tree, deviceFile);
    return ordered(this.#versioned(path, opened, tree, deviceFile).faults);
  }

  #checksOfDevice(device: Read<DeviceFile>, site: Read<SiteFile>): readonly ConfigFault[] {
    if (device.parsed === null) return [];
    const model = device.parsed.usable?.board?.model ?? null;
    const board = model === null ? null : this.board(model);
    const faults = checkDevice(
      device.parsed,
      nameOf(device.file),
      site.parsed,
      board?.ok === true ? board.value : null,
    );
    if (model === null || board === null || board.ok) return faults;
    const { tree } = device.parsed;
    return [...faults, ...board.fault.map((refused) => faultIn(tree, ['board', 'model'], refused))];
  }

  #fleet(directory: string, site: Read<SiteFile>): readonly ConfigFault[] {
    const members = this.#devicePaths(directory).map((path) => ({
      name: nameOf(path),
      parsed: this.#device(path).parsed,
    }));
    return checkFleet(members, site.parsed);
  }

  /** What a device must know of all of its site; whose file cannot be understood gives no numbers. */
  #neighbours(path: string): readonly FleetDevice[] {
    return inFleetOrder(
      this.#devicePaths(directoryOf(path)).map((each) => ({
        device: nameOf(each),
        numbers: this.#device(each).parsed?.usable?.numbers ?? null,
      })),
    );
  }

  #finished(
    site: Read<SiteFile>,
    device: Read<DeviceFile>,
    faults: readonly ConfigFault[],
  ): Result<DeviceConfig, readonly ConfigFault[]> {
    const siteTree = site.parsed?.tree;
    const deviceTree = device.parsed?.tree;
    const siteConfig = site.parsed?.config ?? null;
    const deviceConfig = device.parsed?.config ?? null;
    if (faults.length > 0 || siteConfig === null || deviceConfig === null) return fail(ordered(faults));
    if (siteTree?.kind !== 'branch' || deviceTree?.kind !== 'branch') return fail(ordered(faults));
    const content = { device: plainMap(deviceTree), site: plainMap(siteTree), fleet: this.#neighbours(device.file) };
    const config = resolveDevice(deviceConfig, resolveSite(siteConfig), content);
    const misfits = this.#check(config).map((misfit) =>
      faultIn(misfit.in === 'site' ? siteTree : deviceTree, misfit.path, misfit.refused),
    );
    return misfits.length > 0 ? fail(ordered(misfits)) : ok(config);
  }
}
