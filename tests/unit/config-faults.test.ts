import { describe, expect, it } from 'vitest';
import { faultText, type ConfigFault } from '../../config/faults.ts';
import { configMessages } from '../../config/languages/messages/config.ts';
import { ConfigReader } from '../../config/reader.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { boardCases } from '../support/config-faults/board-cases.ts';
import { kiosk, more, site, type FaultCase } from '../support/config-faults/case.ts';
import { deviceCases } from '../support/config-faults/device-cases.ts';
import { fileCases } from '../support/config-faults/file-cases.ts';
import { hourCases } from '../support/config-faults/hour-cases.ts';
import { pinCases } from '../support/config-faults/pin-cases.ts';
import { announcingCases } from '../support/config-faults/announcing-cases.ts';
import { phoneCases } from '../support/config-faults/phone-cases.ts';
import { quotaCases } from '../support/config-faults/quota-cases.ts';
import { siteCases } from '../support/config-faults/site-cases.ts';
import { valueCases } from '../support/config-faults/value-cases.ts';

const cases: readonly FaultCase[] = [
  ...fileCases,
  ...valueCases,
  ...hourCases,
  ...siteCases,
  ...phoneCases,
  ...announcingCases,
  ...quotaCases,
  ...deviceCases,
  ...boardCases,
  ...pinCases,
];

const check = (each: FaultCase): { readonly faults: readonly ConfigFault[]; readonly files: MemoryFiles } => {
  const files = new MemoryFiles(each.files);
  files.languageProblems = each.languages ?? [];
  const checked = new ConfigReader(files).check(each.check ?? site);
  return { faults: checked.flatMap((file) => file.faults), files };
};

describe('every fault has its message, its path and its place', () => {
  it.each(cases)('$name', (each) => {
    const { faults, files } = check(each);
    expect(faults.map((fault) => `${fault.key} ${fault.path}`)).toEqual(each.faults.map(([fault]) => fault));
    for (const [index, [, at]] of each.faults.entries()) {
      const fault = faults[index];
      if (fault === undefined || at === '') continue;
      const line = files.texts.get(fault.file)?.split('\n')[fault.line - 1];
      const there = line?.slice(fault.column - 1, fault.column - 1 + at.length);
      expect(there, `${fault.file}:${fault.line}:${fault.column}`).toBe(at);
    }
  });

  it('tells all faults of two files at once, and the wrong colour hides nothing', () => {
    const files = new MemoryFiles({
      [site]: edited(
        site,
        ['kind: centre', 'kind: center'],
        ['languages: [vi', 'languages: [vi, th'],
        ['brand: "#7a2e1d"', 'brand: 7'],
        ['accent: "#8a3d0f"', 'accent: "#ff8800"'],
        ['typical: 8min', 'typical: 8'],
        ['x: 3m, y: 11.2m', 'x: 30m, y: 11.2m'],
        ['x: 7m, y: 11.2m', 'x: 7, y: 11.2m'],
        ['services: [dat-dai]', 'services: []'],
        ['"08:00-11:45", "13:00-16:00"', '"06:00-11:45", "13:00-16:00"'],
        ['hall: {', 'hal: {'],
      ),
      [kiosk]: more(kiosk, 'devices: { start: { wiring: { gpio: GPIO17 } } }', 'zebra: 1').replace('499', '600'),
    });
    const faults = new ConfigReader(files).check('config/sites/ward-centre').flatMap((file) => file.faults);
    expect(faults.map((fault) => `${fault.key} ${fault.path}`)).toEqual([
      'key.missing hall',
      'value.misspelled kind',
      'language.noPhrases languages[1]',
      'colour.form theme.brand',
      'theme.contrast theme.accent',
      'key.misspelled hal',
      'quantity.bare services[0].typical',
      'counter.outside counters[0].at',
      'quantity.bare counters[1].at.x',
      'hours.ticketsWhenClosed hours.tickets.mon-fri[0]',
      'numbers.overlap numbers',
      'wiring.taken devices.start.wiring.gpio',
      'key.unknown zebra',
      'numbers.overlap numbers',
      // The counter whose place cannot be read is none to the sign over it.
      'announcing.misspelled-counter devices.sign-2.counter',
    ]);
  });

  it('covers every message of the catalogue', () => {
    const told = new Set(cases.flatMap((each) => each.faults.map(([fault]) => fault.split(' ')[0] ?? '')));
    // These come from the disk (config-hostile.test.ts), from behaviours (config-reachable.test.ts), from callers that leave a
    // value out.
    const elsewhere = [
      'counter.unreachable',
      'file.directory',
      'file.unreadable',
      'file.large',
      'file.notText',
      // A note, not a fault: board-linter.test.ts.
      'board.hidLetters',
      'text.missing',
      'slug.missing',
    ];
    expect(Object.keys(configMessages).filter((key) => !told.has(key) && !elsewhere.includes(key))).toEqual([]);
  });

  it('leaves no slot of a message open', () => {
    for (const each of cases)
      for (const fault of check(each).faults)
        for (const text of [fault.needs.vi, fault.needs.en, fault.repair.vi, fault.repair.en]) {
          // `{code}` is what a person must write into the address of dossiers: it stands in the text as it is.
          const filled = fault.key === 'city.noCode' ? text.replaceAll('{code}', '') : text;
          expect(filled).not.toMatch(/\{[a-zA-Z]+\}|undefined/);
          expect(text).not.toBe('');
        }
  });

  it('asks for the same values in both languages', () => {
    const slots = (text: string): string =>
      [...text.matchAll(/\{([a-zA-Z]+)\}/g)]
        .map((slot) => slot[1])
        .sort((a, b) => String(a).localeCompare(String(b)))
        .join();
    for (const [key, { vi, en }] of Object.entries(configMessages)) {
      expect(slots(vi.needs), key).toBe(slots(en.needs));
      expect(slots(vi.repair), key).toBe(slots(en.repair));
      expect(vi.needs.normalize('NFC')).toBe(vi.needs);
    }
  });

  it('offers the unit that is allowed there: a service of 8 is not one of 8 seconds', () => {
    const files = new MemoryFiles({ [site]: edited(site, ['typical: 8min', 'typical: 8']) });
    const [fault] = new ConfigReader(files).check(site).flatMap((file) => file.faults);
    expect(fault?.repair).toEqual({ vi: 'viết 8min?', en: 'write 8min?' });
  });

  it('never repeats a secret', () => {
    const secrets = cases.find((each) => each.name === 'secrets in the file');
    const texts = secrets === undefined ? [] : check(secrets).faults.map(faultText);
    expect(texts.length).toBe(3);
    expect(texts.join()).not.toContain('hunter2');
  });

  it('reads as a person would want it: where, what, Vietnamese, English', () => {
    const files = new MemoryFiles({ [kiosk]: more(kiosk, 'devices: { slip: { paper: 80 } }') });
    const [fault] = new ConfigReader(files).check(kiosk).flatMap((file) => file.faults);
    expect(fault === undefined ? '' : faultText(fault)).toBe(
      [
        'config/sites/ward-centre/devices/kiosk-1.yaml:9:27  devices.slip.paper  80',
        '    cần khổ giấy có đơn vị: 80mm hoặc 58mm → viết 80mm',
        '    needs the roll with its unit: 80mm or 58mm → write 80mm',
      ].join('\n'),
    );
  });
});
