import { mkdir, open as openFile, readdir, readFile, rename, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import { errorCode } from '../error-code.ts';
import type { JsonObject } from '../json.ts';
import {
  longestDocument,
  type CityDocument,
  type CityFault,
  type CityMessage,
  type CitySystem,
} from '../ports/city-system.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { csvRow } from './csv-row.ts';

export interface CsvCitySettings {
  /** Where files for the city are laid down; null: none are. */
  readonly outFolder: string | null;
  /** Where files of the city are laid down; null: none are. */
  readonly inFolder: string | null;
  /** A file goes out when it is this old … */
  readonly everyMs: Milliseconds;
  /** … or has so many rows. */
  readonly rows: number;
  /** How often the folder is looked into. */
  readonly lookEveryMs: Milliseconds;
}

const partName = '.letan-events.csv.part';
/** A file whose size or time has changed since it was last looked at is still being written. */
interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
}
const mostFiles = 200;

/** The hidden file. `size` is that of its whole rows. */
interface Part {
  readonly file: FileHandle;
  readonly ids: Set<string>;
  readonly columns: readonly string[];
  size: number;
}

/**
 * The city's system as files. Out: rows are gathered, each synced, in a hidden file, which appears as
 * `letan-events-<yyyymmddThhmmssmmm>-<n>.csv` when it is whole: no reader sees half a file. In: each `*.csv` and `*.json` whose size
 * and time stand still between two looks is read and moved to `done/`; what is there twice under one name is read twice. Both are
 * UTF-8 (RFC 4180 with CRLF).
 */
export class CsvCitySystem implements CitySystem {
  readonly #settings: CsvCitySettings;
  readonly #clock: Clock;
  readonly #documents = new Listeners<CityDocument>();
  readonly #faults = new Listeners<CityFault>();
  #open = false;
  #part: Part | null = null;
  #laid = 0;
  #closing: TimerId | null = null;
  #looking: TimerId | null = null;
  #seen = new Map<string, Seen>();
  #work: Promise<unknown> = Promise.resolve();

  constructor(settings: CsvCitySettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  async open(signal: AbortSignal): Promise<Result<void, CityFault>> {
    assert(!this.#open, "the city's system is open already");
    signal.throwIfAborted();
    const { inFolder, outFolder } = this.#settings;
    for (const folder of [inFolder, outFolder]) {
      if (folder === null) continue;
      const there = await this.#folder(folder);
      if (!there.ok) return there;
    }
    this.#open = true;
    // What a crash left in the hidden file goes out whole, its torn last row cut off.
    const left = await this.#inTurn(() => this.#takeUpPart());
    if (!left.ok) {
      this.#open = false;
      return left;
    }
    if (inFolder !== null) this.#lookAfter(0);
    return done;
  }

  async close(): Promise<void> {
    this.#open = false;
    for (const timer of [this.#closing, this.#looking]) if (timer !== null) this.#clock.clearTimeout(timer);
    this.#closing = null;
    this.#looking = null;
    await this.#inTurn(() => this.#lay());
    this.#seen = new Map();
  }

  onFault(listener: (fault: CityFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  onDocument(listener: (document: CityDocument) => void): Unsubscribe {
    return this.#documents.add(listener);
  }

  send(message: CityMessage, signal: AbortSignal): Promise<Result<void, CityFault>> {
    const { outFolder } = this.#settings;
    if (outFolder === null) return Promise.resolve(fail({ kind: 'unsupported', where: 'csv', what: 'events' }));
    if (!this.#open || signal.aborted)
      return Promise.resolve(fail({ kind: 'offline', where: outFolder, reason: 'not open' }));
    return this.#inTurn(() => this.#write(outFolder, message));
  }

  askDossier(): Promise<Result<string | null, CityFault>> {
    return Promise.resolve(fail({ kind: 'unsupported', where: 'csv', what: 'dossier' }));
  }

  async #folder(path: string): Promise<Result<void, CityFault>> {
    try {
      if (!(await stat(path)).isDirectory()) return fail({ kind: 'not-permitted', where: path, reason: 'ENOTDIR' });
      if (path === this.#settings.inFolder) await mkdir(join(path, 'done'), { recursive: true });
      return done;
    } catch (error) {
      return fail(faultOf(path, error));
    }
  }

  async #write(folder: string, { id, body }: CityMessage): Promise<Result<void, CityFault>> {
    // Our own messages: flat JSON objects.
    const fields = JSON.parse(body) as JsonObject;
    const columns = Object.keys(fields);
    try {
      // Another set of columns is another file.
      if (this.#part !== null && this.#part.columns.join() !== columns.join()) {
        const laid = await this.#lay();
        if (!laid.ok) return laid;
      }
      this.#part ??= await this.#begin(folder, columns);
      const part = this.#part;
      if (part.ids.has(id)) return done;
      await appendWhole(part, csvRow(Object.values(fields)));
      part.ids.add(id);
      return part.ids.size >= this.#settings.rows ? await this.#lay() : done;
    } catch (error) {
      return fail(faultOf(folder, error));
    }
  }

  async #begin(folder: string, columns: readonly string[]): Promise<Part> {
    const file = await openFile(join(folder, partName), 'a', 0o640);
    // A byte order mark, by which spreadsheets know UTF-8.
    const part: Part = { file, ids: new Set(), columns, size: 0 };
    await appendWhole(part, `\uFEFF${csvRow(columns)}`);
    this.#closing = this.#clock.setTimeout(() => void this.#inTurn(() => this.#lay()), this.#settings.everyMs);
    return part;
  }

  /** Lets the hidden file appear. */
  async #lay(): Promise<Result<void, CityFault>> {
    const part = this.#part;
    const { outFolder } = this.#settings;
    if (part === null || outFolder === null) return done;
    this.#part = null;
    if (this.#closing !== null) this.#clock.clearTimeout(this.#closing);
    this.#closing = null;
    try {
      await part.file.sync();
      await part.file.close();
      await this.#appear(outFolder);
      return done;
    } catch (error) {
      return fail(faultOf(outFolder, error));
    }
  }

  async #appear(folder: string): Promise<void> {
    const at = new Date(this.#clock.wallTime().instant).toISOString().replaceAll(/[-:.Z]/g, '');
    this.#laid += 1;
    await rename(join(folder, partName), join(folder, `letan-events-${at}-${this.#laid}.csv`));
    const directory = await openFile(folder, 'r');
    await directory.sync();
    await directory.close();
  }

  async #takeUpPart(): Promise<Result<void, CityFault>> {
    const folder = this.#settings.outFolder;
    if (folder === null) return done;
    const path = join(folder, partName);
    try {
      const bytes = await readFile(path);
      const whole = bytes.lastIndexOf('\r\n') + 2;
      if (whole < bytes.length) await truncate(path, whole < 2 ? 0 : whole);
      await this.#appear(folder);
      return done;
    } catch (error) {
      return errorCode(error) === 'ENOENT' ? done : fail(faultOf(folder, error));
    }
  }

  #lookAfter(ms: Milliseconds): void {
    this.#looking = this.#clock.setTimeout(() => {
      void this.#inTurn(() => this.#look()).then(() => {
        if (this.#open) this.#lookAfter(this.#settings.lookEveryMs);
      });
    }, ms);
  }

