import { contactOfLine, type Board } from '../../config/boards/board.ts';
import type { Connection, LineConnection } from '../../config/boards/connections.ts';
import type { Colour, PartNeeds, SignalWire } from '../../config/boards/part.ts';
import type { Through } from '../../config/boards/through.ts';
import type { Plugged } from './sheet.ts';

/** Where a wire begins. */
export type From =
  | { readonly place: 'header'; readonly pin: number; readonly line: string }
  /** A terminal block that one contact of the header feeds. */
  | { readonly place: 'block'; readonly pin: number; readonly rail: '3V3' | '5V' | 'GND' }
  | { readonly place: 'arduino'; readonly node: string; readonly pin: string }
  | { readonly place: 'usb-uart'; readonly node: string; readonly pin: string }
  | { readonly place: 'adapter'; readonly volts: number; readonly pole: '+' | 'GND' }
  /** A line of a chip that is none of the header's. */
  | { readonly place: 'chip'; readonly chip: string; readonly line: string }
  | { readonly place: 'unsaid' };

/** One wire from one end to the other. */
export interface WireRow {
  readonly number: number;
  readonly device: string;
  readonly part: string;
  readonly terminal: string;
  /** What it carries: `SDA`, `TX`, `GPIO17`, `5V`. */
  readonly use: string;
  readonly from: From;
  readonly direction: 'in' | 'out' | 'both' | 'supply';
  readonly volts: number;
  readonly colour: Colour;
  /** What must stand in it; null: nothing. */
  readonly between: Exclude<Through, 'direct'> | null;
  /** Amperes of the fuse in it; null: none. */
  readonly fuseAmps: number | null;
}

type Loose = Omit<WireRow, 'number'>;

const busRoles = ['sda', 'scl', 'tx', 'rx', 'mosi', 'miso', 'sclk', 'select'];

/** The contact of the header that feeds a rail's terminal block: the first that carries it. */
const blockOf = (board: Board | null, rail: '3V3' | '5V' | 'GND'): From => {
  const contact = board?.header.find(({ carries }) => carries === rail);
  return contact === undefined ? { place: 'unsaid' } : { place: 'block', pin: contact.pin, rail };
};

const headerLine = (board: Board | null, bcm: number): From => {
  const contact = board === null ? null : contactOfLine(board, bcm);
  return contact === null ? { place: 'unsaid' } : { place: 'header', pin: contact.pin, line: `GPIO${bcm}` };
};

const fromLine = (line: LineConnection, board: Board | null): From => {
  if (line.controller !== null) return { place: 'arduino', node: line.controller, pin: line.shown };
  if (line.bcm !== null) return headerLine(board, line.bcm);
  return { place: 'chip', chip: line.chip ?? '', line: line.shown };
};

/** The wire of a bus, by its role. */
const fromBus = (role: string, connections: readonly Connection[], board: Board | null): From => {
  for (const each of connections) {
    if (each.kind === 'i2c') {
      const bus = board?.i2c.find((one) => one.bus === each.bus);
      if (bus !== undefined && (role === 'sda' || role === 'scl')) return headerLine(board, bus[role]);
    }
    if (each.kind === 'spi') {
      const bus = board?.spi.find((one) => one.bus === each.bus);
      const select = bus?.selects[each.select];
      if (role === 'select' && select !== undefined) return headerLine(board, select);
      if (bus !== undefined && (role === 'mosi' || role === 'miso' || role === 'sclk'))
        return headerLine(board, bus[role]);
    }
    if (each.kind === 'node' && (role === 'tx' || role === 'rx')) {
      const uart = board?.uarts.find((one) => one.path === each.node);
      const line = uart?.[role] ?? null;
      if (uart !== undefined && line !== null) return headerLine(board, line);
      return { place: 'usb-uart', node: each.node, pin: role.toUpperCase() };
    }
  }
  return { place: 'unsaid' };
};

