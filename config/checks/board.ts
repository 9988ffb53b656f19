import { kernelText, sinceKernel, type Board, type KernelSeries } from '../boards/board.ts';
import type { Connection, LineConnection } from '../boards/connections.ts';
import { needsOf } from '../boards/needs.ts';
import type { DeviceFile } from '../device.ts';
import { refusal } from '../refusal.ts';
import { checkCurrents } from './currents.ts';
import type { Findings } from './findings.ts';

type Devices = DeviceFile['devices'];

/** How the board is set up, as the device's file says. */
export interface BoardSetting {
  readonly board: Board;
  readonly bluetooth: boolean;
  readonly kernel: KernelSeries;
}

/** A line of the header that nobody uses and that has no second function. */
const freeLine = (board: Board, connections: readonly Connection[]): string => {
  const used = new Set(connections.map((each) => (each.kind === 'line' ? each.bcm : null)));
  const free = board.header.find(({ bcm, functions }) => bcm !== null && functions.length === 0 && !used.has(bcm));
  return free?.bcm === undefined || free.bcm === null ? '—' : `GPIO${free.bcm}`;
};

const checkLine = (
  each: LineConnection,
  setting: BoardSetting,
  connections: readonly Connection[],
  found: Findings,
): void => {
  const { board, kernel } = setting;
  const name = board.name;
  // An Arduino's lines are its own; a named line may be one of an expander.
  if (each.controller !== null) return;
  if (board.gpio === null) {
    found.refuse(each.path, refusal('board.noLines', { board: name, line: each.shown }));
    return;
  }
  if (each.driver === 'rpi-gpio') {
    const { sysfsFromZeroBefore: before } = board.gpio;
    if (before === null || sinceKernel(kernel, before))
      found.refuse(
        [...each.path.slice(0, -1), 'driver'],
        refusal('board.deadDriver', { driver: each.driver, board: name, kernel: kernelText(kernel) }),
      );
  }
  if (each.chip !== null && each.bcm !== null && each.chip !== board.gpio.chip)
    found.refuse(
      [...each.path.slice(0, -1), 'chip'],
      refusal('board.otherChip', { board: name, chip: board.gpio.chip }),
    );
  if (each.bcm === null) return;
  const reserved = board.reserved.find(({ bcm }) => bcm === each.bcm);
  if (reserved !== undefined)
    found.refuse(
      each.path,
      refusal('board.reserved', { line: each.shown, reason: reserved.reason, free: freeLine(board, connections) }),
    );
  if (each.pwm && !board.pwm.includes(each.bcm))
    found.refuse(
      each.path,
      refusal('board.noPwm', { line: each.shown, known: board.pwm.map((bcm) => `GPIO${bcm}`).join(', ') || '—' }),
    );
};

/** Voltages at a line's end, where the entry does not say what stands between. */
const checkLevels = (each: Connection, { board }: BoardSetting, found: Findings): void => {
  const needs = needsOf(each.entry);
  if (each.kind === 'line' && each.controller === null && board.gpio !== null) {
    const role = each.role === 'gpio' ? 'pin' : each.role;
    const wire = needs.wires.find((one) => one.role === role);
    if (wire?.direction === 'in' && wire.volts > board.gpio.volts && each.through === 'direct')
      found.refuse(
        each.path,
        refusal('board.fiveVolts', {
          terminal: wire.terminal,
          part: needs.part,
          line: each.shown,
          volts: board.gpio.volts,
        }),
      );
  }
  if (each.kind === 'node' && needs.plug === 'uart' && needs.wires.length > 0)
    if (board.uarts.some(({ path, level }) => path === each.node && level === 'rs232'))
      found.refuse(each.path, refusal('board.rs232', { path: each.node, part: needs.part }));
};

