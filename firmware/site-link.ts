import type { HeldStarts } from '../behaviours/hall/held.ts';
import type { HeldUnder, HubAnswer, HubLink, HubQuestion, PastAsked } from '../behaviours/hall/hub-link.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import type { GivenOver } from '../behaviours/hall/release.ts';
import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { BusMessage, MessageBus } from '../hal/ports/message-bus.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Epoch } from '../hal/units.ts';
import { Copying, linesToKeep } from './copying.ts';
import {
  readAnswer,
  readHeldAnswer,
  readQuestion,
  readWord,
  writeAnswer,
  writeHeldAnswer,
  writeQuestion,
  type HallWord,
} from './hall-messages.ts';
import { HallWords, newestOf } from './hall-words.ts';
import { Hearing } from './hearing.ts';
import { HubBeat, probeMs } from './hub-beat.ts';
import { OwnPast } from './own-past.ts';
import { Reach } from './reach.ts';
import { Questions, type Question } from './questions.ts';
import { answersTo, deviceTopics, hallWords, onlineBoot, siteStates, splitTopic, type DeviceTopics } from './topics.ts';

/** Questions of others that are answered at once; more than that are a flood, and their askers give numbers by themselves. */
const mostAnswering = 256;

export interface SiteLinkSettings {
  readonly site: string;
  readonly device: string;
  /** The other devices of the site. */
  readonly others: readonly string[];
  /** The broker is none of the site's devices, so that it remembers who has been linked to it whatever becomes of their cards. */
  readonly brokerApart: boolean;
}

export interface SiteLinkPorts {
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly log: Log;
}

type HallEars = Pick<Hall, 'answer' | 'epoch' | 'held' | 'hub' | 'on' | 'outlive' | 'receive'>;

/**
 * How a device reaches the others of its hall, over the message bus: questions and answers (QoS 0: what is late is of no use, and a
 * broker must not keep it), who is there, and who decides. Each device says retained whom it believes to decide (`…/hall`) with the
 * ledger's line that says so; whoever hears of a higher term obeys, whoever hears of a lower one says its own again.
 */
export class SiteLink implements HubLink {
  readonly #settings: SiteLinkSettings;
  readonly #ports: SiteLinkPorts;
  readonly #changes = new Listeners<void>();
  readonly #topics: DeviceTopics;
  readonly #reach: Reach;
  readonly #questions: Questions;
  readonly #words: HallWords;
  #wordTold = false;
  /** What was said first under this link; when it comes back, all has come that the broker had kept of the others. */
  #saidAtLink: string | null = null;
  readonly #ends: Unsubscribe[] = [];
  #hall: HallEars | null = null;
  #answering = 0;
  readonly #beat: HubBeat;
  readonly #hearing: Hearing;
  readonly #past: OwnPast;
  /** Whether the broker had kept a word of an earlier start of this device; null: it has not said so yet. */
  #brokerKnew: boolean | null = null;
  readonly #copying: Copying;

