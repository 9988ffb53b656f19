import { commandLifeMs, deviceTopics, parseEnvelope, siteEvents, writeEnvelope } from '../../firmware/topics.ts';
import { visitLines } from '../../firmware/visit-event.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import type { SimClock } from '../../sim/clock.ts';
import type { SeededRandom } from '../../sim/random.ts';
import { Life } from '../../sim/world/life.ts';
import type { DeviceDoor } from '../../sim/world/premises.ts';

/*
 * People who give a hall no rest: fingers that touch whatever a kiosk shows, and clerks who press whatever a counter's page has, often in
 * the same instant, often twice. They know nothing of what would make sense.
 */

/** Somebody stands at the glass all day and touches it; nobody collects the numbers. */
export class RestlessFingers {
  readonly #door: DeviceDoor;
  readonly #life: Life;
  readonly #random: SeededRandom;

  constructor(door: DeviceDoor, clock: SimClock, random: SeededRandom) {
    this.#door = door;
    this.#life = new Life(clock);
    this.#random = random;
  }

  async begin(): Promise<void> {
    for (;;) {
      await this.#life.sleep(this.#random.between(700, 3_500));
      const glass = this.#door.glass();
      if (glass === null) continue;
      const { actions, body } = glass.view;
      const own = actions.filter((action) => !action.startsWith('chrome.'));
      // Who has their number goes, mostly: the next one wants one too.
      const done = body.screen === 'ticket' && own.includes('finish') && this.#random.chance(0.6);
      // Nobody here has booked: who came to the keys for a code presses a few and turns back.
      const back = body.screen === 'code' && actions.includes('chrome.back') && this.#random.chance(0.5);
      const wandering = own.length > 0 ? this.#random.pick(own) : actions[0];
      const action = done ? 'finish' : back ? 'chrome.back' : wandering;
      if (action !== undefined) this.#door.touch(action, glass.revision);
    }
  }

  end(): void {
    this.#life.end();
  }
}

interface Desks {
  readonly site: string;
  readonly devices: readonly string[];
  readonly counters: readonly { readonly id: string; readonly services: readonly string[] }[];
  readonly services: readonly string[];
}

const verbs = [
  ['next', 34],
  ['finish', 16],
  ['recall', 10],
  ['arrived', 8],
  ['no-show', 8],
  ['park', 3],
  ['transfer', 4],
  ['extend', 3],
  ['call', 3],
  ['return', 5],
  ['class', 3],
  ['defer', 3],
  ['cancel', 2],
  ['pause-counter', 2],
  ['open', 5],
  ['close', 1],
] as const;
type Verb = (typeof verbs)[number][0];

/** A wish at the page that a device serves itself; false: nobody is at that page, and it goes over the network as all others. */
export type AtThePage = (page: string, verb: Verb, id: string, data: JsonObject) => boolean;

interface Asked {
  readonly verb: Verb;
  readonly page: string;
  readonly payload: string;
}

/** All clerks of a hall: each second some of them press something. */
export class RestlessClerks {
  readonly #desks: Desks;
  readonly #bus: MessageBus;
  readonly #wall: Clock;
  readonly #random: SeededRandom;
  readonly #atThePage: AtThePage;
  readonly #life: Life;
  readonly #numbers: string[] = [];
  /** Who was put aside or did not come: they come back. */
  readonly #aside: string[] = [];
  readonly #sent = new Map<string, number>();
  readonly #newest = new Map<string, Asked>();
  readonly #answers = new Map<string, JsonObject>();
  readonly #ends: (() => void)[] = [];

  constructor(
    desks: Desks,
    bus: MessageBus,
    wall: Clock,
    clock: SimClock,
    random: SeededRandom,
    atThePage: AtThePage = () => false,
  ) {
    this.#atThePage = atThePage;
    this.#desks = desks;
    this.#bus = bus;
    this.#wall = wall;
    this.#random = random;
    this.#life = new Life(clock);
  }

