import { parseDateKey } from '../hours/civil.ts';

/**
 * A dossier's code as the form of Circular 01/2018/TT-VPCP, article 19, and its successors write it: the office, the day on which it
 * was received, its number on that day. `000.00.18.H26-250801-0007`, `H26.18.14-260105-0001`. The sequence has grown to six digits.
 */
const form = /^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,4}){0,3})-(\d{6})-\d{4,6}$/;
/** Codes of the national portal and others that we know nothing of: the city says whether it knows them. */
const foreign = /^[A-Z]\d{2}\.[0-9A-Z.-]{4,32}$/;

export type DossierCode =
  | { readonly kind: 'code'; readonly code: string }
  /** Looks like one, and its day is none, or yet to come. */
  | { readonly kind: 'no-day'; readonly written: string }
  | { readonly kind: 'none' };

/** Reads what somebody scanned or typed: case, spaces around and other dashes do not count. `today`: null while nobody knows it. */
export function readDossierCode(written: string, today: string | null): DossierCode {
  const code = written
    .normalize('NFC')
    .trim()
    .toUpperCase()
    .replaceAll(/[\u2010-\u2015\u2212_]/gu, '-')
    .replaceAll(/\s*([.-])\s*/gu, '$1')
    .replaceAll(/\s+/gu, '.');
  const found = form.exec(code);
  if (found === null)
    return foreign.test(code) && code.includes('-') && !/-\d{6}-/.test(code)
      ? { kind: 'code', code }
      : { kind: 'none' };
  const digits = found[1] ?? '';
  const day = `20${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`;
  const isDay = parseDateKey(day) !== null && (today === null || day <= today);
  return isDay ? { kind: 'code', code } : { kind: 'no-day', written: code };
}
