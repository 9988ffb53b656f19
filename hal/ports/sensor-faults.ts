import type { I2cAddress } from './i2c-bus.ts';

/**
 * Why a real sensor does not serve; `where` is the line or address, `chip` the part as its data sheet calls it.
 *
 * - `absent`: nobody answers there (no power, a wire off, another address, held in reset).
 * - `wrong-chip`: somebody answers who is not this chip; `found` is what it told of itself.
 * - `claimed`, `busy`: a driver of the kernel, another process has it.
 * - `stuck`: the bus is held low; `tried` is what was done about it.
 * - `not-started`: it answers, but a step of its start sequence never ended.
 * - `silent`: it answers, or its line is open, and no measurement comes.
 * - `wrong-baud`: bytes come and never make a frame: another speed, another device, noise.
 * - `no-firmware`, `wrong-firmware`: the file with the chip's program is missing, is none.
 */
export type SensorDeviceFault =
  | { readonly kind: 'absent'; readonly where: string; readonly chip: string }
  | { readonly kind: 'wrong-chip'; readonly where: string; readonly chip: string; readonly found: string }
  | { readonly kind: 'permission'; readonly where: string }
  | { readonly kind: 'busy'; readonly where: string; readonly holder: string }
  | { readonly kind: 'claimed'; readonly where: string; readonly address: I2cAddress; readonly holder: string }
  | { readonly kind: 'stuck'; readonly where: string; readonly tried: string }
  | { readonly kind: 'unsupported'; readonly where: string; readonly reason: string }
  | { readonly kind: 'not-started'; readonly where: string; readonly chip: string; readonly step: string }
  | { readonly kind: 'silent'; readonly where: string; readonly chip: string; readonly forMs: number }
  | { readonly kind: 'wrong-baud'; readonly where: string; readonly chip: string; readonly baud: number }
  | { readonly kind: 'no-firmware'; readonly chip: string; readonly file: string }
  | { readonly kind: 'wrong-firmware'; readonly chip: string; readonly file: string; readonly missing: string }
  | { readonly kind: 'timeout'; readonly where: string }
  | { readonly kind: 'io'; readonly where: string; readonly code: string };
