import type { LanguageFault } from '../../../config/languages.ts';
import { edited } from '../config-files.ts';

export const site = 'config/sites/ward-centre/site.yaml';
export const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
export const kiosk2 = 'config/sites/ward-centre/devices/kiosk-2.yaml';
export const bus = 'config/sites/mobile-office/site.yaml';
export const profile = 'config/profiles/kiosk.yaml';

/** A device file with more lines at its end. */
export const more = (file: string, ...lines: readonly string[]): string => `${edited(file)}${lines.join('\n')}\n`;

/** A wrong config and everything that must be said of it. */
export interface FaultCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string | null>>;
  readonly check?: string;
  /** Each fault as `key path`, and what stands in the file where it points. */
  readonly faults: readonly (readonly [fault: string, at: string])[];
  readonly languages?: readonly LanguageFault[];
}