  async #look(): Promise<void> {
    const folder = this.#settings.inFolder;
    if (folder === null || !this.#open) return;
    try {
      const names = (await readdir(folder)).filter((name) => /^[^.].*\.(csv|json)$/i.test(name)).sort();
      const now = new Map<string, Seen>();
      for (const name of names.slice(0, mostFiles)) {
        const { size, mtimeMs } = await stat(join(folder, name));
        const before = this.#seen.get(name);
        if (before?.size === size && before.mtimeMs === mtimeMs) await this.#take(folder, name, size);
        else now.set(name, { size, mtimeMs });
      }
      this.#seen = now;
    } catch (error) {
      this.#faults.emit(faultOf(folder, error));
    }
  }

  async #take(folder: string, name: string, size: number): Promise<void> {
    const document = await readDocument(join(folder, name), name, size);
    const at = new Date(this.#clock.wallTime().instant).toISOString().replaceAll(/[-:.Z]/g, '');
    await rename(join(folder, name), join(folder, 'done', `${at}-${name}`));
    this.#documents.emit(document);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }
}

/** A row is there whole or not at all: half of one would swallow the next. */
const appendWhole = async (part: Part, text: string): Promise<void> => {
  const bytes = Buffer.from(text, 'utf8');
  try {
    await part.file.appendFile(bytes);
    await part.file.datasync();
  } catch (error) {
    await part.file.truncate(part.size);
    throw error;
  }
  part.size += bytes.length;
};

const readDocument = async (path: string, name: string, size: number): Promise<CityDocument> => {
  const refused = (reason: string): CityDocument => ({
    name,
    format: 'none',
    fault: { kind: 'refused', where: name, reason },
  });
  if (size > longestDocument) return refused('longer than 4 MiB');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return { name, format: /\.json$/i.test(name) ? 'json' : 'csv', text };
  } catch (error) {
    return refused(error instanceof TypeError ? 'no UTF-8' : (errorCode(error) ?? 'unknown'));
  }
};

/** A disk that is full or a share that is away comes back; a folder that is not there or not ours needs a person. */
const faultOf = (where: string, error: unknown): CityFault => {
  const reason = errorCode(error) ?? 'unknown';
  const needsPerson = ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(reason);
  return { kind: needsPerson ? 'not-permitted' : 'offline', where, reason };
};
