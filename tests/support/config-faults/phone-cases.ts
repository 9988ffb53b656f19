import { edited } from '../config-files.ts';
import { kiosk, more, site, type FaultCase } from './case.ts';

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
    name: 'a turn that is near too early',
    files: { [site]: `${edited(site)}notice: { ahead: 21, within: 2h }\n` },
    faults: [
      ['number.range notice.ahead', '21'],
      ['quantity.range notice.within', '2h'],
    ],
  },
];
