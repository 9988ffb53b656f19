import { ok, type Result } from '../hal/result.ts';
import type { StaffText } from './languages/messages/wording.ts';
import { parsedBy, refuse, type Refusal } from './refusal.ts';

/** A kind of measure: which units it is written in and how they convert to the unit that the code uses. */
export interface QuantityKind {
  /** Its name in a sentence, with the article: "a duration". */
  readonly what: StaffText;
  readonly example: string;
  /** One unit in terms of the code's unit, as a fraction so that `80mm` is exactly 0.08. */
  readonly units: Readonly<Record<string, { readonly times: number; readonly over: number }>>;
  /** What people write instead of a unit (`sec`, `phút`), lower case. */
  readonly mistaken: Readonly<Record<string, string>>;
  /** What somebody who wrote this number without a unit most likely meant. */
  readonly likely: (bare: number) => string;
  /** Whether the code's unit is whole (milliseconds). */
  readonly whole: boolean;
}

/** Bounds in the code's unit, both included, and how they are written. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly written: string;
}

/** What a bare number most likely meant: the usual unit, or the first in which it would be allowed here. */
const likely = (kind: QuantityKind, bounds: Bounds, bare: number): string => {
  const usual = kind.likely(bare);
  const units = Object.keys(kind.units).map((unit) => `${bare}${unit}`);
  return [usual, ...units].find((text) => readQuantity(kind, bounds, text).ok) ?? usual;
};

const WRITTEN = /^([+-]?[0-9]{1,12}(?:[.,][0-9]{1,9})?)\s?([^\s0-9.,+-][^\s0-9]{0,11})$/u;

/** A number with more decimals than that, and its unit. */
const OVERLONG = /^([+-]?[0-9]{1,12}\.[0-9]{10,40})\s?([a-z]{1,4})$/u;

const shown = (kind: QuantityKind): { what: StaffText; example: string; units: string } => ({
  what: kind.what,
  example: kind.example,
  units: Object.keys(kind.units).join(', '),
});

/** Reads `4s` or `1.2m` into the code's unit; everything else is refused with the likely repair. */
export const readQuantity = (kind: QuantityKind, bounds: Bounds, input: unknown): Result<number, Refusal> => {
  if (input === undefined) return refuse('quantity.missing', shown(kind));
  if (typeof input === 'number' && Number.isFinite(input))
    return refuse('quantity.bare', { ...shown(kind), repair: likely(kind, bounds, input) });
  if (typeof input !== 'string') return refuse('quantity.form', shown(kind));
  const text = input.normalize('NFC').trim();
  if (/^[+-]?[0-9]{1,12}(?:[.][0-9]{1,9})?$/.test(text))
    return refuse('quantity.bare', { ...shown(kind), repair: likely(kind, bounds, Number(text)) });
  const exact = OVERLONG.exec(text);
  if (exact !== null) {
    // What a drawing program or a division wrote: more digits than there is anything to measure by.
    const repair = `${Number(Number(exact[1]).toFixed(4))}${exact[2] ?? ''}`;
    return refuse('quantity.repairable', { ...shown(kind), repair });
  }
  const match = WRITTEN.exec(text);
  const digits = match?.[1];
  const unit = match?.[2];
  if (digits === undefined || unit === undefined) return refuse('quantity.form', shown(kind));
  const factor = Object.hasOwn(kind.units, unit) ? kind.units[unit] : undefined;
  if (factor === undefined) {
    const lower = unit.toLowerCase();
    const own = Object.hasOwn(kind.units, lower) ? lower : undefined;
    const meant = Object.hasOwn(kind.mistaken, lower) ? kind.mistaken[lower] : own;
    if (meant === undefined) return refuse('quantity.unit', { ...shown(kind), unit });
    return refuse('quantity.repairable', { ...shown(kind), repair: `${digits.replace(',', '.')}${meant}` });
  }
  if (digits.includes(','))
    return refuse('quantity.repairable', { ...shown(kind), repair: `${digits.replace(',', '.')}${unit}` });
  const value = (Number(digits) * factor.times) / factor.over;
  if (value < bounds.least || value > bounds.most)
    return refuse('quantity.range', { ...shown(kind), range: bounds.written });
  if (!kind.whole) return ok(value === 0 ? 0 : value);
  const rounded = Math.round(value);
  // A value that falls between two ticks would be rounded behind its author's back.
  if (Math.abs(rounded - value) > 1e-6) return refuse('quantity.tooFine', shown(kind));
  return ok(rounded === 0 ? 0 : rounded);
};

/** A zod schema for one kind of measure within bounds. */
export const quantity = (kind: QuantityKind, bounds: Bounds) =>
  parsedBy((input) => readQuantity(kind, bounds, input), {
    type: 'string',
    description: `${kind.what.en}, ${bounds.written}`,
    pattern: `^[+-]?[0-9]+(\\.[0-9]+)? ?(${Object.keys(kind.units).join('|')})$`,
    examples: [kind.example],
  });
