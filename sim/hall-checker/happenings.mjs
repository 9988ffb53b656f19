import { isCall, spokenNumbers } from './spoken.mjs';

/** Lines that say nothing of the hall are most of a trace: they are not even parsed. */
const ofTheHall =
  /"kind":"config"|"port":"(?:ledger|display|speaker|printer|bus|app|button|keypad|code-scanner)"|"offset":|"machine":"greeting"/;
const zones = { 'Asia/Ho_Chi_Minh': 420, UTC: 0 };

/** What is written in a trace as a span, in milliseconds. */
const spanOf = (text, otherwise) => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(String(text ?? '').replaceAll(' ', ''));
  return match === null ? otherwise : Number(match[1]) * { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }[match[2]];
};

/** The rules of a site, as its config says them; what config leaves out has the default that the schema documents. */
const siteOf = (site, device) => ({
  name: site.site,
  host: site.hall.host,
  zoneOffsetMin: zones[site.timeZone] ?? 0,
  digits: site.numbers?.digits ?? 3,
  callsBeforeNoShow: site.hall.callsBeforeNoShow ?? 3,
  recallGuardMs: spanOf(site.hall.recallGuard, 2_000),
  classes: site.priority?.ask === true ? ['declared'] : [],
  overtakenAtMost: site.priority?.overtakenAtMost ?? 3,
  series: new Set(site.services.map(({ series }) => series)),
  counters: new Map(site.counters.map(({ id, services }) => [String(id), { services }])),
  /** The numbers that are this device's own, null: it has none. */
  range: device.numbers ?? null,
});

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Every string in a value, wherever it stands. */
const strings = (value) => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
};

/**
 * Makes of the lines of a trace what happened in the hall, in order: `{ what, t, device, … }`. What the lines mean stands in
 * ARCHITECTURE.md, "The trace".
 */
export class Happenings {
  #appends = new Map();
  #slips = new Map();
  #clips = new Map();
  #sites = new Map();
  #banners = new Map();
  #opening = new Set();
  #heads = new Map();

  /** @param {string} text one line */
  of(text) {
    if (!ofTheHall.test(text)) return [];
    const line = JSON.parse(text);
    // The answer of a call that was given up, or that answers nothing.
    if ('result' in line) line.result ??= {};
    const { t, device } = line;
    const about = (what, more) => ({ what, t, device, ...more });
    if (line.kind === 'config') return [this.#config(line)];
    if (line.kind === 'transition') return [about('greeting', { from: line.from, to: line.to })];
    const key = `${device}/${line.port}/${line.name}/${line.call}`;
    switch (line.port) {
      case 'clock':
        return [about('clock', { offset: line.offset, trusted: line.trusted })];
      case 'app':
        return this.#app(line, about);
      case 'ledger':
        return this.#ledger(line, key, about);
      case 'display':
        if (line.kind === 'command') return this.#shown(line, about);
        return 'touch' in line ? [about('touched', { said: JSON.stringify(line.touch) })] : [];
      case 'printer':
        return this.#printer(line, key, about);
      case 'speaker':
        return this.#speaker(line, key, about);
      case 'bus':
        return this.#bus(line, about);
      default:
        // A key, a button, a code held before the reader: whatever it says, a person has put it in.
        return line.kind === 'input' && !('result' in line) ? [about('touched', { said: JSON.stringify(line) })] : [];
    }
  }

  #config({ device, config }) {
    const site = siteOf(config.site, config.device);
    this.#sites.set(device, site);
    for (const map of [this.#appends, this.#slips, this.#clips])
      for (const key of map.keys()) if (key.startsWith(`${device}/`)) map.delete(key);
    return { what: 'configured', t: null, device, site };
  }

  #app(line, about) {
    switch (line.ask) {
      case 'start':
        // Before it is open nothing is read of it.
        this.#heads.delete(line.device);
        return [about('started', {})];
      case 'stop':
        return [about('stopped', {})];
      case 'command':
        return [about('commanded', { id: line.command.id, name: line.command.name, asked: line.command })];
      default:
        return [];
    }
  }

  #ledger(line, key, about) {
    if (line.kind === 'command' && line.do === 'append') {
      const { events } = line.with;
      this.#appends.set(key, events);
      return [about('asked', { events })];
    }
    if (line.facts !== undefined && 'head' in line.facts) this.#heads.set(line.device, line.facts);
    if (line.kind === 'command' && line.do === 'open') this.#opening.add(key);
    if (line.kind !== 'input' || !('result' in line)) return [];
    if (this.#opening.delete(key)) {
      const { head, repairs } = this.#heads.get(line.device) ?? { head: 0, repairs: [] };
      return line.result.ok === true ? [about('opened', { head, repaired: repairs.length > 0 })] : [];
    }
    const events = this.#appends.get(key);
    this.#appends.delete(key);
    const { result } = line;
    if (events !== undefined)
      return result.ok === true
        ? events.map((event) => about('stored', { event, by: 'append' }))
        : [about('refused', { events, fault: result.fault })];
    if (result.ok !== true || !Array.isArray(result.value)) return [];
    const read = result.value.filter((each) => typeof each === 'object' && each !== null && 'event' in each);
    return [
      ...read.map(({ event }) => about('stored', { event, by: 'read' })),
      about('recited', { ids: read.map(({ event }) => event.id), positions: read.map(({ position }) => position) }),
    ];
  }

