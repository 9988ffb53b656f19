import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { recordings } from '../support/tier.ts';
import { rounded } from './figures.ts';
import { heldAt, holdCurve, readRoom, recommended, widest, type HoldPoint, type RoomSample } from './pir-curve.ts';
import { RecordingFault } from './thermal-frames.ts';

interface PirOptions {
  readonly room?: string;
  readonly json?: string | true;
  readonly cases?: string;
}

const figures = ({ holdS, recall, falseShare, precision }: HoldPoint): HoldPoint => ({
  holdS,
  recall: rounded(recall),
  falseShare: rounded(falseShare),
  precision: rounded(precision),
});

/** One sensor alone, to see what the second adds. */
const onlyOf = (samples: readonly RoomSample[], sensor: number): readonly RoomSample[] =>
  samples.map((sample) => ({ ...sample, fired: [sample.fired[sensor] === true] }));

const measure = (options: PirOptions): void => {
  const path = options.room ?? join(recordings(), 'pir', 'uci_room_occupancy_pir.csv');
  if (!existsSync(path)) throw new RecordingFault(`${path}: there is no such recording; --room names another`);
  const samples = readRoom(path);
  const curve = holdCurve(samples);
  const chosen = recommended(curve);
  const best = widest(curve);
  const document = {
    samples: samples.length,
    occupied: samples.filter(({ people }) => people > 0).length,
    recommended: chosen === null ? null : figures(chosen),
    widest: best === null ? null : figures(best),
    curve: curve.map(figures),
    oneSensor: [0, 1].map((sensor) => holdCurve(onlyOf(samples, sensor)).map(figures)),
  };
  if (options.cases !== undefined) {
    const held = heldAt(samples, chosen?.holdS ?? 0);
    const lines = samples.map(({ atS, fired, people }, index) =>
      JSON.stringify({ atS, fired: fired.includes(true), people, held: held[index] }),
    );
    writeFileSync(options.cases, `${lines.join('\n')}\n`);
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  else {
    process.stdout.write('hold     people seen  empty held  precision\n');
    for (const { holdS, recall, falseShare, precision } of curve)
      process.stdout.write(
        `${`${holdS} s`.padEnd(8)} ${(100 * recall).toFixed(1).padStart(9)} %  ${(100 * falseShare).toFixed(2).padStart(8)} %  ${precision.toFixed(3).padStart(8)}${holdS === chosen?.holdS ? '   recommended' : ''}${holdS === best?.holdS ? '   widest apart' : ''}\n`,
      );
  }
};

export const mountPir = (bench: Command): void => {
  bench
    .command('pir')
    .description('how long a motion sensor must be held: share of occupied and of empty half minutes told as occupied')
    .option('--room <file>', 'half-minute samples: date, time, pir6, pir7, occupancy (CSV, gzipped or not)')
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .option('--cases <file>', 'the raw cases as NDJSON: atS, fired, people, held (at the recommended hold)')
    .action((options: PirOptions) => {
      try {
        measure(options);
      } catch (error) {
        if (!(error instanceof RecordingFault)) throw error;
        process.stderr.write(`letan bench pir: ${error.message}\n`);
        process.exitCode = exitCodes.usage;
      }
    });
};
