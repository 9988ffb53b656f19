import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { present } from '../hal/assert.ts';
import type { JsonObject } from '../hal/json.ts';

/** A page's code, ready to be served: one script and one stylesheet, named by what is in them. */
export interface Bundle {
  readonly hash: string;
  readonly script: Uint8Array;
  readonly style: Uint8Array;
}

/** A page: its code, and what it is told at loading, as JSON. `data` is asked at each load; the token is added by the server. */
export interface Page {
  readonly title: string;
  readonly language: string;
  readonly bundle: Bundle;
  data(): JsonObject;
  /** Stylesheets of this server besides the page's own (fonts). */
  readonly styles: readonly string[];
  /** Whether a page of this same server may show it in a frame (the simulator shows the devices' screens so). */
  readonly framed: boolean;
}

/** Something that a page links to: a picture, a sound. */
export interface Resource {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** For what browser a page is made, and whether its script is a module. */
export interface BrowserTarget {
  readonly target: string;
  readonly format: 'esm' | 'iife';
}

/** The oldest browser that a device runs: Chromium of Raspberry Pi OS bookworm. */
const panelBrowser: BrowserTarget = { target: 'chrome120', format: 'esm' };

/** What visitors carry: Android phones that were last updated years ago. */
export const phoneBrowser: BrowserTarget = { target: 'chrome64', format: 'iife' };

/** Where a release has the finished bundle of a page, for its entry. */
export const prebuilt = (entry: string): string => entry.replace(/\.tsx$/u, '.page.json');

const bundleOf = (script: Uint8Array, style: Uint8Array): Bundle => ({
  hash: createHash('sha256').update(script).update(style).digest('hex').slice(0, 16),
  script,
  style,
});

/**
 * A page from its TypeScript entry, which imports its stylesheet: as the release has bundled it, else bundled now, in memory. A page
 * that does not build is a bug, so it throws.
 */
export async function bundlePage(entry: string, browser: BrowserTarget = panelBrowser): Promise<Bundle> {
  const finished = prebuilt(entry);
  if (existsSync(finished)) {
    // Written by the release from a bundle; nothing else writes there.
    const { script, style } = JSON.parse(readFileSync(finished, 'utf8')) as {
      readonly script: string;
      readonly style: string;
    };
    return bundleOf(new TextEncoder().encode(script), new TextEncoder().encode(style));
  }
  // A device has no bundler.
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [entry],
    outdir: '/',
    bundle: true,
    write: false,
    format: browser.format,
    target: browser.target,
    minify: true,
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['/fonts/*'],
    logLevel: 'silent',
  });
  const file = (end: string): Uint8Array | undefined =>
    result.outputFiles.find((output) => output.path.endsWith(end))?.contents;
  const script = present(file('.js'), `no script came out of ${entry}`);
  const style = file('.css') ?? new Uint8Array();
  return bundleOf(script, style);
}

/** The document of a page: nothing inline but data, which no browser runs. */
export function pageHtml(path: string, page: Page, token: string): string {
  const base = path === '/' ? '' : path;
  const data = JSON.stringify({ ...page.data(), path, version: page.bundle.hash, token });
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="data:,">
<link rel="preload" href="/fonts/be-vietnam-pro-400.ttf" as="font" type="font/ttf" crossorigin>
${page.styles.map((href) => `<link rel="stylesheet" href="${href}">\n`).join('')}<link rel="stylesheet" href="${base}/app/${page.bundle.hash}.css">
<script type="application/json" id="page-data">${data.replaceAll('<', '\\u003c')}</script>
<script type="module" src="${base}/app/${page.bundle.hash}.js"></script>
</head>
<body></body>
</html>
`;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
