import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Resource } from '../page.ts';

/*
 * The fonts that every page may ask for, all under the Open Font License. Be Vietnam Pro sets Vietnamese, English and French; Noto
 * Sans sets Chinese, Korean and Japanese, cut by Unicode range so that a page fetches the few pieces that it shows.
 */

const require = createRequire(import.meta.url);

const vietnamese: Readonly<Record<string, string>> = {
  '400': '400Regular',
  '500': '500Medium',
  '600': '600SemiBold',
  '700': '700Bold',
};

/** Package and family of each script that Be Vietnam Pro lacks. */
const noto = {
  'zh-Hans': { name: 'noto-sans-sc', family: 'Noto Sans SC Variable' },
  ko: { name: 'noto-sans-kr', family: 'Noto Sans KR Variable' },
  ja: { name: 'noto-sans-jp', family: 'Noto Sans JP Variable' },
} as const;

const cache = new Map<string, Resource | null>();

/** What lies at `/fonts/<name>`, null where nothing does. */
export function findFont(name: string): Resource | null {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const found = readFont(name);
  // Names that are no font are not kept: whoever asks for many would fill the memory.
  if (found !== null) cache.set(name, found);
  return found;
}

function readFont(name: string): Resource | null {
  const weight = /^be-vietnam-pro-(\d{3})\.ttf$/.exec(name)?.[1] ?? '';
  const face = Object.hasOwn(vietnamese, weight) ? vietnamese[weight] : undefined;
  if (face !== undefined) {
    const path = `@expo-google-fonts/be-vietnam-pro/${face}/BeVietnamPro_${face}.ttf`;
    return { type: 'font/ttf', bytes: readFileSync(require.resolve(path)) };
  }
  const [, family = '', rest = ''] = /^([a-z-]+)\/(index\.css|files\/[a-z0-9-]+\.woff2)$/.exec(name) ?? [];
  if (!Object.values(noto).some((font) => font.name === family)) return null;
  const home = dirname(require.resolve(`@fontsource-variable/${family}/index.css`));
  const type = rest.endsWith('.css') ? 'text/css; charset=utf-8' : 'font/woff2';
  try {
    return { type, bytes: readFileSync(join(home, rest)) };
  } catch {
    return null;
  }
}

/** Stylesheets beside the page's own, for the languages that it shows. */
export const fontStyles = (languages: readonly string[]): string[] =>
  languages.flatMap((tag) => (tag in noto ? [`/fonts/${noto[tag as keyof typeof noto].name}/index.css`] : []));
