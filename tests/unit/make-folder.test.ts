import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../firmware/cli/make-folder.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a folder that somebody named', () => {
  it('is made with those above it, and may be there already', () => {
    const deep = join(room, 'a/b/c');
    makeFolder(deep, 0o700);
    expect([deep, join(room, 'a/b'), join(room, 'a')].map(modeOf)).toEqual([0o700, 0o700, 0o700]);
    makeFolder(deep, 0o750);
    expect(modeOf(deep)).toBe(0o700);
  });

  it.each([
    ['below /proc, where nothing can be made', '/proc/letan', 'ENOENT'],
    ['two deep below /proc', '/proc/letan/policies', 'ENOENT'],
    ['in place of a file', join(room, 'file'), 'EEXIST'],
    ['below a file', join(room, 'file/folder'), 'ENOTDIR'],
  ])('is refused at once %s', (_, path, code) => {
    writeFileSync(join(room, 'file'), '');
    expect(() => makeFolder(path)).toThrow(expect.objectContaining({ code }));
  });
});
