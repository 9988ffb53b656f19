import { describe, expect, it } from 'vitest';
import { pluggedDevice } from '../../config/device.ts';
import { loadBoard, diskFiles } from '../../config/load.ts';
import { headerPinOf, onHeader } from '../../config/devices/pin.ts';
import { colours } from '../../config/boards/part.ts';
import { needsOf, partNames, partNameOf, partOf } from '../../config/boards/needs.ts';
import { connectionsOf, type Entry } from '../../config/boards/connections.ts';
import { present } from '../../hal/assert.ts';
import { configuredDrivers, leastEntry } from '../support/entries.ts';

const boards = diskFiles.boards.map((name) => present(loadBoard(name), `${name} is a board without faults`));

describe.each(boards.map((board) => [board.board, board] as const))('%s', (name, board) => {
  it('is called as its file is', () => {
    expect(diskFiles.boards).toContain(name);
  });

  it('has the header that every Raspberry Pi has, or none', () => {
    expect([0, 40]).toContain(board.header.length);
    for (const { pin, carries, bcm } of board.header) {
      expect(carries === 'line').toBe(bcm !== null);
      if (bcm !== null) expect([headerPinOf(bcm), onHeader(pin)]).toEqual([pin, bcm]);
      else expect(onHeader(pin)).toBe(carries === '3V3' ? '3.3 V' : carries === '5V' ? '5 V' : 'GND');
    }
    expect(new Set(board.header.map(({ pin }) => pin)).size).toBe(board.header.length);
  });

  it('has its buses on lines of its header that say so', () => {
    const functions = (bcm: number): string =>
      present(
        board.header.find((contact) => contact.bcm === bcm),
        `GPIO${bcm} is on the header`,
      ).functions.join(', ');
    for (const { bus, sda, scl } of board.i2c) {
      expect(functions(sda)).toContain(`I2C${bus} SDA`);
      expect(functions(scl)).toContain(`I2C${bus} SCL`);
    }
    for (const { bus, mosi, miso, sclk, selects } of board.spi) {
      expect([mosi, miso, sclk].map(functions)).toEqual([
        expect.stringContaining(`SPI${bus} MOSI`),
        expect.stringContaining(`SPI${bus} MISO`),
        expect.stringContaining(`SPI${bus} SCLK`),
      ]);
      for (const [index, line] of selects.entries()) expect(functions(line)).toContain(`SPI${bus} CE${index}`);
    }
    for (const { id, path, tx, rx } of board.uarts) {
      const number = /^uart([0-9]+)$/.exec(id)?.[1];
      if (tx === null || rx === null || number === undefined) continue;
      expect(functions(tx)).toContain(`UART${number} TX`);
      expect(functions(rx)).toContain(`UART${number} RX`);
      // Kernels of today count the nodes as the UARTs are counted.
      expect(path).toBe(`/dev/ttyAMA${number}`);
    }
    for (const line of board.pwm) expect(functions(line)).toContain('PWM');
    if (board.pcm !== null)
      expect([board.pcm.clock, board.pcm.frame, board.pcm.in, board.pcm.out].map(functions)).toEqual([
        expect.stringContaining('PCM CLK'),
        expect.stringContaining('PCM FS'),
        expect.stringContaining('PCM DIN'),
        expect.stringContaining('PCM DOUT'),
      ]);
  });

  it('gives with one line no more than with all', () => {
    if (board.gpio === null) return;
    expect(board.gpio.pinMilliamps).toBeLessThanOrEqual(board.gpio.allMilliamps);
    expect(board.rails).not.toBeNull();
  });
});

it('no two boards answer to one name', () => {
  const models = boards.flatMap(({ models: own }) => own);
  for (const model of models)
    expect(models.filter((other) => other.startsWith(model) || model.startsWith(other))).toEqual([model]);
});

describe('what parts need', () => {
  it.each(partNames)('%s is said in both languages, with its source', (name) => {
    const part = partOf(name);
    expect(part.source).not.toBe('');
    expect(part.name.vi).not.toBe(part.name.en);
    for (const note of [...part.notes, ...(part.question === null ? [] : [part.question])]) {
      expect(note.vi.normalize('NFC')).toBe(note.vi);
      expect(note.en).not.toBe('');
    }
    for (const { colour, terminal } of part.wires) {
      expect(colours).toHaveProperty(colour);
      expect(terminal).not.toBe('');
    }
    expect(new Set(part.wires.map(({ terminal }) => terminal)).size).toBe(part.wires.length);
    if (part.supply !== null) expect(part.supply.peakMilliamps).toBeGreaterThanOrEqual(part.supply.milliamps);
    // An own adapter of more than a lamp's current has a fuse somewhere.
    if (part.supply?.by === 'adapter') expect(part.fuse).not.toBeNull();
    if (part.plug === 'i2c') expect(part.i2c).not.toBeNull();
  });

  it('every driver that a config may name is known here', () => {
    expect(configuredDrivers.length).toBeGreaterThan(30);
  });

  it.each(configuredDrivers)('%s %s: each line that its entry has is a wire of its part', (port, driver) => {
    const parsed = pluggedDevice.safeParse(leastEntry(port, driver));
    if (!parsed.success) throw new Error(`${port} ${driver}: ${JSON.stringify(parsed.error.issues)}`);
    const plugged: Entry = parsed.data;
    const needs = needsOf(plugged);
    expect(partNames).toContain(partNameOf(plugged));
    if (plugged.driver === 'simulated') return;
    for (const each of connectionsOf('it', plugged)) {
      const roles = needs.wires.map(({ role }) => role);
      if (each.kind === 'line') expect(roles).toContain(each.role);
      if (each.kind === 'i2c') expect(roles).toEqual(expect.arrayContaining(['sda', 'scl']));
      if (each.kind === 'spi') expect(roles).toContain('mosi');
      if (each.kind === 'node') expect(['uart', 'usb']).toContain(needs.plug);
    }
    // What is wired says where: no part with wires whose entry has nothing to plug in.
    if (needs.wires.length > 0) expect(connectionsOf('it', plugged).length).toBeGreaterThan(0);
  });
});
