import { bookingIn, ticketCodeOf } from '../../behaviours/ticketing/scanned.ts';
import { readDossierCode } from '../../behaviours/hall/dossier-code.ts';
import { sealedSnapshot } from '../../behaviours/hall/snapshots.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { keyed } from '../../hal/drivers/sha256.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import { clerksPadsOf } from '../desk/desks.ts';
import { lineText, type TraceLine } from '../trace.ts';
import { veiledCode, veiledText } from './cipher.ts';
import { veiledDocument, veiledDossier, type CityVeil } from './documents.ts';
import { noticeMessage, noticeOwn, noticeWish } from './incoming.ts';
import { Secrets } from './secrets.ts';
import { TypedCodes } from './typed-codes.ts';

/** 32 hexadecimal digits and no more: a ticket's token, a person's code of the day. */
const secretHex = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;
/** Of so many it is remembered for a while what stands for them. */
const mostHexes = 512;
/** What our own readers say of a code that they keep to themselves. */
const ofTheReader = /^(?:person:[0-9a-f]{32}|unknown:[a-z]+)$/;
/**
 * A line of what went out to anything but a glass, or of what changed: nothing that it tells has not come in before, so there is nothing to be
 * learnt from it. Most lines of a rush are such, and need not be read.
 */
const goneOut = /^\{"t":\d+,"device":"[^"\\]*","kind":"(?:command|transition)","(?!port":"display")/;
const snapshotBlob = 'hall-snapshot';
const boardsBlob = 'kept-boards';

/** A snapshot that was read, and is what was written. */
const isSnapshot = (line: Exclude<TraceLine, { kind: 'config' }>): boolean => {
  const { kind, name, result } = line;
  if (kind !== 'input' || name !== snapshotBlob || !isObject(result) || typeof result['text'] !== 'string')
    return false;
  return sealedSnapshot(result['text']) === result['text'];
};

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every word of the config: it stands in the recording's first line. */
const wordsOf = (value: unknown, words: Set<string>): Set<string> => {
  if (typeof value === 'string') words.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) wordsOf(inner, words.add(key));
  return words;
};

const cityOf = ({ devices, site }: DeviceConfig): CityVeil | null => {
  const entry = Object.values(devices).find((one) => one.port === 'city-system');
  if (entry?.port !== 'city-system') return null;
  const services = site.services.map(({ id }) => id);
  return { bookings: entry.bookings, dossierState: entry.dossiers.state, services, languages: site.languages };
};

/**
 * A line of the trace as it may be kept: whatever could be used in a person's name, or tells who it was, is another of the same form, the
 * same one wherever it stands in this start, under a key that is in no file. So a recording tells nobody's secret, and still runs again:
 * the firmware asks of such words only whether they are the same, and of what form they are.
 */
export class Veil {
  readonly #key: Uint8Array;
  readonly #secrets: Secrets;
  readonly #typed: TypedCodes;
  readonly #city: CityVeil | null;
  /** What newly stood for which: a ticket's token is drawn, written down, told and told again within a moment. */
  readonly #hexes = new Map<string, string>();

  constructor(key: Uint8Array, config: DeviceConfig) {
    this.#key = key;
    this.#secrets = new Secrets(key, wordsOf(config.content, new Set()));
    this.#typed = new TypedCodes(key, Object.keys(clerksPadsOf(config)));
    this.#city = cityOf(config);
  }

  text(line: TraceLine): string {
    return this.kept(lineText(line));
  }

  /** The same of a line as `lineText` wrote it. */
  kept(written: string): string {
    if (goneOut.test(written)) return this.#veiled(written);
    // Written by `lineText`, and read here as the line that it is.
    const line = JSON.parse(written) as TraceLine;
    if (line.kind === 'config') return written;
    const told = line.kind === 'input' ? this.#heard(line) : this.#typed.shown(line);
    const text = this.#veiled(told === line ? written : lineText(told));
    return isSnapshot(line) ? this.#sealed(text) : text;
  }

