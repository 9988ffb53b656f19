import { edited } from '../config-files.ts';
import { kiosk, more, site, type FaultCase } from './case.ts';

export const fileCases: readonly FaultCase[] = [
  { name: 'no such file', files: {}, check: 'config/sites/none.yaml', faults: [['file.missing ', '']] },
  { name: 'a directory without site.yaml', files: {}, check: 'config/profiles', faults: [['file.notASite ', '']] },
  { name: 'a file without its kind', files: { [site]: 'schema: 1\nname: x\n' }, faults: [['file.notConfig ', '']] },
  { name: 'only comments', files: { [site]: '# nothing\n---\n' }, faults: [['file.empty ', '']] },
  {
    name: 'no version',
    files: { [site]: edited(site, ['schema: 1\n', '']) },
    faults: [['schema.missing schema', '#']],
  },
  {
    name: 'a newer version, and nothing else about it',
    files: { [site]: edited(site, ['schema: 1', 'schema: 2'], ['kind: centre', 'sort: centre']) },
    faults: [['schema.newer schema', '2']],
  },
  {
    name: 'an unknown version',
    files: { [kiosk]: edited(kiosk, ['schema: 1', 'schema: "1"']) },
    check: kiosk,
    faults: [['schema.unknown schema', '"1"']],
  },
  {
    name: 'a key twice',
    files: { [site]: edited(site, ['kind: centre', 'kind: centre\nkind: mobile']) },
    faults: [['yaml.duplicate ', 'kind: mobile']],
  },
  {
    name: 'a tab',
    files: { [kiosk]: more(kiosk, 'web:', '\tport: 1') },
    check: kiosk,
    faults: [['yaml.tab ', '\tport']],
  },
  {
    name: 'indentation that fits nothing',
    files: { [site]: edited(site, ['kind: centre', '   - a\n  kind: centre']) },
    faults: [['yaml.syntax ', 'ward']],
  },
  {
    name: 'a list out of line',
    files: { [kiosk]: more(kiosk, 'web:', '    port: 1', '  host: a') },
    check: kiosk,
    faults: [['yaml.indent ', '  host']],
  },
  {
    name: 'an open bracket',
    files: { [kiosk]: more(kiosk, 'web: { port: 8080') },
    check: kiosk,
    faults: [['yaml.unclosed ', '']],
  },
  {
    name: 'no YAML at all',
    files: { [site]: 'schema: 1\nsite: a: b\n' },
    faults: [['yaml.syntax ', 'a: b']],
  },
  {
    name: 'anchors, aliases and merge keys',
    files: { [kiosk]: more(kiosk, 'web: &w { port: 8080 }', 'panel: *w', 'devices: { <<: *w }') },
    check: kiosk,
    faults: [
      ['yaml.alias ', '{ port'],
      ['yaml.alias ', '*w'],
      ['yaml.alias ', '<<'],
    ],
  },
  {
    name: 'a tag',
    files: { [kiosk]: edited(kiosk, ['device: kiosk-1', 'device: !!binary aGk=']) },
    check: kiosk,
    faults: [['yaml.tag ', 'aGk=']],
  },
  {
    name: 'two documents',
    files: { [kiosk]: more(kiosk, '---', 'schema: 1') },
    check: kiosk,
    faults: [['yaml.documents ', '---']],
  },
  {
    name: 'a key that is a list',
    files: { [kiosk]: more(kiosk, 'web:', '  ? [a, b]', '  : 1') },
    check: kiosk,
    faults: [['yaml.key ', '? [a']],
  },
  { name: 'a list instead of keys', files: { [site]: '- schema: 1\n' }, faults: [['yaml.notAMap ', '- schema']] },
  {
    name: 'a well without bottom',
    files: { [site]: `schema: 1\nsite: ${'['.repeat(40)}${']'.repeat(40)}\n` },
    faults: [['yaml.deep ', '[']],
  },
];
