import { z } from 'zod';
import { ok, type Result } from '../hal/result.ts';
import { parsedBy, refuse, refuseAt, type Refusal } from './refusal.ts';

/** A text by language; Vietnamese and English are always there, the others fall back to English. */
export interface Text {
  readonly vi: string;
  readonly en: string;
  readonly [language: string]: string;
}

/** What people write for a language, lower case, and its BCP 47 tag. */
const mistakenTags: Readonly<Record<string, string>> = {
  vn: 'vi',
  vie: 'vi',
  eng: 'en',
  uk: 'en',
  us: 'en',
  zh: 'zh-Hans',
  cn: 'zh-Hans',
  'zh-cn': 'zh-Hans',
  'zh-hans': 'zh-Hans',
  kr: 'ko',
  jp: 'ja',
  fra: 'fr',
};

/** Reads a language by its BCP 47 tag. Whether there are phrases for it is asked later, with the language files in hand. */
export const readLanguageTag = (input: unknown): Result<string, Refusal> => {
  if (typeof input !== 'string') return refuse('language.form', {});
  const text = input.trim();
  const lower = text.toLowerCase();
  const meant = Object.hasOwn(mistakenTags, lower) ? mistakenTags[lower] : undefined;
  if (meant !== undefined && meant !== text) return refuse('language.repairable', { repair: meant });
  if (!/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/.test(text)) return refuse('language.form', {});
  return ok(text);
};

export const languageTag = () =>
  parsedBy(readLanguageTag, {
    type: 'string',
    description: 'a language by its BCP 47 tag',
    examples: ['vi', 'en', 'zh-Hans'],
  });

/** Control characters, line breaks included: a name is one line on a screen, a slip and in a voice. */
const CONTROL = /\p{Cc}/u;

/** Reads one line of text of at most `most` characters, composed (NFC) and trimmed; decomposed input is taken and composed. */
export const readLine =
  (most: number) =>
  (input: unknown): Result<string, Refusal> => {
    if (input === undefined) return refuse('text.missing', {});
    if (typeof input === 'number' || typeof input === 'boolean') return refuse('text.quote', { repair: `"${input}"` });
    if (typeof input !== 'string') return refuse('text.form', {});
    const text = input.normalize('NFC').trim();
    if (text === '') return refuse('text.empty', {});
    if (CONTROL.test(text)) return refuse('text.control', {});
    const { length } = Array.from(text);
    if (length > most) return refuse('text.long', { most, length });
    return ok(text);
  };

export const line = (most: number) =>
  parsedBy(readLine(most), { type: 'string', description: `one line of text, at most ${most} characters` });

/** A text by language, each at most `most` characters. */
export const textByLanguage = (most: number) =>
  z
    .object({ vi: line(most), en: line(most) })
    .catchall(line(most))
    .transform((texts, context): Text => {
      for (const tag of Object.keys(texts)) {
        const read = readLanguageTag(tag);
        if (!read.ok) refuseAt(context, [tag], read.fault);
      }
      return texts;
    });

/** A name in topics, files and ids: lower-case words joined by hyphens. */
export const readSlug = (input: unknown): Result<string, Refusal> => {
  if (input === undefined) return refuse('slug.missing', {});
  if (typeof input === 'number') return refuse('slug.quote', { repair: `"${input}"` });
  if (typeof input !== 'string') return refuse('slug.form', {});
  const text = input.trim();
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= 40) return ok(text);
  const repaired = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/giu, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
  return repaired === '' ? refuse('slug.form', {}) : refuse('slug.repairable', { repair: repaired });
};

export const slug = () =>
  parsedBy(readSlug, {
    type: 'string',
    description: 'lower-case words joined by hyphens, at most 40 characters',
    pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  });
