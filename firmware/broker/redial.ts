import type { Backoff } from '../../hal/backoff.ts';

/**
 * How a device that has no link to the site's broker, or lost it, looks for it again. Often, since its network is the house's own: whoever lives is back within
 * 5 s, or 8 s where the broker's machine was off and the network first has to find it. That is what a hub that begins anew counts
 * on when it waits for those of whom the broker had kept a word (`../kept-words.ts`).
 */
export const siteRedial: Backoff = { firstMs: 1_000, mostMs: 5_000 };
