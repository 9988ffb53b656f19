import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { TofChip } from './tof-chip.ts';

/** What one zone sees: millimetres; null: nothing. */
export type Zones = (zone: number) => number | null;

/** Where the program of this chip keeps what the host sets and asks for: ST's headers of a version say so. */
export interface Vl53l5cxLayout {
  readonly program: Uint8Array;
  readonly zoneConfig: number;
  readonly frequency: number;
  readonly rangingMode: number;
  readonly outputList: number;
  readonly outputEnables: number;
  readonly targets: number;
  readonly sigma: number;
  readonly distance: number;
  readonly status: number;
  readonly hasFooter: boolean;
}

const [mailbox, mailboxEnd] = [0x2c00, 0x2fff];
const commandMs: Milliseconds = 5;

/** Bytes of each word the other way round, as the program stores them. */
const turned = (bytes: Uint8Array): Uint8Array => bytes.map((_, at) => bytes[(at & ~3) + 3 - (at & 3)] ?? 0);

/**
 * The chip's side of an ST VL53L5CX, after the manual UM2884 and the Ultra Lite Driver's traffic: pages of memory behind 0x7FFF, a
 * program that must have been uploaded byte for byte before anything answers, a mailbox for settings, and frames composed of whatever
 * blocks the host has listed and enabled.
 */
export class Vl53l5cx extends TofChip {
  readonly #layout: Vl53l5cxLayout;
  #pages = new Map<number, Uint8Array>();
  #page = 2;
  #settings = new Map<number, Uint8Array>();
  #answeredAt: Milliseconds = 0;
  #isProgramRunning = false;
  #ranging: { readonly everyMs: Milliseconds; readonly since: Milliseconds } | null = null;
  #zones: Zones = () => null;
  #made: { readonly count: number; readonly frame: Uint8Array } | null = null;

  constructor(clock: Clock, layout: Vl53l5cxLayout) {
    super(clock, 2);
    this.#layout = layout;
    this.forget();
  }

  seeZones(zones: Zones): void {
    this.#zones = zones;
  }

  /** What the host set at an index, the right way round. */
  setting(index: number): Uint8Array | undefined {
    return this.#settings.get(index);
  }
  /** What lies in the mailbox's memory. */
  memory(from: number, count: number): Uint8Array {
    return this.#of(2).slice(from, from + count);
  }

