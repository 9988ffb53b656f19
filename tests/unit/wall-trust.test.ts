import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linuxWallTrust, type TimePaths, type WallTrust } from '../../hal/drivers/wall-trust.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const builtAt = Date.UTC(2026, 6, 1);
const instant = Date.UTC(2026, 7, 3, 1, 30);

describe('trust in the wall clock', () => {
  let directory: string;
  let paths: TimePaths;
  let trust: WallTrust;
  beforeEach(() => {
    directory = temporaryDirectory();
    paths = { synchronized: join(directory, 'synchronized'), hardwareClock: join(directory, 'since_epoch') };
    trust = linuxWallTrust(builtAt, paths);
  });
  afterEach(() => removeDirectory(directory));
  const hardwareSays = (epoch: number): void => writeFileSync(paths.hardwareClock, `${Math.floor(epoch / 1000)}\n`);

  test('nobody speaks for the time: not trusted', () => {
    expect(trust(instant, 0)).toBe(false);
  });

  test('NTP has set it since boot: trusted', () => {
    writeFileSync(paths.synchronized, '');
    expect(trust(instant, 0)).toBe(true);
  });

  test.each([
    ['agrees', instant - 2_000, true],
    ['is a minute off', instant - 61_000, false],
    ['lost its battery and says 1970', 100_000, false],
    ['says a time before this software was made, and so does the system', builtAt - 1_000, false],
  ])('the hardware clock %s', (_what, says, trusted) => {
    hardwareSays(says);
    expect(trust(says < builtAt && says > instant / 2 ? says : instant, 0)).toBe(trusted);
  });

  test.each(['', 'never', '-5', '1e99', '99999999999999999999'])(
    'a hardware clock that says %j says nothing',
    (text) => {
      writeFileSync(paths.hardwareClock, text);
      expect(trust(instant, 0)).toBe(false);
    },
  );

  test('NTP does not help a clock that is behind this software', () => {
    writeFileSync(paths.synchronized, '');
    expect(trust(builtAt - 1, 0)).toBe(false);
  });

  test('trust that comes late is noticed within seconds, and the files are not read for every event', () => {
    expect(trust(instant, 0)).toBe(false);
    writeFileSync(paths.synchronized, '');
    expect(trust(instant + 4_999, 4_999)).toBe(false);
    expect(trust(instant + 5_000, 5_000)).toBe(true);
    rmSync(paths.synchronized);
    expect(trust(instant + 60_000, 60_000)).toBe(true);
    expect(trust(instant + 65_000, 65_000)).toBe(false);
  });

  test('a step of the wall clock is looked at at once', () => {
    hardwareSays(instant);
    expect(trust(instant, 0)).toBe(true);
    expect(trust(instant + 3_600_000, 10)).toBe(false);
    expect(trust(instant + 20, 20)).toBe(true);
  });
});
