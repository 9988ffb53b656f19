import { z } from 'zod';
import type { JsonValue } from '../hal/json.ts';
import type { Path } from './tree.ts';

/** A schema without its transforms, defaults and optionality: what the written value must look like. */
const written = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodPipe) return written(schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return written(schema.def.innerType);
  return schema;
};

const isMap = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Words that a literal or an enumeration takes. */
const words = (schema: z.core.$ZodType | undefined): readonly string[] => {
  const plain = schema === undefined ? undefined : written(schema);
  if (plain instanceof z.ZodLiteral) return [...plain.values].map(String);
  if (plain instanceof z.ZodEnum) return plain.options.map(String);
  return [];
};

/** Every object variant that a schema allows. */
const variants = (schema: z.core.$ZodType): readonly z.ZodObject[] => {
  const plain = written(schema);
  if (plain instanceof z.ZodObject) return [plain];
  if (plain instanceof z.ZodUnion) return plain.options.flatMap((option) => variants(option));
  return [];
};

/** Those variants of a union whose literal keys (`port`, `driver`) agree with what is written; unset keys agree with all. */
const agreeing = (schema: z.core.$ZodType, value: JsonValue | undefined): readonly z.ZodObject[] =>
  variants(schema).filter((variant) =>
    ['port', 'driver'].every((key) => {
      const taken = words(variant.shape[key]);
      const given = isMap(value) ? value[key] : undefined;
      return taken.length === 0 || given === undefined || (typeof given === 'string' && taken.includes(given));
    }),
  );

/** The object variants that may stand at a path of a value, chosen by what is written around it. */
export const objectsAt = (schema: z.core.$ZodType, path: Path, value: JsonValue): readonly z.ZodObject[] => {
  const [step, ...rest] = path;
  if (step === undefined) return agreeing(schema, value);
  const below = isMap(value) ? value[String(step)] : Array.isArray(value) ? value[Number(step)] : undefined;
  const inner = written(schema);
  if (inner instanceof z.ZodArray) return objectsAt(inner.element, rest, below ?? null);
  if (inner instanceof z.ZodRecord) return objectsAt(inner.valueType, rest, below ?? null);
  return agreeing(schema, value).flatMap((variant) => {
    const next = variant.shape[String(step)];
    return next === undefined ? [] : objectsAt(next, rest, below ?? null);
  });
};

/** The keys that may stand at a path of a value. */
export const keysAt = (schema: z.core.$ZodType, path: Path, value: JsonValue): readonly string[] => [
  ...new Set(objectsAt(schema, path, value).flatMap((variant) => Object.keys(variant.shape))),
];

/** The words that a key which tells variants apart (`port`, `driver`) may have, given what else is written beside it. */
export const wordsAt = (schema: z.core.$ZodType, path: Path, value: JsonValue): readonly string[] => {
  const key = String(path.at(-1));
  const around = path.slice(0, -1);
  let here: JsonValue | undefined = value;
  for (const step of around)
    here = isMap(here) ? here[String(step)] : Array.isArray(here) ? here[Number(step)] : undefined;
  const beside = isMap(here) ? Object.fromEntries(Object.entries(here).filter(([name]) => name !== key)) : {};
  const replaced = (inner: JsonValue, at: Path): JsonValue => {
    const [step, ...rest] = at;
    if (step === undefined) return beside;
    if (Array.isArray(inner))
      return inner.map((item: JsonValue, index) => (index === step ? replaced(item, rest) : item));
    return isMap(inner) ? { ...inner, [String(step)]: replaced(inner[String(step)] ?? null, rest) } : inner;
  };
  return [
    ...new Set(objectsAt(schema, around, replaced(value, around)).flatMap((variant) => words(variant.shape[key]))),
  ];
};
