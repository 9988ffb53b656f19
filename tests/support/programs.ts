import { spawnSync } from 'node:child_process';

/** Why a test that needs a program of the system is skipped, null where it is there. */
export const noProgram = (program: string, debianPackage: string): string | null =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
    ? null
    : `${program} is not installed (Debian package ${debianPackage})`;
