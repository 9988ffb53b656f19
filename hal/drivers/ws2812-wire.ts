/*
 * The single wire of WS2812 LEDs out of an SPI data line (Worldsemi WS2812B and WS2812B-V5 datasheets, "data transfer time"). A bit is a
 * high pulse, short for 0 and long for 1; a low of 280 µs or more lets all LEDs take what they have got.
 *
 * Each bit of colour is four SPI bits, 1000 or 1100. At 3 MHz a short pulse is 333 ns and a long one 667 ns, which both generations
 * take (T0H 220–380 ns and 250–550 ns, T1H 580–1000 ns and 650–950 ns); of the low in between only the reset is told apart.
 */

export const ws2812SpeedHz = 3_000_000;
/** 320 µs at that speed, also where the board's divider makes it some per cent faster. */
const resetBytes = 120;

/** One LED's light, each 0 to 255. */
export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Bytes that so many LEDs take on the bus. */
export const ws2812Bytes = (leds: number): number => 2 * resetBytes + 12 * leds;

/**
 * The whole picture as SPI bytes. It begins with a reset too: some controllers rest with the line high, which the first LED would take
 * for a bit. LEDs take green, red, blue, the highest bit first.
 */
export const ws2812Frame = (leds: readonly Rgb[]): Uint8Array => {
  const frame = new Uint8Array(ws2812Bytes(leds.length));
  let at = resetBytes;
  for (const { red, green, blue } of leds)
    for (const colour of [green, red, blue])
      for (let bit = 7; bit > 0; bit -= 2) {
        const high = (colour >> bit) & 1;
        const low = (colour >> (bit - 1)) & 1;
        frame[at] = ((high === 1 ? 0b1100 : 0b1000) << 4) | (low === 1 ? 0b1100 : 0b1000);
        at += 1;
      }
  return frame;
};

/** What one colour of one LED draws at full light, and a dark LED for its own chip (WS2812B datasheet; at 5 V). */
const channelMilliamps = 20;
const idleMilliamps = 1;

/** What a picture draws, in milliamperes. */
export const drawnMilliamps = (leds: readonly Rgb[]): number =>
  leds.reduce((sum, { red, green, blue }) => sum + ((red + green + blue) / 255) * channelMilliamps + idleMilliamps, 0);

/** The same picture, darkened as far as it must be to draw no more than `budget` milliamperes. */
export const withinBudget = (leds: readonly Rgb[], budget: number): readonly Rgb[] => {
  const idle = leds.length * idleMilliamps;
  const light = drawnMilliamps(leds) - idle;
  if (light + idle <= budget) return leds;
  const share = Math.max(0, budget - idle) / light;
  const dim = (value: number): number => Math.floor(value * share);
  return leds.map(({ red, green, blue }) => ({ red: dim(red), green: dim(green), blue: dim(blue) }));
};
