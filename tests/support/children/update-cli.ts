/** `letan update …` alone, as one file that starts quickly: what the technician's command line mounts, and nothing else of it. */
import { Command } from 'commander';
import { mountUpdate } from '../../../firmware/cli/update.ts';

const program = new Command('letan');
mountUpdate(program);
await program.parseAsync();
