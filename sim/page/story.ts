import type { Milliseconds } from '../../hal/units.ts';
import { stepKeys, type Mark, type StepKey, type Story } from './protocol.ts';

/**
 * Follows one visitor through the marks of the timeline, so that somebody who sees the page for the first time can read along what
 * the devices do for a person. Nothing is foretold: a step lights when its mark has come.
 */
export class StoryTeller {
  readonly person: string;
  readonly #at = new Map<StepKey, Milliseconds>();
  #device: string | null = null;
  #number: string | null = null;
  #counter: string | null = null;
  #over = false;

  constructor(person: string, now: Milliseconds) {
    this.person = person;
    this.#at.set('arrives', now);
  }

  get story(): Story {
    return {
      person: this.person,
      device: this.#device,
      number: this.#number,
      counter: this.#counter,
      steps: stepKeys.map((key) => ({ key, at: this.#at.get(key) ?? null })),
      over: this.#over,
    };
  }

  /** True when the story went on by this mark. */
  hear(mark: Mark): boolean {
    const before = `${this.#at.size}${this.#over}`;
    if (mark.kind === 'person' && mark.text.startsWith(`${this.person}: `))
      this.#does(mark.t, mark.text.slice(this.person.length + 2));
    else if (mark.device === null || mark.device === this.#device) this.#around(mark);
    // The hall's host calls, not the device that gave the number.
    if (this.#number !== null && mark.kind === 'call') this.#called(mark);
    return `${this.#at.size}${this.#over}` !== before;
  }

  #reach(key: StepKey, at: Milliseconds): void {
    if (!this.#at.has(key)) this.#at.set(key, at);
  }

  #does(at: Milliseconds, doing: string): void {
    const before = /^before (\S+)$/.exec(doing)?.[1];
    if (before !== undefined) this.#device = before;
    const number = /\b([A-Z]\d{2,5})\b/.exec(doing)?.[1];
    if (number !== undefined) this.#number ??= number;
    const counter = /^at counter (\S+)$/.exec(doing)?.[1];
    if (counter !== undefined) {
      this.#counter = counter;
      this.#reach('counter', at);
    }
    if (doing.startsWith('leaving')) this.#over = true;
  }

  #around({ t, kind, text }: Mark): void {
    if (this.#device === null) return;
    if (kind === 'view' && text !== 'asleep' && text !== 'closed') this.#reach('seen', t);
    if (kind === 'words' && this.#at.has('seen') && text !== 'chime') this.#reach('greeted', t);
    const given = /^number (\S+) given$/.exec(text)?.[1];
    if (given !== undefined && !this.#at.has('number')) {
      this.#number = given;
      this.#reach('number', t);
    }
    if (kind === 'slip' && this.#number !== null && text.endsWith(`slip ${this.#number}`)) this.#reach('slip', t);
  }

  #called({ t, text }: Mark): void {
    const counter = new RegExp(`^${this.#number ?? ''} called to (\\S+)$`).exec(text)?.[1];
    if (counter === undefined) return;
    this.#counter = counter;
    this.#reach('called', t);
  }
}
