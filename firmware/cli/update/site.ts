import { readFileSync } from 'node:fs';
import { faultText } from '../../../config/faults.ts';
import { updateMessages } from '../../../config/languages/messages/update.ts';
import { loadDevice } from '../../../config/load.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import type { Installed } from '../../installed.ts';
import { exitCodes } from '../exit.ts';
import { refuse } from '../hub/say.ts';

/** This device's own file, as the unit reads it from its environment. */
const configIn = (environment: string): string | null => {
  try {
    return /^LETAN_CONFIG=["']?([^"'\n]+)["']?\s*$/mu.exec(readFileSync(environment, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
};

/** The device that is installed here, or that `--config` names; null: it was said why not. */
export function deviceHere(at: Installed, named: string | undefined): DeviceConfig | null {
  const file = named ?? configIn(at.environment);
  if (file === null) {
    refuse(exitCodes.config, updateMessages.config, { file: at.environment });
    return null;
  }
  const loaded = loadDevice(file);
  if (loaded.ok) return loaded.value;
  for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
  process.exitCode = exitCodes.config;
  return null;
}
