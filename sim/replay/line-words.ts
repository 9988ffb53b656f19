import { lineWords } from '../../config/languages/messages/recording.ts';
import { textWith, type SlotValue, type StaffText } from '../../config/languages/messages/wording.ts';
import { untraced } from '../../firmware/trace.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';

const objectIn = (value: JsonValue | undefined): JsonObject =>
  // An object that is no array.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const wordIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

type Told = readonly [keyof typeof lineWords, Readonly<Record<string, SlotValue>>];

const commanded = (line: JsonObject): Told => {
  const what = objectIn(line['with']);
  const [device, name, port, verb] = [line['device'], line['name'], line['port'], line['do']].map(wordIn);
  const own = { device: device ?? '' };
  switch (`${port} ${verb}`) {
    case 'display show':
      return ['shows', { ...own, screen: wordIn(objectIn(what['body'])['screen']) }];
    case 'speaker play':
      return wordIn(what['words']) === ''
        ? ['chimes', own]
        : ['says', { ...own, words: wordIn(what['words']), language: wordIn(what['language']) }];
    case 'printer print':
      return ['prints', own];
    case 'ledger append': {
      const events = Array.isArray(what['events']) ? what['events'] : [];
      const kinds = events.map((event) => wordIn(objectIn(event)['kind'])).join(', ');
      return ['writes', { ...own, kinds }];
    }
    case 'bus publish':
      return ['sends', { ...own, topic: wordIn(what['topic']) }];
    case 'lamp set':
      return ['lights', { ...own, name: name ?? '', state: wordIn(what['state']) }];
    case 'storage write':
    case 'storage append':
      return ['keeps', { ...own, name: name ?? '' }];
    default:
      return ['does', { ...own, port: port ?? '', name: name ?? '', verb: verb ?? '' }];
  }
};

const toldBy = (line: JsonObject): Told => {
  const device = wordIn(line['device']);
  switch (wordIn(line['kind'])) {
    case 'config':
      return ['config', { device }];
    case 'command':
      return commanded(line);
    case 'transition': {
      const [machine, from, to] = [line['machine'], line['from'], line['to']].map(wordIn);
      return ['steps', { device, machine: machine ?? '', from: from ?? '', to: to ?? '' }];
    }
    default:
      return ['hears', { device, port: wordIn(line['port']), name: wordIn(line['name']) }];
  }
};

/** What a line of a trace says, for people who do not read JSON; '' is a line that is not there. */
export const lineInWords = (text: string): StaffText => {
  if (text === '') return lineWords.nothing;
  let line: JsonObject;
  try {
    // A line of a trace is an object, else its reading has refused it.
    line = objectIn(untraced(JSON.parse(text) as JsonValue));
  } catch {
    return { vi: text, en: text };
  }
  const [key, values] = toldBy(line);
  const what = textWith(lineWords[key], values);
  const { t } = line;
  return typeof t === 'number' ? textWith(lineWords.at, { time: (t / 1000).toFixed(3), what }) : what;
};

/** How much of two lines is shown before and behind the first place in which they differ. */
const before = 80;
const behind = 220;

/** Two lines of a trace as far as they are worth reading: a config has ten thousand letters, of which one may be another. */
export const aroundDifference = (one: string, other: string): readonly [string, string] => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - before);
  const shown = (line: string): string =>
    line.length <= before + behind
      ? line
      : `${from > 0 ? '… ' : ''}${line.slice(from, at + behind)}${line.length > at + behind ? ' …' : ''}`;
  return [shown(one), shown(other)];
};
