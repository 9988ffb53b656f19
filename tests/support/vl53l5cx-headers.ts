import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vl53l5cxLayout } from '../../sim/peripherals/vl53l5cx.ts';

/** ST's tables are not ours to ship. These have their names and sizes and another content; the addresses are those of ULD 1.3.9 and 1.1. */
const bytes = (length: number, factor: number, end: readonly number[] = []): Uint8Array => {
  const made = Uint8Array.from({ length }, (_, at) => (at * factor + (at >> 7)) & 0xff);
  made.set(end, length - end.length);
  return made;
};
const program = bytes(0x15000, 31);
const cArray = (name: string, data: Uint8Array): string =>
  `const uint8_t ${name}[] = {\n${[...data].map((byte) => `0x${byte.toString(16).padStart(2, '0')},`).join(' ')}\n};\n`;

const addresses = {
  '1.3.9': {
    NB_TARGET_DETECTED_BH: 0xdb840401,
    SIGNAL_RATE_BH: 0xdbc40404,
    RANGE_SIGMA_MM_BH: 0xdec40402,
    DISTANCE_BH: 0xdf440402,
    REFLECTANCE_BH: 0xe0440401,
    TARGET_STATUS_BH: 0xe0840401,
    MOTION_DETECT_BH: 0xd85808c0,
    DCI_SINGLE_RANGE: 0xd964,
    DCI_OUTPUT_CONFIG: 0xd968,
    DCI_OUTPUT_ENABLES: 0xd970,
    DCI_OUTPUT_LIST: 0xd980,
    DCI_PIPE_CONTROL: 0xdb80,
  },
  '1.1': {
    NB_TARGET_DETECTED_BH: 0xcf7c0401,
    SIGNAL_RATE_BH: 0xcfbc0404,
    RANGE_SIGMA_MM_BH: 0xd2bc0402,
    DISTANCE_BH: 0xd33c0402,
    REFLECTANCE_BH: 0xd43c0401,
    TARGET_STATUS_BH: 0xd47c0401,
    MOTION_DETECT_BH: 0xcc5008c0,
    DCI_SINGLE_RANGE: 0xcd5c,
    DCI_OUTPUT_CONFIG: 0xcd60,
    DCI_OUTPUT_ENABLES: 0xcd68,
    DCI_OUTPUT_LIST: 0xcd78,
    DCI_PIPE_CONTROL: 0xcf78,
  },
} as const;
const common = {
  START_BH: 0x0000000d,
  METADATA_BH: 0x54b400c0,
  COMMONDATA_BH: 0x54c00040,
  AMBIENT_RATE_BH: 0x54d00104,
  SPAD_COUNT_BH: 0x55d00404,
  DCI_ZONE_CONFIG: 0x5450,
  DCI_FREQ_HZ: 0x5458,
  DCI_RANGING_MODE: 0xad30,
  DCI_DSS_CONFIG: 0xad38,
} as const;

export type UldVersion = keyof typeof addresses;

/** The two headers as ST writes them. */
export const headers = (version: UldVersion): { readonly buffers: string; readonly api: string } => {
  const defines = Object.entries({ ...common, ...addresses[version] }).map(
    ([name, value]) => `#define VL53L5CX_${name}\t\t((uint32_t)0x${value.toString(16).toUpperCase()}U)`,
  );
  const corrupted = version === '1.3.9' ? '#define VL53L5CX_STATUS_CORRUPTED_FRAME ((uint8_t) 2U)' : '';
  return {
    api: `/* Macros */\n#define VL53L5CX_STATUS_OK ((uint8_t) 0U)\n${corrupted}\n#if VL53L5CX_NB_TARGET_PER_ZONE == 1\n${defines.join('\n')}\n#else\n#define VL53L5CX_DISTANCE_BH ((uint32_t)0xDEADBEEFU)\n#endif\n`,
    buffers: [
      '/* Inner, a { brace and 0x12 in a comment */',
      cArray('VL53L5CX_FIRMWARE', program),
      cArray('VL53L5CX_DEFAULT_CONFIGURATION', bytes(972, 13, [0x00, 0x00, 0x00, 0x0f, 0x05, 0x01, 0x03, 0xc0])),
      cArray('VL53L5CX_DEFAULT_XTALK', bytes(776, 17, [0x00, 0x00, 0x00, 0x0f, 0x03, 0x01, 0x03, 0x00])),
      cArray('VL53L5CX_GET_NVM_CMD', bytes(40, 19, [0x00, 0x00, 0x00, 0x0f, 0x02, 0x02, 0x00, 0x24])),
    ].join('\n'),
  };
};

/** Writes them where a maintainer would; returns the path for `firmwareFile`. */
export const writeHeaders = (directory: string, version: UldVersion): string => {
  const { buffers, api } = headers(version);
  writeFileSync(join(directory, 'vl53l5cx_buffers.h'), buffers);
  writeFileSync(join(directory, 'vl53l5cx_api.h'), api);
  return join(directory, 'vl53l5cx_buffers.h');
};

/** The same addresses for the chip that is given that program. */
export const layoutOf = (version: UldVersion): Vl53l5cxLayout => {
  const at = addresses[version];
  return {
    program,
    zoneConfig: common.DCI_ZONE_CONFIG,
    frequency: common.DCI_FREQ_HZ,
    rangingMode: common.DCI_RANGING_MODE,
    outputList: at.DCI_OUTPUT_LIST,
    outputEnables: at.DCI_OUTPUT_ENABLES,
    targets: at.NB_TARGET_DETECTED_BH >>> 16,
    sigma: at.RANGE_SIGMA_MM_BH >>> 16,
    distance: at.DISTANCE_BH >>> 16,
    status: at.TARGET_STATUS_BH >>> 16,
    hasFooter: version === '1.3.9',
  };
};
