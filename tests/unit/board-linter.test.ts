import { describe, expect, it } from 'vitest';
import { ConfigReader } from '../../config/reader.ts';
import { MemoryFiles } from '../support/config-files.ts';
import { boardCases, type WiringCase } from '../support/config-faults/board-cases.ts';
import { kiosk, more } from '../support/config-faults/case.ts';

const said = (files: Readonly<Record<string, string | null>>, each: WiringCase) =>
  new ConfigReader(new MemoryFiles(files)).check(each.check ?? kiosk).flatMap((file) => file.faults);

describe('the linter looks over the shoulder of whoever wires the device', () => {
  it.each(boardCases)('$name', (each) => {
    const faults = said(each.files, each);
    expect(faults.map((fault) => `${fault.key} ${fault.path}`)).toEqual(each.faults.map(([fault]) => fault));
    for (const fault of faults) {
      expect(fault.needs.vi).not.toBe(fault.needs.en);
      expect(fault.repair.vi).not.toBe('');
      expect(fault.repair.en).not.toBe('');
    }
  });

  it.each(boardCases)('$name: put right as the repair says', (each) => {
    expect(said(each.fixed, each).map((fault) => `${fault.key} ${fault.path}`)).toEqual([]);
  });
});

describe('a note is told and refuses nothing', () => {
  it('of a scanner that types as a keyboard', () => {
    const text = more(kiosk, 'devices: { reader: { port: code-scanner, driver: simulated, letters: typed } }');
    const [file] = new ConfigReader(new MemoryFiles({ [kiosk]: text })).check(kiosk);
    expect(file?.faults).toEqual([]);
    expect(file?.notes.map((note) => `${note.key} ${note.path}`)).toEqual(['board.hidLetters devices.reader.driver']);
    const [quiet] = new ConfigReader(
      new MemoryFiles({ [kiosk]: text.replace('letters: typed', 'letters: all') }),
    ).check(kiosk);
    expect(quiet?.notes).toEqual([]);
  });
});
