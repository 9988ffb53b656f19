// A device on an emulated board as the people around it know it: its page, its words on the site's broker, the numbers that it told.
import { connect } from 'mqtt';
import { KioskGlass } from '../../support/kiosk-glass.ts';
import { Board, seldomMs } from './board.mjs';
import { numbersOn } from './ledger.mjs';

const base = 'letan/v1/ward-centre/kiosk-1';
const dayMs = 86_400_000;
/** In Hà Nội, in milliseconds of a day of UTC: while numbers are given, and when everybody has gone home. */
export const hoursOfDay = { open: 2 * 3_600_000, evening: 12.5 * 3_600_000 };

/** What is said on the site's broker. */
const listen = async (port) => {
  const client = connect(`mqtt://127.0.0.1:${port}`);
  const heard = [];
  client.on('message', (topic, text) => heard.push({ topic, text: text.toString() }));
  await new Promise((done, failed) => client.once('connect', done).once('error', failed));
  await client.subscribeAsync('letan/#');
  return { heard, close: () => client.endAsync(true) };
};

export class Device {
  #folder;
  #bus;
  #log;
  #stick;
  /** The days of the board's clock begin tomorrow, so that no release is younger than they. */
  #midnight = (Math.floor(Date.now() / dayMs) + 1) * dayMs;
  #since = Date.now();
  /** What of `heard` was said before it had power this time. */
  #heardBefore = 0;
  board;
  /** Every number that somebody was shown. */
  told = [];

  constructor(board, { bus, folder, log }) {
    this.board = board;
    this.#bus = bus;
    this.#folder = folder;
    this.#log = log;
  }

  /** A device of this card; nothing has power yet. */
  static async of(name, { brokerPort, card, folder, log }) {
    const key = `${folder}/.ssh/id_ed25519`;
    return new Device(new Board(name, { card, folder, key, log }), { bus: await listen(brokerPort), folder, log });
  }

  /** What is plugged in from the next start on. */
  plug(stick) {
    this.#stick = stick;
  }

  /** Power on; the board's clock went on meanwhile, or somebody set it: `open`, `evening`. */
  async powerOn(hour = 'open') {
    this.#heardBefore = this.#bus.heard.length;
    const at = new Date(this.#midnight + hoursOfDay[hour] + (Date.now() - this.#since));
    await this.board.start({ at: at.toISOString().slice(0, 19), stick: this.#stick });
  }

  /** Whether any word since the power came has this in it. */
  said(topic, part) {
    return this.#bus.heard
      .slice(this.#heardBefore)
      .some((each) => each.topic === `${base}/${topic}` && each.text.includes(part));
  }

  /** The last word under a topic since the power came, null before there is one. */
  word(topic) {
    const found = this.#bus.heard.slice(this.#heardBefore).findLast((each) => each.topic === `${base}/${topic}`);
    return found === undefined ? null : JSON.parse(found.text);
  }

  get page() {
    return `http://127.0.0.1:${this.board.web}`;
  }

  /** Serves: its page is there, the site knows that it is, and whoever has the key may log in. */
  async untilReady() {
    await this.board.until(
      'online on MQTT',
      () => this.word('state')?.state === 'online' && this.word('meta') !== null,
    );
    await this.board.until(
      'its page',
      async () => {
        try {
          return (await fetch(this.page, { signal: AbortSignal.timeout(60_000) })).ok;
        } catch {
          return false;
        }
      },
      2000,
    );
    await this.board.until('a login', async () => (await this.board.run('true')).code === 0, seldomMs);
  }

  /** Says on MQTT that it runs this release, and serves with it. */
  async untilRuns(firmware) {
    await this.board.until(`${firmware} on MQTT`, () => this.word('meta')?.firmware === firmware);
    await this.untilReady();
  }

  /** Somebody walks up, touches and goes with a number. */
  async takeNumber() {
    const glass = new KioskGlass((what, holds) => this.board.until(what, holds));
    try {
      await glass.look(this.page);
      // After a power cut the one before is shown their number once more.
      await this.board.until('a free device', () => glass.screen !== 'ticket');
      const number = await glass.takeNumber();
      if (this.told.includes(number)) throw new Error(`${number} was given before: ${this.told.join(' ')}`);
      this.told.push(number);
      this.#log(`  number ${number}`);
      return number;
    } finally {
      glass.close();
    }
  }

  /** What the device says of its slots. */
  async standing() {
    const { out } = await this.board.run('sudo letan update status --json');
    const from = out.indexOf('{');
    if (from === -1) throw new Error(`no status: ${out}`);
    return JSON.parse(out.slice(from));
  }

  /** Waits until nothing is on trial any more. */
  async untilSettled() {
    let standing;
    await this.board.until(
      'an end of the trial',
      async () => {
        standing = await this.standing();
        return standing.onTrial === null;
      },
      seldomMs,
    );
    return standing;
  }

  /** The plug is pulled. Throws unless the card holds every number that somebody was shown, each once. */
  async cut() {
    await this.board.cut();
    const kept = await numbersOn(this.board.card, this.#folder);
    const lost = this.told.filter((each) => !kept.includes(each));
    if (lost.length > 0) throw new Error(`shown and not in the ledger: ${lost.join(' ')}; it has ${kept.join(' ')}`);
    if (new Set(kept).size !== kept.length) throw new Error(`given twice: ${kept.join(' ')}`);
    return kept;
  }

  async close() {
    await this.board.cut();
    await this.#bus.close();
  }
}
