/** What is gathered: a line of the trace of which nothing personal is taken out yet, or a note as it will stand. */
export interface Gathered {
  readonly kind: 'line' | 'note';
  readonly text: string;
}

const lineMark = 0x6c;
const noteMark = 0x6e;
const lineFeed = 0x0a;
const firstBytes = 64 * 1024;

/**
 * Lines that wait to be made ready, in their order, as bytes outside of the heap: megabytes of them gather in a rush, and as strings they
 * would be moved about by each collection of garbage while somebody waits for a number. A text has no line feed in it.
 */
export class GatheredLines {
  #bytes: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;
  #lines = 0;

  /** How many lines wait; notes are none. */
  get lines(): number {
    return this.#lines;
  }
  get bytes(): number {
    return this.#to - this.#from;
  }
  get isEmpty(): boolean {
    return this.#to === this.#from;
  }

  add({ kind, text }: Gathered): void {
    // No character has more than three bytes of UTF-8 for each of its code units.
    this.#makeRoom(3 * text.length + 2);
    this.#bytes[this.#to] = kind === 'line' ? lineMark : noteMark;
    const end = this.#to + 1 + this.#bytes.write(text, this.#to + 1, 'utf8');
    this.#bytes[end] = lineFeed;
    this.#to = end + 1;
    if (kind === 'line') this.#lines += 1;
  }

  /** The first that wait, so many at most; they wait no longer. */
  take(most: number): readonly Gathered[] {
    const taken: Gathered[] = [];
    while (taken.length < most && this.#from < this.#to) {
      const end = this.#bytes.indexOf(lineFeed, this.#from);
      const kind = this.#bytes[this.#from] === lineMark ? 'line' : 'note';
      taken.push({ kind, text: this.#bytes.toString('utf8', this.#from + 1, end) });
      this.#from = end + 1;
      if (kind === 'line') this.#lines -= 1;
    }
    return taken;
  }

  #makeRoom(bytes: number): void {
    if (this.#to + bytes <= this.#bytes.length) return;
    const wider = Buffer.alloc(Math.max(firstBytes, 2 * (this.bytes + bytes)));
    this.#bytes.copy(wider, 0, this.#from, this.#to);
    this.#bytes = wider;
    this.#to -= this.#from;
    this.#from = 0;
  }
}
