import { normal, veiledCode, veiledText } from './cipher.ts';

/** A run of letters and digits as codes are written, or an escape of JSON, which is passed over. */
const runs = /\\+(?:u[0-9a-fA-F]{4}|[^\\])|[0-9A-Za-z](?:[0-9A-Za-z._-]{4,62}[0-9A-Za-z])/g;
const mostCodes = 20_000;
const mostPhrases = 512;
/** Shorter ones are replaced only where they are the whole of a word of JSON: elsewhere they are anybody's. */
const longPhrase = 8;
/** JSON in JSON in JSON: a message in an outbox in a trace. */
const mostDepth = 3;

const escapedText = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** What has come in that may not be kept, and what stands for it wherever it comes out again. */
export class Secrets {
  readonly #key: Uint8Array;
  /** What every device of the site says anyway: never a secret, whoever sends it. */
  readonly #open: ReadonlySet<string>;
  readonly #codes = new Map<string, true>();
  readonly #phrases = new Map<string, string>();
  #pattern: RegExp | null = null;
  #replacements: ReadonlyMap<string, string> = new Map();

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
    this.#phrases.set(text, instead);
    const [oldest] = this.#phrases.keys();
    if (this.#phrases.size > mostPhrases && oldest !== undefined) this.#phrases.delete(oldest);
    this.#pattern = null;
  }

  /** A line's text with all that is known replaced. */
  replaced(text: string): string {
    let out = text;
    if (this.#codes.size > 0)
      out = out.replaceAll(runs, (run) =>
        run.startsWith('\\') || !this.#codes.has(normal(run)) ? run : veiledCode(this.#key, run),
      );
    if (this.#phrases.size === 0) return out;
    this.#pattern ??= this.#compiled();
    return out.replaceAll(this.#pattern, (found) => this.#replacements.get(found) ?? found);
  }

  #compiled(): RegExp {
    const replacements = new Map<string, string>();
    const patterns: string[] = [];
    for (const [phrase, instead] of [...this.#phrases].sort(([a], [b]) => b.length - a.length)) {
      let [from, to] = [phrase, instead];
      for (let depth = 1; depth <= mostDepth; depth += 1) {
        [from, to] = [JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1)];
        if (replacements.has(from)) continue;
        replacements.set(from, to);
        const own = escapedText(from);
        patterns.push(phrase.length >= longPhrase ? own : `(?<=")${own}(?=\\\\*")`);
      }
    }
    this.#replacements = replacements;
    return new RegExp(patterns.join('|'), 'g');
  }
}
