import { Centre } from './centre.mjs';
import { Happenings } from './happenings.mjs';
import { callRules } from './rules/calls.mjs';
import { hubRules } from './rules/hub.mjs';
import { ledgerRules } from './rules/ledger.mjs';
import { numberRules } from './rules/numbers.mjs';
import { placeRules } from './rules/place.mjs';
import { toldRules } from './rules/told.mjs';

/** All invariants of a hall: `id`, and what it `says` in one line. */
export const rules = [...numberRules, ...toldRules, ...ledgerRules, ...callRules, ...placeRules, ...hubRules];

/** Of a broken centre that many are enough. */
const mostBroken = 200;

/** Reads a trace line by line and, after each, says which invariants it breaks. It imports nothing of letan. */
export class HallChecker {
  broken = [];
  #happenings = new Happenings();
  #centre = new Centre();
  #watches;

  constructor() {
    this.#watches = rules.map(({ id, watch }) => {
      const say = (happening, text) => this.#say(id, happening, text);
      return { id, watch: watch(this.#centre, say) };
    });
  }

  /** @param {string} text one line of the trace, with or without its line feed */
  read(text) {
    for (const happening of this.#happenings.of(text)) {
      this.#centre.take(happening);
      for (const { watch } of this.#watches) watch[happening.what]?.(happening);
      this.#centre.settle(happening);
    }
  }

  /**
   * What only the end can break.
   * @param {{ calm: boolean }} how `calm`: all was mended before the end, and everybody had time to be served
   */
  end({ calm }) {
    for (const { watch } of this.#watches) watch.end?.({ what: 'end', t: this.#centre.t, device: '' });
    if (calm) for (const { watch } of this.#watches) watch.calm?.({ what: 'calm', t: this.#centre.t, device: '' });
    return this.broken;
  }

  /** Tickets that were given, by any device. */
  get issued() {
    return [...this.#centre.truth].filter(([, { issue }]) => issue !== null).map(([id]) => id);
  }

  #say(rule, { t, device }, text) {
    if (this.broken.length < mostBroken) this.broken.push({ rule, t, device, text });
  }
}

/** One finding as a line for people. */
export const findingText = ({ rule, t, device, text }) =>
  `${t} ms${device === '' ? '' : `, ${device}`}: ${text} [${rule}]`;
