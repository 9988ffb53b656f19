import { compareMarks, newestIn, type HeldStarts, type Mark } from '../behaviours/hall/held.ts';
import type { HubAnswer, HubLink, HubQuestion } from '../behaviours/hall/hub-link.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import { isGivenOver, type GivenOver } from '../behaviours/hall/release.ts';
import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { BusMessage, MessageBus } from '../hal/ports/message-bus.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Epoch, Milliseconds } from '../hal/units.ts';
import { readAnswer, readQuestion, readWord, writeAnswer, writeQuestion, writeWord } from './hall-messages.ts';
import { Hearing } from './hearing.ts';
import {
  answersTo,
  deviceTopics,
  hallWords,
  onlineBoot,
  parseEnvelope,
  siteStates,
  splitTopic,
  writeEnvelope,
  type DeviceTopics,
} from './topics.ts';

/** While the hub answers it is asked this often whether it still does. */
export const beatMs: Milliseconds = 20_000;
/** While it does not, this often. */
const probeMs: Milliseconds = 3_000;
/** Questions of others that are answered at once; more than that are a flood, and their askers give numbers by themselves. */
const mostAnswering = 256;

export interface SiteLinkSettings {
  readonly site: string;
  readonly device: string;
  /** The other devices of the site. */
  readonly others: readonly string[];
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
  readonly #online = new Map<string, boolean>();
  /** Who is there as far as the broker knows, and does not answer. */
  readonly #silent = new Set<string>();
  readonly #awaySince = new Map<string, Epoch>();
  readonly #asked = new Map<string, (answer: HubAnswer | null) => void>();
  /** What each device has given over, and what this one has. */
  readonly #released = new Map<string, GivenOver>();
  #given: GivenOver = { upTo: { epoch: 0, seq: 0 }, starts: new Map() };
  #givenTold = false;
  readonly #ends: Unsubscribe[] = [];
  #hall: HallEars | null = null;
  #count = 0;
  #answering = 0;
  #beat: TimerId | null = null;
  readonly #hearing: Hearing;

  constructor(settings: SiteLinkSettings, ports: SiteLinkPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#hearing = new Hearing(ports.clock);
    this.#topics = deviceTopics(settings.site, settings.device);
  }

  reaches(device: string): boolean {
    return this.#ports.bus.linked && this.#online.get(device) === true && !this.#silent.has(device);
  }

  away(): readonly string[] {
    return this.#settings.others.filter((device) => !this.reaches(device));
  }

  awaySince(device: string): Epoch {
    return this.#awaySince.get(device) ?? 0;
  }

  isReleased(event: VisitEvent, held: HeldStarts): boolean {
    const given = this.#released.get(event.device);
    return given !== undefined && isGivenOver(given, event, held);
  }