const checkBuses = (each: Connection, { board, bluetooth }: BoardSetting, found: Findings): void => {
  const name = board.name;
  const noBus = (bus: string, known: readonly string[]): void =>
    found.refuse(each.path, refusal('board.noSuchBus', { board: name, bus, known: known.join(', ') || '—' }));
  if (each.kind === 'i2c' && !board.i2c.some(({ bus }) => bus === each.bus))
    noBus(
      `I2C ${each.bus}`,
      board.i2c.map(({ bus }) => `I2C ${bus}`),
    );
  if (each.kind === 'spi') {
    const known = board.spi.flatMap(({ bus, selects }) => selects.map((_line, select) => `SPI ${bus} CE${select}`));
    if (!known.includes(`SPI ${each.bus} CE${each.select}`)) noBus(`SPI ${each.bus} CE${each.select}`, known);
  }
  if (each.kind !== 'node') return;
  const uart = board.uarts.find(({ path }) => path === each.node);
  const known = board.uarts.map(({ path }) => path);
  // USB adapters may have any name; these are the board's own.
  if (uart === undefined && /^\/dev\/tty(AMA|S)[0-9]+$/.test(each.node)) {
    found.refuse(each.path, refusal('board.noSuchUart', { board: name, path: each.node, known: known.join(', ') }));
    return;
  }
  if (uart === undefined) return;
  if (uart.bluetooth && bluetooth)
    found.refuse(each.path, refusal('board.bluetooth', { path: each.node, board: name }));
  const reserved = board.reserved.find(({ bcm }) => bcm === uart.tx || bcm === uart.rx);
  const free = board.uarts.find(
    (one) => one.tx !== null && !one.bluetooth && !board.reserved.some(({ bcm }) => bcm === one.tx || bcm === one.rx),
  );
  if (reserved !== undefined)
    found.refuse(
      each.path,
      refusal('board.reservedByBus', {
        bus: each.node,
        line: `GPIO${reserved.bcm}`,
        reason: reserved.reason,
        free: free?.path ?? '/dev/serial/by-id/…',
      }),
    );
};

/** Analog sound is made by the block that makes PWM. */
const checkSound = (devices: Devices, connections: readonly Connection[], board: Board, found: Findings): void => {
  const { analogAudio } = board;
  if (analogAudio === null) return;
  const speaker = Object.entries(devices).find(
    ([, entry]) =>
      entry.port === 'speaker' &&
      entry.driver !== 'simulated' &&
      (entry.output ?? '').toLowerCase().includes(analogAudio.card.toLowerCase()),
  );
  if (speaker === undefined) return;
  for (const each of connections)
    if (each.kind === 'line' && each.pwm && each.bcm !== null && analogAudio.excludesPwm.includes(each.bcm))
      found.refuse(each.path, refusal('board.pwmOrAudio', { line: each.shown, speaker: speaker[0] }));
};

const checkLoners = (connections: readonly Connection[], found: Findings): void => {
  for (const each of connections) {
    if (each.kind !== 'spi' || !needsOf(each.entry).aloneOnSpi) continue;
    const { bus, device } = each;
    const other = connections.find((one) => one.kind === 'spi' && one.bus === bus && one.device !== device);
    if (other !== undefined)
      found.refuse(
        each.path,
        refusal('board.aloneOnSpi', { part: needsOf(each.entry).part, bus, other: other.device }),
      );
  }
};

/** What a board cannot do of all that a config plugs into it. */
export const checkBoard = (
  devices: Devices,
  connections: readonly Connection[],
  setting: BoardSetting,
  found: Findings,
): void => {
  const { board } = setting;
  for (const each of connections) {
    if (each.kind === 'line') checkLine(each, setting, connections, found);
    checkLevels(each, setting, found);
    checkBuses(each, setting, found);
  }
  checkSound(devices, connections, board, found);
  checkLoners(connections, found);
  checkCurrents(devices, connections, board, found);
  for (const [name, entry] of Object.entries(devices))
    if (entry.port === 'display' && entry.driver !== 'simulated' && !board.screen)
      found.refuse(['devices', name], refusal('board.noScreen', { board: board.name, device: name }));
};
