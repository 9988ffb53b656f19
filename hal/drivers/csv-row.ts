import type { JsonValue } from '../json.ts';

/** One field as RFC 4180 has it. A text that a spreadsheet would take for a formula is led by an apostrophe. */
export const csvField = (value: JsonValue): string => {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

export const csvRow = (values: readonly JsonValue[]): string => `${values.map(csvField).join(',')}\r\n`;
