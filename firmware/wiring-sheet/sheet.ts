import { emergencyStop, mainsRules, type SafetyWire } from '../../config/boards/emergency-stop.ts';
import type { Board } from '../../config/boards/board.ts';
import { connectionsOf, type Connection, type Entry } from '../../config/boards/connections.ts';
import { isReal, needsOf, partOf } from '../../config/boards/needs.ts';
import type { PartNeeds } from '../../config/boards/part.ts';
import { railLoads } from '../../config/checks/currents.ts';
import { wiringSheetWords as words } from '../../config/languages/messages/wiring-sheet.ts';
import { textWith, type StaffText } from '../../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { billOf, type BillRow } from './bill.ts';
import { wiresOf, type WireRow } from './wires.ts';

/** A contact of the header and everything that hangs on it. */
export interface ContactRow {
  readonly pin: number;
  readonly carries: '3V3' | '5V' | 'GND' | 'line';
  /** `GPIO17`, or the rail. */
  readonly name: string;
  readonly functions: readonly string[];
  /** What it is used as here, `SDA`; null: nothing hangs on it. */
  readonly use: string | null;
  /** Names of devices, with the terminal where it is one wire. */
  readonly goesTo: readonly string[];
}

/** A cable or an adapter, and what it feeds or joins. */
export interface PlugRow {
  readonly device: string;
  readonly part: string;
  readonly name: StaffText;
  readonly connector: StaffText;
  /** What the system calls it: a node of /dev, an address; null where the config does not say. */
  readonly node: string | null;
  readonly supply: { readonly volts: number; readonly amps: number; readonly by: 'rail' | 'usb' | 'adapter' } | null;
  readonly fuse: { readonly amps: number; readonly where: StaffText } | null;
  readonly protocol: string;
}

export interface RailRow {
  readonly rail: '3V3' | '5V';
  readonly drawnMilliamps: number;
  readonly givenMilliamps: number;
  readonly loads: readonly { readonly device: string; readonly milliamps: number }[];
}

export interface NoteRow {
  readonly device: string;
  readonly text: StaffText;
}

/** Everything that a technician takes along to one device. */
export interface WiringSheet {
  readonly device: string;
  readonly profile: string;
  readonly site: string;
  readonly siteName: StaffText;
  readonly placeName: StaffText;
  readonly board: { readonly model: string; readonly name: StaffText; readonly supply: StaffText } | null;
  readonly contacts: readonly ContactRow[];
  readonly wires: readonly WireRow[];
  readonly plugs: readonly PlugRow[];
  readonly rails: readonly RailRow[];
  /** Lines for the boot configuration. */
  readonly setup: readonly string[];
  readonly safety: { readonly rules: readonly StaffText[]; readonly wires: readonly SafetyWire[] };
  readonly materials: readonly BillRow[];
  readonly notes: readonly NoteRow[];
}

/** One device of the config as the sheet's parts look at it. */
export interface Plugged {
  readonly name: string;
  readonly entry: Entry;
  readonly needs: PartNeeds;
  readonly connections: readonly Connection[];
}

/** What has wheels has an emergency stop. Until a base is a device of the config, its profile says so. */
const canMove = (config: DeviceConfig): boolean => config.profile === 'robot';

const contactRows = (board: Board, wires: readonly WireRow[]): readonly ContactRow[] =>
  board.header.map(({ pin, carries, bcm, functions }): ContactRow => {
    const here = wires.filter(({ from }) => from.place === 'header' && from.pin === pin);
    const block = wires.filter(({ from }) => from.place === 'block' && from.pin === pin);
    const all = [...here, ...block];
    const [first] = all;
    return {
      pin,
      carries,
      name: bcm === null ? carries : `GPIO${bcm}`,
      functions,
      use: first === undefined ? null : bcm === null ? carries : first.use,
      goesTo: [...new Set(all.map(({ device, terminal }) => `${device} ${terminal}`))],
    };
  });

const nodeOf = (plugged: Plugged): string | null => {
  for (const each of plugged.connections) {
    if (each.kind === 'node') return each.node;
    if (each.kind === 'network') return `${each.host}:${each.port}`;
    if (each.kind === 'i2c') return `/dev/i2c-${each.bus}, 0x${each.address.toString(16)}`;
    if (each.kind === 'spi') return `/dev/spidev${each.bus}.${each.select}`;
  }
  const { entry } = plugged;
  if (entry.port === 'speaker' && entry.driver !== 'simulated') return entry.output;
  return entry.port === 'bus' && entry.driver === 'mqtt' ? entry.url : null;
};

