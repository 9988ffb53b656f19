import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { doctorSays } from '../support/field-doctor.ts';
import { faultSaid, fieldFaultsDocument, nameOf, toldOf, type FaultSaid } from '../support/field-fault-said.ts';
import { fieldFaults } from '../support/field-faults.ts';

/** Worlds are simulated, but a busy host may take long over one. */
const patience = 120_000;

describe('faults of the field, each planted', () => {
  const all: FaultSaid[] = [];

  it('are twenty, each with a code of its own', () => {
    expect(fieldFaults.length).toBe(20);
    expect(new Set(fieldFaults.map(({ told }) => told[0])).size).toBe(20);
    expect(new Set(fieldFaults.map(({ title }) => title.vi)).size).toBe(20);
  });

  it('a kiosk without any is blamed for nothing', { timeout: patience }, async () => {
    expect(toldOf(null, (await doctorSays(null)).all)).toEqual([]);
  });

  it.each(fieldFaults.map((fault) => [fault.title.en, fault] as const))(
    '%s is found, and nothing else is blamed',
    { timeout: patience },
    async (_, fault) => {
      const said = await faultSaid(fault);
      all.push(said);
      expect(said.told.map(nameOf)).toEqual(fault.told);
      for (const { needs, repair } of said.told)
        for (const text of [needs.vi, needs.en, repair.vi, repair.en]) {
          expect(text).not.toBe('');
          expect(text).not.toMatch(/\{[a-z]+\}|undefined/iu);
        }
      // Whoever comes gets a number, or is told where to turn; and the device says by itself that something is wrong.
      const { glass, status, visit } = said.device;
      if (visit?.tickets === 0) expect(glass, 'a visitor without a number and without a word').not.toEqual([]);
      expect([...glass, ...status], 'a device that says nothing').not.toEqual([]);
      for (const { vi, en } of glass) expect(vi).not.toBe(en);
    },
  );

  it('and FIELD-FAULTS.md tells it as it is (node tests/field-faults.mjs writes it)', () => {
    expect(all.length, 'the page is about all of them: run without a filter').toBe(fieldFaults.length);
    expect(readFileSync('FIELD-FAULTS.md', 'utf8')).toBe(fieldFaultsDocument(all));
  });
});
