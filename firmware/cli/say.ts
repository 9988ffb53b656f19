import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { sayable } from '../../behaviours/voice/phrasebook.ts';
import { read, readerOf, type ReadFault } from '../../behaviours/voice/read.ts';
import { sayMessages } from '../../config/languages/messages/say.ts';
import { worded, type Message, type SlotValues } from '../../config/languages/messages/wording.ts';
import { EspeakSpeech } from '../../hal/drivers/espeak-speech.ts';
import { espeakVoices, maxWords } from '../../hal/drivers/espeak-voices.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { Text2wavSpeech } from '../../hal/drivers/text2wav-speech.ts';
import { writeWav } from '../../hal/drivers/wav.ts';
import { errorCode } from '../../hal/error-code.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import { exitCodes } from './exit.ts';

const maxFileMegabytes = 32;

/** One reading to check. What else an entry holds is passed over. */
interface Vector {
  readonly id: string;
  readonly lang: string;
  readonly kind: string;
  readonly input: string;
  /** Null: nothing to compare with; being readable is all that is asked. */
  readonly expected: string | null;
  readonly dialect: 'north' | 'south';
}

export interface VectorReport {
  readonly said: readonly { readonly id: string; readonly said: string | null }[];
  /** One line for each that was not read as expected. */
  readonly misses: readonly string[];
  readonly passed: number;
  readonly failed: number;
}

const reasonOf = (fault: ReadFault): string => {
  switch (fault.kind) {
    case 'unknown-language':
      return `no reader for language ${fault.language}`;
    case 'unknown-kind':
      return `no reader for kind ${fault.name}`;
    case 'unreadable':
      return 'not a number of that kind';
  }
};

const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : null;

/** An entry as a vector, or what it lacks. */
const vectorOf = (entry: unknown, at: number): Result<Vector, { readonly id: string; readonly lacks: string }> => {
  const of: Readonly<Record<string, unknown>> = typeof entry === 'object' && entry !== null ? { ...entry } : {};
  const id = textOf(of['id']) ?? `#${at + 1}`;
  const lang = textOf(of['lang']);
  const kind = textOf(of['kind']);
  const input = textOf(of['input']);
  const lacks = lang === null ? 'lang' : kind === null ? 'kind' : input === null ? 'input' : null;
  if (lang === null || kind === null || input === null) return fail({ id, lacks: lacks ?? '' });
  const dialect = of['dialect'] === 'south' ? 'south' : 'north';
  return ok({ id, lang, kind, input, expected: textOf(of['expected']), dialect });
};

/** Reads every entry and compares. Never throws, whatever the entries are. */
export function checkVectors(entries: readonly unknown[]): VectorReport {
  const said: { id: string; said: string | null }[] = [];
  const misses: string[] = [];
  for (const [at, entry] of entries.entries()) {
    const vector = vectorOf(entry, at);
    if (!vector.ok) {
      said.push({ id: vector.fault.id, said: null });
      misses.push(`${vector.fault.id}: has no ${vector.fault.lacks}`);
      continue;
    }
    const { id, lang, kind, input, expected, dialect } = vector.value;
    const words = read(lang, kind, input, { dialect });
    said.push({ id, said: words.ok ? words.value : null });
    const where = `${id} ${lang} ${kind} ${JSON.stringify(input)}`;
    if (!words.ok) misses.push(`${where}: ${reasonOf(words.fault)}`);
    else if (expected !== null && words.value !== expected.normalize('NFC'))
      misses.push(`${where}: expected ${JSON.stringify(expected)}, said ${JSON.stringify(words.value)}`);
  }
  return { said, misses, passed: entries.length - misses.length, failed: misses.length };
}

/** Says what is wrong and what to do, Vietnamese first, and how the command then ends. */
const refuse = <M extends Message>(message: M, values: SlotValues<M>, code: number): void => {
  const { needs, repair } = worded(message, values);
  process.stderr.write(`letan say: ${needs.vi} → ${repair.vi}\nletan say: ${needs.en} → ${repair.en}\n`);
  process.exitCode = code;
};
const whyNot = (error: unknown): string => errorCode(error) ?? (error instanceof Error ? error.message : String(error));

