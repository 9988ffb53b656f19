/** A chip's side of an I2C bus. Bytes come and go as on the wire; what a register means is the chip's affair. */
export interface I2cChip {
  /** The address at which it answers now; null while it has no power, is held in reset or boots. */
  readonly address: number | null;
  /** The controller has written these, from a start to the next start or stop. */
  write(bytes: Uint8Array): void;
  /** The controller reads so many. */
  read(count: number): Uint8Array;
}

/** What most chips are: registers behind a pointer that advances by itself, as datasheets draw them. */
export abstract class RegisterChip implements I2cChip {
  abstract readonly address: number | null;
  readonly #pointerBytes: 1 | 2;
  #pointer = 0;

  constructor(pointerBytes: 1 | 2) {
    this.#pointerBytes = pointerBytes;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length < this.#pointerBytes) return;
    this.#pointer = 0;
    for (const byte of bytes.subarray(0, this.#pointerBytes)) this.#pointer = this.#pointer * 256 + byte;
    for (const byte of bytes.subarray(this.#pointerBytes)) this.written(this.#advance(), byte);
  }

  read(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.readable(this.#advance()));
  }

  protected abstract written(register: number, value: number): void;
  protected abstract readable(register: number): number;

  #advance(): number {
    const register = this.#pointer;
    this.#pointer = (register + 1) % (this.#pointerBytes === 1 ? 0x100 : 0x1_0000);
    return register;
  }
}
