import { isTooDeep, type JsonObject, type JsonValue } from '../../hal/json.ts';
import { readBookings, type BookingMapping } from '../city/bookings-in.ts';
import { normal, veiledCode, veiledText } from './cipher.ts';
import type { Secrets } from './secrets.ts';

/*
 * The city's documents hold whatever the city's system has of its people. Of a document only the fields that the config names are kept, of
 * those the codes as others; the rest keeps its form and says nothing. The firmware does not look at it.
 */

export interface CityVeil {
  readonly bookings: BookingMapping;
  /** The field of a dossier's answer that is looked at, as `data.state`. */
  readonly dossierState: string;
  readonly services: readonly string[];
  readonly languages: readonly string[];
}

interface Document {
  readonly name: string;
  readonly format: 'json' | 'csv';
  readonly text: string;
}

type Keeping = 'as it is' | 'as another code' | 'its form';

const keepingOf = ({
  cancelled: _c,
  code,
  days: _d,
  delimiter: _l,
  list: _i,
  services: _s,
  ...fields
}: BookingMapping) => {
  const kept = new Set<string>(Object.values(fields));
  return (field: string): Keeping => {
    if (field === code) return 'as another code';
    return kept.has(field) ? 'as it is' : 'its form';
  };
};

const changed = (key: Uint8Array, text: string, keeping: Keeping): string => {
  if (keeping === 'as it is') return text;
  return keeping === 'as another code' ? veiledCode(key, text) : veiledText(key, text);
};

/** A cell that was opened by a quote and never closed is given up by the reader behind so many characters. */
const longestCell = 4_000;

/** The end of a quoted cell that begins behind `from`; null: nobody closed it. */
const quoteEnd = (text: string, from: number): number | null => {
  for (let at = from; at < text.length && at - from <= longestCell; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return null;
};

/** Cell by cell, every delimiter, quote and line break where it was. */
const veiledTable = (key: Uint8Array, text: string, mapping: BookingMapping): string => {
  const { delimiter } = mapping;
  const keeping = keepingOf(mapping);
  const names: string[] = [];
  let [out, cell, column, row] = ['', '', 0, 0];
  const end = (): void => {
    if (row === 0)
      names.push(
        cell
          .replaceAll('"', '')
          .replace(/^\uFEFF/, '')
          .normalize('NFC')
          .trim(),
      );
    out += row === 0 ? cell : changed(key, cell, keeping(names[column] ?? ''));
    cell = '';
    column += 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '"' && cell.trim() === '') {
      const closed = quoteEnd(text, at + 1);
      if (closed !== null) {
        cell += text.slice(at, closed + 1);
        at = closed;
        continue;
      }
    }
    if (char === delimiter || char === '\n') {
      end();
      out += char;
      if (char === '\n') [column, row] = [0, row + 1];
    } else cell += char;
  }
  end();
  return out;
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const formOf = (key: Uint8Array, value: JsonValue): JsonValue => {
  if (typeof value === 'string') return veiledText(key, value);
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map((inner: JsonValue) => formOf(key, inner));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, formOf(key, it)]));
  return value;
};

const jsonIn = (text: string): JsonValue | undefined => {
  if (isTooDeep(text)) return undefined;
  try {
    // JSON.parse gives `any`; what it can give is exactly this.
    return JSON.parse(text.replace(/^\uFEFF/, '').normalize('NFC')) as JsonValue;
  } catch {
    return undefined;
  }
};

/** Everything is kept as its form but what stands at the end of the path. */
const along = (
  key: Uint8Array,
  value: JsonValue,
  path: readonly string[],
  found: (value: JsonValue) => JsonValue,
): JsonValue => {
  const [step, ...rest] = path;
  if (step === undefined) return found(value);
  if (!isObject(value)) return formOf(key, value);
  return Object.fromEntries(
    Object.entries(value).map(([name, it]) => [name, name === step ? along(key, it, rest, found) : formOf(key, it)]),
  );
};

const veiledRecords = (key: Uint8Array, text: string, mapping: BookingMapping): string => {
  const said = jsonIn(text);
  if (said === undefined) return veiledText(key, text);
  const keeping = keepingOf(mapping);
  const record = (item: JsonValue): JsonValue => {
    if (!isObject(item)) return formOf(key, item);
    return Object.fromEntries(
      Object.entries(item).map(([name, value]) => {
        const how = keeping(name);
        if (how === 'its form') return [name, formOf(key, value)];
        return [name, typeof value === 'string' ? changed(key, value, how) : value];
      }),
    );
  };
  const list = (value: JsonValue): JsonValue =>
    Array.isArray(value) ? value.map((item: JsonValue) => record(item)) : formOf(key, value);
  return JSON.stringify(along(key, said, mapping.list === '' ? [] : mapping.list.split('.'), list));
};

/** The document as it may be kept. Its codes, and what the firmware will quote of its faults, are noticed. */
export const veiledDocument = (key: Uint8Array, secrets: Secrets, document: Document, city: CityVeil): Document => {
  const { format, text } = document;
  const mapping = city.bookings;
  const veil = format === 'csv' ? veiledTable : veiledRecords;
  const veiled = { ...document, text: veil(key, text, mapping) };
  const [real, kept] = [document, veiled].map((one) => readBookings(one, mapping, city));
  for (const { code } of real?.bookings ?? []) secrets.code(code);
  for (const [index, { value }] of (real?.faults ?? []).entries()) {
    const instead = kept?.faults[index]?.value ?? '';
    if (value !== instead && normal(value) !== '') secrets.phrase(value, instead);
  }
  return veiled;
};

/** What the city answers of a dossier: how far it is, and nothing of whose it is. */
export const veiledDossier = (key: Uint8Array, answer: string, { dossierState }: CityVeil): string => {
  const said = jsonIn(answer);
  if (said === undefined) return veiledText(key, answer);
  return JSON.stringify(along(key, said, dossierState.split('.'), (value) => value));
};
