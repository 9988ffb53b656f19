import { unreachable } from '../../hal/assert.ts';
import { faultAt, type ConfigFault } from '../faults.ts';
import { nameOf, type ConfigFiles } from '../files.ts';
import type { LanguageFault } from '../languages.ts';
import { nearest } from '../nearest.ts';
import type { Parsed } from '../parse.ts';
import { refusal, type Refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import { Findings } from './findings.ts';

const worded = (fault: LanguageFault): Refusal => {
  switch (fault.kind) {
    case 'unreadable':
      return refusal('phrases.unreadable', { reason: fault.reason });
    case 'broken-yaml':
      return refusal('phrases.yaml', { reason: fault.reason });
    case 'wrong-shape':
      return refusal('phrases.shape', { expected: fault.expected });
    case 'other-tag':
      return refusal('phrases.tag', { found: fault.found, expected: fault.expected });
    case 'missing-phrase':
      return refusal('phrases.missing', { phrase: fault.key, other: nameOf(fault.seenIn) });
    case 'other-placeholders':
      return refusal('phrases.placeholders', {
        expected: fault.expected,
        found: fault.found,
        other: nameOf(fault.seenIn),
      });
    case 'not-nfc':
      return refusal('phrases.decomposed', {});
    case 'empty':
      return refusal('phrases.empty', {});
    case 'unsayable':
      return refusal('phrases.unsayable', { sign: fault.found });
    default:
      return unreachable(fault);
  }
};

/**
 * Whether every language of a site has phrases, and has all of them. Each is held against all shipped languages, so that a phrase
 * which every language of this site lacks is missed too.
 */
export const checkLanguages = (parsed: Parsed<SiteFile>, files: ConfigFiles): readonly ConfigFault[] => {
  const languages = parsed.usable?.languages ?? [];
  const found = new Findings(parsed);
  const known = files.languages.join(', ');
  for (const [index, tag] of languages.entries()) {
    if (files.languages.includes(tag)) continue;
    const close = nearest(tag, files.languages);
    found.refuse(
      ['languages', index],
      close === null
        ? refusal('language.noPhrases', { known, tag })
        : refusal('language.misspelled', { known, repair: close }),
    );
  }
  const inFiles = files
    .languageFaults(files.languages)
    .filter((fault) => languages.includes(nameOf(fault.file)))
    .map((fault) => faultAt({ file: fault.file, line: fault.line, column: 1 }, worded(fault), fault.key));
  return [...found.faults, ...inFiles];
};
