import type { Icon } from '../../../behaviours/reception/views.ts';

/** Pictograms of the page's own, beside those that views name. */
export type PageIcon =
  | Icon
  | 'people'
  | 'place'
  | 'away'
  | 'touch'
  | 'note'
  | 'phone'
  | 'eye-off'
  | 'speaking'
  | 'lower';

/**
 * Strokes on a grid of 48, drawn 3 wide with round ends; `fill` is what is filled instead. One idea each, plain enough to be told
 * apart at 10 mm by somebody without glasses.
 */
export const iconPaths: Readonly<Record<PageIcon, { readonly stroke: string; readonly fill?: string }>> = {
  // A family in a booklet.
  'civil-status': {
    stroke:
      'M8 6h28a4 4 0 0 1 4 4v32H12a4 4 0 0 1-4-4zM8 37a4 4 0 0 1 4-4h28M19 15.5a3 3 0 1 0 .01 0M29 17.5a2.3 2.3 0 1 0 .01 0M14 27c0-3.5 2-5 5-5s5 1.500 5 5M25.500 27c.3-2.300 1.500-3.300 3.600-3.300s3.600 1 3.900 3.300',
  },
  // A hand stamp over a line.
  certification: {
    stroke:
      'M24 6a6 6 0 0 0-6 6c0 4 3 6 3 11h6c0-5 3-7 3-11a6 6 0 0 0-6-6zM14 23h20a4 4 0 0 1 4 4v6H10v-6a4 4 0 0 1 4-4zM9 41h30',
  },
  residence: { stroke: 'M6 23 24 8l18 15M11 20v20h26V20M20 40V28h8v12' },
  // A card with a face and lines.
  identity: {
    stroke:
      'M8 10h32a3 3 0 0 1 3 3v22a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V13a3 3 0 0 1 3-3zM16 18a3.500 3.500 0 1 0 .01 0M10.500 32c0-4 2-6 5.500-6s5.500 2 5.500 6M28 19h9M28 25h9M28 31h6',
  },
  // A plot on a sheet with its pin.
  land: {
    stroke:
      'M5 16l11-4 11 4 5-2M5 16v26l11-4 11 4 11-4V28M16 12v26M27 30v12M35 6a7 7 0 0 0-7 7c0 5 7 12 7 12s7-7 7-12a7 7 0 0 0-7-7zM35 12.500v.01',
  },
  // A crane with its load over a wall.
  construction: { stroke: 'M14 42V8l22 6H10M14 8l-5 6M34 14v8M30 22h8v6h-8zM8 42h34M24 42v-7h14v7M31 35v7' },
  // A shop with its awning.
  business: {
    stroke:
      'M8 8h32l3 11a5 5 0 0 1-9.500 0 5 5 0 0 1-9.500 0 5 5 0 0 1-9.500 0A5 5 0 0 1 5 19zM9 25v16h30V25M27 41V30h7v11M14 30h7v5h-7z',
  },
  // A hand that holds a heart.
  social: {
    stroke:
      'M5 30h6l6-2c3 0 4 2 7 3h6a2.500 2.500 0 0 1 0 5h-7M30 33l9-4c3-1 5 2 3 4-5 5-10 8-16 8-5 0-8-2-11-2H5M25 22c-6-4-8-7-8-10a4.500 4.500 0 0 1 8-3 4.500 4.500 0 0 1 8 3c0 3-2 6-8 10z',
  },
  // A medal on its ribbon.
  merit: {
    stroke:
      'M24 20a10.500 10.500 0 1 0 .01 0M15 5l6 15M33 5l-6 15M24 25.500l1.700 3.300 3.600.5-2.600 2.500.6 3.600-3.300-1.700-3.300 1.700.6-3.600-2.600-2.500 3.600-.5z',
  },
  health: {
    stroke:
      'M24 41C12 33 6 27 6 18.500A9.500 9.500 0 0 1 24 14a9.500 9.500 0 0 1 18 4.500C42 27 36 33 24 41zM24 20v11M18.500 25.500h11',
  },
  education: { stroke: 'M24 11C19 8 13 7 5 7v28c8 0 14 1 19 4 5-3 11-4 19-4V7c-8 0-14 1-19 4zM24 11v28' },
  // A shield with a star.
  military: {
    stroke:
      'M24 5l16 5v12c0 10-6 17-16 21C14 39 8 32 8 22V10zM24 15l2.600 5.300 5.900.8-4.300 4.100 1 5.800-5.200-2.700-5.200 2.700 1-5.800-4.300-4.100 5.900-.8z',
  },
  feedback: {
    stroke: 'M9 8h30a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H24l-10 8v-8H9a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4zM14 17h20M14 25h13',
  },
  // A paper that is handed out.
  results: {
    stroke:
      'M12 24V9a4 4 0 0 1 4-4h11l9 9v10M27 5v9h9M5 28h9l3 5h14l3-5h9v11a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM24 15v11M19.500 22l4.500 4.500 4.500-4.500',
  },
  online: {
    stroke: 'M16 4h16a4 4 0 0 1 4 4v32a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4zM21 38h6M18.500 21l4 4 7.500-8',
  },
  unsure: { stroke: 'M24 5a19 19 0 1 0 .01 0M18 19a6 6 0 1 1 9 5.200c-2 1.200-3 2.300-3 4.800M24 35v.01' },
  // Somebody with a stick.
  priority: {
    stroke:
      'M20 5.500a4.500 4.500 0 1 0 .01 0M20 16c-4 2-6 6-6 11h6M20 16c2 5 5 7 9 7M20 24v6l-6 13M20 29l7 5 1 9M35 23c-3 0-5 1-5 1M33 22v21',
  },
  no: { stroke: 'M11 11l26 26M37 11 11 37' },
  yes: { stroke: 'M8 26l11 11L40 12' },
  // Somebody behind a bell.
  help: { stroke: 'M24 5.500a6.500 6.500 0 1 0 .01 0M10 42v-5c0-8 5.500-13 14-13s14 5 14 13v5zM24 30v6M21 33h6' },
  print: {
    stroke:
      'M13 17V5h22v12M13 34H8a3 3 0 0 1-3-3V20a3 3 0 0 1 3-3h32a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-5M13 28h22v15H13zM18 34h12M18 38.500h8M37 22.500v.01',
  },
  back: { stroke: 'M20 10 7 24l13 14M8 24h33' },
  more: { stroke: '', fill: 'M10 19a5 5 0 1 0 .01 0zM24 19a5 5 0 1 0 .01 0zM38 19a5 5 0 1 0 .01 0z' },
  // A way that turns.
  way: { stroke: 'M11 43V29a7 7 0 0 1 7-7h20M29 12l10 10-10 10M11 7.500a3 3 0 1 0 .01 0' },
  done: { stroke: 'M24 5a19 19 0 1 0 .01 0M15 25l6.500 6.500L33 18' },
  time: { stroke: 'M24 5a19 19 0 1 0 .01 0M24 13v11l8 6' },
  listen: { stroke: 'M5 18v12h8l11 9V9l-11 9zM31 18a8 8 0 0 1 0 12M36 12a16 16 0 0 1 0 24' },
  language: {
    stroke:
      'M24 5a19 19 0 1 0 .01 0M5.500 24h37M24 5c6 5 8.500 11.500 8.500 19S30 38 24 43c-6-5-8.500-11.500-8.500-19S18 10 24 5',
  },
  // A large and a small letter.
  // A panel whose content goes down to a seated hand.
  lower: {
    stroke: 'M10 6h28a3 3 0 0 1 3 3v30a3 3 0 0 1-3 3H10a3 3 0 0 1-3-3V9a3 3 0 0 1 3-3zM24 13v14M17 21l7 7 7-7M14 35h20',
  },
  larger: { stroke: 'M4 40 16 9l12 31M8.500 29h15M31 40l6.500-17L44 40M33.500 34h8' },
  booking: {
    stroke:
      'M9 9h30a3 3 0 0 1 3 3v27a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3V12a3 3 0 0 1 3-3zM6 19h36M15 5v8M33 5v8M17 30l5 5 9-9',
  },
  lookup: { stroke: 'M20 6a14 14 0 1 0 .01 0M30 30l13 13' },
  people: {
    stroke:
      'M17 8a6 6 0 1 0 .01 0M5 38v-4c0-6 4.500-10 12-10s12 4 12 10v4M31 8.500a6 6 0 0 1 0 11M35 25c5 1 8 4.500 8 9v4',
  },
  place: { stroke: 'M24 4a14 14 0 0 0-14 14c0 10 14 26 14 26s14-16 14-26A14 14 0 0 0 24 4zM24 13a5 5 0 1 0 .01 0' },
  away: {
    stroke:
      'M6 42 42 6M9 27l12 12M14 32l-7 7M27 9l12 12M34 16l7-7M17 20l-6 6a8.500 8.500 0 0 0 11 11l3-3M31 28l6-6A8.500 8.500 0 0 0 26 11l-3 3',
  },
  touch: {
    stroke:
      'M19 27V12a4 4 0 0 1 8 0v12l9 2.500a4 4 0 0 1 3 4.500l-1.500 7a7 7 0 0 1-7 5.500h-6a8 8 0 0 1-6.500-3.500L11 32a3.500 3.500 0 0 1 5-4.800zM13 18a11 11 0 1 1 20 0',
  },
  note: { stroke: 'M24 5a19 19 0 1 0 .01 0M24 22v12M24 14v.01' },
  phone: { stroke: 'M16 4h16a4 4 0 0 1 4 4v32a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4zM21 38h6' },
  // An eye, crossed out: nothing is recorded.
  'eye-off': { stroke: 'M6 24s7-12 18-12c3 0 6 1 8 2M42 24s-7 12-18 12c-3 0-6-1-8-2M20 27a5 5 0 0 0 7 0M41 7 7 41' },
  speaking: { stroke: 'M8 20v8M16 13v22M24 8v32M32 15v18M40 20v8' },
};
