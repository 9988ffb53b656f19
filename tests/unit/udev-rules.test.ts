import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const file = 'firmware/udev/70-letan.rules';
const text = readFileSync(file, 'utf8');

interface Clause {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}

/** A reader after udev(7): one rule a line, clauses parted by commas, each a key, an operator and a value in double quotes. */
const rules = text
  .split('\n')
  .map((line, index) => ({ line: line.trim(), number: index + 1 }))
  .filter(({ line }) => line !== '' && !line.startsWith('#'))
  .map(({ line, number }) => {
    const clauses: Clause[] = [];
    let rest = line;
    while (rest !== '') {
      const match = /^([A-Z]+(?:\{[^}]+\})?)\s*(==|!=|\+=|-=|:=|=)\s*"([^"]*)"(?:,\s*|$)/.exec(rest);
      if (match === null) throw new Error(`${file}:${number}: ${rest}`);
      clauses.push({ key: match[1] ?? '', operator: match[2] ?? '', value: match[3] ?? '' });
      rest = rest.slice(match[0].length);
    }
    return { number, clauses };
  });

const asked = ['ACTION', 'SUBSYSTEM', 'SUBSYSTEMS', 'KERNEL', 'ENV'];
const value = (rule: (typeof rules)[number], key: string): string | undefined =>
  rule.clauses.find((clause) => clause.key === key)?.value;

describe('udev rules', () => {
  test('every line is a rule as udev(7) has it: a match is asked with ==, a setting is set', () => {
    expect(rules.length).toBeGreaterThan(10);
    for (const { number, clauses } of rules)
      for (const { key, operator } of clauses) {
        const name = key.replace(/\{.*/, '');
        const isMatch = operator === '==' || operator === '!=';
        if (isMatch) expect(asked, `line ${number}: ${key}`).toContain(name);
        else
          expect(['GROUP', 'MODE', 'SYMLINK', 'IMPORT', 'GOTO', 'LABEL', 'ENV'], `line ${number}: ${key}`).toContain(
            name,
          );
        if (name === 'SYMLINK') expect(operator).toBe('+=');
        if (name === 'SUBSYSTEM' || name === 'KERNEL') expect(operator).toBe('==');
      }
  });

  test('every jump has its label', () => {
    const all = rules.flatMap(({ clauses }) => clauses);
    const labels = all.filter(({ key }) => key === 'LABEL').map(({ value }) => value);
    for (const { value: goto } of all.filter(({ key }) => key === 'GOTO')) expect(labels).toContain(goto);
  });

  test('no rule sets rights without saying for what', () => {
    for (const rule of rules)
      if (value(rule, 'MODE') !== undefined) expect(value(rule, 'SUBSYSTEM'), `line ${rule.number}`).toBeDefined();
  });

  test('a name by serial number is given only where there is one, and all names lie under /dev/letan', () => {
    for (const rule of rules) {
      const link = value(rule, 'SYMLINK');
      if (link === undefined) continue;
      expect(link).toMatch(/^letan\/by-(serial|port)\//);
      for (const [, name] of link.matchAll(/\$env\{(ID_SERIAL_SHORT|ID_PATH)\}/g))
        expect(rule.clauses).toContainEqual({ key: `ENV{${name}}`, operator: '==', value: '?*' });
    }
  });

  test('nobody but owner and group', () => {
    for (const rule of rules) expect(value(rule, 'MODE') ?? '0660').toBe('0660');
  });

  const hasVerify = spawnSync('udevadm', ['verify', '--help']).status === 0;
  test.skipIf(!hasVerify)('udevadm itself finds nothing wrong (systemd 254 and later can say)', () => {
    execFileSync('udevadm', ['verify', '--no-style', '--resolve-names=never', file]);
  });
});