  release(given: GivenOver): void {
    if (compareMarks(given.upTo, this.#given.upTo) === 0 && this.#givenTold) return;
    this.#given = given;
    this.#sayWho();
  }

  on(listener: () => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  heard(): Promise<void> {
    return this.#settings.others.length === 0 ? Promise.resolve() : this.#hearing.heard();
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
    if (bus.linked) this.#linked(true);
  }

  stop(): void {
    const { clock } = this.#ports;
    for (const end of this.#ends.splice(0)) end();
    if (this.#beat !== null) clock.clearTimeout(this.#beat);
    this.#beat = null;
    this.#hearing.end();
    this.#giveUp();
    this.#hall = null;
  }

  ask(hub: string, question: HubQuestion, signal: AbortSignal): Promise<HubAnswer | null> {
    if (!this.#ports.bus.linked || signal.aborted) return Promise.resolve(null);
    return this.#ask(hub, writeQuestion(question), signal);
  }

  #ask(hub: string, question: JsonObject, signal: AbortSignal): Promise<HubAnswer | null> {
    const id = this.#nextId('ask');
    return new Promise((resolve) => {
      const late = (): void => {
        settle(null);
        this.#isSilent(hub);
      };
      const settle = (answer: HubAnswer | null): void => {
        if (!this.#asked.delete(id)) return;
        signal.removeEventListener('abort', late);
        resolve(answer);
      };
      this.#asked.set(id, settle);
      signal.addEventListener('abort', late, { once: true });
      this.#send(deviceTopics(this.#settings.site, hub).ask(this.#settings.device), id, question);
    });
  }

  #linked(linked: boolean): void {
    this.#givenTold = linked;
    if (linked) {
      this.#sayWho();
      // Another may have been raised meanwhile, and what was asked of this one before that waits in front of the word of it.
      this.#hearing.linked();
      this.#beatIn(probeMs);
    } else {
      // Nobody is known to be there until they say so anew.
      for (const device of this.#online.keys()) this.#leaves(device);
      this.#online.clear();
      this.#giveUp();
    }
    this.#changes.emit();
  }

  #giveUp(): void {
    for (const settle of this.#asked.values()) settle(null);
  }

  // Who is there.

  #lifecycle({ topic, payload }: BusMessage): void {
    const device = splitTopic(topic)?.device;
    if (device === undefined || device === this.#settings.device) return;
    const boot = onlineBoot(payload);
    const is = boot !== null;
    // It begins where it has been before, as far as we know: it may have lost its card.
    if (is && (this.#newest().get(device)?.epoch ?? 0) >= boot) this.#sayWho();
    const was = this.#online.get(device);
    this.#online.set(device, is);
    if (is) {
      // A new start may be slow to answer; a question will tell.
      this.#silent.delete(device);
      this.#awaySince.delete(device);
      if (was !== true && device === this.#hall?.hub().device) this.#beatIn(0);
    } else if (was !== false) this.#leaves(device);
    if (was !== is) this.#changes.emit();
  }

  #leaves(device: string): void {
    if (!this.#awaySince.has(device)) this.#awaySince.set(device, this.#ports.clock.wallTime().instant);
  }

  #isSilent(device: string): void {
    if (this.#silent.has(device) || !this.#ports.bus.linked) return;
    this.#silent.add(device);
    this.#leaves(device);
    this.#ports.log.write('warn', 'hub.silent', { device });
    this.#beatIn(probeMs);
    this.#changes.emit();
  }

  #isThere(device: string): void {
    if (!this.#silent.delete(device)) return;
    this.#awaySince.delete(device);
    this.#ports.log.write('info', 'hub.answers', { device });
    this.#changes.emit();
  }

  #beatIn(ms: Milliseconds): void {
    const { clock } = this.#ports;
    if (this.#beat !== null) clock.clearTimeout(this.#beat);
    this.#beat = clock.setTimeout(() => {
      this.#beat = null;
      this.#askWhetherThere();
    }, ms);
  }

  #askWhetherThere(): void {
    const { bus, clock } = this.#ports;
    const hub = this.#hall?.hub().device;
    if (hub === undefined || !bus.linked) return;
    if (hub === this.#settings.device || this.#online.get(hub) !== true) {
      this.#beatIn(beatMs);
      return;
    }
    const limit = new AbortController();
    const timer = clock.setTimeout(() => limit.abort(), probeMs - 1);
    void this.#ask(hub, { kind: 'there' }, limit.signal).then(() => clock.clearTimeout(timer));
    this.#beatIn(this.#silent.has(hub) ? probeMs : beatMs);
  }

  // Questions and answers.

  #questioned(message: BusMessage): void {
    const asker = splitTopic(message.topic)?.rest.split('/')[1] ?? '';
    const parsed = message.retained ? null : parseEnvelope(message.payload);
    const hall = this.#hall;
    if (parsed?.ok !== true || hall === null || asker === '' || asker === this.#settings.device) return;
    const { id, data } = parsed.value;
    this.#isThere(asker);
    const answer = (said: JsonObject): void =>
      this.#send(this.#topics.answer(asker), this.#nextId('answer'), { question: id, ...said });
    if (data['kind'] === 'there') {
      answer({ kind: 'there' });
      return;
    }
    const question = readQuestion(data);
    if (!question.ok) {
      this.#ports.log.write('warn', 'question.refused', { from: asker, ...question.fault });
      return;
    }
    if (this.#answering >= mostAnswering) return;
    this.#answering += 1;
    void hall.answer(asker, question.value).then((given) => {
      this.#answering -= 1;
      if (this.#hall !== null) answer(writeAnswer(given));
    });
  }

  #answered(message: BusMessage): void {
    const from = splitTopic(message.topic)?.device;
    const parsed = message.retained ? null : parseEnvelope(message.payload);
    if (parsed?.ok !== true || from === undefined) return;
    this.#isThere(from);
    const { data } = parsed.value;
    const settle = typeof data['question'] === 'string' ? this.#asked.get(data['question']) : undefined;
    settle?.(readAnswer(data));
  }

  #nextId(kind: 'ask' | 'answer'): string {
    this.#count += 1;
    return `${this.#settings.device}/${this.#hall?.epoch() ?? 0}/${kind}/${this.#count}`;
  }

  #send(topic: string, id: string, data: JsonObject): void {
    const at = this.#ports.clock.wallTime().instant;
    const payload = writeEnvelope({
      v: 1,
      id,
      from: id.slice(0, id.lastIndexOf('/')),
      seq: this.#count,
      at,
      expiresAt: null,
      data,
    });
    // What is lost on the way is asked again by whoever waits for it.
    void this.#ports.bus.publish({ topic, payload, qos: 0, retain: false });
  }

  // Who decides.

  #told(message: BusMessage): void {
    const from = splitTopic(message.topic)?.device;
    const word = readWord(message.payload);
    const hall = this.#hall;
    if (word === null || hall === null || from === undefined || from === this.#settings.device) return;
    if (!message.retained) this.#isThere(from);
    // An older word may come after a newer one; what was given over stays so.
    const known = this.#released.get(from);
    if (word.released !== null && (known === undefined || compareMarks(word.released.upTo, known.upTo) >= 0))
      this.#released.set(from, word.released);
    const newest = word.newest.get(this.#settings.device);
    if (newest !== undefined) void hall.outlive(newest);
    const { term } = hall.hub();
    if (word.raised !== null && word.term >= term) void hall.receive(word.raised);
    else if (word.term < term && !message.retained) this.#sayWho();
  }

  #hubChanged(): void {
    this.#sayWho();
    this.#beatIn(0);
    this.#changes.emit();
  }

  #sayWho(): void {
    if (this.#hall === null || !this.#ports.bus.linked) return;
    const payload = writeWord({ ...this.#hall.hub(), newest: this.#newest(), released: this.#given });
    this.#givenTold = true;
    void this.#ports.bus.publish({ topic: this.#topics.hall, payload, qos: 1, retain: true });
  }

  #newest(): ReadonlyMap<string, Mark> {
    const held = this.#hall?.held() ?? null;
    return held === null ? new Map<string, Mark>() : newestIn(held);
  }
}
