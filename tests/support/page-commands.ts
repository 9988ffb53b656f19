import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { letanProgram } from './letan-program.ts';

const page = 'RASPBERRY-PI.md';

export interface PageBlock {
  /** The word behind `sh`, empty where there is none. */
  readonly name: string;
  readonly commands: string;
}

/** The blocks of RASPBERRY-PI.md that are marked as commands to be typed, in their order. */
export const pageBlocks = (): readonly PageBlock[] =>
  [...readFileSync(page, 'utf8').matchAll(/^```sh *(\w*)\n([\s\S]*?)^```$/gmu)].map(([, name = '', commands = '']) => ({
    name,
    commands: commands.trim(),
  }));

export const pageBlock = (name: string): string => {
  const found = pageBlocks().filter((block) => block.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${page} has ${found.length} blocks “sh ${name}”`);
  return found[0].commands;
};

/** Runs what somebody typed in a shell, in that folder, which is their home as well; `npx letan` is this checkout's. */
export const typed = (
  commands: string,
  folder: string,
): { readonly code: number | null; readonly out: string; readonly err: string } => {
  const npx = `npx() { shift; "${process.execPath}" "${letanProgram}" "$@"; }`;
  const run = spawnSync('sh', ['-e', '-c', `${npx}\n${commands}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
};