  #veiled(text: string): string {
    return this.#secrets.replaced(text).replaceAll(secretHex, (hex) => this.#hex(hex));
  }

  #heard(line: Exclude<TraceLine, { kind: 'config' }>): TraceLine {
    const { port } = line;
    switch (typeof port === 'string' ? port : '') {
      case 'code-scanner':
        return isObject(line['scan']) ? { ...line, scan: this.#scanned(line['scan']) } : line;
      case 'display':
      case 'keypad':
        return this.#typed.heard(line);
      case 'bus':
        noticeMessage(this.#secrets, line['message']);
        return line;
      case 'app':
        if (line['ask'] === 'command') noticeWish(this.#secrets, line['command']);
        return line;
      case 'ledger':
        noticeOwn(this.#secrets, line['result']);
        return line;
      case 'storage':
        noticeOwn(this.#secrets, line['result'], '', line['name'] === boardsBlob);
        return line;
      case 'city-system':
        return this.#ofTheCity(line);
      default:
        return line;
    }
  }

  #scanned({ text, ...rest }: JsonObject): JsonObject {
    return { ...rest, text: typeof text === 'string' ? this.#scan(text) : null };
  }

  #scan(text: string): string {
    if (ofTheReader.test(text)) return text;
    const ticket = ticketCodeOf(text);
    // The page of a ticket has its token, which goes with all tokens.
    if (ticket?.kind === 'token') return text;
    if (ticket !== null) return this.#slip(text, ticket.number);
    const dossier = readDossierCode(text, null);
    if (dossier.kind !== 'none') {
      this.#secrets.code(dossier.kind === 'code' ? dossier.code : dossier.written);
      return veiledCode(this.#key, text);
    }
    const booking = bookingIn(text);
    if (booking === null) return veiledText(this.#key, text);
    this.#secrets.code(booking);
    const [, scheme = '', address = ''] = /^(https?:\/\/)?(.*)$/su.exec(text.slice(0, text.lastIndexOf(booking))) ?? [];
    return scheme + veiledText(this.#key, address) + veiledCode(this.#key, booking);
  }

  /** Of a slip its number and its day: they are no secret, and the rest might be anything. */
  #slip(text: string, number: string): string {
    const lines = text.split('\n');
    return lines
      .map((line, index) => {
        const kept =
          index === 0 ? number : index === lines.length - 1 ? (/\d{2}\/\d{2}\/\d{4}\s*$/.exec(line)?.[0] ?? '') : '';
        return veiledText(this.#key, line.slice(0, line.length - kept.length)) + line.slice(line.length - kept.length);
      })
      .join('\n');
  }

  #ofTheCity(line: Exclude<TraceLine, { kind: 'config' }>): TraceLine {
    const { document, result } = line;
    if (this.#city === null) return line;
    if (isObject(document) && typeof document['text'] === 'string') {
      const { format, name, text } = document;
      const known = {
        format: format === 'csv' ? 'csv' : 'json',
        name: typeof name === 'string' ? name : '',
        text,
      } as const;
      return { ...line, document: { ...document, ...veiledDocument(this.#key, this.#secrets, known, this.#city) } };
    }
    if (isObject(result) && typeof result['value'] === 'string')
      return { ...line, result: { ...result, value: veiledDossier(this.#key, result['value'], this.#city) } };
    return line;
  }

  /** A snapshot has a sum of its own text, which is another now. */
  #sealed(text: string): string {
    // Written by `lineText` a moment ago.
    const line = JSON.parse(text) as JsonObject;
    const { result } = line;
    if (!isObject(result) || typeof result['text'] !== 'string') return text;
    return JSON.stringify({ ...line, result: { ...result, text: sealedSnapshot(result['text']) } });
  }

  #hex(hex: string): string {
    const known = this.#hexes.get(hex);
    if (known !== undefined) return known;
    const digits = keyed(this.#key, hex.toLowerCase()).toString('hex', 0, 16);
    const veiled = hex === hex.toUpperCase() && hex !== hex.toLowerCase() ? digits.toUpperCase() : digits;
    if (this.#hexes.size >= mostHexes) this.#hexes.clear();
    this.#hexes.set(hex, veiled);
    return veiled;
  }
}
