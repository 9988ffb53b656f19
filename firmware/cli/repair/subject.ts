import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { configFromContent } from '../../../config/content.ts';
import { roughDevice } from '../../../config/load.ts';
import type { DeviceConfig, EffectiveContent } from '../../../config/schema.ts';
import type { Storage } from '../../../hal/ports/storage.ts';

/** What safe mode knows of the device that it stands for. */
export interface RepairSubject {
  readonly device: string;
  readonly site: string;
  /** Over the page. */
  readonly title: string;
  readonly zoneOffsetMin: number;
  readonly dataDir: string;
  /** Public keys of maintenance sticks, beside the site's own file: there even where no config holds. */
  readonly stickKeys: string;
  /** Where the panel looks. */
  readonly web: { readonly host: string; readonly port: number };
  /** What is plugged in; null: nobody knows, so no part can be tried. */
  readonly config: DeviceConfig | null;
}

/** Hanoi's, where no config says otherwise. */
const usualZone = 420;
const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/u;

/** Where this machine alone reaches it: nobody repairs from afar what somebody stands before. */
const onlyHere = ({ host, port }: RepairSubject['web']): RepairSubject['web'] => ({
  host: loopback.test(host) ? host : host === '::' ? '::1' : '127.0.0.1',
  port,
});

/** The site's folder of a device's file: `<site>/devices/<device>.yaml`. */
const stickKeysOf = (path: string): string => join(dirname(dirname(resolve(path))), 'maintenance.pub');

/** `path`: the device's file, as it was loaded. */
export const subjectOf = (config: DeviceConfig, path: string): RepairSubject => ({
  device: config.device,
  site: config.site.site,
  title: config.site.name['vi'] ?? config.site.site,
  zoneOffsetMin: config.site.zoneOffsetMin,
  dataDir: config.dataDir,
  stickKeys: stickKeysOf(path),
  web: onlyHere(config.web),
  config,
});

/** The content of the config with which the device was last found good. */
export const lastConfigBlob = 'last-config';

const kept = z.strictObject({
  schema: z.literal(1),
  content: z.strictObject({
    device: z.record(z.string(), z.json()),
    site: z.record(z.string(), z.json()),
    fleet: z.array(z.record(z.string(), z.json())),
  }),
});

/** Keeps it for the day on which the file is spoilt; a disk that refuses costs the menu its parts, and nothing else. */
export const keepLastConfig = async (storage: Storage, { content }: DeviceConfig): Promise<void> => {
  const text = `${JSON.stringify({ schema: 1, content })}\n`;
  const before = await storage.read(lastConfigBlob);
  // A card wears out by what is written to it.
  if (before.ok && before.value !== null && Buffer.from(before.value).toString('utf8') === text) return;
  await storage.write(lastConfigBlob, new TextEncoder().encode(text));
};

const lastConfig = async (storage: Storage): Promise<DeviceConfig | null> => {
  const read = await storage.read(lastConfigBlob);
  if (!read.ok || read.value === null) return null;
  try {
    const { content } = kept.parse(JSON.parse(Buffer.from(read.value).toString('utf8')));
    const config = configFromContent(content satisfies EffectiveContent, lastConfigBlob);
    return config.ok ? config.value : null;
  } catch {
    return null;
  }
};

/**
 * The device whose file is wrong: by the config with which it last ran well, if that is known, at the address that the file still tells:
 * the panel knows no other.
 */
export const subjectWithout = async (path: string, storageAt: (dataDir: string) => Storage): Promise<RepairSubject> => {
  const { dataDir, device, site, web } = roughDevice(path);
  const known = await lastConfig(storageAt(dataDir));
  const config = known !== null && known.device === device ? known : null;
  return config === null
    ? {
        device,
        site,
        title: site,
        zoneOffsetMin: usualZone,
        dataDir,
        stickKeys: stickKeysOf(path),
        web: onlyHere(web),
        config: null,
      }
    : { ...subjectOf(config, path), dataDir, web: onlyHere(web) };
};
