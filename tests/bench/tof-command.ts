import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { recordings } from '../support/tier.ts';
import { RecordingFault } from './thermal-frames.ts';
import { readPanelFrames } from './tof-frames.ts';
import { ghostStatistics, modelledFrames, panelStatistics, type RangeStatistics } from './tof-statistics.ts';

interface TofOptions {
  readonly frames?: string;
  readonly seed: string;
  readonly json?: string | true;
}

const row = (name: string, it: RangeStatistics): string =>
  `${`${it.fromM.toFixed(1)} m`.padEnd(7)} ${name.padEnd(10)} ${String(it.frames).padStart(5)} ${it.centreValid.toFixed(2).padStart(8)} ${it.allValid.toFixed(2).padStart(8)} ${it.keeps.toFixed(2).padStart(8)} ${it.spreadMm.toFixed(1).padStart(9)} ${it.biasMm.toFixed(0).padStart(7)}\n`;

const measure = (options: TofOptions): void => {
  const path = options.frames ?? join(recordings(), 'tof8x8', 'vl53l5cx_approach.csv.gz');
  if (!existsSync(path)) throw new RecordingFault(`${path}: there is no such recording; --frames names another`);
  const frames = readPanelFrames(path);
  const modelled = modelledFrames(frames, Number(options.seed));
  const document = {
    recorded: { ranges: panelStatistics(frames), ghosts: ghostStatistics(frames) },
    modelled: { ranges: panelStatistics(modelled), ghosts: ghostStatistics(modelled) },
  };
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  else {
    process.stdout.write('range   of         frames  centre      all    keeps  spread mm bias mm\n');
    for (const [index, recorded] of document.recorded.ranges.entries()) {
      process.stdout.write(row('recording', recorded));
      const twin = document.modelled.ranges[index];
      if (twin !== undefined) process.stdout.write(row('twin', twin));
    }
    for (const [name, { ghosts }] of Object.entries(document))
      process.stdout.write(
        `ghosts, ${name}: ${(100 * ghosts.inTheAir).toFixed(2)} % of zones in the air, ${(100 * ghosts.onTheFloor).toFixed(0)} % on the floor, median ${ghosts.medianMm} mm\n`,
      );
  }
};

export const mountTof = (bench: Command): void => {
  bench
    .command('tof')
    .description('validity, spread and ghosts of a VL53L5CX by range: the recording beside the simulated one')
    .option('--frames <file>', 'rec, t_ms, truth_m, height_m, z0…z63 in mm, −1 not valid (CSV, gzipped or not)')
    .option('--seed <n>', 'of the simulated one', '1')
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .action((options: TofOptions) => {
      try {
        measure(options);
      } catch (error) {
        if (!(error instanceof RecordingFault)) throw error;
        process.stderr.write(`letan bench tof: ${error.message}\n`);
        process.exitCode = exitCodes.usage;
      }
    });
};
