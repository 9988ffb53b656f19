import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guardStart, mostTries } from '../../firmware/cli/update/guard.ts';
import { historyOf, trialOf, writeTrial, type Trial } from '../../firmware/cli/update/record.ts';
import { checkSlot, ledgerCeiling, ownRelease, standingOf } from '../../firmware/cli/update/slots.ts';
import { fillSlot } from '../../firmware/cli/update/fill-slot.ts';
import { switchLink } from '../../firmware/cli/update/disk.ts';
import { unfit } from '../../firmware/cli/update/apply.ts';
import { watchSettingsOf } from '../../firmware/cli/update/watch.ts';
import { installedAt, type Installed } from '../../firmware/installed.ts';
import { CutDisk } from '../support/cut-disk.ts';
import { commitOf, otherKeys, releaseKeys, standInRelease } from '../support/stand-in-release.ts';
import { memoryDirectory, removeDirectory } from '../support/temporary.ts';
import { bundleOf, UpdateWorld } from '../support/update-world.ts';

const room = memoryDirectory();
afterAll(() => removeDirectory(room));
const keys = [releaseKeys.publicKey];
const disk = (): CutDisk => new CutDisk(join(room, 'graves'));
let desk: Installed;
const files = new Map<number, string>();
beforeAll(async () => {
  const made = join(room, 'desk');
  mkdirSync(made);
  for (const number of [2, 3, 4]) files.set(number, standInRelease(made, { number, modules: 2 }));
  desk = installedAt(join(made, 'root'));
  for (const [slot, number] of [
    ['a', 2],
    ['b', 3],
  ] as const)
    expect((await fillSlot(bundleOf(files.get(number) ?? ''), keys, desk, slot, disk(), () => {})).ok).toBe(true);
});

let at: Installed;
/** Release 2 in slot a, release 3 in slot b; `good` and `current` as a test says. */
const links = (current: string | null, good: string | null): void => {
  for (const [path, target] of [
    [at.current, current],
    [at.good, good],
  ] as const) {
    rmSync(path, { force: true });
    if (target !== null) symlinkSync(target, path);
  }
};
beforeEach(() => {
  const root = mkdtempSync(join(room, 'device-'));
  cpSync(desk.root, root, { recursive: true });
  at = installedAt(root);
  mkdirSync(at.run, { recursive: true });
  links('a', 'a');
});
const guard = () => guardStart(disk(), at, keys, 0);
const spoil = (slot: 'a' | 'b', how: 'longer' | 'other' | 'gone' = 'longer'): void => {
  const file = join(at.slots[slot], 'app/number.txt');
  if (how === 'gone') unlinkSync(file);
  else if (how === 'longer') appendFileSync(file, '?');
  else writeFileSync(file, '7');
};
const trial = (over: Partial<Trial> = {}): Trial => ({
  format: 1,
  id: 'one',
  slot: 'b',
  from: { version: '0.2.0', commit: commitOf(2) },
  to: { version: '0.3.0', commit: commitOf(3) },
  by: 'test',
  despite: [],
  tries: 0,
  returned: null,
  ...over,
});

