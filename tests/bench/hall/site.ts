import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** The counters at which the bench's clerks sit. */
export const clerks = 20;

/** Services of the bench's hall, by which its counters are shared out; all of them in every counter, so that all clerks want the same people. */
export const services = ['ho-tich', 'chung-thuc', 'cu-tru', 'dat-dai', 'bao-tro', 'ho-tro-truc-tuyen'] as const;

/**
 * A site for the bench below `folder`: a hub without hardware, always open, twenty counters, numbers of five digits, a broker of the
 * bench's own. Gives the hub's file.
 */
export const benchSite = (folder: string, brokerUrl: string, dataDir: string): string => {
  const directory = join(folder, 'bench');
  mkdirSync(join(directory, 'devices'), { recursive: true });
  const site = {
    schema: 1,
    site: 'bench',
    kind: 'centre',
    name: { vi: 'Đo hiệu năng', en: 'Bench' },
    unitId: 'phuong-ba-dinh',
    timeZone: 'Asia/Ho_Chi_Minh',
    languages: ['vi', 'en'],
    theme: { brand: '#7a2e1d', accent: '#8a3d0f' },
    hall: { host: 'hub' },
    numbers: { digits: 5 },
    services: services.map((id, index) => ({
      id,
      series: 'ABHKQX'.charAt(index),
      name: { vi: `Dịch vụ ${index + 1}`, en: `Service ${index + 1}` },
      icon: 'certification',
      typical: '8min',
    })),
    counters: Array.from({ length: clerks }, (_, index) => ({
      id: `${index + 1}`,
      at: { x: `${100 + 80 * index}cm`, y: '11.2m', facing: '270deg' },
      services: [...services],
    })),
    plan: {
      outline: [
        ['0m', '0m'],
        ['18m', '0m'],
        ['18m', '12m'],
        ['0m', '12m'],
      ],
      doors: [{ id: 'main', from: ['8m', '0m'], to: ['10m', '0m'] }],
    },
    hours: { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } },
  };
  const hub = {
    schema: 1,
    device: 'hub',
    profile: 'hub',
    placeName: { vi: 'tủ kỹ thuật', en: 'cupboard' },
    numbers: { from: 1, to: 99_999 },
    web: { port: 0 },
    dataDir,
    devices: { broker: { driver: 'mqtt', url: brokerUrl } },
  };
  writeFileSync(join(directory, 'site.yaml'), stringify(site));
  const file = join(directory, 'devices', 'hub.yaml');
  writeFileSync(file, stringify(hub));
  return file;
};
