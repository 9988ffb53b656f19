import type { Classifier } from '../../../hal/ports/classifier.ts';
import type { Milliseconds } from '../../../hal/units.ts';
import { featuresOf } from './features.ts';
import { History } from './history.ts';
import type { IntentionJudge, JudgedTrack } from './judge.ts';
import { ruleIntent } from './rule.ts';

/** Minds do not change faster, and each answer is a line of the trace. */
const judgeEveryMs: Milliseconds = 200;

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

/**
 * Judges everybody who is followed five times a second, all in one question: by the model while there is one that answers, by the rule
 * otherwise. Which of the two it was changes nothing else.
 */
export class ModelJudge implements IntentionJudge {
  readonly #classifier: Classifier | null;
  readonly #histories = new Map<number, History>();
  #intents: ReadonlyMap<number, number> = new Map();
  #judgedAt: Milliseconds = Number.NEGATIVE_INFINITY;

  constructor(classifier: Classifier | null) {
    this.#classifier = classifier;
  }

  judge(people: readonly JudgedTrack[], at: Milliseconds): ReadonlyMap<number, number> {
    for (const person of people) {
      const history = this.#histories.get(person.id) ?? new History(person.firstAt);
      this.#histories.set(person.id, history);
      history.add(person, at);
    }
    if (people.length === 0 || at - this.#judgedAt < judgeEveryMs) return this.#intents;
    this.#judgedAt = at;
    this.#intents = this.#byModel(people) ?? this.#byRule(people);
    return this.#intents;
  }

  forget(id: number): void {
    this.#histories.delete(id);
  }

  #byModel(people: readonly JudgedTrack[]): ReadonlyMap<number, number> | null {
    if (this.#classifier === null) return null;
    const rows = people.flatMap((person) => {
      const history = this.#histories.get(person.id);
      return history === undefined ? [] : [featuresOf(history, person)];
    });
    const scores = this.#classifier.score(rows);
    if (!scores.ok) return null;
    // Thousandths, so that nobody decides on the last bits of a backend.
    return new Map(people.map(({ id }, index) => [id, thousandths(scores.value[index] ?? 0)]));
  }

  #byRule(people: readonly JudgedTrack[]): ReadonlyMap<number, number> {
    const intents = new Map<number, number>();
    for (const person of people) {
      const history = this.#histories.get(person.id);
      const intent = history === undefined ? null : ruleIntent(history, person);
      if (intent !== null) intents.set(person.id, thousandths(intent));
    }
    return intents;
  }
}
