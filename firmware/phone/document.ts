import type { PhoneNow, PhoneShell, PhoneView } from './view.ts';

/**
 * The page's document: everything that it needs comes in this one answer, since each further one costs a phone on a slow link a
 * second or more. The only script and style are those whose digests the policy names; data run nowhere.
 */
export interface PhoneCode {
  readonly script: string;
  readonly style: string;
  /** `'sha256-…'` of each, as a policy names them. */
  readonly scriptDigest: string;
  readonly styleDigest: string;
}

export const phonePolicy = ({ scriptDigest, styleDigest }: PhoneCode): string =>
  [
    "default-src 'none'",
    `script-src ${scriptDigest}`,
    `style-src ${styleDigest}`,
    "connect-src 'self'",
    "worker-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const head = (language: string, title: string, { style }: PhoneCode, more: string): string => `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${more}<style>${style}</style>
</head>
`;

/** What stands there where no script runs: the same words, loaded anew every minute. */
const withoutScript = ({ number, headline, lines, words }: PhoneView, asOf: string, reloads: string): string =>
  `<noscript><main class="plain"><p>${escapeHtml(words.centre)}</p><p class="number">${escapeHtml(number)}</p>` +
  `<h1>${escapeHtml(headline)}</h1>${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}` +
  `<p>${asOf === '' ? '' : escapeHtml(words.asOf.replace('{time}', asOf))} ${escapeHtml(reloads)}</p></main></noscript>`;

const data = (id: string, value: PhoneShell | PhoneNow): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>\n`;

export function ticketDocument(
  code: PhoneCode,
  shell: PhoneShell,
  now: Extract<PhoneNow, { readonly view: PhoneView }>,
  reloads: string,
): string {
  const { view, asOf } = now;
  const anew = '<noscript><meta http-equiv="refresh" content="60"></noscript>\n';
  return `${head(view.language, `${view.number} – ${view.words.centre}`, code, anew)}<body>
${withoutScript(view, asOf, reloads)}
<div id="page"></div>
${data('shell', shell)}${data('now', now)}<script>${code.script}</script>
</body>
</html>
`;
}

/** A page that says one thing kindly, in each of some languages; it tells nothing of any ticket. */
export function kindDocument(
  code: PhoneCode,
  said: readonly { readonly language: string; readonly title: string; readonly text: string }[],
): string {
  const [first] = said;
  const body = said
    .map(
      ({ language, title, text }, at) =>
        `<section lang="${escapeHtml(language)}"><h${at === 0 ? 1 : 2}>${escapeHtml(title)}</h${at === 0 ? 1 : 2}><p>${escapeHtml(text)}</p></section>`,
    )
    .join('\n');
  return `${head(first?.language ?? 'vi', first?.title ?? '', code, '')}<body>
<main class="kind">${body}</main>
</body>
</html>
`;
}
