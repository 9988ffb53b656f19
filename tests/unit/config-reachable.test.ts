import { expect, it } from 'vitest';
import { ConfigReader } from '../../config/reader.ts';
import { unreachableCounters } from '../../firmware/cli/reachable.ts';
import { edited, MemoryFiles, shippedFiles } from '../support/config-files.ts';

const site = 'config/sites/ward-centre/site.yaml';

const said = (text: string): readonly string[] =>
  new ConfigReader(new MemoryFiles({ [site]: text }), unreachableCounters)
    .check('config/sites/ward-centre')
    .flatMap((file) =>
      file.faults.map((fault) => `${fault.key} ${fault.file}:${fault.line} ${fault.path} ${fault.needs.en}`),
    );

it('finds a way to every counter of the shipped sites', () => {
  const directories = new Set(
    Object.keys(shippedFiles).flatMap((path) => /^config\/sites\/[^/]+/.exec(path)?.[0] ?? []),
  );
  for (const directory of directories) {
    const faults = new ConfigReader(new MemoryFiles(), unreachableCounters).check(directory);
    expect(faults.filter((file) => file.faults.length > 0)).toEqual([]);
  }
});

it('names the counter that a wall without a door cuts off, for every device', () => {
  const line =
    edited(site)
      .split('\n')
      .findIndex((text) => text.includes('{ id: "1", at:')) + 1;
  const cut = edited(site, ['  walls:\n', '  walls:\n    - [[0m, 10m], [5m, 10m]]\n    - [[5m, 10m], [5m, 12m]]\n']);
  expect(said(cut)).toEqual(
    ['kiosk-1', 'kiosk-2', 'robot-1'].map(
      (device) =>
        `counter.unreachable ${site}:${line} counters[0].at there is no way to walk from ${device} to counter 1`,
    ),
  );
});

it('takes the door in it as the way', () => {
  const open = edited(
    site,
    ['  walls:\n', '  walls:\n    - [[0m, 10m], [5m, 10m]]\n    - [[5m, 10m], [5m, 12m]]\n'],
    ['  doors:\n', '  doors:\n    - { id: screen, from: [2m, 10m], to: [4m, 10m] }\n'],
  );
  expect(said(open)).toEqual([]);
});
