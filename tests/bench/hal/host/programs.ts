/** Where the programs of the bench lie: those of letan bundled as a device has them, the floors as they are. */
export interface BenchPrograms {
  readonly letanPrint: string;
  readonly letanSound: string;
  readonly soundEnd: string;
  readonly kiosk: string;
  readonly peripherals: string;
  readonly floors: string;
}
