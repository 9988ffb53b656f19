import type { BehaviourPorts } from '../../behaviours/actor.ts';
import type { Transition } from '../../behaviours/behaviour.ts';
import { hhmm } from '../../behaviours/hours/civil.ts';
import type { Texts, Value, Values } from '../../behaviours/voice/texts.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Epoch } from '../../hal/units.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';

/** Monday 2026-08-03, 07:55 in Hanoi: when simulated days begin. */
export const mondayMorning: Epoch = 1_785_718_500_000;

export interface Heard {
  readonly t: number;
  readonly event: { readonly type: string };
}

/** A clock, a log and lists of all that a behaviour said, for tests that compare the whole of it. */
export class BehaviourRig {
  readonly time = new SimClock();
  readonly clock: DeviceClock;
  readonly logged: (JsonObject & { readonly level: string; readonly event: string })[] = [];
  readonly transitions: Transition[] = [];
  readonly #heard: Heard[] = [];

  constructor(startsAt: Epoch = mondayMorning, trusted = true) {
    this.clock = new DeviceClock(this.time, startsAt, trusted);
  }

  get ports(): BehaviourPorts {
    const log: Log = { write: (level, event, data) => void this.logged.push({ ...data, level, event }) };
    return { clock: this.clock, log, onTransition: (transition) => void this.transitions.push(transition) };
  }

  /** Hears a behaviour from now on, each event with the time at which it was told. */
  hear(behaviour: { on(listener: (event: { readonly type: string }) => void): () => void }): void {
    behaviour.on((event) => void this.#heard.push({ t: this.time.now(), event }));
  }

  /** All that was heard since the last taking. */
  take(): Heard[] {
    return this.#heard.splice(0);
  }

  /** The same as lines: `t type`, or what `word` makes of an event. */
  takeWords(word: (event: { readonly type: string }) => string = (event) => event.type): string[] {
    return this.take().map(({ t, event }) => `${t} ${word(event)}`);
  }
}

const valueWords = (value: Value): string => {
  switch (value.as) {
    case 'text':
      return value.text;
    case 'count':
    case 'minutes':
    case 'metres':
      return String(value.value);
    case 'ticket':
    case 'counter':
      return value.number;
    case 'time':
      return `${value.hour}:${value.minute}`;
    case 'date':
      return `${value.year}-${value.month}-${value.day}`;
    case 'money':
      return String(value.dong);
    case 'spans':
      return value.spans.map(({ from, to }) => `${hhmm(from)}-${hhmm(to)}`).join(',');
    case 'phrase':
      return value.key;
  }
};

/** Texts that say their language, key and values, so that a test reads which phrase was used and not how it is worded. */
export const keyTexts = (languages: readonly string[], spoken: readonly string[]): Texts => {
  const write = (language: string, key: string, values: Values): string =>
    [`${language}:${key}`, ...Object.entries(values).map(([name, value]) => `${name}=${valueWords(value)}`)].join(' ');
  return {
    languages,
    screen: write,
    speech: (language, key, values) => (spoken.includes(language) ? write(language, key, values) : null),
  };
};
