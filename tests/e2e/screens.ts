import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openChromium } from '../support/chromium.ts';
import { galleryLanguages, gallery, type GalleryLanguage } from '../support/views.ts';
import { drawn, glasses, pathOf, placeOf, runVisitorScreens } from '../support/visitor-screen.ts';

/*
 * Writes a picture of every screen of the visitor's page into a folder, to be looked at:
 *
 *   npx tsx tests/e2e/screens.ts FOLDER [--glass NAME] [--language TAG] [--easy] [--high] [--screen NAME]
 */

const args = process.argv.slice(2);
const folder = args[0];
if (folder === undefined || folder.startsWith('--')) {
  process.stderr.write(
    'usage: npx tsx tests/e2e/screens.ts FOLDER [--glass NAME] [--language TAG] [--easy] [--high] [--screen NAME]\n',
  );
  process.exit(64);
}
const option = (name: string): string | null => {
  const at = args.indexOf(`--${name}`);
  return at === -1 ? null : (args[at + 1] ?? null);
};
const easy = args.includes('--easy');
const high = args.includes('--high');
const chosenLanguage = option('language');
const languages: readonly GalleryLanguage[] =
  chosenLanguage === null ? ['vi', 'en'] : galleryLanguages.filter((tag) => tag === chosenLanguage);

mkdirSync(folder, { recursive: true });
const screens = await runVisitorScreens();
const browser = await openChromium({ reducedMotion: true });
for (const glass of glasses.filter(({ name }) => option('glass') === null || name === option('glass'))) {
  const page = await browser.context.newPage();
  page.on('console', (message) => process.stderr.write(`${glass.name}: ${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`${glass.name}: ${error.message}\n`));
  // The glass at half its pixels: proportions are the panel's own, and pictures stay small.
  await page.setViewportSize({ width: glass.page.panel.widthPx / 2, height: glass.page.panel.heightPx / 2 });
  await page.goto(`${screens.url}${pathOf(glass)}${high ? '?contrast=high' : ''}`);
  for (const language of languages)
    for (const [name, view] of gallery(language, { easy, robot: glass.robot, from: placeOf(glass) })) {
      if (option('screen') !== null && name !== option('screen')) continue;
      screens.show(glass, view);
      await drawn(page, view.body.screen);
      const file = [glass.name, name, language, easy ? 'easy' : '', high ? 'high' : ''].filter(Boolean).join('_');
      await page.screenshot({ path: join(folder, `${file}.png`) });
    }
  await page.close();
}
await browser.close();
await screens.close();
