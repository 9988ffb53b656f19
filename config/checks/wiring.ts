import type { Board } from '../boards/board.ts';
import type { Connection } from '../boards/connections.ts';
import { needsOf } from '../boards/needs.ts';
import { refusal } from '../refusal.ts';
import type { SlotValue } from '../languages/messages/wording.ts';
import type { Path } from '../tree.ts';
import type { Findings } from './findings.ts';

/** Something that only one user can have. A bus is one user, however many chips are on it. */
interface Claimed {
  /** The same text for the same thing. */
  readonly thing: string;
  readonly shown: SlotValue;
  readonly user: string;
  /** The user for people. */
  readonly holder: string;
  readonly path: Path;
}

const hex = (address: number): string => `0x${address.toString(16).padStart(2, '0')}`;

/** The lines of the header that a bus or a serial port uses up. */
const busLines = (connection: Connection, board: Board): { readonly user: string; readonly bcm: readonly number[] } => {
  switch (connection.kind) {
    case 'i2c': {
      const bus = board.i2c.find((each) => each.bus === connection.bus);
      return { user: `I2C ${connection.bus}`, bcm: bus === undefined ? [] : [bus.sda, bus.scl] };
    }
    case 'spi': {
      const bus = board.spi.find((each) => each.bus === connection.bus);
      return { user: `SPI ${connection.bus}`, bcm: bus === undefined ? [] : [bus.mosi, bus.miso, bus.sclk] };
    }
    case 'node': {
      const uart = board.uarts.find((each) => each.path === connection.node);
      return { user: connection.node, bcm: [uart?.tx, uart?.rx].filter((each) => each !== undefined && each !== null) };
    }
    case 'line':
    case 'network':
      return { user: '', bcm: [] };
  }
};

const busClaims = (connection: Connection, board: Board): readonly Claimed[] => {
  const { user, bcm } = busLines(connection, board);
  const { path, device } = connection;
  const holder = `${user} (${device})`;
  const claims = bcm.map((each): Claimed => ({ thing: `line ${each}`, shown: `GPIO${each}`, user, holder, path }));
  if (connection.kind !== 'spi') return claims;
  const select = board.spi.find((each) => each.bus === connection.bus)?.selects[connection.select];
  if (select === undefined) return claims;
  const shown = `GPIO${select} (SPI ${connection.bus} CE${connection.select})`;
  // Two chips behind one select are told of as such, not once more as two users of its line.
  return [...claims, { thing: `line ${select}`, shown, user: `${user} CE${connection.select}`, holder, path }];
};

const ownClaims = (connection: Connection): readonly Claimed[] => {
  const { device, path } = connection;
  const claimed = (thing: string, shown: SlotValue): readonly Claimed[] => [
    { thing, shown, user: `${device} ${path.join('.')}`, holder: device, path },
  ];
  switch (connection.kind) {
    case 'line':
      if (connection.controller !== null)
        return claimed(`${connection.controller} ${connection.shown}`, `Arduino ${connection.shown}`);
      return claimed(
        connection.bcm === null ? `named ${connection.shown}` : `line ${connection.bcm}`,
        connection.shown,
      );
    case 'i2c':
      return claimed(
        `i2c ${connection.bus} ${connection.address}`,
        `I2C ${connection.bus}, ${hex(connection.address)}`,
      );
    case 'spi':
      return claimed(`spi ${connection.bus}.${connection.select}`, `SPI ${connection.bus} CE${connection.select}`);
    case 'node':
      return claimed(`path ${connection.node}`, connection.node);
    case 'network':
      return claimed(`tcp ${connection.host} ${connection.port}`, `${connection.host}:${connection.port}`);
  }
};

/** Chips that all wake up at one address: one may do so freely, every other needs a reset line that holds it back. */
const checkWaking = (connections: readonly Connection[], found: Findings): ReadonlySet<Connection> => {
  const told = new Set<Connection>();
  const chips = connections.filter((each) => each.kind === 'i2c');
  const taken = chips.map(({ address }) => address);
  let free = 0x30;
  for (const chip of chips) {
    const needs = needsOf(chip.entry);
    if (needs.i2c === null || !needs.i2c.movable || chip.held) continue;
    const { wakesAt } = needs.i2c;
    const rivals = chips.filter((each) => each.bus === chip.bus && needsOf(each.entry).i2c?.wakesAt === wakesAt);
    const unheld = rivals.filter((each) => !each.held);
    if (unheld[0] === chip || unheld.length < 2) continue;
    while (taken.includes(free)) free += 1;
    told.add(chip);
    found.refuse(
      chip.path,
      refusal('board.sameAtWake', {
        bus: chip.bus,
        count: rivals.length,
        address: hex(wakesAt),
        reset: needs.wires.find(({ role }) => role === 'xshut')?.terminal ?? 'XSHUT',
        free: hex(free),
      }),
    );
    free += 1;
  }
  return told;
};

/** Two devices on one line, address, bus select, node or socket; a line that a bus needs. `board` is null where nobody has said it. */
export const checkWiring = (connections: readonly Connection[], board: Board | null, found: Findings): void => {
  const waking = checkWaking(connections, found);
  const holders = new Map<string, Claimed>();
  const take = (claimed: Claimed, connection: Connection): void => {
    const holder = holders.get(claimed.thing);
    if (holder === undefined) holders.set(claimed.thing, claimed);
    else if (holder.user !== claimed.user && !waking.has(connection)) {
      const fixed = connection.kind === 'i2c' && needsOf(connection.entry).i2c?.movable === false;
      found.refuse(
        claimed.path,
        fixed
          ? refusal('board.sameAddress', {
              address: hex(connection.address),
              bus: connection.bus,
              holder: holder.holder,
            })
          : refusal('wiring.taken', { thing: claimed.shown, holder: holder.holder }),
      );
    }
  };
  // A bus keeps its lines: it is the loose pin that can go elsewhere.
  if (board !== null) for (const each of connections) for (const claim of busClaims(each, board)) take(claim, each);
  for (const each of connections) for (const claim of ownClaims(each)) take(claim, each);
};
