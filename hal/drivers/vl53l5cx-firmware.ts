import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SensorDeviceFault } from '../ports/sensor-faults.ts';
import { fail, ok, type Result } from '../result.ts';
import { codeOf } from './link-faults.ts';

/** Tables of `vl53l5cx_buffers.h` with their sizes in bytes. */
const tables = {
  VL53L5CX_FIRMWARE: 0x15000,
  VL53L5CX_DEFAULT_CONFIGURATION: 972,
  VL53L5CX_DEFAULT_XTALK: 776,
  VL53L5CX_GET_NVM_CMD: 40,
} as const;

/** Names of `vl53l5cx_api.h`: where the program keeps its settings and results, which moves from one version to the next. */
const names = [
  'VL53L5CX_DCI_ZONE_CONFIG',
  'VL53L5CX_DCI_FREQ_HZ',
  'VL53L5CX_DCI_RANGING_MODE',
  'VL53L5CX_DCI_DSS_CONFIG',
  'VL53L5CX_DCI_SINGLE_RANGE',
  'VL53L5CX_DCI_OUTPUT_CONFIG',
  'VL53L5CX_DCI_OUTPUT_ENABLES',
  'VL53L5CX_DCI_OUTPUT_LIST',
  'VL53L5CX_DCI_PIPE_CONTROL',
  'VL53L5CX_START_BH',
  'VL53L5CX_METADATA_BH',
  'VL53L5CX_COMMONDATA_BH',
  'VL53L5CX_AMBIENT_RATE_BH',
  'VL53L5CX_SPAD_COUNT_BH',
  'VL53L5CX_NB_TARGET_DETECTED_BH',
  'VL53L5CX_SIGNAL_RATE_BH',
  'VL53L5CX_RANGE_SIGMA_MM_BH',
  'VL53L5CX_DISTANCE_BH',
  'VL53L5CX_REFLECTANCE_BH',
  'VL53L5CX_TARGET_STATUS_BH',
  'VL53L5CX_MOTION_DETECT_BH',
] as const;

type TableName = keyof typeof tables;
export type ApiName = (typeof names)[number];

export interface Vl53l5cxFirmware {
  readonly tables: Readonly<Record<TableName, Uint8Array>>;
  readonly at: Readonly<Record<ApiName, number>>;
  /** Whether frames end with the id that they began with: of the versions that know the status "corrupted frame". */
  readonly hasFooter: boolean;
}

/** ST's file is 500 kB of text; nothing that is much larger can be it. */
const mostBytes = 4_000_000;

const readTable = (text: string, name: TableName): Uint8Array | null => {
  const start = new RegExp(`\\b${name}\\s*\\[[^\\]]*\\][^={;]*=\\s*\\{`).exec(text);
  if (start === null) return null;
  const from = start.index + start[0].length;
  const end = text.indexOf('}', from);
  if (end < 0) return null;
  const body = text.slice(from, end).replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ');
  const bytes: number[] = [];
  for (const [word] of body.matchAll(/[^\s,]+/g)) {
    const value = /^(?:0x[0-9a-f]{1,2}|\d{1,3})u?$/i.test(word) ? Number(word.replace(/u$/i, '')) : Number.NaN;
    if (!(value <= 0xff)) return null;
    bytes.push(value);
  }
  return bytes.length === tables[name] ? Uint8Array.from(bytes) : null;
};

/** The first definition: that for one target a zone, which is how letan asks for it. */
const readName = (text: string, name: ApiName): number | null => {
  const found = new RegExp(
    `\\b${name}\\b[\\s=]*\\(?\\s*\\(?(?:\\(\\s*)?(?:uint\\d+_t\\s*\\))?\\s*(0x[0-9a-fA-F]+)`,
  ).exec(text);
  return found?.[1] === undefined ? null : Number(found[1]);
};

/** Reads ST's two headers; the fault names the first thing that is missing. */
export const readVl53l5cxFirmware = (buffers: string, api: string): Result<Vl53l5cxFirmware, { missing: string }> => {
  const found: Partial<Record<TableName, Uint8Array>> = {};
  for (const name of Object.keys(tables) as TableName[]) {
    const table = readTable(buffers, name);
    if (table === null) return fail({ missing: name });
    found[name] = table;
  }
  const at: Partial<Record<ApiName, number>> = {};
  for (const name of names) {
    const value = readName(api, name);
    if (value === null) return fail({ missing: name });
    at[name] = value;
  }
  return ok({
    // Every name has its value: the loops above end with the first that has none.
    tables: found as Vl53l5cxFirmware['tables'],
    at: at as Vl53l5cxFirmware['at'],
    hasFooter: /\bVL53L5CX_STATUS_CORRUPTED_FRAME\b/.test(api),
  });
};

/** Reads `vl53l5cx_buffers.h` at `file` and, beside it as in ST's package, `vl53l5cx_api.h`. */
export const loadVl53l5cxFirmware = async (file: string): Promise<Result<Vl53l5cxFirmware, SensorDeviceFault>> => {
  const chip = 'VL53L5CX';
  const texts: string[] = [];
  for (const path of [file, join(dirname(file), 'vl53l5cx_api.h')])
    try {
      if ((await stat(path)).size > mostBytes)
        return fail({ kind: 'wrong-firmware', chip, file: path, missing: 'VL53L5CX_FIRMWARE' });
      texts.push(await readFile(path, 'latin1'));
    } catch (error) {
      const code = codeOf(error);
      return fail(
        code === 'EACCES' || code === 'EPERM'
          ? { kind: 'permission', where: path }
          : { kind: 'no-firmware', chip, file: path },
      );
    }
  const [buffers = '', api = ''] = texts;
  const read = readVl53l5cxFirmware(buffers, api);
  return read.ok ? read : fail({ kind: 'wrong-firmware', chip, file, missing: read.fault.missing });
};
