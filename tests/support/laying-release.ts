import { buildSync } from 'esbuild';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { standInRelease, type StandIn } from './stand-in-release.ts';

const textsBelow = (folder: string, to: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [`${to}/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );

/** The program by which a release lays itself, as one file: what the real release has as a tree of modules. */
const onDevice = (): string =>
  buildSync({
    entryPoints: ['firmware/cli/provision/on-device.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  }).outputFiles[0]?.text ?? '';

/**
 * A small release that can be laid on a machine of this processor: the real program that lays it, the real units and rules, and no
 * firmware. Gives its file.
 */
export const layingRelease = (folder: string, standIn: StandIn): string =>
  standInRelease(folder, {
    ...standIn,
    files: {
      'app/package.json': '{ "type": "module" }\n',
      // It looks for profiles and boards beside itself, as config/load.ts does.
      'app/config/on-device.js': onDevice(),
      'app/firmware/cli/provision/on-device.js': "import '../../../config/on-device.js';\n",
      ...textsBelow('config/profiles', 'app/config/profiles'),
      ...textsBelow('config/boards', 'app/config/boards'),
      ...Object.fromEntries(
        readdirSync('config/languages')
          .filter((name) => name.endsWith('.yaml'))
          .map((name) => [`app/config/languages/${name}`, readFileSync(join('config/languages', name), 'utf8')]),
      ),
      ...textsBelow('firmware/systemd', 'systemd'),
      ...textsBelow('firmware/udev', 'udev'),
      ...standIn.files,
    },
  });