const lineOf = (role: string, connections: readonly Connection[]): LineConnection | null => {
  const lines = connections.filter((each) => each.kind === 'line');
  const same = lines.find((each) => each.role === role);
  // Simulated entries call their line `gpio` or `pwm`, whatever the part calls its terminal.
  return same ?? (role === 'pin' ? (lines.find((each) => each.role === 'gpio' || each.role === 'pwm') ?? null) : null);
};

/** What must stand in a wire, whether the entry says so yet or not. */
const betweenOf = (wire: SignalWire, said: Through, from: From, board: Board | null): WireRow['between'] => {
  if (said !== 'direct') return said;
  const own = from.place === 'header' ? (board?.gpio ?? null) : null;
  if (own === null) return null;
  if (wire.direction === 'in' && wire.volts > own.volts) return 'divider';
  if (wire.direction === 'out' && wire.volts > own.volts) return 'level-shifter';
  return wire.milliamps > own.pinMilliamps ? 'transistor' : null;
};

const signalRow = (wire: SignalWire, plugged: Plugged, board: Board | null): Loose | null => {
  const { name, needs, connections } = plugged;
  const line = lineOf(wire.role, connections);
  const isBus = busRoles.includes(wire.role);
  // A reset line is laid where there is more than one of its kind; one chip alone does without.
  if (line === null && !isBus && wire.role === 'xshut') return null;
  const from: From =
    line !== null ? fromLine(line, board) : isBus ? fromBus(wire.role, connections, board) : { place: 'unsaid' };
  const use = isBus ? wire.role.toUpperCase() : (line?.shown ?? wire.terminal);
  return {
    device: name,
    part: needs.part,
    terminal: wire.terminal,
    use,
    from,
    direction: wire.direction,
    volts: wire.volts,
    colour: wire.colour,
    between: betweenOf(wire, line?.through ?? 'direct', from, board),
    fuseAmps: null,
  };
};

/** Whose supply a part shares: the header's rails, or the Arduino's or the adapter's where its signals are. */
const supplyFrom = (signals: readonly Loose[], board: Board | null, rail: '3V3' | '5V' | 'GND'): From => {
  const [first] = signals;
  if (first?.from.place === 'arduino') return { place: 'arduino', node: first.from.node, pin: rail };
  if (first?.from.place === 'usb-uart') return { place: 'usb-uart', node: first.from.node, pin: rail };
  return blockOf(board, rail);
};

const supplyRows = (plugged: Plugged, signals: readonly Loose[], board: Board | null): readonly Loose[] => {
  const { name, needs } = plugged;
  if (signals.length === 0) return [];
  const { supply } = needs;
  const row = (terminal: string, use: string, from: From, volts: number, colour: Colour, fused = false): Loose => ({
    device: name,
    part: needs.part,
    terminal,
    use,
    from,
    direction: 'supply',
    volts,
    colour,
    between: null,
    fuseAmps: fused ? (needs.fuse?.amps ?? null) : null,
  });
  const ground = row('GND', 'GND', supplyFrom(signals, board, 'GND'), 0, 'black');
  if (supply === null) return [ground];
  if (supply.by === 'adapter')
    return [
      row('VCC', `${supply.volts}V`, { place: 'adapter', volts: supply.volts, pole: '+' }, supply.volts, 'red', true),
      ground,
    ];
  const rail = supply.volts === 3.3 ? '3V3' : '5V';
  const colour = rail === '3V3' ? 'orange' : 'red';
  return [row('VCC', rail, supplyFrom(signals, board, rail), supply.volts, colour), ground];
};

const hasWires = (needs: PartNeeds): boolean => needs.wires.length > 0;

/** Every wire of every part, numbered in the order of the config: signals first, then what feeds them. */
export const wiresOf = (all: readonly Plugged[], board: Board | null): readonly WireRow[] =>
  all
    .filter(({ needs }) => hasWires(needs))
    .flatMap((plugged) => {
      const signals = plugged.needs.wires.flatMap((wire) => signalRow(wire, plugged, board) ?? []);
      return [...signals, ...supplyRows(plugged, signals, board)];
    })
    .map((row, index) => ({ number: index + 1, ...row }));
