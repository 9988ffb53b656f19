import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadDevice, roughDevice } from '../../config/load.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
let files = 0;
const written = (text: string): string => {
  const file = join(room, String((files += 1)), 'ward-centre/devices/kiosk-1.yaml');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const usual = {
  device: 'kiosk-1',
  site: 'ward-centre',
  web: { host: '127.0.0.1', port: 8080 },
  dataDir: '/var/lib/letan',
};

describe('what can be made out of a device’s file that is refused', () => {
  it('is the same as of one that is not, where that one says it', () => {
    const file = 'config/sites/ward-centre/devices/kiosk-1.yaml';
    const loaded = loadDevice(file);
    if (!loaded.ok) throw new Error('the shipped site is right');
    const { dataDir, device, site, web } = loaded.value;
    const { host, port } = web;
    expect(roughDevice(file)).toEqual({ device, site: site.site, web: { host, port }, dataDir });
  });

  it.each([
    ['nothing', '', usual],
    [
      'a key that nobody knows',
      'device: kiosk-1\nweb: { port: 9000 }\nzebra: 1\n',
      { ...usual, web: { host: '127.0.0.1', port: 9000 } },
    ],
    [
      'a bracket that is never closed',
      'web: { port: 9000 }\ndataDir: /data\ndevices: [\n',
      { ...usual, web: { host: '127.0.0.1', port: 9000 }, dataDir: '/data' },
    ],
    [
      'a port that is none beside a host that is one',
      'web: { host: 127.0.0.2, port: many }\n',
      { ...usual, web: { host: '127.0.0.2', port: 8080 } },
    ],
    ['a folder that is none', 'dataDir: somewhere\nprofile: kiosk\n', usual],
    ['aliases without end', 'a: &a [x, x]\nb: &b [*a, *a]\nweb: *b\n', usual],
    ['no map at all', '- 1\n- 2\n', usual],
    ['a name that is none', 'device: Máy 1\n', usual],
  ])('of %s', (_what, text, expected) => {
    expect(roughDevice(written(text))).toEqual(expected);
  });

  it('of a file that is not there is its name and its place', () => {
    expect(roughDevice(join(room, 'commune/devices/kiosk-7.yaml'))).toEqual({
      ...usual,
      device: 'kiosk-7',
      site: 'commune',
    });
  });
});
