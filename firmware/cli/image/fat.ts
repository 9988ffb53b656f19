import { run, ToolError } from '../release/tools.ts';
import { withSbin } from './ext4.ts';

/** A FAT partition inside a card's image, read and changed in place by mtools. */
export class FatPartition {
  readonly #where: string;

  /** `at`: where the partition begins in the image, in bytes. */
  constructor(image: string, at: number) {
    this.#where = `${image}@@${at}`;
  }

  /** A file's text, null where there is none. */
  text(name: string): string | null {
    try {
      return this.#run('mtype', [`::/${name}`]);
    } catch (error) {
      if (error instanceof ToolError && /not found/u.test(error.said)) return null;
      throw error;
    }
  }

  /** Replaces a file by a native one. */
  write(name: string, from: string): void {
    this.#run('mcopy', ['-o', from, `::/${name}`]);
  }

  #run(program: string, args: readonly string[]): string {
    // Nobody's own drive letters; and no quarrel about cylinders, which no card has.
    const env = { ...withSbin(), MTOOLSRC: '/dev/null', MTOOLS_SKIP_CHECK: '1' };
    return run(program, ['-i', this.#where, ...args], { env });
  }
}
