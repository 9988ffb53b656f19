import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/*
 * Which test files share a process with others. A process of its own costs each file the start of Node and the loading of everything
 * that it imports, half a second of CPU; what only reckons does not need it. Judged by what a file and its support say, so that nobody
 * has to remember it.
 */

/** Folders whose tests reckon in memory or work in directories of their own. */
const reckoning = ['tests/unit', 'tests/model', 'tests/graph', 'tests/days'];
/** Contract suites over twins and simulated chips; those over kernels, brokers and children are apart. */
const simulated = /^tests\/contract\/[^/]+\.(?:sim|chip)\.test\.ts$/u;

/** What changes or measures the whole process: modules replaced, spies, its environment, its directory, its memory and timers. */
const wholeProcess =
  /(?<![.\w])vi\.(?!setConfig\b)\w+\(|process\.(?:env\[[^\]]+\]\s*=[^=]|chdir|exitCode\s*=[^=]|memoryUsage|getActiveResourcesInfo)|heapUsed|\bgc\(/u;

const ownImport = /from '(\.{1,2}\/[^']+\.ts)'/gu;

/** The text of a test file and of all support that it comes to. */
const textsOf = (file: string, seen: Map<string, string>): ReadonlyMap<string, string> => {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const [, path = ''] of text.matchAll(ownImport)) {
    const imported = resolve(dirname(file), path);
    // What is not there is said by the test that imports it; or it is an import that a test only writes.
    if (imported.includes('/tests/') && existsSync(imported)) textsOf(imported, seen);
  }
  return seen;
};

/** Whether a test file, as a path from the checkout's root, may run in one process with others. */
export const sharesProcess = (file: string, checkout = '.'): boolean => {
  if (!reckoning.some((folder) => file.startsWith(`${folder}/`)) && !simulated.test(file)) return false;
  return [...textsOf(resolve(checkout, file), new Map()).values()].every((text) => !wholeProcess.test(text));
};

/** The test files that share a process, as paths from the checkout's root, in alphabetical order. */
export const sharingFiles = (): readonly string[] =>
  [...reckoning, 'tests/contract']
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((file) => file.endsWith('.test.ts') && sharesProcess(file))
    .toSorted();
