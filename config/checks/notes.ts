import { typesAsKeyboard } from '../boards/needs.ts';
import type { DeviceFile } from '../device.ts';
import type { ConfigFault } from '../faults.ts';
import type { Parsed } from '../parse.ts';
import { refusal } from '../refusal.ts';
import { Findings } from './findings.ts';

/** What is right and may still surprise: told by `config check`, refused by nobody. */
export const notesOnDevice = (parsed: Parsed<DeviceFile>): readonly ConfigFault[] => {
  const found = new Findings(parsed);
  for (const [name, entry] of Object.entries(parsed.usable?.devices ?? {}))
    if (entry.port === 'code-scanner' && typesAsKeyboard(entry))
      found.refuse(['devices', name, 'driver'], refusal('board.hidLetters', {}));
  return found.faults;
};
