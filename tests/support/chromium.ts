import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const executablePath = process.env['LETAN_CHROMIUM'] ?? '/usr/bin/chromium';

/** Why a test that needs a browser is skipped, null where there is one. */
export const noChromium = (): string | null =>
  existsSync(executablePath) ? null : `${executablePath} is not installed (Debian package chromium)`;

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A headless Chromium with an empty profile, that talks to this machine only. */
export async function openChromium(options: { reducedMotion: boolean }): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'letan-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: null,
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  // Below a test's own limit, so that what did not come is named.
  context.setDefaultTimeout(55_000);
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