describe('the guard before each start', () => {
  it('lets what is good start, and touches nothing', () => {
    const watched = disk();
    expect(guardStart(watched, at, keys, 0)).toEqual({ kind: 'good', slot: 'a' });
    expect(watched.steps).toBe(0);
  });

  it('takes a device without a link `good` for one that was never updated', () => {
    links('b', null);
    expect(guard()).toEqual({ kind: 'good', slot: 'b' });
  });

  it('counts the starts of what is on trial, and gives it up when there were enough', () => {
    links('b', 'a');
    writeTrial(disk(), at, trial());
    for (let tries = 1; tries <= mostTries; tries += 1) expect(guard()).toEqual({ kind: 'trial', slot: 'b', tries });
    expect(guard()).toEqual({ kind: 'returned', from: 'b', to: 'a', reason: 'tries' });
    expect(standingOf(at)).toEqual({ current: 'a', good: 'a' });
    expect(historyOf(at)).toMatchObject([{ id: 'one', what: 'returned', reason: 'tries', by: 'test' }]);
    expect(trialOf(at)).toBeNull();
  });

  it('counts from nothing where the record was lost or is another slot’s, and says what it is of', () => {
    links('b', 'a');
    for (const text of [null, '{"format":1,', JSON.stringify(trial({ slot: 'a', tries: 9 })), 'x'.repeat(400_000)]) {
      rmSync(at.boot, { force: true });
      if (text !== null) writeFileSync(at.boot, text);
      expect(guard()).toEqual({ kind: 'trial', slot: 'b', tries: 1 });
      expect(trialOf(at)).toMatchObject({ to: { version: '0.3.0' }, from: { version: '0.2.0' } });
    }
  });

  it('forgets what an earlier start was judged to be before it counts a new one', () => {
    links('b', 'a');
    writeFileSync(at.startReport, '{"verdict":"good"}');
    guard();
    expect(() => cpSync(at.startReport, `${at.startReport}-x`)).toThrow('ENOENT');
  });

  it.each(['longer', 'other', 'gone'] as const)('gives up what is on trial and is damaged (%s)', (how) => {
    links('b', 'a');
    spoil('b', how);
    expect(guard()).toEqual({ kind: 'returned', from: 'b', to: 'a', reason: 'tree' });
  });

  it('gives up what is on trial and was signed by somebody else', () => {
    links('b', 'a');
    expect(guardStart(disk(), at, [otherKeys.publicKey], 0)).toMatchObject({ kind: 'returned', reason: 'tree' });
    links('b', 'a');
    expect(guardStart(disk(), at, [], 0)).toMatchObject({ kind: 'returned', reason: 'tree' });
  });

  it('passes over a good release that the card has damaged, for the other one where that is whole', () => {
    spoil('a');
    expect(guard()).toMatchObject({ kind: 'damaged', from: 'a', to: 'b', fault: { kind: 'tree' } });
    expect(standingOf(at)).toEqual({ current: 'b', good: 'b' });
    expect(guard()).toEqual({ kind: 'good', slot: 'b' });
  });

  it('starts a damaged release all the same where there is nothing better', () => {
    spoil('a');
    spoil('b', 'other');
    expect(guard()).toMatchObject({ kind: 'no-other', slot: 'a' });
    expect(standingOf(at)).toEqual({ current: 'a', good: 'a' });
  });

  it.each([
    ['missing', null],
    ['leading nowhere', '../elsewhere'],
  ])('puts right a link `current` that is %s', (_how, current) => {
    links(current, 'b');
    expect(guard()).toMatchObject({ kind: 'damaged', to: 'b' });
    expect(standingOf(at).current).toBe('b');
    links(current, null);
    expect(guard()).toMatchObject({ kind: 'damaged', to: 'a' });
  });

  it('takes up a way back that was cut short', () => {
    links('b', 'a');
    writeTrial(disk(), at, trial({ tries: 1, returned: 'bad-start' }));
    expect(guard()).toEqual({ kind: 'returned', from: 'b', to: 'a', reason: 'bad-start' });
    expect(historyOf(at)).toMatchObject([{ what: 'returned', reason: 'bad-start' }]);
  });

  it('notes an update that was cut short before its switch, once', () => {
    writeTrial(disk(), at, trial());
    expect(guard()).toEqual({ kind: 'good', slot: 'a' });
    writeTrial(disk(), at, trial());
    guard();
    expect(historyOf(at).map(({ id, what }) => [id, what])).toEqual([['one', 'interrupted']]);
  });
});

