import { Command, CommanderError } from 'commander';
import { existsSync } from 'node:fs';
import { BugError } from '../../hal/assert.ts';
import { commands, desktopCommands, type Mount } from './commands.ts';
import { exitCodes } from './exit.ts';
import { typedWronglyInVietnamese } from './typed-wrongly.ts';

const desktop = async (path: string): Promise<Mount> => {
  // The one door from the firmware to the simulator: the path is no constant, so a bundler cannot follow it.
  const module = (await import(path)) as { readonly mount: Mount }; // each of the modules above exports `mount`
  return module.mount;
};

const program = new Command('letan')
  .description('Controller firmware for reception robots and queue kiosks, and its simulator')
  .version('0.1.0')
  .exitOverride()
  // `bench wait --json` is wait's, not bench's.
  .enablePositionalOptions()
  .showHelpAfterError('(các lệnh: letan --help · letan --help lists the commands)')
  .showSuggestionAfterError()
  // Before any command is mounted: each takes its settings from here.
  .configureOutput({ outputError: (said, write) => write(`${typedWronglyInVietnamese(said)}${said}`) });

/** A bug of ours: say so with the trace that finds it, and end as sysexits.h names it; whoever started us starts us again. */
const endByBug = (error: unknown): never => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`letan: ${error instanceof BugError ? 'bug' : 'unexpected'}: ${text}\n`);
  process.exit(exitCodes.bug);
};
// Also what is thrown in a timer or rejected with nobody waiting: a device in a state that nobody thought of must not go on.
process.on('uncaughtException', endByBug);
// Whoever read our output has seen enough (`letan … | head`): that is no bug.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  endByBug(error);
});

/** In the bundle for devices what only a desktop has is not there. */
const isHere = (path: string): boolean => existsSync(new URL(path, import.meta.url));

const asked = process.argv[2] ?? '';
const desktopNames = Object.entries(desktopCommands).flatMap(([name, path]) => (isHere(path) ? [name] : []));
const known = [...Object.keys(commands), ...desktopNames];
for (const name of known.includes(asked) ? [asked] : known) {
  const path = desktopCommands[name];
  const mount = path === undefined ? await commands[name]?.() : await desktop(path);
  mount?.(program);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else endByBug(error);
}
