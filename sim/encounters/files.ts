import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '../../hal/result.ts';
import { modelFile } from '../../hal/drivers/layers-model.ts';
import { modelFolder } from '../../hal/drivers/tfjs-classifier.ts';
import type { KnownModel } from './models.ts';
import { parseKiosks, type Kiosk } from './kiosk.ts';
import { parseWalks, type Walk } from './recording.ts';
import { parseEncounters, type EncounterTable } from './table.ts';

/** All that a bench or a training reads. */
export interface EncounterFiles {
  readonly kiosks: readonly Kiosk[];
  readonly table: EncounterTable;
  readonly scenes: ReadonlyMap<string, readonly Walk[]>;
}

export interface EncounterPaths {
  readonly tracks: string;
  readonly kiosks: string;
  readonly encounters: string;
}

const textOf = (path: string): Result<string, string> => {
  try {
    const bytes = readFileSync(path);
    return ok((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch (error) {
    return fail(`${path}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
};

const sceneFile = (folder: string, scene: string): string | null =>
  [join(folder, `${scene}.csv`), join(folder, `${scene}.csv.gz`)].find((path) => existsSync(path)) ?? null;

const readScene = (folder: string, { id, scene }: Kiosk): Result<readonly Walk[], string> => {
  const path = sceneFile(folder, scene);
  if (path === null)
    return fail(`${folder}: kiosk ${id} stands in scene ${scene}, but there is no ${scene}.csv or .csv.gz`);
  const text = textOf(path);
  if (!text.ok) return text;
  const walks = parseWalks(text.value);
  return walks.ok ? walks : fail(`${path}:${walks.fault.line}: ${walks.fault.message}`);
};

/** Reads everything, or says all that is wrong with it, a line for each fault. */
export const readEncounterFiles = (paths: EncounterPaths): Result<EncounterFiles, readonly string[]> => {
  const faults: string[] = [];
  const kioskText = textOf(paths.kiosks);
  const encounterText = textOf(paths.encounters);
  for (const text of [kioskText, encounterText]) if (!text.ok) faults.push(text.fault);
  if (!kioskText.ok || !encounterText.ok) return fail(faults);
  const kiosks = parseKiosks(kioskText.value);
  const table = parseEncounters(encounterText.value);
  if (!kiosks.ok) faults.push(`${paths.kiosks}: ${kiosks.fault}`);
  if (!table.ok) faults.push(`${paths.encounters}:${table.fault.line}: ${table.fault.message}`);
  if (!kiosks.ok || !table.ok) return fail(faults);

  const scenes = new Map<string, readonly Walk[]>();
  const broken = new Set<string>();
  for (const kiosk of kiosks.value) {
    if (scenes.has(kiosk.scene) || broken.has(kiosk.scene)) continue;
    const walks = readScene(paths.tracks, kiosk);
    if (walks.ok) scenes.set(kiosk.scene, walks.value);
    else {
      broken.add(kiosk.scene);
      faults.push(walks.fault);
    }
  }
  const ids = new Set(kiosks.value.map(({ id }) => id));
  for (const id of new Set(table.value.met.map(({ kiosk }) => kiosk)))
    if (!ids.has(id))
      faults.push(`${paths.encounters}: there are encounters of ${id}, which ${paths.kiosks} does not have`);
  return faults.length > 0 ? fail(faults) : ok({ kiosks: kiosks.value, table: table.value, scenes });
};

const scenesOf = (folder: string): readonly string[] => {
  try {
    const file: unknown = JSON.parse(readFileSync(join(folder, modelFile), 'utf8'));
    const metadata = (file as { readonly userDefinedMetadata?: { readonly scenes?: unknown } }).userDefinedMetadata; // a model that says otherwise has learnt from nothing known
    return Array.isArray(metadata?.scenes) ? metadata.scenes.filter((scene) => typeof scene === 'string') : [];
  } catch {
    // Whoever opens it says what is wrong with it.
    return [];
  }
};

/** The shipped model, and those beside it that have never seen one of its places; `blind`: as if it knew no scene. */
export const shippedModels = (folder: string, blind: boolean): readonly KnownModel[] => {
  const of = (name: string, path: string): KnownModel => ({
    name,
    source: modelFolder(path),
    scenes: blind ? [] : scenesOf(path),
  });
  const heldOut = join(folder, 'held-out');
  const others = existsSync(heldOut) ? readdirSync(heldOut).sort() : [];
  return [of('intention', folder), ...others.map((name) => of(`without ${name}`, join(heldOut, name)))];
};
