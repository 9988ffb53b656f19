import type { FrameKind } from './framed-bytes.ts';

/**
 * How Hi-Link's radars are configured over their serial line, the same for LD2410 and LD2450. Sources: "LD2410 serial communication
 * protocol" V1.02, 2.1.2 and 2.2; "LD2450 serial port communication protocol" V1.03, 2.1.2 and 2.2. A command is answered only between
 * "enable configuration" and "end configuration".
 */
const head = [0xfd, 0xfc, 0xfb, 0xfa] as const;
const tail = [0x04, 0x03, 0x02, 0x01] as const;

export const acknowledgement: FrameKind<'acknowledgement'> = {
  name: 'acknowledgement',
  header: head,
  footer: tail,
  payload: { most: 64 },
};

export const commandWord = {
  enableConfiguration: 0xff,
  endConfiguration: 0xfe,
  readFirmware: 0xa0,
  /** LD2410: farthest gates and how long it goes on saying that somebody is there. */
  gatesAndHold: 0x60,
  engineeringOn: 0x62,
  engineeringOff: 0x63,
  sensitivity: 0x64,
  /** LD2450. */
  singleTarget: 0x80,
  multiTarget: 0x90,
} as const;

export const commandFrame = (word: number, value: readonly number[] = []): Uint8Array =>
  Uint8Array.of(...head, value.length + 2, 0x00, word, 0x00, ...value, ...tail);

export const enableConfiguration = commandFrame(commandWord.enableConfiguration, [0x01, 0x00]);
export const endConfiguration = commandFrame(commandWord.endConfiguration);

export interface Acknowledged {
  readonly word: number;
  readonly succeeded: boolean;
  readonly value: Uint8Array;
}

/** The payload of an acknowledgement: the command's word with 01 behind it, a status of two bytes, and what was asked for. */
export const readAcknowledgement = (payload: Uint8Array): Acknowledged | null => {
  const [word, one, low, high] = payload;
  if (word === undefined || one !== 0x01 || low === undefined || high === undefined) return null;
  return { word, succeeded: low === 0 && high === 0, value: payload.slice(4) };
};

const twoDigits = (byte: number): string => byte.toString(16).padStart(2, '0');

/** `V1.02.22062416`: a type of two bytes, then major and minor number in binary-coded decimals, least byte first. */
export const readFirmwareVersion = (value: Uint8Array): string | null => {
  const [, , minorLow, major, a, b, c, d] = value;
  if (minorLow === undefined || major === undefined) return null;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  return `V${major.toString(16)}.${twoDigits(minorLow)}.${[d, c, b, a].map(twoDigits).join('')}`;
};

/** A parameter of `gatesAndHold` and `sensitivity`: its word and a value of four bytes, least first. */
export const parameter = (word: number, value: number): readonly number[] => [
  word,
  0x00,
  value & 0xff,
  (value >>> 8) & 0xff,
  (value >>> 16) & 0xff,
  value >>> 24,
];
