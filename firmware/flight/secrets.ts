import { normal, veiledCode, veiledText } from './cipher.ts';

/** A run of letters and digits as codes are written, or an escape of JSON, which is passed over. */
const runs = /\\+(?:u[0-9a-fA-F]{4}|[^\\])|[0-9A-Za-z](?:[0-9A-Za-z._-]{4,62}[0-9A-Za-z])/g;
const mostCodes = 20_000;
const mostPhrases = 512;
/** Shorter ones are replaced only where they are the whole of a word of JSON: elsewhere they are anybody's. */
const longPhrase = 8;
/**
 * Longer ones are looked for one by one: all of them go into one pattern, and V8 refuses a pattern of some megabytes. They are rare,
 * and hardly a line is as long.
 */
const longestInPattern = 64;
/** Of all phrases together, so that whoever sends junk without end fills no memory with it. */
const mostPhraseChars = 2_000_000;
/** JSON in JSON in JSON: a message in an outbox in a trace. */
const mostDepth = 3;

type Pair = readonly [from: string, to: string];

/** A phrase and what stands for it, as both are written in JSON, in JSON within JSON, and once more. */
const packed = (phrase: string, instead: string): readonly Pair[] => {
  const pairs: Pair[] = [];
  let [from, to] = [phrase, instead];
  for (let depth = 1; depth <= mostDepth; depth += 1) {
    [from, to] = [JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1)];
    pairs.push([from, to]);
  }
  return pairs;
};

/** Found in no text. */
const nothing = /(?!)/g;

const escapedText = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** What has come in that may not be kept, and what stands for it wherever it comes out again. */
export class Secrets {
  readonly #key: Uint8Array;
  /** What every device of the site says anyway: never a secret, whoever sends it. */
  readonly #open: ReadonlySet<string>;
  readonly #codes = new Map<string, true>();
  readonly #phrases = new Map<string, string>();
  #phraseChars = 0;
  #pattern: RegExp | null = null;
  #replacements: ReadonlyMap<string, string> = new Map();
  /** Those that are not in the pattern, as they are written at each depth. */
  readonly #long = new Map<string, readonly Pair[]>();

  constructor(key: Uint8Array, open: ReadonlySet<string>) {
    this.#key = key;
    this.#open = open;
  }

  isOpen(word: string): boolean {
    return this.#open.has(word);
  }

  /** The code of somebody's booking or dossier. */
  code(written: string): void {
    const code = normal(written);
    if (code.length < 6 || code.length > 64 || this.#open.has(written)) return;
    // With spaces in it no run of letters is the whole of it.
    if (/\s/u.test(written.trim())) this.phrase(written, veiledCode(this.#key, written));
    this.#codes.delete(code);
    this.#codes.set(code, true);
    const [oldest] = this.#codes.keys();
    if (this.#codes.size > mostCodes && oldest !== undefined) this.#codes.delete(oldest);
  }

  /** Any words of somebody's. */
  phrase(text: string, instead = veiledText(this.#key, text)): void {
    if (text.trim() === '' || this.#open.has(text) || this.#phrases.get(text) === instead) return;
    this.#forget(text);
    this.#phrases.set(text, instead);
    this.#phraseChars += text.length;
    if (text.length > longestInPattern) this.#long.set(text, packed(text, instead));
    else this.#pattern = null;
    for (const oldest of this.#phrases.keys()) {
      const full = this.#phrases.size > mostPhrases || this.#phraseChars > mostPhraseChars;
      // The newest stays, however long it is: its own line is still to be written.
      if (!full || oldest === text) break;
      this.#forget(oldest);
    }
  }

  /** A line's text with all that is known replaced. */
  replaced(text: string): string {
    let out = text;
    if (this.#codes.size > 0)
      out = out.replaceAll(runs, (run) =>
        run.startsWith('\\') || !this.#codes.has(normal(run)) ? run : veiledCode(this.#key, run),
      );
    if (this.#phrases.size === 0) return out;
    for (const [phrase, pairs] of this.#long) {
      if (phrase.length > out.length) continue;
      for (const [from, to] of pairs) if (out.includes(from)) out = out.replaceAll(from, () => to);
    }
    this.#pattern ??= this.#compiled();
    return out.replaceAll(this.#pattern, (found) => this.#replacements.get(found) ?? found);
  }

  #forget(phrase: string): void {
    if (!this.#phrases.delete(phrase)) return;
    this.#phraseChars -= phrase.length;
    if (!this.#long.delete(phrase)) this.#pattern = null;
  }

  #compiled(): RegExp {
    const replacements = new Map<string, string>();
    const patterns: string[] = [];
    const short = [...this.#phrases].filter(([phrase]) => phrase.length <= longestInPattern);
    for (const [phrase, instead] of short.sort(([a], [b]) => b.length - a.length))
      for (const [from, to] of packed(phrase, instead)) {
        if (replacements.has(from)) continue;
        replacements.set(from, to);
        const own = escapedText(from);
        patterns.push(phrase.length >= longPhrase ? own : `(?<=")${own}(?=\\\\*")`);
      }
    this.#replacements = replacements;
    return patterns.length === 0 ? nothing : new RegExp(patterns.join('|'), 'g');
  }
}