const plugRow = ({ name, needs }: Pick<Plugged, 'name' | 'needs'>): Omit<PlugRow, 'node'> => {
  const { supply } = needs;
  return {
    device: name,
    part: needs.part,
    name: needs.name,
    connector: needs.connector,
    supply:
      supply === null ? null : { volts: supply.volts, amps: Math.ceil(supply.peakMilliamps / 100) / 10, by: supply.by },
    fuse: needs.fuse,
    protocol: needs.protocol,
  };
};

/** Microcontrollers that the lines of some devices are on: no device of the config, and all the same a box with a cable. */
const controllerRows = (wires: readonly WireRow[]): readonly PlugRow[] => {
  const nodes = new Set(wires.flatMap(({ from }) => (from.place === 'arduino' ? [from.node] : [])));
  const needs = partOf('arduino');
  return [...nodes].map((node) => ({
    ...plugRow({ name: 'Arduino', needs }),
    node,
  }));
};

const railRows = (config: DeviceConfig, board: Board): readonly RailRow[] => {
  const { rails } = board;
  if (rails === null) return [];
  const loads = railLoads(config.devices);
  return (['3V3', '5V'] as const).map((rail) => ({
    rail,
    drawnMilliamps: loads[rail].reduce((sum, load) => sum + load.milliamps, 0),
    givenMilliamps: rails[rail],
    loads: loads[rail],
  }));
};

/** What has to be switched on for the buses that are used. */
const setupLines = (config: DeviceConfig, board: Board, plugged: readonly Plugged[]): readonly string[] => {
  const lines = plugged.flatMap(({ connections }) =>
    connections.map((each) => {
      if (each.kind === 'i2c') return board.i2c.find(({ bus }) => bus === each.bus)?.enable;
      if (each.kind === 'spi') return board.spi.find(({ bus }) => bus === each.bus)?.enable;
      if (each.kind === 'node') return board.uarts.find(({ path }) => path === each.node)?.enable;
      return null;
    }),
  );
  const usesBluetoothUart = plugged.some(({ connections }) =>
    connections.some(
      (each) => each.kind === 'node' && board.uarts.some(({ path, bluetooth }) => bluetooth && path === each.node),
    ),
  );
  const off = usesBluetoothUart && config.board?.bluetooth === false ? ['dtoverlay=disable-bt'] : [];
  return [...new Set([...lines.filter((line) => line !== null && line !== undefined), ...off])];
};

const notesOf = (plugged: readonly Plugged[]): readonly NoteRow[] =>
  plugged.flatMap(({ name, entry, needs }) => {
    const assumed = !isReal(entry) && (needs.wires.length > 0 || needs.plug === 'usb');
    return [
      ...(assumed ? [{ device: name, text: textWith(words.assumed, { part: needs.part }) }] : []),
      ...needs.notes.map((text) => ({ device: name, text })),
    ];
  });

/** The sheet of one device. `board` is null where its config names none. */
export const wiringSheet = (config: DeviceConfig, board: Board | null): WiringSheet => {
  const plugged = Object.entries(config.devices).map(([name, entry]): Plugged => ({
    name,
    entry,
    needs: needsOf(entry),
    connections: connectionsOf(name, entry),
  }));
  const wires = wiresOf(plugged, board);
  const moves = canMove(config);
  return {
    device: config.device,
    profile: config.profile,
    site: config.site.site,
    siteName: config.site.name,
    placeName: config.placeName,
    board: board === null ? null : { model: board.board, name: board.name, supply: board.supply.plug },
    contacts: board === null ? [] : contactRows(board, wires),
    wires,
    plugs: [...plugged.map((each) => ({ ...plugRow(each), node: nodeOf(each) })), ...controllerRows(wires)],
    rails: board === null ? [] : railRows(config, board),
    setup: board === null ? [] : setupLines(config, board, plugged),
    safety: {
      rules: [...(moves ? emergencyStop.rules : []), ...mainsRules],
      wires: moves ? emergencyStop.wires : [],
    },
    materials: billOf(plugged, wires, board, moves ? emergencyStop.materials : []),
    notes: notesOf(plugged),
  };
};
