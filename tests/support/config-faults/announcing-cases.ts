import { edited } from '../config-files.ts';
import { kiosk, more, site, type FaultCase } from './case.ts';

export const announcingCases: readonly FaultCase[] = [
  {
    name: 'rooms with devices that there are not, counters that there are not, and a device in two rooms',
    files: {
      [site]: edited(site, [
        '  - { id: hall, speakers: [kiosk-1, kiosk-2] }',
        [
          '  - { id: hall, speakers: [kiosk-1, kiosk2], counters: ["1", "11"] }',
          '  - { id: hall, speakers: [kiosk-1, tivi] }',
        ].join('\n'),
      ]),
    },
    faults: [
      ['announcing.misspelled-speaker rooms[0].speakers[1]', 'kiosk2'],
      ['announcing.misspelled-counter rooms[0].counters[1]', '"11"'],
      ['name.twice rooms[1].id', 'hall'],
      ['announcing.speaker-twice rooms[1].speakers[0]', 'kiosk-1'],
      ['announcing.no-such-speaker rooms[1].speakers[1]', 'tivi'],
    ],
  },
  {
    name: 'a board of counters and in languages that the site does not have',
    files: {
      [site]: edited(site, [
        '    languages: [vi, en]\n',
        '    languages: [de, zh-Hant]\n    counters: ["1", quay-chinh]\n',
      ]),
    },
    faults: [
      ['announcing.no-such-language displayBoards[0].languages[0]', 'de'],
      ['announcing.misspelled-language displayBoards[0].languages[1]', 'zh-Hant'],
      ['announcing.no-such-counter displayBoards[0].counters[1]', 'quay-chinh'],
    ],
  },
  {
    name: 'a sign over no counter, and one that is too short for its numbers',
    files: {
      [kiosk]: more(
        kiosk,
        'devices:',
        '  sign: { port: counter-sign, driver: max7219, counter: "9", spi: { bus: 0 }, modules: 2 }',
      ),
    },
    check: kiosk,
    faults: [
      ['announcing.misspelled-counter devices.sign.counter', '"9"'],
      ['sign.narrow devices.sign.modules', '2'],
    ],
  },
];
