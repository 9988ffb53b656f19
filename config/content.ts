import { fail, ok, type Result } from '../hal/result.ts';
import type { JsonValue } from '../hal/json.ts';
import { deviceFile, siteFile, type DeviceConfig, type EffectiveContent } from './schema.ts';
import { ordered, type ConfigFault } from './faults.ts';
import { parse } from './parse.ts';
import { resolveDevice, resolveSite } from './resolve.ts';
import type { Entry, Path, Place, Tree } from './tree.ts';

const treeOf = (value: JsonValue, place: Place, path: Path): Tree => {
  if (typeof value !== 'object' || value === null) return { kind: 'leaf', value, place, path };
  if (Array.isArray(value))
    return {
      kind: 'list',
      items: value.map((item: JsonValue, index) => treeOf(item, place, [...path, index])),
      place,
      path,
    };
  const entries = new Map<string, Entry>();
  for (const [key, inner] of Object.entries(value))
    entries.set(key, { key: place, value: treeOf(inner, place, [...path, key]) });
  return { kind: 'branch', entries, place, path };
};

/**
 * The config again, from the content that a trace begins with: what ran is what is replayed, whatever has become of the files.
 * Faults name `source`, and no line. Cross-checks are not made again: the content has passed them.
 */
export const configFromContent = (
  content: EffectiveContent,
  source: string,
): Result<DeviceConfig, readonly ConfigFault[]> => {
  const place: Place = { file: source, line: 0, column: 0 };
  const site = parse(siteFile, treeOf(content.site, place, []));
  const device = parse(deviceFile, treeOf(content.device, place, []));
  const faults = [...site.faults, ...device.faults];
  if (site.config === null || device.config === null) return fail(ordered(faults));
  return ok(resolveDevice(device.config, resolveSite(site.config), content));
};