  connect(): void {
    const { site, devices } = this.#desks;
    this.#ends.push(
      this.#bus.subscribe(siteEvents(site, 'visit'), ({ payload }) => {
        const parsed = parseEnvelope(payload);
        for (const told of parsed.ok ? visitLines(parsed.value.data) : []) {
          const { number, ticket } = objectOf(told['data']);
          if (told['kind'] === 'ticket.issued' && typeof number === 'string') this.#numbers.push(number);
          const aside = told['kind'] === 'ticket.no-show' || told['kind'] === 'ticket.parked';
          if (aside && typeof ticket === 'string') this.#aside.push(ticket);
        }
      }),
    );
    for (const device of devices)
      for (const verb of ['next', 'finish', 'no-show', 'recall', 'return', 'open', 'arrived'] as const)
        this.#ends.push(
          this.#bus.subscribe(deviceTopics(site, device).ack(verb), ({ payload, retained }) => {
            const parsed = parseEnvelope(payload);
            if (!parsed.ok || retained) return;
            const { command } = parsed.value.data;
            if (typeof command === 'string') this.#answers.set(command, parsed.value.data);
          }),
        );
  }

  /**
   * Presses on until `untilMs`. Who comes at `fromMs`, to people who wait already, wishes for the next at once as all others do, and once
   * more in the same instant at another page of the same counter. `latecomers`: whom they called first come late, and they know what to do.
   */
  async begin(untilMs: number, fromMs = 0, latecomers = false): Promise<void> {
    const [hub = ''] = this.#desks.devices;
    if (latecomers) {
      await this.#life.sleep(fromMs);
      await Promise.all(this.#desks.counters.map(({ id }) => this.#waitInVain(id, hub)));
    } else if (fromMs > 0) {
      await this.#life.sleep(fromMs);
      const pressed = this.#desks.counters.flatMap((counter) => [counter, counter]);
      for (const { id: counter } of pressed) this.#send(this.#made(counter, 'next', hub, { counter, finishing: true }));
    }
    while (this.#life.now < untilMs) {
      // On the whole second, so that several press in the same instant.
      await this.#life.sleep(1_000 * (1 + this.#random.below(3)));
      for (const counter of this.#desks.counters) if (this.#random.chance(0.45)) this.#pressSomething(counter.id);
    }
  }

  /** Calls somebody who is not there as often as it takes, gives them up, and takes them back into line when they come after all. */
  async #waitInVain(counter: string, page: string): Promise<void> {
    const called = await this.#ask('next', page, { counter, finishing: true });
    const { number } = objectOf(called?.['value'] ?? null);
    let given = await this.#ask('no-show', page, { counter });
    while (objectOf(given?.['refusal'] ?? null)['kind'] === 'too-few-calls') {
      await this.#life.sleep(3_000);
      await this.#ask('recall', page, { counter });
      given = await this.#ask('no-show', page, { counter });
    }
    if (typeof number === 'string') await this.#ask('return', page, { number });
  }

  /** Works off who is left, at one page, until nobody waits; gives up after `patienceMs`. True when all counters were told so. */
  async workOff(page: string, patienceMs: number): Promise<boolean> {
    const until = this.#life.now + patienceMs;
    const { counters } = this.#desks;
    for (const { id, services } of counters) await this.#ask('open', page, { counter: id, services: [...services] });
    let idle = 0;
    while (idle < 2 && this.#life.now < until) {
      let called = false;
      for (const { id } of counters) {
        await this.#ask('finish', page, { counter: id });
        const answer = await this.#ask('next', page, { counter: id });
        called ||= answer === null || answer['ok'] === true || objectOf(answer['refusal'])['kind'] !== 'nobody-waiting';
      }
      idle = called ? 0 : idle + 1;
    }
    return idle >= 2;
  }

  end(): void {
    this.#life.end();
    for (const end of this.#ends.splice(0)) end();
  }

  /** Asks until it is answered, as a clerk does. */
  async #ask(verb: Verb, page: string, data: JsonObject): Promise<JsonObject | null> {
    const { counter } = data;
    const asked = this.#made(typeof counter === 'string' ? counter : '', verb, page, data);
    const id = parseEnvelope(asked.payload);
    for (let tries = 0; id.ok && tries < 5; tries += 1) {
      this.#send(asked);
      for (let waited = 0; waited < 3_000; waited += 20) {
        await this.#life.sleep(20);
        const answer = this.#answers.get(id.value.id);
        if (answer !== undefined) return answer;
      }
    }
    return null;
  }

  #pressSomething(counter: string): void {
    const before = this.#newest.get(counter);
    // An impatient finger, or a page that sends again what was not answered.
    const [hub = '', ...others] = this.#desks.devices;
    if (before !== undefined && this.#random.chance(0.2)) {
      this.#send(this.#random.chance(0.3) ? { ...before, page: this.#random.pick(this.#desks.devices) } : before);
      return;
    }
    const page = others.length > 0 && this.#random.chance(0.25) ? this.#random.pick(others) : hub;
    const wish = this.#random.weighted(verbs);
    // Nobody reads a number from a slip before there is one.
    const verb = wish === 'call' && this.#numbers.length === 0 ? 'next' : wish;
    const asked = this.#made(counter, verb, page, this.#dataOf(verb, counter));
    this.#newest.set(counter, asked);
    this.#send(asked);
    if (this.#random.chance(0.1)) this.#send(asked);
  }

  #dataOf(verb: Verb, counter: string): JsonObject {
    const { services, counters } = this.#desks;
    const number = this.#numbers.length === 0 ? 'A001' : this.#random.pick(this.#numbers.slice(-40));
    switch (verb) {
      case 'next':
        return { counter, finishing: this.#random.chance(0.5) };
      case 'finish':
      case 'recall':
      case 'arrived':
      case 'no-show':
      case 'close':
        return { counter };
      case 'park':
      case 'pause-counter':
        return { counter, reason: 'a moment' };
      case 'transfer':
        return this.#random.chance(0.5)
          ? { counter, service: this.#random.pick(services) }
          : { counter, to: this.#random.pick(counters).id };
      case 'extend':
        return { counter, service: this.#random.pick(services) };
      case 'call':
        return { counter, number };
      case 'open':
        return { counter, services: counters.find(({ id }) => id === counter)?.services.slice(0, 2) ?? [] };
      case 'class':
        return { number, priority: this.#random.chance(0.5) ? 'declared' : null };
      case 'return':
        return { number: this.#aside.pop() ?? number };
      case 'defer':
      case 'cancel':
        return { number };
    }
  }

  #made(counter: string, verb: Verb, page: string, data: JsonObject): Asked {
    const seq = (this.#sent.get(counter) ?? 0) + 1;
    this.#sent.set(counter, seq);
    const at = this.#wall.wallTime().instant;
    const from = `restless-${counter}`;
    return {
      verb,
      page,
      payload: writeEnvelope({ v: 1, id: `${from}/${seq}`, from, seq, at, expiresAt: at + commandLifeMs, data }),
    };
  }

  #send({ verb, page, payload }: Asked): void {
    const asked = parseEnvelope(payload);
    if (asked.ok && this.#atThePage(page, verb, asked.value.id, asked.value.data)) return;
    const topic = deviceTopics(this.#desks.site, page).command(verb);
    void this.#bus.publish({ topic, payload, qos: 1, retain: false });
  }
}

const objectOf = (value: unknown): JsonObject =>
  // Parsed JSON: an object that is no array is a JsonObject.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
