import type { Board } from '../../config/boards/board.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { HostFacts } from '../../hal/ports/host-facts.ts';
import type { WallTime } from '../../hal/ports/clock.ts';

/** What an examination looks at. */
export interface Examined {
  readonly config: DeviceConfig;
  /** Null where the config names none. */
  readonly board: Board | null;
  /** All boards that letan knows: a PC is one that is none of the others. */
  readonly models: readonly string[];
  readonly host: HostFacts;
  readonly wall: WallTime;
  readonly firmware: string;
}

/** A file's text, null where it cannot be read: most facts are told by some machines and not by others. */
export const textOr = async (host: HostFacts, path: string): Promise<string | null> => {
  const text = await host.text(path);
  return text.ok ? text.value : null;
};

export const listOr = async (host: HostFacts, path: string): Promise<readonly string[]> => {
  const names = await host.list(path);
  return names.ok ? names.value : [];
};

/** A whole number in a text, null where there is none. */
export const numberIn = (text: string | null): number | null => {
  if (text === null || !/^-?[0-9]+$/.test(text)) return null;
  return Number(text);
};
