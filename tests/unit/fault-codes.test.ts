import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { codeOf, faultCodes } from '../../config/languages/messages/fault-codes.ts';
import { faultMessages } from '../../config/languages/messages/faults.ts';
import { ledgerRepairMessages } from '../../config/languages/messages/ledger.ts';
import { deviceWrong } from '../../firmware/doctor/finding.ts';
import { ledgerFindings } from '../../firmware/doctor/ledger.ts';
import { manualText } from '../../firmware/manual/document.ts';
import type { LedgerRepair } from '../../hal/ports/ticket-ledger.ts';

/*
 * Whatever a device or its check-up may call wrong has a code, words in Vietnamese and a remedy in the manual. That a finding's key has a code
 * the compiler sees; that each fault of each port has words of its own is seen here, from the ports' own text.
 */

/** Every kind of every `…Fault` type that the ports promise, with the file that does. */
const kinds = readdirSync('hal/ports')
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const text = readFileSync(`hal/ports/${name}`, 'utf8');
    const types = [...text.matchAll(/export type \w*Fault\b[^=;]*=([\s\S]*?);\n(?=\n|export|\/\*\*|$)/gu)];
    return types.flatMap(([, body = '']) =>
      [...body.matchAll(/kind: ((?:'[a-z-]+'(?: \| )?)+)/gu)].flatMap(([, union = '']) =>
        [...union.matchAll(/'([a-z-]+)'/gu)].map(([, kind = '']) => ({ name, kind })),
      ),
    );
  });

describe('fault codes', () => {
  it('are read from the ports themselves', () => {
    const found = new Set(kinds.map(({ kind }) => kind));
    for (const kind of ['paper-out', 'cutter-jam', 'newer-schema', 'wrong-chip', 'unreachable', 'model-corrupt'])
      expect(found).toContain(kind);
    expect(found.size).toBeGreaterThan(40);
  });

  it('name every fault of every port by words of its own, not as something else', () => {
    const nameless = kinds.filter(({ kind }) => !Object.hasOwn(faultMessages, kind));
    expect(nameless.map(({ kind, name }) => `${name}: ${kind}`)).toEqual([]);
    for (const { kind } of kinds) {
      const finding = deviceWrong('device', 'slip', { kind, where: '/dev/x' });
      expect(codeOf(finding.key)).toMatch(/^D-\d\d$/u);
      for (const text of [finding.needs, finding.repair]) expect(text.vi).not.toBe('');
    }
  });

  it('name what nobody foresaw as that', () => {
    expect(codeOf(deviceWrong('device', 'slip', { kind: 'eaten-by-a-goat' }).key)).toBe('D-40');
    expect(codeOf('')).toBeNull();
  });

  it('name whatever a ledger puts right, and its last room', () => {
    const where = '/var/lib/letan/ledger.sqlite';
    const repairs: readonly LedgerRepair[] = [
      { kind: 'torn-tail', where, bytes: 7 },
      { kind: 'quarantined', where, from: 1, to: 2, missing: false },
      { kind: 'quarantined', where, from: 1, to: 2, missing: true },
      { kind: 'relinked', where, position: 3 },
      { kind: 'rebuilt', where, kept: 9 },
      { kind: 'migrated', where, from: 1, to: 2 },
    ];
    const codes = ledgerFindings('ledger', { repairs, room: 'last' }).map(({ key }) => codeOf(key));
    expect(codes).toEqual(['L-01', 'L-02', 'L-03', 'L-04', 'L-05', 'L-07', 'L-08']);
    expect(Object.keys(ledgerRepairMessages).length).toBe(7);
  });

  it('are given once each, a letter and two digits, and every one stands in both manuals with its remedy', () => {
    const codes = Object.values(faultCodes);
    expect(new Set(codes).size).toBe(codes.length);
    const loaded = loadLanguages('config/languages', ['vi', 'en']);
    if (!loaded.ok) throw new Error('the shipped languages are right');
    for (const language of ['vi', 'en'] as const) {
      const text = manualText(language, loaded.value, '1.2.3');
      for (const code of codes) expect(text).toMatch(new RegExp(`^\\| ${code} \\| [^|]{5,} \\| [^|]{5,} \\|$`, 'mu'));
    }
  });
});
