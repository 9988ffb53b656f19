import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openChromium } from '../support/chromium.ts';
import { until } from '../support/web.ts';

/*
 * Makes the README's picture of the running simulator again: `npx tsx tests/e2e/sim-screenshot.ts [FILE]`. It starts the simulator,
 * waits until the first visitor has their slip and is called, and takes the picture.
 */

const target = process.argv[2] ?? fileURLToPath(new URL('../../sim/page/screenshot.png', import.meta.url));
const simulator = spawn(process.execPath, ['firmware/cli/letan.mjs', 'sim', 'page', '--port', '0'], {
  cwd: fileURLToPath(new URL('../../', import.meta.url)),
  stdio: ['ignore', 'pipe', 'inherit'],
});
let said = '';
simulator.stdout.on('data', (text: Buffer) => (said += text.toString()));
const browser = await openChromium({ reducedMotion: false });
try {
  await until(() => said.includes('http://'), 'an address', 60_000);
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1600, height: 1000 });
  await page.goto(/http:\/\/\S+/.exec(said)?.[0] ?? '');
  await page.waitForSelector('.story li:nth-child(6).reached', { timeout: 180_000 });
  await page.waitForTimeout(1200);
  await page.screenshot({ path: target });
} finally {
  await browser.close();
  simulator.kill('SIGTERM');
}
