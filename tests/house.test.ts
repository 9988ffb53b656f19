import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './support/sources.ts';

/*
 * The rules of the house as code: which storey may import which, what may touch the outside world, how long a file may be.
 * Each rule is a pure function over a file's text with its own planted violation, so that a rule that sees nothing is found.
 */

interface Source {
  readonly path: string;
  readonly text: string;
}

const storeyOf = (path: string): string => path.split('/')[0] ?? '';

/** What each storey may import of ours. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  hal: ['hal'],
  config: ['config', 'hal'],
  behaviours: ['behaviours', 'hal'],
  firmware: ['firmware', 'behaviours', 'config', 'hal'],
  sim: ['sim', 'firmware', 'behaviours', 'config', 'hal'],
  tests: ['tests', 'sim', 'firmware', 'behaviours', 'config', 'hal'],
};
/** The one door through which the CLI reaches what the device bundle drops. */
const dynamicDoors = new Set(['firmware/cli/main.ts']);

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1');

interface Import {
  readonly target: string;
  readonly dynamic: boolean;
}

const importsOf = ({ path, text }: Source): readonly Import[] => {
  const found: Import[] = [];
  for (const match of withoutComments(text).matchAll(/(?:from\s+|import\s+|(import)\s*\(\s*)['"]([^'"]+)['"]/g)) {
    const target = match[2] ?? '';
    found.push({
      target: target.startsWith('.') ? normalize(join(dirname(path), target)) : target,
      dynamic: match[1] !== undefined,
    });
  }
  return found;
};

const ours = new Set(Object.keys(mayImport));

const wrongArrows = (source: Source): string[] =>
  importsOf(source).flatMap(({ target, dynamic }) => {
    const to = storeyOf(target);
    if (!ours.has(to)) return [];
    if (dynamic && dynamicDoors.has(source.path)) return [];
    const allowed = mayImport[storeyOf(source.path)] ?? [];
    return allowed.includes(to)
      ? []
      : [`${source.path} imports ${target}: ${storeyOf(source.path)} may not know ${to}`];
  });

/** config and behaviours see of hal only what is not a driver; ports and units know no driver either. */
const reachesDriver = (source: Source): string[] => {
  const blind = /^(config|behaviours|hal\/ports|hal\/[a-z-]+\.ts)/.test(source.path);
  if (!blind) return [];
  return importsOf(source)
    .filter(({ target }) => target.startsWith('hal/drivers/'))
    .map(({ target }) => `${source.path} imports ${target}: only firmware and sim choose drivers`);
};

/** One behaviour may read of another its types, never its machine. */
const readsOtherBehaviour = (source: Source): string[] => {
  const own = /^behaviours\/([^/]+)\//.exec(source.path)?.[1];
  if (own === undefined) return [];
  const shared = /\/(events|settings|views|claims|texts|civil|schedule|route)\.ts$/;
  return importsOf(source)
    .filter(({ target }) => /^behaviours\/[^/]+\//.test(target) && !target.startsWith(`behaviours/${own}/`))
    .filter(({ target }) => !shared.test(target))
    .map(({ target }) => `${source.path} imports ${target}: machines do not know each other, app.ts connects them`);
};

const outside: readonly { readonly word: RegExp; readonly teach: string }[] = [
  { word: /\bDate\.now\b|\bnew Date\b/, teach: 'ask the Clock port' },
  { word: /\bperformance\.now\b/, teach: 'ask the Clock port' },
  { word: /\bMath\.random\b/, teach: 'ask the Random port (Entropy for ids and tokens)' },
  {
    word: /(?<![.\w])(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/,
    teach: 'arm a timer on the Clock port',
  },
  { word: /\bprocess\.(env|exit|argv|cwd|hrtime|nextTick)\b/, teach: 'take it as config or a parameter' },
  { word: /\bfrom 'node:(fs|net|http|https|dgram|child_process|os|crypto|timers)/, teach: 'go through a port' },
  { word: /\bfetch\s*\(/, teach: 'go through a port' },
];
/** Where the outside world is allowed: drivers, the loader, the mains and what is real by its nature. */
const atTheDoor =
  /^(hal\/drivers\/|config\/(load|languages)\.ts|firmware\/(cli\/|page\.ts|web\.ts|main\.ts|drivers\.ts|pages\/)|sim\/(main|run|temp|session-io|print-decode|replay-command)[^/]*\.ts|sim\/page\/|sim\/(?:clock|replay\/(?:replay-clock|recording-file|to-test)|encounters\/files|training\/command)\.ts|hal\/ports\/clock\.ts|tests\/|vitest\.config\.ts)/;

const touchesOutside = (source: Source): string[] => {
  if (atTheDoor.test(source.path)) return [];
  const text = withoutComments(source.text);
  return outside.flatMap(({ word, teach }) => {
    const hit = word.exec(text);
    return hit === null ? [] : [`${source.path} uses ${hit[0].trim()}: ${teach}`];
  });
};

/**
 * What differs between versions of Node or of its ICU has no place where a trace is made. IEEE 754 rounds + − × ÷ and √ alike
 * everywhere; all else of Math that is no whole number is as its engine likes it, and hal/trigonometry.ts has it out of those five.
 */
const hostsOwn: readonly RegExp[] = [
  /\bIntl\./,
  /\.toLocale[A-Z]\w*\(/,
  /\.localeCompare\(/,
  /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log1p|log2|log10|cbrt|pow|hypot)\b/,
  // A power of whole bigints is exact.
  /[\w)\]]\s*\*\*(?!\s*\d+n\b)/,
];
const differsBetweenHosts = (source: Source): string[] => {
  if (!/^(?:behaviours\/|sim\/|firmware\/[^/]+\.ts)/.test(source.path) || source.path.startsWith('sim/page/'))
    return [];
  const text = withoutComments(source.text);
  return hostsOwn.flatMap((word) => {
    const hit = word.exec(text);
    return hit === null ? [] : [`${source.path} uses ${hit[0].trim()}: its result is the host's, not ours`];
  });
};

const tooLong = (source: Source): string[] => {
  const lines = source.text.split('\n').length;
  // Word lists and tables are data in TypeScript's clothes.
  if (/languages\/messages\//.test(source.path)) return [];
  // A test is read case by case, so it may be longer than a room that must be known whole.
  return lines > (source.path.startsWith('tests/') ? 500 : 360)
    ? [`${source.path} has ${lines} lines: a room too big to know; cut it along its meaning`]
    : [];
};

const escapes = (source: Source): string[] =>
  [...source.text.matchAll(/\b(?:it|test|describe)\.(?:only|todo)\b/g)]
    .filter(() => source.path !== 'tests/house.test.ts')
    .map((hit) => `${source.path}: ${hit[0]}`);

const rules = {
  wrongArrows,
  reachesDriver,
  readsOtherBehaviour,
  touchesOutside,
  differsBetweenHosts,
  tooLong,
  escapes,
};

const sources: readonly Source[] = sourceFiles().map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe('the house', () => {
  it('has rooms to look at', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  for (const [name, rule] of Object.entries(rules)) {
    it(`keeps: ${name}`, () => {
      expect(sources.flatMap(rule)).toEqual([]);
    });
  }

  const planted: readonly (readonly [keyof typeof rules, Source])[] = [
    ['wrongArrows', { path: 'firmware/x.ts', text: "import { a } from '../sim/clock.ts';" }],
    ['wrongArrows', { path: 'firmware/x.ts', text: "await import('../sim/main.ts');" }],
    ['wrongArrows', { path: 'hal/ports/x.ts', text: "export * from '../../config/load.ts';" }],
    ['reachesDriver', { path: 'behaviours/x/index.ts', text: "import { a } from '../../hal/drivers/node-clock.ts';" }],
    ['readsOtherBehaviour', { path: 'behaviours/x/machine.ts', text: "import { m } from '../greeting/machine.ts';" }],
    ['touchesOutside', { path: 'behaviours/x/index.ts', text: 'const t = Date.now();' }],
    ['touchesOutside', { path: 'sim/world/people.ts', text: 'setTimeout(() => {}, 3);' }],
    ['differsBetweenHosts', { path: 'sim/world/people.ts', text: 'Math.hypot(1, 2)' }],
    ['differsBetweenHosts', { path: 'behaviours/x/way.ts', text: 'const bearing = Math.atan2(y, x);' }],
    ['differsBetweenHosts', { path: 'firmware/settings.ts', text: 'const c = Math.cos(heading);' }],
    ['differsBetweenHosts', { path: 'behaviours/x/words.ts', text: 'names.sort((a, b) => a.localeCompare(b));' }],
    ['differsBetweenHosts', { path: 'sim/x.ts', text: 'const half = share ** 0.5;' }],
    ['tooLong', { path: 'sim/x.ts', text: 'a\n'.repeat(400) }],
    ['escapes', { path: 'sim/x.ts', text: "it.only('x', () => {});" }],
  ];
  for (const [name, source] of planted)
    it(`finds a planted violation: ${name} in ${source.path}`, () => {
      expect(rules[name](source)).not.toEqual([]);
    });
});