  protected override forget(): void {
    this.#pages = new Map();
    this.#page = 2;
    this.#isProgramRunning = false;
    this.#ranging = null;
    const { zoneConfig, frequency, rangingMode } = this.#layout;
    this.#settings = new Map([
      [zoneConfig, Uint8Array.of(4, 4, 0, 0, 8, 8, 0, 0)],
      [frequency, Uint8Array.of(0, 1, 0, 0)],
      [rangingMode, Uint8Array.of(0, 3, 0, 2, 0, 0, 0, 0)],
    ]);
  }

  /** The page's register lies where a page's last byte does: it is meant when it is written alone, not at the end of a burst. */
  override write(bytes: Uint8Array): void {
    const [high, low, page] = bytes;
    if (high === 0x7f && low === 0xff && bytes.length === 3 && page !== undefined) this.#page = page;
    else super.write(bytes);
  }

  protected override written(at: number, value: number): void {
    this.#of(this.#page)[at] = value;
    if (this.#page === 0 && at === 0x04) this.readdress(value);
    // Rebooted by registers: the program must come anew.
    if (this.#page === 0 && at === 0x0a && value === 0x03) {
      this.#isProgramRunning = false;
      this.#ranging = null;
    }
    if (this.#page === 0 && at === 0x0b && value === 0x01) this.#isProgramRunning = this.#isProgramWhole();
    if (this.#page === 0 && at === 0x14 && value === 0x01) this.#ranging = null;
    if (this.#page === 2 && at === mailboxEnd && this.#isProgramRunning) this.#obey();
  }

  protected override readable(at: number): number {
    if (this.#page === 0) {
      if (at === 0x00) return 0xf0;
      if (at === 0x01) return 0x02;
      // Booted, and after the start of its program: running.
      if (at === 0x06) return this.#isProgramRunning ? 0x00 : 0x01;
    }
    if (this.#page === 1 && at === 0x21) return 0x10;
    if (this.#page === 2 && at < 4096) {
      const frame = this.#frame();
      if (frame !== null) return frame[at] ?? 0;
    }
    if (this.#page === 2 && at >= mailbox && at < mailbox + 4) {
      const isDone = this.#isProgramRunning && this.clock.now() >= this.#answeredAt;
      return [isDone ? 2 : 0, isDone ? 3 : 0, 0, 0][at - mailbox] ?? 0;
    }
    return this.#of(this.#page)[at] ?? 0;
  }

  #of(page: number): Uint8Array {
    const known = this.#pages.get(page) ?? new Uint8Array(0x8000);
    this.#pages.set(page, known);
    return known;
  }

  #isProgramWhole(): boolean {
    const { program } = this.#layout;
    return program.every((byte, at) => byte === this.#of(0x09 + Math.floor(at / 0x8000))[at % 0x8000]);
  }

  /** The last eight bytes say what the message before them is. */
  #obey(): void {
    this.#answeredAt = this.clock.now() + commandMs;
    const memory = this.#of(2);
    const command = memory.slice(mailboxEnd - 3, mailboxEnd + 1);
    const isHeaded = memory[mailboxEnd - 4] === 0x0f;
    if (isHeaded && command[0] === 0x05 && command[1] === 0x01) {
      const size = (command[2] ?? 0) * 256 + (command[3] ?? 0) - 8;
      const at = mailboxEnd + 1 - (size + 12);
      const index = (memory[at] ?? 0) * 256 + (memory[at + 1] ?? 0);
      this.#settings.set(index, turned(memory.slice(at + 4, at + 4 + size)));
    } else if (isHeaded && command[0] === 0x00 && command[1] === 0x02) {
      const at = mailboxEnd - 11;
      const index = (memory[at] ?? 0) * 256 + (memory[at + 1] ?? 0);
      const size = (memory[at + 2] ?? 0) * 16 + ((memory[at + 3] ?? 0) >>> 4);
      const data = this.#settings.get(index) ?? new Uint8Array(size);
      memory.set(memory.slice(at, at + 4), mailbox + 4);
      memory.set(turned(data.slice(0, size)), mailbox + 8);
    } else if (command[0] === 0x00 && command[1] === 0x03) this.#start();
    else if (isHeaded && command[1] === 0x02) {
      // The factory's offsets: something that is told apart from nothing.
      for (let at = 0; at < 492; at++) memory[mailbox + 4 + at] = (at * 7) & 0x3f;
    }
  }

  #start(): void {
    const hertz = this.#settings.get(this.#layout.frequency)?.[1] ?? 1;
    const mode = this.#settings.get(this.#layout.rangingMode);
    if (mode?.[1] === 1) this.#ranging = { everyMs: 1000 / hertz, since: this.clock.now() };
    this.#made = null;
  }

  /** The newest frame as it stands in memory; null before the first. */
  #frame(): Uint8Array | null {
    const ranging = this.#ranging;
    if (ranging === null) return null;
    const count = Math.floor((this.clock.now() - ranging.since) / ranging.everyMs);
    if (count === 0) return null;
    if (this.#made?.count === count) return this.#made.frame;
    const frame = this.#compose(count);
    this.#made = { count, frame };
    return frame;
  }

  #compose(count: number): Uint8Array {
    const { outputList, outputEnables, hasFooter } = this.#layout;
    const list = this.#words(outputList);
    const [enables = 0] = this.#words(outputEnables);
    const parts: number[][] = [];
    for (const [bit, header] of list.entries()) {
      if (((enables >>> bit) & 1) === 0) continue;
      const type = header & 0x0f;
      const size = (header >>> 4) & 0xfff;
      const bytes = type >= 1 && type < 0x0d ? type * size : size;
      parts.push([header & 0xff, (header >>> 8) & 0xff, (header >>> 16) & 0xff, header >>> 24]);
      parts.push(this.#block(header >>> 16, bytes));
    }
    // The frame's id, at its beginning and, in later versions, at its end. On the wire the first word says which frame it is.
    const id = count & 0xff;
    const head = [0x10, 0x05, 0x05, count % 255, 0, 0, 0, 0, id, 0x77, 0, 0, 0, 0, 0, 0];
    const end = hasFooter ? [0, 0, 0, 0, id, 0x77, 0, 0] : [0, 0, 0, 0];
    return turned(Uint8Array.from([head, ...parts, end].flat()));
  }

  #block(index: number, bytes: number): number[] {
    const { targets, sigma, distance, status } = this.#layout;
    const zones = (width: number): (number | null)[] =>
      Array.from({ length: bytes / width }, (_, zone) => this.#zones(zone));
    const word = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];
    if (index === targets) return zones(1).map((mm) => (mm === null ? 0 : 1));
    if (index === sigma) return zones(2).flatMap((mm) => word(mm === null ? 0 : 9 * 128));
    if (index === distance) return zones(2).flatMap((mm) => word(Math.round((mm ?? 0) * 4)));
    // 5: valid. Where there is no target the program leaves what was there, often a valid 5.
    if (index === status) return zones(1).map(() => 5);
    return Array.from({ length: bytes }, () => 0);
  }

  #words(index: number): readonly number[] {
    const bytes = this.#settings.get(index) ?? new Uint8Array(0);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => view.getUint32(4 * at, true));
  }
}
