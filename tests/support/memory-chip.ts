import { RegisterChip } from '../../sim/peripherals/i2c-chip.ts';

/** The plainest chip there is: 256 registers that keep what is written, as in an EEPROM. Remembers each write as it came. */
export class MemoryChip extends RegisterChip {
  address: number | null;
  readonly registers = Uint8Array.from({ length: 256 }, (_, register) => register ^ 0x55);
  readonly writes: Uint8Array[] = [];

  constructor(address: number) {
    super(1);
    this.address = address;
  }

  override write(bytes: Uint8Array): void {
    this.writes.push(bytes);
    super.write(bytes);
  }

  protected override written(register: number, value: number): void {
    this.registers[register] = value;
  }

  protected override readable(register: number): number {
    return this.registers[register] ?? 0;
  }
}
