import { z } from 'zod';
import type { JsonObject, JsonValue } from '../hal/json.ts';
import { deviceFile, siteFile } from './schema.ts';

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A device's file holds only what differs from its profile, so below its first line nothing is required, and a part may be one
 * of several variants without saying which: `oneOf` would then match many and complain. The loader, which sees the profile, asks
 * for the rest.
 */
const partial = (schema: JsonValue): JsonValue => {
  if (Array.isArray(schema)) return schema.map(partial);
  if (!isObject(schema)) return schema;
  const out: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'required') continue;
    out[key === 'oneOf' ? 'anyOf' : key] = partial(value);
  }
  return out;
};

/** A part of the profile may be taken away by the word `none`. */
const orNone = (schema: JsonValue): JsonValue => ({ anyOf: [schema, { const: 'none' }] });

const property = (schema: JsonValue, name: string): JsonValue =>
  isObject(schema) && schema['properties'] !== undefined && isObject(schema['properties'])
    ? (schema['properties'][name] ?? {})
    : {};

const written = (schema: z.ZodType, title: string): JsonObject => {
  const made: unknown = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  // toJSONSchema gives plain JSON; the round trip drops its non-enumerable extras and makes that true for the type.
  const plain = JSON.parse(JSON.stringify(made)) as JsonObject;
  return { ...plain, title };
};

/** JSON Schema (draft 7) of `site.yaml`, for editors. */
export const siteEditorSchema = (): JsonObject => written(siteFile, 'letan site');

/** JSON Schema (draft 7) of `devices/<device>.yaml` and of profiles, for editors. */
export const deviceEditorSchema = (): JsonObject => {
  const whole = partial(written(deviceFile, 'letan device'));
  if (!isObject(whole) || !isObject(whole['properties'] ?? null)) return {};
  const devices = property(whole, 'devices');
  const entry = isObject(devices) ? (devices['additionalProperties'] ?? {}) : {};
  return {
    ...whole,
    properties: {
      ...(isObject(whole['properties'] ?? null) ? (whole['properties'] as JsonObject) : {}), // checked in the same line
      devices: { ...(isObject(devices) ? devices : {}), additionalProperties: orNone(entry) },
      numbers: orNone(property(whole, 'numbers')),
      panel: orNone(property(whole, 'panel')),
      board: orNone(property(whole, 'board')),
      place: orNone(property(whole, 'place')),
    },
    required: ['schema', 'profile'],
  };
};

/** The text of a schema's file, as it is committed. */
export const schemaText = (schema: JsonObject): string => `${JSON.stringify(schema, null, 2)}\n`;
