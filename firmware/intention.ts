import type { JsonObject } from '../hal/json.ts';
import type { Classifier, ClassifierFault } from '../hal/ports/classifier.ts';
import type { Log } from '../hal/ports/log.ts';
import { traced } from './trace.ts';

/** The model of intentions while the device runs: opened once, for one that is missing or damaged does not come back by itself. */
export class Intention {
  readonly #classifier: Classifier | null;
  readonly #log: Log;
  #fault: ClassifierFault | null = null;

  constructor(classifier: Classifier | null, log: Log) {
    this.#classifier = classifier;
    this.#log = log;
  }

  /** Whatever comes of it, people are judged: by the model from now on, or by the rule as before. */
  async open(): Promise<void> {
    if (this.#classifier === null) return;
    const opened = await this.#classifier.open(new AbortController().signal);
    this.#fault = opened.ok ? null : opened.fault;
    if (opened.ok) this.#log.write('info', 'intention.ready', { backend: this.#classifier.backend });
    else this.#log.write('warn', 'intention.by-rule', { fault: traced(opened.fault) });
  }

  async close(): Promise<void> {
    await this.#classifier?.close();
  }

  /** For status: who judges, on what, and why it is not the model where one was wanted. */
  status(): JsonObject {
    const backend = this.#classifier?.backend ?? null;
    return { by: backend === null ? 'rule' : 'model', backend, fault: traced(this.#fault) };
  }
}
