import type { Board } from '../../config/boards/board.ts';
import { partOf } from '../../config/boards/needs.ts';
import { jumper, type Material } from '../../config/boards/part.ts';
import { wiringSheetWords as words } from '../../config/languages/messages/wiring-sheet.ts';
import { textWith, type StaffText } from '../../config/languages/messages/wording.ts';
import type { Plugged } from './sheet.ts';
import type { WireRow } from './wires.ts';

/** One line of the bill of materials. */
export interface BillRow {
  readonly item: StaffText;
  readonly quantity: number;
  /** Devices that it is for; empty: the board itself, or the whole. */
  readonly for: readonly string[];
}

interface Counted {
  readonly item: StaffText;
  quantity: number;
  readonly for: Set<string>;
}

/** What the wires need besides the parts at their ends. */
const inWires = (wires: readonly WireRow[]): readonly (readonly [Material, string])[] =>
  wires.flatMap(({ between, device }): readonly (readonly [Material, string])[] => {
    // The parts that need a shifter list their own, made for them.
    if (between === null || between === 'level-shifter') return [];
    return [[{ item: between === 'divider' ? words.resistors : words[between], quantity: 1 }, device]];
  });

/** Each wire is one, except those of an adapter, which brings its own. */
const jumpers = (wires: readonly WireRow[]): readonly (readonly [Material, string])[] =>
  wires
    .filter(({ from }) => from.place !== 'adapter')
    .map(({ device }) => [{ item: jumper, quantity: 1 }, device] as const);

const adapters = (wires: readonly WireRow[]): readonly (readonly [Material, string])[] => {
  const nodes = new Map<string, string>();
  for (const { from, device } of wires) if (from.place === 'usb-uart') nodes.set(from.node, device);
  return [...nodes.values()].map((device) => [{ item: words.usbUart, quantity: 1 }, device] as const);
};

const arduinos = (wires: readonly WireRow[]): readonly (readonly [Material, string])[] => {
  const boards = new Map<string, string>();
  for (const { from, device } of wires) if (from.place === 'arduino') boards.set(from.node, device);
  return [...boards.values()].flatMap((device) =>
    partOf('arduino').materials.map((material) => [material, device] as const),
  );
};

/** Everything to be bought, each item once with its quantity. */
export const billOf = (
  plugged: readonly Plugged[],
  wires: readonly WireRow[],
  board: Board | null,
  safety: readonly Material[],
): readonly BillRow[] => {
  const bill = new Map<string, Counted>();
  const add = ({ item, quantity }: Material, device: string | null): void => {
    const counted = bill.get(item.en) ?? { item, quantity: 0, for: new Set() };
    counted.quantity += quantity;
    if (device !== null) counted.for.add(device);
    bill.set(item.en, counted);
  };
  if (board !== null) {
    add({ item: textWith(words.boardItem, { name: board.name }), quantity: 1 }, null);
    add({ item: textWith(words.boardSupply, { plug: board.supply.plug }), quantity: 1 }, null);
    const blocks = new Set(wires.flatMap(({ from }) => (from.place === 'block' ? [from.rail] : [])));
    if (blocks.size > 0) add({ item: words.blocks, quantity: blocks.size }, null);
  }
  for (const { name, needs } of plugged) {
    // A part that is fed is bought; a button, a lamp, a network socket name what they are made of among their materials.
    if (needs.wires.length > 0 && needs.supply !== null)
      add(
        { item: { vi: `${needs.part}: ${needs.name.vi}`, en: `${needs.part}: ${needs.name.en}` }, quantity: 1 },
        name,
      );
    else if (needs.supply !== null && needs.wires.length === 0)
      add(
        { item: { vi: `${needs.name.vi} (${needs.part})`, en: `${needs.name.en} (${needs.part})` }, quantity: 1 },
        name,
      );
    for (const material of needs.materials) add(material, name);
  }
  for (const [material, device] of [...jumpers(wires), ...inWires(wires), ...adapters(wires), ...arduinos(wires)])
    add(material, device);
  for (const material of safety) add(material, null);
  return [...bill.values()].map(({ item, quantity, for: devices }) => ({ item, quantity, for: [...devices] }));
};
