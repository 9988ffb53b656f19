import { edited } from '../config-files.ts';
import { kiosk, kiosk2, more, site, type FaultCase } from './case.ts';

export const valueCases: readonly FaultCase[] = [
  {
    name: 'a misspelled key, an unknown one, a missing one',
    files: { [site]: edited(site, ['languages:', 'langauges:'], ['hours:', 'zebra: 1\nhours:']) },
    faults: [
      ['key.missing languages', 'schema'],
      ['key.misspelled langauges', 'langauges'],
      ['key.unknown zebra', 'zebra'],
    ],
  },
  {
    name: 'values of the wrong kind',
    files: {
      [site]: edited(
        site,
        ['ask: true', 'ask: sometimes'],
        ['digits: 3', 'digits: three'],
        ['theme: {', 'theme: x #{'],
      ),
    },
    faults: [
      ['value.kind theme', 'x'],
      ['value.kind numbers.digits', 'three'],
      ['value.kind priority.ask', 'sometimes'],
    ],
  },
  {
    name: 'values that were meant as another kind',
    files: { [site]: edited(site, ['ask: true', 'ask: yes'], ['digits: 3', 'digits: "3"']) },
    faults: [
      ['value.repairable numbers.digits', '"3"'],
      ['value.repairable priority.ask', 'yes'],
    ],
  },
  {
    name: 'words that are not offered',
    files: { [site]: edited(site, ['kind: centre', 'kind: center'], ['icon: land', 'icon: volcano']) },
    faults: [
      ['value.misspelled kind', 'center'],
      ['value.oneOf services[3].icon', 'volcano'],
    ],
  },
  {
    name: 'numbers and lists out of bounds',
    files: {
      [site]: edited(
        site,
        ['digits: 3', 'digits: 9'],
        ['[0m, 0m], [18m, 0m], [18m, 12m], [0m, 12m]', '[0m, 0m], [1m, 1m]'],
      ),
    },
    faults: [
      ['number.range numbers.digits', '9'],
      ['list.length plan.outline', '[[0m'],
    ],
  },
  {
    name: 'a driver that this port does not have, and a port that nothing has',
    files: {
      [kiosk]: more(
        kiosk,
        'devices:',
        '  panel: { driver: espeak }',
        '  slip: { driver: escpso }',
        '  radar: { port: targts }',
      ),
    },
    check: kiosk,
    faults: [
      ['value.oneOf devices.panel.driver', 'espeak'],
      ['value.misspelled devices.slip.driver', 'escpso'],
      ['value.misspelled devices.radar.port', 'targts'],
    ],
  },
  {
    name: 'bare numbers, wrong and missing units',
    files: {
      [site]: edited(
        site,
        ['typical: 8min', 'typical: 8'],
        ['typical: 6min', 'typical: 6m'],
        ['typical: 10min', 'typical: 10 parsecs'],
        ['typical: 15min', 'typical: soon'],
        ['typical: 12min', 'typical: 12h'],
        [', typical: 10min', ''],
      ),
    },
    faults: [
      ['quantity.bare services[0].typical', '8'],
      ['quantity.repairable services[1].typical', '6m'],
      ['quantity.unit services[2].typical', '10 parsecs'],
      ['quantity.form services[3].typical', 'soon'],
      ['quantity.range services[4].typical', '12h'],
      ['quantity.missing services[5].typical', '{ id'],
    ],
  },
  {
    name: 'less than a millisecond',
    files: { [kiosk]: more(kiosk, 'behaviours: { presence: { debounce: 0.1ms } }') },
    check: kiosk,
    faults: [['quantity.tooFine behaviours.presence.debounce', '0.1ms']],
  },
  {
    name: 'texts',
    files: {
      [kiosk]: edited(
        kiosk,
        ['vi: "giữa sảnh, đối diện cửa chính"', 'vi: ""'],
        ['en: "in', 'fr: "a\\tb", ja: 3, ko: [x], en: "in'],
      ),
      [kiosk2]: edited(kiosk2, ['en: "right', `fr: "${'dài '.repeat(30)}", en: "right`]),
    },
    check: 'config/sites/ward-centre',
    faults: [
      ['text.empty placeName.vi', '""'],
      ['text.control placeName.fr', '"a\\tb"'],
      ['text.quote placeName.ja', '3'],
      ['text.form placeName.ko', '[x]'],
      ['text.long placeName.fr', '"dài'],
    ],
  },
  {
    name: 'languages of a text',
    files: { [kiosk]: edited(kiosk, ['en: "in', 'vn: x, "12": y, en: "in']) },
    check: kiosk,
    faults: [
      ['language.repairable placeName.vn', 'x'],
      ['language.form placeName["12"]', 'y'],
    ],
  },
  {
    name: 'names',
    files: {
      [site]: edited(
        site,
        ['id: ho-tich', 'id: Hộ tịch'],
        ['id: "1"', 'id: 1'],
        ['id: main', 'id: "-"'],
        ['host: kiosk-1, ', ''],
      ),
    },
    faults: [
      ['key.missing hall.host', 'hall'],
      ['slug.repairable services[0].id', 'Hộ tịch'],
      ['slug.quote counters[0].id', '1'],
      ['slug.form plan.doors[0].id', '"-"'],
    ],
  },
];