describe('a slot', () => {
  it('is proven by its own list, whatever was changed, added or taken away', () => {
    expect(checkSlot(at.slots.a, keys, 'full')).toMatchObject({ ok: true, value: { version: '0.2.0' } });
    const kinds = (): unknown => {
      const checked = checkSlot(at.slots.a, keys, 'full');
      return checked.ok ? 'whole' : checked.fault.kind === 'tree' ? checked.fault.fault.kind : checked.fault.kind;
    };
    spoil('a', 'other');
    expect(kinds()).toBe('content');
    // A cheap look sees lengths only.
    expect(checkSlot(at.slots.a, keys, 'cheap').ok).toBe(true);
    spoil('a', 'longer');
    expect(checkSlot(at.slots.a, keys, 'cheap').ok).toBe(false);
    expect(kinds()).toBe('length');
    spoil('a', 'gone');
    expect(kinds()).toBe('missing');
    const stray = join(at.slots.b, 'app/node_modules/stray.js');
    writeFileSync(stray, '');
    expect(checkSlot(at.slots.b, keys, 'full')).toMatchObject({ fault: { fault: { kind: 'unlisted' } } });
    rmSync(stray);
    appendFileSync(join(at.slots.b, 'files.txt'), `${'0'.repeat(64)} 1 app/more.js\n`);
    expect(checkSlot(at.slots.b, keys, 'cheap')).toMatchObject({
      fault: { fault: { kind: 'content', path: 'files.txt' } },
    });
  });

  it('says which release a module of it belongs to, and what the one beside it reads', () => {
    const module = join(at.slots.a, 'app/firmware/cli/run.js');
    expect(ownRelease(module)).toMatchObject({ slot: 'a', manifest: { version: '0.2.0' }, ledgerCeiling: 2 });
    expect(ownRelease('/srv/letan/firmware/cli/run.ts')).toBeNull();
    expect(ledgerCeiling(at.slots.a, join(room, 'nowhere'))).toBeNull();
  });
});

describe('whether a release is for this device', () => {
  const asked = (number: number, over: object = {}, allowOlder = false, ledgerVersion = 2) => {
    const bundle = bundleOf(files.get(number) ?? '');
    const manifest = { ...bundle.manifest, ...over };
    const place = { ...new UpdateWorld(room).place(disk()), at, ledgerVersion: () => ledgerVersion };
    return unfit(place, { ...bundle, manifest }, allowOlder)?.kind ?? null;
  };
  it('takes a newer one, and neither the same, nor an older one, nor one for another machine', () => {
    switchLink(disk(), at.current, 'b');
    switchLink(disk(), at.good, 'b');
    expect(asked(4)).toBeNull();
    expect(asked(3)).toBe('same');
    expect(asked(2)).toBe('older');
    expect(asked(2, {}, true)).toBeNull();
    expect(asked(4, { arch: process.arch === 'x64' ? 'arm64' : 'x64' })).toBe('other-arch');
  });

  it('takes none that could not read the ledger as it is, whoever wishes so', () => {
    const old = { ledger: { oldest: 1, newest: 1 } };
    expect(asked(4, old)).toBe('ledger');
    expect(asked(4, old, true)).toBe('ledger');
    // One that was held at the older version it reads.
    expect(asked(4, old, false, 1)).toBeNull();
  });

  it('takes none while another is on trial, or where nothing is installed', () => {
    links('b', 'a');
    expect(asked(4)).toBe('on-trial');
    links(null, null);
    expect(asked(4)).toBe('not-installed');
  });
});

describe('how long a release may be on trial', () => {
  const within = (withinMs: number) =>
    watchSettingsOf({ goodStart: { wellForMs: 1_000, withinMs, everyMs: 500, answerMs: 500, loopLateMs: 100 } })
      .withinMs;
  it('is ten minutes, and longer where the device gives each start longer', () => {
    expect(watchSettingsOf(null).withinMs).toBe(600_000);
    expect([10_000, 300_000, 2_400_000].map(within)).toEqual([600_000, 600_000, 4_800_000]);
  });
});