const readEntries = (path: string): readonly unknown[] | null => {
  let text: string;
  try {
    if (statSync(path).size > maxFileMegabytes * 1024 * 1024) {
      refuse(sayMessages.tooLarge, { path, limit: maxFileMegabytes }, exitCodes.usage);
      return null;
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    refuse(sayMessages.unreadableFile, { path, reason: whyNot(error) }, exitCodes.usage);
    return null;
  }
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const entries = typeof parsed === 'object' && parsed !== null && 'vectors' in parsed ? parsed.vectors : parsed;
    if (Array.isArray(entries)) return entries;
    refuse(sayMessages.notVectors, { path, reason: 'no list of vectors' }, exitCodes.usage);
  } catch (error) {
    refuse(sayMessages.notVectors, { path, reason: whyNot(error) }, exitCodes.usage);
  }
  return null;
};

const write = (path: string, content: string | Uint8Array): boolean => {
  try {
    writeFileSync(path, content);
    return true;
  } catch (error) {
    refuse(sayMessages.unwritableFile, { path, reason: whyNot(error) }, exitCodes.usage);
    return false;
  }
};

const sayVectors = (path: string, out: string | undefined): void => {
  const entries = readEntries(path);
  if (entries === null) return;
  const report = checkVectors(entries);
  if (out !== undefined && !write(out, `${JSON.stringify(report.said, null, 1)}\n`)) return;
  for (const miss of report.misses) process.stdout.write(`${miss}\n`);
  process.stdout.write(`${report.passed} passed, ${report.failed} failed\n`);
  process.exitCode = report.failed === 0 ? exitCodes.ok : exitCodes.failed;
};

const saySentence = async (text: string, language: string, out: string, engine: string): Promise<void> => {
  const reader = readerOf(language, 'north');
  if (reader === null || espeakVoices[language] === undefined) {
    refuse(sayMessages.noVoice, { language, voices: Object.keys(espeakVoices).join(', ') }, exitCodes.usage);
    return;
  }
  const words = sayable(reader, {}, text);
  if (words === '') {
    refuse(sayMessages.nothingSayable, {}, exitCodes.usage);
    return;
  }
  if (words.length > maxWords) {
    refuse(sayMessages.tooLong, { length: words.length, limit: maxWords }, exitCodes.usage);
    return;
  }
  const clock = new NodeClock(() => true);
  const speech = engine === 'text2wav' ? new Text2wavSpeech(clock) : new EspeakSpeech(clock);
  const { signal } = new AbortController();
  try {
    const opened = await speech.open(signal);
    const clip = opened.ok ? await speech.synthesize(language, words, signal) : opened;
    if (!clip.ok) {
      refuse(sayMessages.voiceFailed, { engine, reason: JSON.stringify(clip.fault) }, exitCodes.failed);
      return;
    }
    if (!write(out, writeWav(clip.value))) return;
    process.stdout.write(`${out}: ${clip.value.durationMs} ms, ${language}: ${words}\n`);
  } finally {
    await speech.close();
  }
};

interface SayOptions {
  readonly vectors?: string;
  readonly out?: string;
  readonly lang: string;
  readonly engine: string;
}

/** `letan say`: reads numbers aloud on paper (`--vectors`), or a sentence into a WAV file. */
export const mountSay = (program: Command): void => {
  program
    .command('say')
    .description('reads numbers as the voice does and compares (--vectors), or speaks TEXT into a WAV file')
    .argument('[text]', 'a sentence; its numbers are put into words first')
    .option('--vectors <file>', 'JSON of { id, lang, kind, input, expected }; exit 0 when all are read as expected')
    .option('--out <file>', 'with --vectors: writes [{ id, said }]; with TEXT: the WAV file')
    .option('--lang <tag>', 'the language of TEXT', 'vi')
    .addOption(new Option('--engine <name>', 'the voice').choices(['espeak', 'text2wav']).default('espeak'))
    .action(async (text: string | undefined, { vectors, out, lang, engine }: SayOptions) => {
      if (vectors !== undefined && text === undefined) sayVectors(vectors, out);
      else if (text !== undefined && vectors === undefined && out !== undefined)
        await saySentence(text, lang, out, engine);
      else refuse(sayMessages.noTask, {}, exitCodes.usage);
    });
};
