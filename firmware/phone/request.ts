import type { DeskAnswer, DeskRequest } from '../web-desk.ts';

/** The longest body that an ask needs. */
export const longestAsk = 512;

/** What every answer carries: nobody keeps it, frames it, finds it in a search, or learns of its address by a link. */
const always: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

const nothingRuns = "default-src 'none'; frame-ancestors 'none'";

export const answer = (
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): DeskAnswer => ({
  status,
  headers: { ...always, 'content-security-policy': nothingRuns, 'content-type': `${type}; charset=utf-8`, ...headers },
  body,
});

/**
 * Whether a page of another site makes this request. A browser of today says so itself; an older one names its origin where it
 * changes something. `own`: by what origins this page is reached.
 */
export function isForeign({ headers }: DeskRequest, own: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = { origin: headers['origin'], host: headers['host'] ?? '' };
  return origin !== undefined && ![...own, `http://${host}`, `https://${host}`].includes(origin);
}
