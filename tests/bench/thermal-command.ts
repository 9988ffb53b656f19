import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { recordings } from '../support/tier.ts';
import { countDoor, doorFigures } from './thermal-count.ts';
import { readDoorRecordings, RecordingFault } from './thermal-frames.ts';

interface ThermalOptions {
  readonly frames?: string;
  readonly inward: 'right' | 'left' | 'up' | 'down';
  readonly json?: string | true;
  readonly cases?: string;
}

const inwards = ['right', 'left', 'up', 'down'] as const;

const measure = (options: ThermalOptions): void => {
  const folder = options.frames ?? join(recordings(), 'thermal8x8');
  if (!existsSync(folder)) throw new RecordingFault(`${folder}: there is no such folder; --frames names another`);
  if (!inwards.includes(options.inward))
    throw new RecordingFault(`--inward ${options.inward}: there are ${inwards.join(', ')}`);
  const files = readDoorRecordings(folder).map((recording) => ({
    name: recording.name,
    crossings: countDoor(recording, { inward: options.inward, line: 0.5, marginPx: 0.75 }),
  }));
  const all = files.flatMap(({ crossings }) => crossings);
  const document = {
    ...doorFigures(all),
    files: Object.fromEntries(files.map(({ name, crossings }) => [name, doorFigures(crossings)])),
  };
  if (options.cases !== undefined)
    writeFileSync(options.cases, all.map((crossing) => `${JSON.stringify(crossing)}\n`).join(''));
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  else {
    process.stdout.write(`${'through the door'.padEnd(20)}     in    out  (labelled)     missed  extra\n`);
    for (const [name, it] of [...Object.entries(document.files), ['all', document] as const])
      process.stdout.write(
        `${name.padEnd(20)} ${String(it.in).padStart(6)} ${String(it.out).padStart(6)}  ${`(${it.labelledIn}, ${it.labelledOut})`.padEnd(12)} ${String(it.missed).padStart(6)} ${String(it.extra).padStart(6)}\n`,
      );
  }
};

export const mountThermal = (bench: Command): void => {
  bench
    .command('thermal')
    .description('people counted in and out of a door below an 8×8 thermal array, beside the labels of the recordings')
    .option('--frames <dir>', 'recordings (frame,label10,p0…p63; °C × 4; CSV, gzipped or not)')
    .option('--inward <edge>', 'the edge of the grid that is inside: right, left, up, down', 'right')
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .option('--cases <file>', 'the raw cases as NDJSON: file, way, frame (null: missed), labelledFrame (null: extra)')
    .action((options: ThermalOptions) => {
      try {
        measure(options);
      } catch (error) {
        if (!(error instanceof RecordingFault)) throw error;
        process.stderr.write(`letan bench thermal: ${error.message}\n`);
        process.exitCode = exitCodes.usage;
      }
    });
};
