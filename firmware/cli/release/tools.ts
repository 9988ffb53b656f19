import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';

/** A program that the build needs said no, or is not there. */
export class ToolError extends Error {
  readonly program: string;
  readonly said: string;

  constructor(program: string, said: string) {
    super(`${program}: ${said}`);
    this.program = program;
    this.said = said;
  }
}

/** Programs that the build needs and this machine lacks, with the Debian packages that bring them. */
export class MissingTools extends Error {
  readonly programs: readonly string[];
  readonly packages: readonly string[];

  constructor(missing: readonly (readonly [string, string])[]) {
    super(missing.map(([program]) => program).join(', '));
    this.programs = missing.map(([program]) => program);
    this.packages = [...new Set(missing.map(([, its]) => its))];
  }
}

/** What stands in every program's environment here: nothing of the builder's own language, time zone or hour gets into a release. */
export const settled = { LC_ALL: 'C', TZ: 'UTC' } as const;

/** Runs a program to its end and gives what it wrote; throws `ToolError` with the last of its words. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): string {
  const env = { ...process.env, ...options.env, ...settled };
  const ended = spawnSync(program, args, { ...options, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ended.error !== undefined) throw new ToolError(program, ended.error.message);
  if (ended.status !== 0)
    throw new ToolError(program, `${ended.stderr}${ended.stdout}`.trim().split('\n').slice(-12).join('\n'));
  return ended.stdout;
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Throws `MissingTools` with everything of `needed` (program → Debian package) that is not on the path. */
export function requireTools(needed: Readonly<Record<string, string>>): void {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((each) => each !== '');
  const missing = Object.entries(needed).filter(([program]) => !folders.some((at) => isProgram(join(at, program))));
  if (missing.length > 0) throw new MissingTools(missing);
}
