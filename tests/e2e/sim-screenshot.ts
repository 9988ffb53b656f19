import { fileURLToPath } from 'node:url';
import { openChromium } from '../support/chromium.ts';

/*
 * Makes the picture of the running simulator for the README again: `npx tsx tests/e2e/sim-screenshot.ts URL [FILE] [SECONDS]`, with
 * `npm start` running at URL. It waits until the first visitor holds a slip and is called.
 */

const [url, file, seconds] = process.argv.slice(2);
if (url === undefined) {
  process.stderr.write('usage: npx tsx tests/e2e/sim-screenshot.ts URL [FILE] [SECONDS]\n');
  process.exit(64);
}
const target = file ?? fileURLToPath(new URL('../../sim/page/screenshot.png', import.meta.url));
const browser = await openChromium({ reducedMotion: false });
const page = await browser.context.newPage();
page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
await page.setViewportSize({ width: 1600, height: 1000 });
await page.goto(url);
if (seconds === undefined) await page.waitForSelector('.story li:nth-child(6).reached', { timeout: 180_000 });
else await page.waitForTimeout(Number(seconds) * 1000);
await page.screenshot({ path: target });
await browser.close();
