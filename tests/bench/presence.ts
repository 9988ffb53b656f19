import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { shippedBehaviours } from '../../sim/encounters/behaving.ts';
import { documentOf, runBench, type BenchDocument, type BenchParts, type Report } from '../../sim/encounters/bench.ts';
import { readEncounterFiles, shippedModels, type EncounterPaths } from '../../sim/encounters/files.ts';
import { IdealSensor } from '../../sim/encounters/ideal-sensor.ts';
import { isModelSensor, modelSensor, modelSensorNames } from '../../sim/encounters/model-sensors.ts';
import { ok } from '../../hal/result.ts';
import { noModels, openModels } from '../../sim/encounters/models.ts';

interface PresenceOptions extends EncounterPaths {
  readonly json?: string | true;
  readonly cases?: string;
  readonly sensor: string;
  readonly noise: string;
  readonly seed: string;
  readonly model: string;
}

const modelsFolder = fileURLToPath(new URL('../../config/models/intention', import.meta.url));

const refuse = (lines: readonly string[], code: number): void => {
  for (const line of lines) process.stderr.write(`letan bench presence: ${line}\n`);
  process.exitCode = code;
};

const shown = (value: number | null, digits = 3): string => (value === null ? '–' : value.toFixed(digits)).padStart(7);

const row = (
  name: string,
  { recall, precision, passersGreeted, lingerersGreeted, ...rest }: Report | Report['scenes'][string],
): string =>
  [
    `  ${name.padEnd(40)}`,
    shown(recall),
    shown(precision),
    shown(passersGreeted, 4),
    shown(lingerersGreeted),
    shown(rest.medianAfterStopS, 2),
    shown(rest.aurocAt3sBefore),
    shown(rest.aurocAt3m),
    String(rest.n).padStart(6),
  ].join(' ');

const heading = `  ${''.padEnd(40)}  recall   prec. passers lingers  median  AUC 3s  AUC 3m      n`;

/** The figures for a person to read. */
export const table = ({ sensors, baselines, overStopRule }: BenchDocument): string => {
  const lines = [heading];
  for (const [name, report] of Object.entries(sensors)) {
    lines.push(row(name, report));
    for (const [scene, figures] of Object.entries(report.scenes)) lines.push(row(`  ${scene}`, figures));
    const { recall, precision, passersGreeted } = report.withoutHesitant;
    lines.push(
      `  without passers who hesitated: recall ${shown(recall)}, precision ${shown(precision)}, passers ${shown(passersGreeted, 4)}`,
    );
  }
  for (const [name, report] of Object.entries(baselines)) lines.push(row(name, report));
  if (overStopRule !== null)
    lines.push(
      `  F1 over the 0.7 s stop: ${overStopRule.f1.toFixed(3)} (95 %: ${overStopRule.interval.map((edge) => edge.toFixed(3)).join(' to ')})`,
    );
  return lines.join('\n');
};

/** One line for each kiosk; on a terminal it counts. */
export const progressTo = (out: NodeJS.WriteStream): BenchParts['onProgress'] => {
  let shownPercent = -1;
  return ({ id }, part) => {
    const percent = Math.round(part * 100);
    if (percent === shownPercent || (!out.isTTY && part < 1)) return;
    shownPercent = percent;
    out.write(
      `${out.isTTY ? '\r' : ''}${id.padEnd(24)} ${String(percent).padStart(3)} %${part < 1 && out.isTTY ? '' : '\n'}`,
    );
  };
};

const bench = async (options: PresenceOptions): Promise<void> => {
  const seed = Number(options.seed);
  const noise = Number(options.noise);
  if (!Number.isSafeInteger(seed)) return refuse([`--seed ${options.seed}: expected a whole number`], exitCodes.usage);
  if (!Number.isFinite(noise) || noise < 0)
    return refuse([`--noise ${options.noise}: expected 0 (none), 1 (as specified) or another factor`], exitCodes.usage);
  if (!['held-out', 'shipped', 'off'].includes(options.model))
    return refuse([`--model ${options.model}: expected held-out, shipped or off`], exitCodes.usage);
  const { sensor } = options;
  if (sensor !== 'ideal' && !isModelSensor(sensor))
    return refuse([`--sensor ${sensor}: expected ideal, ${modelSensorNames.join(', ')}`], exitCodes.usage);
  const files = readEncounterFiles(options);
  if (!files.ok) return refuse(files.fault, exitCodes.usage);
  const behaviours = shippedBehaviours();
  if (!behaviours.ok) return refuse(behaviours.fault, exitCodes.config);
  const models =
    options.model === 'off' ? ok(noModels) : await openModels(shippedModels(modelsFolder, options.model === 'shipped'));
  if (!models.ok) return refuse([JSON.stringify(models.fault)], exitCodes.config);
  const { kiosks, table: encounters, scenes } = files.value;
  const parts: BenchParts = {
    kiosks,
    met: encounters.met,
    walksOf: (scene) => scenes.get(scene) ?? [],
    sensorOf: ({ id }) => (sensor === 'ideal' ? new IdealSensor(id, seed, noise) : modelSensor(sensor, id, seed)),
    noise,
    rules: true,
    seed,
    create: ({ scene }, sensor, ports) => behaviours.value.create(ports, sensor, models.value.of(scene).classifier),
    onProgress: progressTo(process.stderr),
  };
  const run = await runBench(parts);
  const judges = Object.fromEntries(kiosks.map(({ scene }) => [scene, models.value.of(scene).name]));
  await models.value.close();
  // Only now: what a device did cannot depend on what became of people.
  const outcomes = encounters.outcomes();
  if (!outcomes.ok)
    return refuse([`${options.encounters}:${outcomes.fault.line}: ${outcomes.fault.message}`], exitCodes.usage);
  const document = { ...documentOf(run, { ...parts, sensorName: sensor, outcomes: outcomes.value }), judges };
  if (options.cases !== undefined)
    writeFileSync(options.cases, run.device.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const json = `${JSON.stringify(document, null, 2)}\n`;
  if (options.json === true) process.stdout.write(json);
  else {
    if (options.json !== undefined) writeFileSync(options.json, json);
    process.stdout.write(`${table(document)}\n`);
  }
};

export const mountPresence = (program: Command): void => {
  program
    .command('presence')
    .description('lets recorded people walk past kiosks and measures whom presence and greeting take for visitors')
    .requiredOption('--tracks <dir>', 'scenes as CSV (track,t,x,y[,gaze]), perhaps gzipped')
    .requiredOption('--kiosks <file>', 'kiosks in the scenes, JSON')
    .requiredOption('--encounters <file>', 'whom each kiosk met and, for the figures, what became of them, CSV')
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .option('--cases <file>', 'one line for each person whom a kiosk met, NDJSON')
    .option('--sensor <name>', `ideal, ${modelSensorNames.join(', ')}`, 'ideal')
    .option('--noise <factor>', 'how much of the specified noise; 0: none', '1')
    .option('--seed <number>', 'of the noise', '1')
    .option(
      '--model <which>',
      'held-out: a scene that the shipped model learnt from is judged by one that never saw its place; shipped: always that one; off: the rule',
      'held-out',
    )
    .action((options: PresenceOptions) => bench(options));
};