  #numbersIn(device, value) {
    const site = this.#sites.get(device);
    if (site === undefined) return [];
    const numbers = new Set();
    for (const text of strings(value))
      for (const [, number] of text.matchAll(/(?<![\p{L}\p{N}#/])(\p{Lu}\d{2,6})(?![\p{L}\p{N}])/gu))
        if (site.series.has(number[0]) && number.length > site.digits) numbers.add(number);
    return [...numbers];
  }

  #shown(line, about) {
    if (line.do !== 'show') return [];
    const { banner, ...rest } = line.with;
    const key = `${line.device}/${line.name}`;
    const called = banner === null || banner === undefined ? null : `${banner.number}→${banner.counter}`;
    const before = this.#banners.get(key) ?? null;
    this.#banners.set(key, called);
    const numbers = this.#numbersIn(line.device, rest).map((number) =>
      about('told', { how: 'shown', number, own: number === rest.body?.number }),
    );
    if (called === null || called === before) return numbers;
    return [...numbers, about('called-out', { how: 'shown', number: banner.number, counter: String(banner.counter) })];
  }

  #printer(line, key, about) {
    if (line.kind === 'command' && line.do === 'print') {
      const { jobId, blocks } = line.with;
      this.#slips.set(key, jobId);
      const numbers = this.#numbersIn(line.device, blocks);
      return [
        ...numbers.map((number) => about('told', { how: 'printed', number, own: true })),
        about('slip', { job: jobId, numbers }),
      ];
    }
    if (line.kind !== 'input') return [];
    if ('status' in line) return [about('printer', { name: line.name, fault: line.status?.fault?.kind ?? null })];
    const job = this.#slips.get(key);
    if (job === undefined || !('result' in line)) return [];
    this.#slips.delete(key);
    return [about('slip-ended', { job, outcome: line.result.kind ?? 'unknown' })];
  }

  #speaker(line, key, about) {
    if (line.kind === 'command' && line.do === 'play') {
      const { words = '', language = '' } = line.with;
      const site = this.#sites.get(line.device);
      const numbers = spokenNumbers(words, language, site?.digits ?? 3);
      const call = isCall(words, language) && numbers.length > 0;
      this.#clips.set(key, { words, call, numbers });
      const begun = about('sound-begun', { speaker: line.name, clip: key, call, numbers });
      return [begun, ...numbers.map((number) => about('told', { how: 'spoken', number, own: false }))];
    }
    if (line.kind === 'input' && 'result' in line && this.#clips.has(key)) {
      const clip = this.#clips.get(key);
      this.#clips.delete(key);
      return [about('sound-ended', { speaker: line.name, clip: key, ...clip, fault: line.result.fault?.kind ?? null })];
    }
    return [];
  }

  /** What a device says of the hall: here, what it gives over to whoever decides. */
  #word(by, said, about) {
    if (!Array.isArray(said?.released)) return [];
    const [epoch, seq] = said.released;
    return [about('given-over', { by, upTo: { epoch, seq }, starts: said.given ?? [] })];
  }

  #bus(line, about) {
    if (line.kind === 'input' && 'linked' in line) return [about('linked', { linked: line.linked })];
    if (line.kind === 'input' && 'message' in line) {
      const { topic, payload, retained } = line.message;
      const [, by] = /\/([^/]+)\/hall$/.exec(topic) ?? [];
      if (by !== undefined) return this.#word(by, parsed(payload), about);
      const [, name] = /\/cmd\/([^/]+)$/.exec(topic) ?? [];
      const told = retained || name === undefined ? null : parsed(payload);
      return told === null ? [] : [about('commanded', { id: told.id, name, asked: told.data ?? {} })];
    }
    if (line.kind === 'command' && line.do === 'publish') {
      const [, name] = /\/cmd\/([^/]+)\/ack$/.exec(line.with.topic) ?? [];
      const told = name === undefined ? null : parsed(line.with.payload);
      return told === null ? [] : [about('answered', { id: told.data.command, name, answer: told.data })];
    }
    return [];
  }
}
