import { faultIn, type ConfigFault } from '../faults.ts';
import type { Parsed } from '../parse.ts';
import type { Refusal } from '../refusal.ts';
import type { Path } from '../tree.ts';

/** Collects what a check across a file finds, and knows which parts of the file the schema has refused already. */
export class Findings {
  readonly faults: ConfigFault[] = [];
  readonly #parsed: Parsed<unknown>;

  constructor(parsed: Parsed<unknown>) {
    this.#parsed = parsed;
  }

  /** `path` is that of the usable config; `atKey` points at the key instead of the value. */
  refuse(path: Path, refused: Refusal, atKey = false): void {
    this.faults.push(faultIn(this.#parsed.tree, path, refused, atKey));
  }

  /** Whether nothing under a key was refused: only then can its content be missed somewhere else. */
  whole(...path: Path): boolean {
    return !this.#parsed.removed.some((removed) => path.every((step, index) => removed[index] === step));
  }
}
