import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { deviceFile } from './device.ts';
import { directoryOf, nameOf, parentOf, type ConfigFiles } from './files.ts';

/** What can be made out of a device's file that is wrong, or not there: each value as it would be without that fault, else the schema's default. */
export interface RoughDevice {
  readonly device: string;
  readonly site: string;
  /** Where its pages are. */
  readonly web: { readonly host: string; readonly port: number };
  readonly dataDir: string;
}

type Loose = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** A file as far as its parser gets; after a fault of syntax the rest is guesswork, and good enough to find a port. */
const loosely = (files: ConfigFiles, path: string): Loose => {
  const text = files.read(path);
  if (!text.ok) return {};
  try {
    const value: unknown = parseDocument(text.value, { logLevel: 'silent' }).toJS({ maxAliasCount: 0 });
    return isMap(value) ? value : {};
  } catch {
    // Too deep, or full of aliases: nobody's config.
    return {};
  }
};

const lastName = (path: string): string => nameOf(path.replace(/\/+$/u, ''));

/** The first that its schema takes, else the default: one wrong value takes no other away. */
const firstRight = <T>(schema: z.ZodType<T>, written: readonly unknown[]): T => {
  for (const value of written) {
    const read = value === undefined ? null : schema.safeParse(value);
    if (read?.success === true) return read.data;
  }
  return schema.parse(undefined);
};

/**
 * A device as far as it can be known without a config that holds, so that its glass has an address all the same: the panel and the firmware
 * both ask here, and so look at the same place. Never fails.
 */
export const roughDevice = (files: ConfigFiles, path: string): RoughDevice => {
  const own = loosely(files, path);
  const named = own['profile'];
  const profile =
    typeof named === 'string' && files.profiles.includes(named) ? loosely(files, files.profile(named)) : {};
  const layers = [own, profile];
  const { dataDir, device, web } = deviceFile.shape;
  const addresses = layers.map((layer) => (isMap(layer['web']) ? layer['web'] : {}));
  const { host, port } = web.unwrap().shape;
  const name = device.safeParse(own['device']);
  return {
    device: name.success ? name.data : lastName(path),
    site: lastName(parentOf(directoryOf(files.absolute(path)))),
    web: {
      host: firstRight(
        host,
        addresses.map((each) => each['host']),
      ),
      port: firstRight(
        port,
        addresses.map((each) => each['port']),
      ),
    },
    dataDir: firstRight(
      dataDir,
      layers.map((layer) => layer['dataDir']),
    ),
  };
};
