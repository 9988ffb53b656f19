import { spawnSync } from 'node:child_process';

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

/** Runs a program to its end and gives what it wrote; throws `ToolError` with the last of its words. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): string {
  const ended = spawnSync(program, args, { ...options, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ended.error !== undefined) throw new ToolError(program, ended.error.message);
  if (ended.status !== 0)
    throw new ToolError(program, `${ended.stderr}${ended.stdout}`.trim().split('\n').slice(-12).join('\n'));
  return ended.stdout;
}
