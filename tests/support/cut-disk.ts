import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { machineDisk, type Disk, type NewFile } from '../../firmware/cli/update/disk.ts';
import type { SeededRandom } from '../../sim/random.ts';

/** The process ends here. */
export class PowerCut extends Error {}

/** A change of a directory that no sync has made sure of. */
interface Change {
  readonly directory: string;
  undo(): void;
}

/**
 * Real files whose power can be cut behind any step. A killed process leaves everything that it did; a power cut besides loses what was not
 * synced: of a file any part of what was written, of directories the newest changes, however many. Nothing is really synced: what that
 * would do is what this knows.
 */
export class CutDisk implements Disk {
  /** Steps so far. */
  steps = 0;
  readonly #cutAfter: number;
  readonly #graves: string;
  #changes: Change[] = [];
  /** Files that were written and not synced, with the length that is sure. */
  readonly #unsynced = new Map<string, number>();
  #buried = 0;
  #dead = false;

  /** @param graves a directory on the same disk, for what is removed and might come back. */
  constructor(graves: string, cutAfter: number = Number.POSITIVE_INFINITY) {
    mkdirSync(graves, { recursive: true });
    this.#graves = mkdtempSync(join(graves, 'disk-'));
    this.#cutAfter = cutAfter;
  }

  makeDirectory(path: string): void {
    this.#step(() => {
      machineDisk.makeDirectory(path);
      // With all that was synced inside: nothing leads to it any more.
      this.#changed(path, () => rmSync(path, { recursive: true }));
    });
  }

  create(path: string, mode: number): NewFile {
    let file: NewFile | null = null;
    this.#step(() => {
      const before = existsSync(path) ? readFileSync(path) : null;
      file = machineDisk.create(path, mode);
      this.#unsynced.set(path, 0);
      this.#changed(path, () => (before === null ? unlinkSync(path) : writeFileSync(path, before)));
    });
    return {
      write: (bytes) => {
        // Half of it may be there when the power goes.
        const half = bytes.length >> 1;
        this.#step(() => file?.write(bytes.subarray(0, half)));
        this.#step(() => file?.write(bytes.subarray(half)));
      },
      sync: () =>
        this.#step(() => {
          this.#unsynced.delete(path);
        }),
      close: () => file?.close(),
    };
  }

  rename(from: string, to: string): void {
    this.#step(() => {
      const replaced = this.#bury(to);
      machineDisk.rename(from, to);
      for (const [path, length] of this.#unsynced)
        if (path === from || path.startsWith(`${from}/`)) {
          this.#unsynced.delete(path);
          this.#unsynced.set(to + path.slice(from.length), length);
        }
      this.#changed(to, () => {
        renameSync(to, from);
        replaced?.();
      });
    });
  }

  link(target: string, path: string): void {
    this.#step(() => {
      machineDisk.link(target, path);
      this.#changed(path, () => unlinkSync(path));
    });
  }

  remove(path: string): void {
    this.#step(() => {
      const back = this.#bury(path);
      this.#changed(path, () => back?.());
    });
  }

  syncFile(path: string): void {
    this.#step(() => {
      this.#unsynced.delete(path);
    });
  }

  syncDirectory(path: string): void {
    this.#step(() => {
      this.#changes = this.#changes.filter(({ directory }) => directory !== path);
    });
  }

  /** What a power cut takes besides: call it once, after the cut. */
  losePower(random: SeededRandom): void {
    for (const [path, sure] of this.#unsynced) {
      if (!existsSync(path)) continue;
      const { size } = lstatSync(path);
      const kept = sure + random.below(size - sure + 1);
      // A length that is there before its bytes are: zeros, as ext4 leaves them.
      if (random.below(2) === 0) truncateSync(path, kept);
      else writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, kept), Buffer.alloc(size - kept)]));
    }
    this.#unsynced.clear();
    // The journal writes changes in their order: some of the newest never came.
    const lost = random.below(this.#changes.length + 1);
    for (const change of this.#changes.splice(this.#changes.length - lost).toReversed()) change.undo();
    this.#changes = [];
  }

  #step(work: () => void): void {
    if (this.#dead) throw new PowerCut();
    work();
    this.steps += 1;
    if (this.steps >= this.#cutAfter) {
      this.#dead = true;
      throw new PowerCut();
    }
  }

  #changed(path: string, undo: () => void): void {
    this.#changes.push({ directory: dirname(path), undo });
  }

  /** Takes an entry away so that it can come back; null: there is none. */
  #bury(path: string): (() => void) | null {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
    const grave = join(this.#graves, String((this.#buried += 1)));
    renameSync(path, grave);
    return () => {
      rmSync(path, { recursive: true, force: true });
      renameSync(grave, path);
    };
  }
}
