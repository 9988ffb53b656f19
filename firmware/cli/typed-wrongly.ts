import { typedWrongly } from '../../config/languages/messages/typed.ts';

/** How commander words each of its complaints (lib/command.js), with what it names. */
const complaints: readonly (readonly [RegExp, keyof typeof typedWrongly])[] = [
  [/^error: unknown option '([^']*)'/u, 'unknownOption'],
  [/^error: unknown command '([^']*)'/u, 'unknownCommand'],
  [/^error: required option '([^']*)' not specified/u, 'missingOption'],
  [/^error: option '([^']*)' argument missing/u, 'missingValue'],
  [/^error: missing required argument '([^']*)'/u, 'missingArgument'],
  [/^error: option '([^']*)' argument '([^']*)' is invalid/u, 'wrongValue'],
  [/^error: command-argument value '([^']*)' is invalid for argument '([^']*)'/u, 'wrongArgument'],
  [/^error: (?:option )?'([^']*)' cannot be used with (?:option )?'([^']*)'/u, 'conflict'],
  [/^error: too many arguments/u, 'tooMany'],
];
const additions: readonly (readonly [RegExp, keyof typeof typedWrongly])[] = [
  [/\(Did you mean (?:one of )?(.*)\?\)/u, 'didYouMean'],
  [/Allowed choices are (.*)\.$/mu, 'choices'],
];

const filled = (key: keyof typeof typedWrongly, [, first = '', second = '']: RegExpExecArray): string =>
  typedWrongly[key].replace('{1}', first).replace('{2}', second);

/** A complaint about the command line in Vietnamese, as a line before commander's own; empty where it is none that is known. */
export const typedWronglyInVietnamese = (said: string): string => {
  for (const [pattern, key] of complaints) {
    const found = pattern.exec(said);
    if (found === null) continue;
    const more = additions.flatMap(([also, which]) => {
      const match = also.exec(said);
      return match === null ? [] : [filled(which, match)];
    });
    return `${[filled(key, found), ...more].join('; ')}\n`;
  }
  return '';
};
