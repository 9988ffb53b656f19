import { edited } from '../config-files.ts';
import { kiosk, more, site, type FaultCase } from './case.ts';

/** Its file says nothing of its devices. */
const robot = 'config/sites/ward-centre/devices/robot-1.yaml';

export const phoneCases: readonly FaultCase[] = [
  {
    name: 'phones at an address that no slip names, on a port that is taken, behind servers without an address',
    files: {
      [kiosk]: more(
        kiosk,
        'web:',
        '  port: 8080',
        '  public: { host: 0.0.0.0, port: 8090, proxies: [proxy.example.vn, 10.0.0.0/4, 10.1.0.0/16] }',
      ),
    },
    check: kiosk,
    faults: [
      ['public.noBase web.public', 'public: {'],
      ['proxy.form web.public.proxies[0]', 'proxy.example.vn'],
      ['proxy.form web.public.proxies[1]', '10.0.0.0/4'],
    ],
  },
  {
    name: 'phones on the port of the own pages',
    files: {
      [site]: edited(site, ['publicBase: ""', 'publicBase: "https://so.example.vn/ba-dinh"']),
      [kiosk]: more(kiosk, 'web: { port: 8090, public: { port: 8090 } }'),
    },
    check: kiosk,
    faults: [['public.samePort web.public.port', '8090']],
  },
  {
    name: 'ways to the city that lead nowhere, in the open, or to what is not there',
    files: {
      [robot]: more(
        robot,
        'devices:',
        '  city:',
        '    port: city-system',
        '    driver: http',
        '    events: http://city.example.vn/events',
        '    dossier: https://city.example.vn/dossiers',
        '    bookings: { services: { "Thuế": thue } }',
        '    tells: [ticket.caled]',
      ),
    },
    check: robot,
    faults: [
      ['city.plain devices.city.events', 'http://city'],
      ['city.noCode devices.city.dossier', 'https://city'],
      ['city.noSuchService devices.city.bookings.services["Thuế"]', 'thue'],
      ['value.misspelled devices.city.tells[0]', 'ticket.caled'],
    ],
  },
  {
    name: 'a way to the city that carries nothing',
    files: { [robot]: more(robot, 'devices:', '  city: { port: city-system, driver: csv }') },
    check: robot,
    faults: [['city.nothing devices.city', 'city:']],
  },
  {
    name: 'a topic of the city for many topics',
    files: {
      [robot]: more(
        robot,
        'devices:',
        '  city: { port: city-system, driver: mqtt, url: "mqtts://city.example.vn", prefix: "letan/#" }',
      ),
    },
    check: robot,
    faults: [['city.topic devices.city.prefix', '"letan/#"']],
  },
  {
    name: 'a turn that is near too early',
    files: { [site]: edited(site, ['ahead: 2, within: 5min', 'ahead: 21, within: 2h']) },
    faults: [
      ['number.range notice.ahead', '21'],
      ['quantity.range notice.within', '2h'],
    ],
  },
];
