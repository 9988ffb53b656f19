import { edited } from '../config-files.ts';
import { bus, site, type FaultCase } from './case.ts';

const mobile = 'config/sites/mobile-office/devices/kiosk-1.yaml';

export const siteCases: readonly FaultCase[] = [
  {
    name: 'time zones',
    files: { [site]: edited(site, ['Asia/Ho_Chi_Minh', 'Asia/Hanoi']) },
    faults: [['zone.repairable timeZone', 'Asia/Hanoi']],
  },
  {
    name: 'a zone with summer time',
    files: { [site]: edited(site, ['Asia/Ho_Chi_Minh', 'Europe/Paris']) },
    faults: [['zone.form timeZone', 'Europe/Paris']],
  },
  {
    name: 'a ward that is misspelled, and none at all',
    files: {
      [site]: edited(site, ['phuong-ba-dinh', 'phuong-badinh']),
      [bus]: edited(bus, ['xa-my-duc', 'quan-1-sai-gon']),
    },
    faults: [['unit.repairable unitId', 'phuong-badinh']],
  },
  {
    name: 'no ward of Hanoi',
    check: bus,
    files: { [bus]: edited(bus, ['xa-my-duc', 'quan-1-sai-gon']) },
    faults: [['unit.form unitId', 'quan-1']],
  },
  {
    name: 'colours',
    files: { [site]: edited(site, ['"#7a2e1d"', 'brown'], ['"#8a3d0f"', '"#ff8800"']) },
    faults: [
      ['colour.form theme.brand', 'brown'],
      ['theme.contrast theme.accent', '"#ff8800"'],
    ],
  },
  {
    name: 'series',
    files: { [site]: edited(site, ['series: A', 'series: a'], ['series: B', 'series: Đ']) },
    faults: [
      ['series.repairable services[0].series', 'a'],
      ['series.form services[1].series', 'Đ'],
    ],
  },
  {
    name: 'the address behind the QR',
    files: { [site]: edited(site, ['publicBase: ""', 'publicBase: so.example.vn']) },
    faults: [['url.form publicBase', 'so.example.vn']],
  },
  {
    name: 'a site under another name',
    files: { [site]: edited(site, ['site: ward-centre', 'site: ward-center']) },
    faults: [['site.directory site', 'ward-center']],
  },
  {
    name: 'services and counters that do not fit',
    files: {
      [site]: edited(
        site,
        ['services: [dat-dai]', 'services: [dat-dia, tax, dat-dai, dat-dai]'],
        ['services: [bao-tro, ho-tro-truc-tuyen]', 'services: [ho-tro-truc-tuyen]'],
        ['id: "2"', 'id: "1"'],
      ),
    },
    faults: [
      ['service.noCounter services[4].id', 'bao-tro'],
      ['name.twice counters[1].id', '"1"'],
      ['counter.misspelledService counters[2].services[0]', 'dat-dia'],
      ['counter.noSuchService counters[2].services[1]', 'tax'],
      ['name.twice counters[2].services[3]', 'dat-dai'],
    ],
  },
  {
    name: 'counters outside and among the plants',
    files: { [site]: edited(site, ['x: 3m, y: 11.2m', 'x: 30m, y: 11.2m'], ['x: 7m, y: 11.2m', 'x: 1m, y: 1m']) },
    faults: [
      ['counter.outside counters[0].at', 'at: { x: 30m'],
      ['counter.keptOut counters[1].at', 'at: { x: 1m'],
    ],
  },
  {
    name: 'an outline that crosses itself',
    files: { [site]: edited(site, ['[18m, 12m], [0m, 12m]]', '[0m, 12m], [18m, 12m]]']) },
    faults: [['plan.crossed plan.outline', '[[0m']],
  },
  {
    name: 'a hall of a stamp’s size',
    files: {
      [site]: edited(site, [
        '[[0m, 0m], [18m, 0m], [18m, 12m], [0m, 12m]]',
        '[[0m, 0m], [18mm, 0m], [18mm, 12mm], [0m, 12mm]]',
      ]),
    },
    faults: [['plan.small plan.outline', '[[0m']],
  },
  {
    name: 'walls, doors and zones that are nowhere',
    files: {
      [site]: edited(
        site,
        ['[[15m, 0m], [15m, 2.5m]]', '[[15m, 0m], [15m, -2.5m]]'],
        ['from: [8m, 0m], to: [10m, 0m]', 'from: [8m, 1m], to: [10m, 1m]'],
        ['[7m, 8m], [1.5m, 8m]', '[7m, 8m], [-1.5m, 8m]'],
      ),
    },
    faults: [
      ['plan.outside plan.walls[0][1]', '[15m, -2.5m]'],
      ['plan.doorNotInWall plan.doors[0]', '{ id: main'],
      ['plan.outside plan.waiting[0].area[3]', '[-1.5m'],
    ],
  },
  {
    name: 'languages without phrases',
    files: { [site]: edited(site, ['[vi, en, zh-Hans, ko, ja, fr]', '[vi, en, vi, th, zh-Hant]']) },
    faults: [
      ['name.twice languages[2]', 'vi'],
      ['language.noPhrases languages[3]', 'th'],
      ['language.misspelled languages[4]', 'zh-Hant'],
    ],
  },
  {
    name: 'faults of the site’s own language files, and of no other',
    files: { [site]: edited(site, ['[vi, en, zh-Hans, ko, ja, fr]', '[vi, en]']) },
    languages: [
      { file: 'l/vi.yaml', line: 1, key: '', kind: 'unreadable', reason: 'EACCES' },
      { file: 'l/vi.yaml', line: 2, key: '', kind: 'broken-yaml', reason: 'x' },
      { file: 'l/vi.yaml', line: 3, key: 'spoken', kind: 'wrong-shape', expected: 'x' },
      { file: 'l/vi.yaml', line: 4, key: '', kind: 'other-tag', found: 'a', expected: 'vi' },
      { file: 'l/en.yaml', line: 5, key: 'a.b', kind: 'missing-phrase', seenIn: 'l/vi.yaml' },
      {
        file: 'l/en.yaml',
        line: 6,
        key: 'a.c',
        kind: 'other-placeholders',
        found: 'n',
        expected: 'm',
        seenIn: 'l/vi.yaml',
      },
      { file: 'l/en.yaml', line: 7, key: 'a.d', kind: 'not-nfc', text: 'x' },
      { file: 'l/en.yaml', line: 8, key: 'a.e', kind: 'empty' },
      { file: 'l/en.yaml', line: 9, key: 'a.f', kind: 'unsayable', text: '5', found: '5' },
      { file: 'l/fr.yaml', line: 9, key: 'a.f', kind: 'empty' },
    ],
    faults: [
      ['phrases.missing a.b', ''],
      ['phrases.placeholders a.c', ''],
      ['phrases.decomposed a.d', ''],
      ['phrases.empty a.e', ''],
      ['phrases.unsayable a.f', ''],
      ['phrases.unreadable ', ''],
      ['phrases.yaml ', ''],
      ['phrases.shape spoken', ''],
      ['phrases.tag ', ''],
    ],
  },
  {
    name: 'a hall host that does not exist',
    files: { [site]: edited(site, ['host: kiosk-1', 'host: kiosk-9']) },
    faults: [['hall.misspelledDevice hall.host', 'kiosk-9']],
  },
  {
    name: 'a hall host that nobody is like',
    files: { [site]: edited(site, ['host: kiosk-1', 'host: zebra']) },
    faults: [['hall.noSuchDevice hall.host', 'zebra']],
  },
  {
    name: 'a broker carried by nobody, by one twice, and by two at one address; a program named like a device',
    files: {
      [site]: edited(
        site,
        ['{ device: kiosk-1, host: 10.20.0.11 }', '{ device: kiosk-3, host: 10.20.0.11 }'],
        [
          '{ device: kiosk-2, host: 10.20.0.12 }',
          '{ device: kiosk-2, host: 10.20.0.11 }\n    - { device: hub, host: 10.20.0.1 }',
        ],
        ['{ id: desks, role: staff }', '{ id: robot-1, role: staff }'],
      ),
    },
    faults: [
      ['broker.misspelledDevice broker.at[0].device', 'kiosk-3'],
      ['broker.hubNotFirst broker.at[0].device', 'kiosk-3'],
      ['broker.sameAddress broker.at[1].host', '10.20.0.11'],
      ['broker.noSuchDevice broker.at[2].device', 'hub'],
      ['broker.clientIsDevice broker.clients[0].id', 'robot-1'],
    ],
  },
  {
    name: 'a hub that the others would look for last',
    files: {
      [site]: edited(
        site,
        ['{ device: kiosk-1, host: 10.20.0.11 }', '{ device: kiosk-2, host: 10.20.0.12 }'],
        ['{ device: kiosk-2, host: 10.20.0.12 }\n  clients', '{ device: kiosk-1, host: 10.20.0.11 }\n  clients'],
      ),
    },
    faults: [['broker.hubNotFirst broker.at[0].device', 'kiosk-2']],
  },
  {
    name: 'a bridge that speaks to the city in the clear, with half a pair, of topics that are none',
    files: {
      [site]: edited(site, [
        '  clients:',
        '  city: { url: "mqtt://city.example.vn", certFile: /etc/letan/city.crt, up: [evt/#], down: ["cmd/+"] }\n  clients:',
      ]),
    },
    faults: [
      ['broker.cityPlain broker.city.url', '"mqtt://city'],
      ['broker.halfPair broker.city.certFile', '/etc/letan/city.crt'],
      ['broker.topic broker.city.up[0]', 'evt/#'],
      ['broker.topic broker.city.down[0]', '"cmd/+"'],
    ],
  },
  {
    name: 'a time at which the day ends that is none',
    files: { [site]: edited(site, ['"19:00"', '"25:00"']) },
    faults: [['clock.form hall.dayEnd', '"25:00"']],
  },
  {
    name: 'a time at which the day ends that is written otherwise',
    files: { [site]: edited(site, ['"19:00"', '"7h30"']) },
    faults: [['clock.repairable hall.dayEnd', '"7h30"']],
  },
  {
    name: 'contingency numbers with the letter of a service, on a device without a printer',
    files: {
      [site]: edited(site, ['series: D, numbers: 40, printer: kiosk-1', 'series: K, numbers: 40, printer: kiosk-9']),
    },
    faults: [
      ['contingency.seriesTaken contingency.series', 'K'],
      ['contingency.noPrinter contingency.printer', 'kiosk-9'],
    ],
  },
  {
    name: 'a device that looks for the broker of a site that has none',
    files: { [mobile]: edited(mobile, ['  slip:', '  broker: { driver: site }\n  slip:']) },
    check: mobile,
    faults: [['broker.missing devices.broker.driver', 'site']],
  },
];