  constructor(settings: SiteLinkSettings, ports: SiteLinkPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#words = new HallWords(settings.device);
    this.#reach = new Reach({
      ...ports,
      linked: () => ports.bus.linked,
      ask: (device, limit) => this.#questions.ask(device, { kind: 'there' }, limit),
      silent: (device) => this.#isSilent(device),
    });
    this.#hearing = new Hearing(ports.clock);
    this.#questions = new Questions(settings, { ...ports, epoch: () => this.#hall?.epoch() ?? 0 });
    this.#past = new OwnPast(settings.others, {
      clock: ports.clock,
      ask: (device, limit) => this.#heedWordOf(device, limit),
      isThere: (device) => this.#reach.isThere(device),
      neverHere: () => settings.brokerApart && this.#brokerKnew === false,
    });
    this.#beat = new HubBeat({
      clock: ports.clock,
      whom: () => this.#hubThere(),
      isSilent: (hub) => this.#reach.isSilent(hub),
      ask: (hub, limit) => this.#ask(hub, { kind: 'there' }, limit),
    });
    this.#copying = new Copying({
      clock: ports.clock,
      inReach: () => this.#inReach(),
      ask: (device, question, limit) => this.#questions.ask(device, question, limit),
    });
    this.#topics = deviceTopics(settings.site, settings.device);
  }

  reaches(device: string): boolean {
    return this.#reach.has(device);
  }

  away(): readonly string[] {
    return this.#settings.others.filter((device) => !this.reaches(device));
  }

  awaySince(device: string): Epoch {
    return this.#reach.awaySince(device);
  }

  isReleased(event: VisitEvent, held: HeldStarts): boolean {
    return this.#words.isReleased(event, held);
  }

  release(given: GivenOver): void {
    if (this.#words.give(given) || !this.#wordTold) this.#sayWho();
  }

  on(listener: () => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  heard(): Promise<void> {
    return this.#settings.others.length === 0 ? Promise.resolve() : this.#hearing.heard();
  }

  past(): Promise<PastAsked> {
    return this.#past.learn();
  }

  copy(events: readonly VisitEvent[], signal: AbortSignal): Promise<boolean> {
    return this.#copying.copy(events, signal);
  }

  async heldBy(device: string, signal: AbortSignal): Promise<HeldUnder | null> {
    const said = await this.#questions.ask(device, { kind: 'held' }, signal);
    return said === null ? null : readHeldAnswer(said);
  }

  /** Begins to listen and to answer for this hall. */
  start(hall: HallEars): void {
    const { bus } = this.#ports;
    const { site } = this.#settings;
    this.#hall = hall;
    this.#ends.push(
      bus.onLink((linked) => this.#linked(linked)),
      bus.subscribe(siteStates(site), (message) => this.#lifecycle(message)),
      bus.subscribe(this.#topics.ask('+'), (message) => this.#questioned(message)),
      bus.subscribe(answersTo(site, this.#settings.device), (message) => this.#answered(message)),
      bus.subscribe(hallWords(site), (message) => this.#told(message)),
      hall.on((event) => {
        if (event.type === 'hall.recorded' && event.event.kind === 'hub.raised') this.#hubChanged();
      }),
    );
    this.#hearing.begin();
    this.#past.begin();
    if (bus.linked) this.#linked(true);
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#beat.end();
    this.#hearing.end();
    this.#past.end();
    this.#reach.lost();
    this.#questions.giveUp();
    this.#hall = null;
  }

  async ask(hub: string, question: HubQuestion, signal: AbortSignal): Promise<HubAnswer | null> {
    const said = await this.#ask(hub, writeQuestion(question), signal);
    return said === null ? null : readAnswer(said);
  }

  async #ask(of: string, question: JsonObject, signal: AbortSignal): Promise<JsonObject | null> {
    const asked = this.#ports.bus.linked && !signal.aborted;
    const said = await this.#questions.ask(of, question, signal);
    if (said === null && asked && signal.aborted) this.#isSilent(of);
    return said;
  }

  #inReach(): readonly string[] {
    return this.#settings.others.filter((device) => this.reaches(device));
  }

  async #wordOf(device: string, limit: AbortSignal): Promise<HallWord | null> {
    const said = await this.#questions.ask(device, { kind: 'word' }, limit);
    return typeof said?.['word'] === 'string' ? readWord(said['word']) : null;
  }

  async #heedWordOf(device: string, limit: AbortSignal): Promise<boolean> {
    const word = await this.#wordOf(device, limit);
    return word !== null && (await this.#heed(device, word));
  }

  #linked(linked: boolean): void {
    this.#wordTold = linked;
    if (linked) {
      this.#saidAtLink = this.#sayWho();
      // Another may have been raised meanwhile, and what was asked of this one before that waits in front of the word of it.
      this.#hearing.linked();
      this.#beat.in(probeMs);
    } else {
      this.#reach.lost();
      this.#hearing.lost();
      this.#questions.giveUp();
    }
    this.#past.changed();
    this.#changes.emit();
  }

  // Who is there.

  #lifecycle({ topic, payload, retained }: BusMessage): void {
    const device = splitTopic(topic)?.device;
    if (device === undefined || device === this.#settings.device) return;
    const boot = onlineBoot(payload);
    const is = boot !== null;
    // It begins where it has been before, as far as we know: it may have lost its card.
    if (is && (newestOf(this.#hall).get(device)?.epoch ?? 0) >= boot) this.#sayWho();
    if (!this.#reach.heard(device, is, retained)) return;
    if (is && device === this.#hall?.hub().device) {
      // What a broker has kept for it may be an older word of this device that came last.
      this.#sayWho();
      this.#beat.in(0);
    }
    this.#past.changed();
    this.#changes.emit();
  }

  #isSilent(device: string): void {
    if (!this.#reach.fellSilent(device)) return;
    this.#beat.in(probeMs);
    this.#changes.emit();
  }

  #isThere(device: string): void {
    if (this.#reach.spoke(device)) this.#changes.emit();
  }

  /** The hub, where it is another that the broker knows to be there. */
  #hubThere(): string | null {
    const hub = this.#hall?.hub().device ?? null;
    return hub === null || hub === this.#settings.device || !this.#reach.isThere(hub) ? null : hub;
  }

  // Questions and answers.

  #questioned(message: BusMessage): void {
    const asked = this.#questions.read(message);
    const hall = this.#hall;
    if (asked === null || hall === null) return;
    const { data, from } = asked;
    this.#isThere(from);
    if (data['kind'] === 'there') {
      this.#questions.answer(asked, { kind: 'there' });
      return;
    }
    if (data['kind'] === 'word') {
      // While the ledger has not been read nothing is known; who asks asks again.
      if (hall.held() !== null) this.#questions.answer(asked, { kind: 'word', word: this.#words.own(hall) });
      return;
    }
    if (data['kind'] === 'held') {
      const held = hall.held();
      if (held !== null) this.#questions.answer(asked, writeHeldAnswer(hall.hub().term, held));
      return;
    }
    if (data['kind'] === 'keep') {
      void this.#keep(asked, hall);
      return;
    }
    const question = readQuestion(data);
    if (!question.ok) {
      this.#ports.log.write('warn', 'question.refused', { from, ...question.fault });
      return;
    }
    if (this.#answering >= mostAnswering) return;
    this.#answering += 1;
    void hall.answer(from, question.value).then((given) => {
      this.#answering -= 1;
      if (this.#hall !== null) this.#questions.answer(asked, writeAnswer(given));
    });
  }

  async #keep(asked: Question, hall: HallEars): Promise<void> {
    const lines = linesToKeep(asked.from, asked.data) ?? [];
    const kept = await Promise.all(lines.map((line) => hall.receive(line)));
    const all = kept.length > 0 && kept.every(({ ok }) => ok);
    if (this.#hall !== null) this.#questions.answer(asked, { kind: all ? 'kept' : 'refused' });
  }

  #answered(message: BusMessage): void {
    const from = this.#questions.answered(message);
    if (from !== null) this.#isThere(from);
  }

  // Who decides.

  #told(message: BusMessage): void {
    const from = splitTopic(message.topic)?.device;
    const word = readWord(message.payload);
    const hall = this.#hall;
    if (word === null || hall === null || from === undefined) return;
    if (from === this.#settings.device) {
      this.#ownWord(word, message.retained);
      return;
    }
    if (!message.retained) this.#isThere(from);
    const { term } = hall.hub();
    void this.#heed(from, word);
    if (word.term < term && !message.retained) this.#sayWho();
  }

  /** Its own word comes back: first what the broker had kept of it, then what it has said now. */
  #ownWord(word: HallWord, retained: boolean): void {
    if (retained) void this.#heed(this.#settings.device, word);
    else if (word.said !== null && word.said === this.#saidAtLink) void this.#caughtUp(word.said);
    this.#brokerKnew ??= retained;
    this.#past.changed();
  }

  /** All that the broker had kept of the others came before; what it says must stand in the ledger. */
  async #caughtUp(said: string): Promise<void> {
    await this.#words.heeded();
    if (this.#saidAtLink === said) this.#hearing.caughtUp();
  }

  /** Takes a word of the hall; true once what it says stands in the ledger. */
  async #heed(from: string, word: HallWord): Promise<boolean> {
    return this.#hall !== null && (await this.#words.heed(from, word, this.#hall));
  }

  #hubChanged(): void {
    this.#sayWho();
    this.#beat.in(0);
    this.#changes.emit();
  }

  /** Gives by what it is known again when it comes back; null: nothing was said. */
  #sayWho(): string | null {
    if (this.#hall === null || !this.#ports.bus.linked) return null;
    const said = this.#words.name(this.#hall.epoch());
    const payload = this.#words.own(this.#hall, said);
    this.#wordTold = true;
    void this.#ports.bus.publish({ topic: this.#topics.hall, payload, qos: 1, retain: true });
    return said;
  }
}
