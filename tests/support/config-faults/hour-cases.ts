import { edited } from '../config-files.ts';
import { bus, site, type FaultCase } from './case.ts';

export const hourCases: readonly FaultCase[] = [
  {
    name: 'hours that no clock shows',
    files: {
      [site]: edited(
        site,
        ['["08:00-12:00", "13:00-17:00"]', '["8h-12h", "8:00-12:00"]'],
        ['sat: ["08:00-12:00"]', 'sat: ["12:00-08:00", "08:61-12:00"]'],
      ),
    },
    faults: [
      ['hours.form hours.opening.mon-fri[0]', '"8h-12h"'],
      ['hours.repairable hours.opening.mon-fri[1]', '"8:00'],
      ['hours.reversed hours.opening.sat[0]', '"12:00'],
      ['hours.noSuchTime hours.opening.sat[1]', '"08:61'],
    ],
  },
  {
    name: 'spans that overlap',
    files: { [site]: edited(site, ['"13:00-17:00"]', '"11:30-17:00"]']) },
    faults: [['hours.overlap hours.opening.mon-fri[1]', '"11:30']],
  },
  {
    name: 'days that no week has',
    files: {
      [site]: edited(site, [
        '    mon-fri: ["08:00-12:00"',
        '    monday: []\n    sun-mon: []\n    mon: []\n    mon-fri: ["08:00-12:00"',
      ]),
    },
    faults: [
      ['days.form hours.opening.monday', '[]'],
      ['days.reversed hours.opening.sun-mon', '[]'],
      ['days.twice hours.opening.mon-fri', '["08'],
    ],
  },
  {
    name: 'days that no calendar has',
    files: {
      [site]: edited(
        site,
        ['date: 2026-01-01', 'date: 2026-02-30'],
        ['date: 2026-04-27', 'date: 27/4/2026'],
        ['date: 2026-04-30', 'date: 30 April'],
        ['date: 2027-01-01, ', ''],
        ['from: 2026-08-31, to: 2026-09-02', 'from: 2026-09-02, to: 2026-08-31'],
      ),
    },
    faults: [
      ['date.noSuchDay hours.holidays[0].date', '2026-02-30'],
      ['date.repairable hours.holidays[2].date', '27/4/2026'],
      ['date.form hours.holidays[3].date', '30 April'],
      ['holiday.run hours.holidays[5].to', '2026-08-31'],
      ['holiday.form hours.holidays[6]', '{ name'],
    ],
  },
  {
    name: 'a day twice',
    files: { [site]: edited(site, ['date: 2026-04-27', 'date: 2026-02-20']) },
    faults: [['day.twice hours.holidays[2]', '{ date']],
  },
  {
    name: 'always open and opening hours',
    files: { [site]: edited(site, ['hours:\n', 'hours:\n  always: true\n']) },
    faults: [['hours.alwaysAndOpening hours.opening', 'opening']],
  },
  {
    name: 'numbers while the place is closed',
    files: { [site]: edited(site, ['"13:00-16:00"]\n    sat', '"11:50-12:30", "13:00-16:00"]\n    sat']) },
    faults: [['hours.ticketsWhenClosed hours.tickets.mon-fri[1]', '"11:50']],
  },
  {
    name: 'a place that never opens',
    files: {
      [site]: edited(site, [
        '    mon-fri: ["08:00-12:00", "13:00-17:00"]\n    sat: ["08:00-12:00"]\n',
        '    sun: []\n',
      ]),
    },
    faults: [['hours.neverOpen hours.opening', 'opening']],
  },
  {
    name: 'stops at once, stops without a day, numbers outside the stop',
    check: bus,
    files: {
      [bus]: edited(
        bus,
        [
          'days: tue, hours: "08:00-11:00", tickets: "08:00-10:30"',
          'days: tue, hours: "08:00-11:00", tickets: "07:00-10:30"',
        ],
        ['days: thu, hours: "16:30-19:00"', 'days: thu, hours: "10:00-19:00"'],
        ['date: 2026-08-08, ', ''],
      ),
    },
    faults: [
      ['hours.ticketsWhenClosed timetable[0].tickets', '"07:00'],
      ['timetable.overlap timetable[2].hours', '"10:00'],
      ['timetable.when timetable[3]', '{ place'],
    ],
  },
  {
    name: 'a stop on a day with hours of its own',
    check: bus,
    files: {
      [bus]: edited(bus, [
        'hours:\n  holidays',
        'hours:\n  special: [{ date: 2026-08-08, opening: [], tickets: [] }]\n  holidays',
      ]),
    },
    faults: [['timetable.special timetable[3].date', '2026-08-08']],
  },
  {
    name: 'a mobile site with a clerk’s hours',
    check: bus,
    files: {
      [bus]: edited(bus, [
        'hours:\n  holidays',
        'hours:\n  opening: { mon: ["08:00-09:00"] }\n  tickets: { mon: ["08:00-09:00"] }\n  holidays',
      ]),
    },
    faults: [
      ['hours.fromTimetable hours.opening', 'opening'],
      ['hours.fromTimetable hours.tickets', 'tickets'],
    ],
  },
  {
    name: 'a mobile site without stops',
    check: bus,
    files: { [bus]: edited(bus).replace(/timetable:\n( {2}-.*\n)+/, '') },
    faults: [['timetable.missing timetable', 'schema']],
  },
  {
    name: 'a centre with a timetable',
    files: {
      [site]: edited(site, [
        'hours:\n',
        'timetable: [{ place: { vi: a, en: b }, days: mon, hours: "08:00-09:00" }]\nhours:\n',
      ]),
    },
    faults: [['timetable.notMobile timetable', 'timetable']],
  },
];
