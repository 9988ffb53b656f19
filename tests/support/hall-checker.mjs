/*
 * Recomputes from a trace alone whether a hall kept its invariants: `node tests/support/hall-checker.mjs TRACE`. It imports nothing
 * of letan; what it knows stands in ARCHITECTURE.md ("The trace") and in behaviours/hall/README.md.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { findingText, HallChecker, rules } from '../../sim/hall-checker/checker.mjs';

export { findingText, HallChecker, rules };

const usage = `usage: node tests/support/hall-checker.mjs [--calm] [--rules] TRACE
  TRACE    NDJSON of one run; - reads it from stdin
  --calm   all was mended before its end and everybody had time to be served: also check that nobody was lost
  --rules  says the invariants and reads nothing
`;

const main = async (words) => {
  const options = new Set(words.filter((word) => word.startsWith('--')));
  const files = words.filter((word) => !word.startsWith('--'));
  if (options.has('--rules')) {
    for (const { id, says } of rules) process.stdout.write(`${id}: ${says}\n`);
    return 0;
  }
  const known = [...options].every((option) => option === '--calm');
  if (files.length !== 1 || !known) {
    process.stderr.write(usage);
    return 64;
  }
  const checker = new HallChecker();
  const input = files[0] === '-' ? process.stdin : createReadStream(files[0]);
  let lines = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines += 1;
    if (line !== '') checker.read(line);
  }
  const broken = checker.end({ calm: options.has('--calm') });
  for (const finding of broken) process.stdout.write(`${findingText(finding)}\n`);
  process.stdout.write(
    `${lines} lines, ${checker.issued.length} numbers, ${rules.length} invariants: ${broken.length === 0 ? 'all kept' : `broken ${broken.length} times`}\n`,
  );
  return broken.length === 0 ? 0 : 1;
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
