import type { Board } from '../boards/board.ts';
import type { Connection } from '../boards/connections.ts';
import { needsOf } from '../boards/needs.ts';
import type { DeviceFile } from '../device.ts';
import { refusal } from '../refusal.ts';
import type { Findings } from './findings.ts';

type Devices = DeviceFile['devices'];

/** What one connection takes from its line; a transistor or an optocoupler leaves a line next to nothing to give. */
const drawnBy = (each: Connection): number => {
  if (each.kind !== 'line' || each.controller !== null) return 0;
  const role = each.role === 'gpio' || each.role === 'pwm' ? 'pin' : each.role;
  const wire = needsOf(each.entry).wires.find((one) => one.role === role);
  if (wire === undefined || wire.direction === 'in') return 0;
  return each.through === 'transistor' || each.through === 'optocoupler' ? Math.min(1, wire.milliamps) : wire.milliamps;
};

const checkLines = (connections: readonly Connection[], board: Board, found: Findings): void => {
  if (board.gpio === null) return;
  const { pinMilliamps, allMilliamps } = board.gpio;
  let all = 0;
  let last: Connection | null = null;
  for (const each of connections) {
    const drawn = drawnBy(each);
    if (drawn === 0 || each.kind !== 'line') continue;
    all += drawn;
    last = each;
    if (drawn > pinMilliamps)
      found.refuse(
        each.path,
        refusal('board.pinCurrent', {
          part: needsOf(each.entry).part,
          milliamps: drawn,
          line: each.shown,
          most: pinMilliamps,
        }),
      );
  }
  if (all > allMilliamps && last !== null)
    found.refuse(last.path, refusal('board.allCurrent', { milliamps: all, board: board.name, most: allMilliamps }));
};

/** One part that hangs on a rail of the header. */
export interface Load {
  readonly device: string;
  readonly milliamps: number;
}

/** What the parts of a config take from each of the header's rails, at their peaks. */
export const railLoads = (devices: Devices): Readonly<Record<'3V3' | '5V', readonly Load[]>> => {
  const loads: Record<'3V3' | '5V', Load[]> = { '3V3': [], '5V': [] };
  for (const [device, entry] of Object.entries(devices)) {
    const { supply } = needsOf(entry);
    if (supply === null || supply.by !== 'rail' || supply.volts > 5) continue;
    loads[supply.volts === 3.3 ? '3V3' : '5V'].push({ device, milliamps: supply.peakMilliamps });
  }
  return loads;
};

const checkRails = (devices: Devices, board: Board, found: Findings): void => {
  if (board.rails === null) return;
  for (const [rail, loads] of Object.entries(railLoads(devices))) {
    const most = rail === '3V3' ? board.rails['3V3'] : board.rails['5V'];
    const milliamps = loads.reduce((sum, load) => sum + load.milliamps, 0);
    const largest = loads.reduce<Load | null>((a, b) => (a === null || b.milliamps > a.milliamps ? b : a), null);
    if (milliamps > most && largest !== null)
      found.refuse(
        ['devices', largest.device],
        refusal('board.railCurrent', { milliamps, rail, board: board.name, most, largest: largest.device }),
      );
  }
};

/** What lines and rails of a board have to give, against what is taken from them. */
export const checkCurrents = (
  devices: Devices,
  connections: readonly Connection[],
  board: Board,
  found: Findings,
): void => {
  checkLines(connections, board, found);
  checkRails(devices, board, found);
};
