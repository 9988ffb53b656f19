import { present } from '../../hal/assert.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Texts } from '../voice/texts.ts';
import { bannerClaim, formsOf, openingOf, voiceClaim, voiceIds, type Call, type VoiceId } from './announcement.ts';
import { budgetMs, gapMs, nextStep, type Measures, type Pending, type Sentence, type Step } from './budget.ts';
import type { CallingOut, CallKey, VoiceWord } from './events.ts';
import { dutyFor, heardOf, keyOf, withCall, withWord, type Room } from './room.ts';
import type { CallingSettings } from './settings.ts';

/** Calls that may wait to be said or shown; when more come, the oldest that has not begun is left out and the maintainer is told. */
export const longestQueue = 60;
/** As many as can be named in time with their counters: of more the numbers alone are needed. */
const fewNames = 3;
/** In a rush a banner is there for so long at least: who looks for their number reads two lines. */
export const shortestBannerMs: Milliseconds = 1_500;

/** What the chart is given; all of it is provided in `index.ts`. */
export interface CallingInput {
  readonly settings: CallingSettings;
  readonly texts: Texts;
  readonly now: () => Milliseconds;
  readonly lengthOf: (sentence: Sentence) => Milliseconds;
  /** Has these measured, as they will be needed soon. */
  readonly measure: (sentences: readonly Sentence[]) => void;
}

interface Claimed {
  readonly id: VoiceId;
  readonly step: Step;
}

export interface CallingContext extends CallingInput {
  readonly room: Room;
  /** Who is said, in order, once what is being said has ended. */
  readonly queue: readonly Pending[];
  /** Calls that another device is to say. */
  readonly standby: readonly Call[];
  readonly saying: (Claimed & { readonly endsAt: Milliseconds; readonly before: readonly Pending[] }) | null;
  /** Claimed already, to follow without a gap. */
  readonly claimed: Claimed | null;
  /** The call on the banner, then those that wait for it. */
  readonly banners: readonly Call[];
}

/** There may be something to say, or something better to say next. */
export type VoiceDue = { readonly type: 'voice.due' };

/** Raised by the chart itself, after what came in has been put in its place. */
export type Inner =
  | VoiceDue
  | { readonly type: 'banner.due' }
  | { readonly type: 'patience.over'; readonly call: Call };

const measuresOf = ({ settings, texts, lengthOf }: CallingContext): Measures => ({
  chimeMs: settings.chimeMs,
  lengthOf,
  opening: openingOf(settings, texts),
});

const lastsMs = ({ settings, lengthOf }: CallingContext, { chime, sentence }: Step): Milliseconds =>
  (chime ? settings.chimeMs : 0) + lengthOf(sentence) + gapMs;

const other = (id: VoiceId): VoiceId => (id === voiceIds[0] ? voiceIds[1] : voiceIds[0]);

/** What will follow what is being said, as things stand. */
export const following = (context: CallingContext): Step | null => {
  const { saying, queue, now } = context;
  const at = saying === null ? now() : Math.max(now(), saying.endsAt);
  return nextStep(queue, at, saying !== null, measuresOf(context));
};

/** The context in which this step is being said; `before` is the queue to come back to when it is cut off. */
const saidNow = (context: CallingContext, { id, step }: Claimed): Partial<CallingContext> => ({
  saying: { id, step, endsAt: context.now() + lastsMs(context, step), before: context.queue },
  queue: step.after,
  claimed: null,
});

const waitedMs = ({ room, now }: CallingContext, call: Call): Milliseconds => {
  const came = room.heard.findLast((one) => one.call === call)?.at;
  return came === undefined ? 0 : now() - came;
};

/** What one event does: the context after it, and what goes out. */
export class Turn {
  context: CallingContext;
  readonly emitted: CallingOut[] = [];
  readonly raised: {
    readonly event: Inner;
    readonly after: { readonly id: string; readonly ms: Milliseconds } | null;
  }[] = [];
  readonly cancelled: string[] = [];

  constructor(context: CallingContext) {
    this.context = context;
  }

  set(changed: Partial<CallingContext>): void {
    this.context = { ...this.context, ...changed };
  }
  tell(word: VoiceWord): void {
    this.emitted.push({ type: 'voice.telling', word });
  }
  withdraw(id: VoiceId): void {
    this.emitted.push({ type: 'claim.withdrawn', resource: 'voice', id });
  }
}

const patienceOf = (call: Call): string => `patience ${keyOf(call)}`;
const bare = ({ ticket, counter, call }: Call): CallKey => ({ ticket, counter, call });

/** This device says the call, and tells the others so. */
function give(turn: Turn, call: Call): void {
  const { settings, texts, now, queue, room, saying, measure } = turn.context;
  const forms = formsOf(call, settings, texts);
  if (forms === null) return;
  const came = room.heard.findLast((one) => one.call === call)?.at ?? now();
  const pending: Pending = { call, forms, dueAt: came + budgetMs, next: 0, covered: false, owed: false };
  const isSame = (one: Pending): boolean => one.call.ticket === call.ticket && one.call.counter === call.counter;
  // A recall of a call that has not begun is said as the newer of the two, in the older one's turn; one whose counter is owed pays it.
  const known = queue.filter((one) => !(one.owed && isSame(one)));
  const same = known.findIndex((one) => one.next === 0 && isSame(one));
  const older = known[same];
  const after =
    older === undefined
      ? [...known, pending]
      : known.with(same, { ...pending, dueAt: older.dueAt, covered: older.covered });
  const unbegun = after.filter(({ next, owed }) => next === 0 && !owed);
  const tooMany = unbegun.length > longestQueue ? unbegun[0] : undefined;
  if (tooMany !== undefined) turn.emitted.push({ type: 'call.dropped', ...named(tooMany.call) });
  const kept = after.filter((one) => one !== tooMany);
  turn.set({ queue: kept });
  turn.tell({ kind: 'taken', call: bare(call) });
  const crowded = kept.length + (saying === null ? 0 : 1) > 1;
  const briefs = kept.map((one) => one.forms.brief);
  const numbers = unbegun.length > fewNames ? kept.map((one) => one.forms.number) : [];
  measure(crowded ? [...numbers, ...briefs, ...kept.flatMap((one) => one.forms.turns.slice(0, 1))] : forms.turns);
}

const named = ({ number, counter }: Call): { readonly number: string; readonly counter: string } => ({
  number,
  counter,
});

/** A call that has come: to the banner, and to the voice where this device is the one that speaks. */
export function takeIn(turn: Turn, call: Call): void {
  const { settings, now, room, banners, standby } = turn.context;
  const at = now();
  const duty = dutyFor(call, at, settings, room);
  const [shown, ...waiting] = [...banners, call];
  turn.set({
    room: withCall(room, call, at),
    banners: [...(shown === undefined ? [] : [shown]), ...waiting.slice(-longestQueue)],
  });
  turn.raised.push({ event: { type: 'banner.due' }, after: null });
  if (duty.kind === 'speaks') give(turn, call);
  if (duty.kind === 'stands-by') {
    turn.set({ standby: [...standby, call].slice(-longestQueue) });
    turn.raised.push({ event: { type: 'patience.over', call }, after: { id: patienceOf(call), ms: duty.ms } });
  }
}

/** What others say of their voices: calls that they have need not be said here, those that they could not say must. */
export function hearOthers(turn: Turn, by: string, word: VoiceWord): void {
  const { settings, now, standby } = turn.context;
  if (by === settings.device) return;
  const at = now();
  const room = withWord(turn.context.room, by, word, at);
  turn.set({ room });
  const ours = (call: Call): boolean => dutyFor(call, at, settings, room).kind === 'speaks';
  switch (word.kind) {
    case 'taken': {
      const key = keyOf(word.call);
      turn.set({ standby: standby.filter((call) => keyOf(call) !== key) });
      turn.cancelled.push(`patience ${key}`);
      break;
    }
    case 'unheard':
      for (const call of heardOf(room, word.calls)) if (ours(call)) give(turn, call);
      break;
    case 'able':
      for (const call of standby.filter(ours)) takeOver(turn, call);
      break;
  }
}

/** Nobody before this device has the call. */
export function takeOver(turn: Turn, call: Call): void {
  const { standby, room } = turn.context;
  if (!standby.includes(call)) return;
  turn.set({ standby: standby.filter((one) => one !== call) });
  turn.cancelled.push(patienceOf(call));
  if (room.able) give(turn, call);
}

export function beginSaying(turn: Turn, claimed: Claimed): void {
  const { context } = turn;
  const { call, first } = claimed.step;
  turn.set(saidNow(context, claimed));
  if (call !== null && first)
    turn.emitted.push({ type: 'call.announced', ...named(call), aloud: true, waitedMs: waitedMs(context, call) });
  claimNext(turn);
}

/** Has the next sentence stand behind what is being said; one that is not the next any more gives its place. */
export function claimNext(turn: Turn): void {
  const { saying, claimed } = turn.context;
  if (saying === null) return;
  const step = following(turn.context);
  const id = other(saying.id);
  turn.set({ claimed: step === null ? null : { id, step } });
  if (step === null && claimed !== null) turn.withdraw(id);
  if (step === null || (claimed?.step.sentence === step.sentence && claimed.step.chime === step.chime)) return;
  turn.emitted.push({ type: 'claim.made', claim: voiceClaim(id, step) });
}

/** The first words after silence. */
export function begin(turn: Turn): void {
  const claimed: Claimed = { id: voiceIds[0], step: present(following(turn.context), 'calling: nothing to say') };
  // A call that another device handed over late has no banner here any more.
  if (turn.context.banners.length === 0) turn.emitted.push({ type: 'hall.callStarted' });
  turn.emitted.push({ type: 'claim.made', claim: voiceClaim(claimed.id, claimed.step) });
  beginSaying(turn, claimed);
}

/** Something stronger took the voice: the sentence is said again, whole, when it is free. */
export function sayAgain(turn: Turn): void {
  const { saying, claimed, queue } = turn.context;
  if (saying === null) return;
  const known = new Set(saying.before.map(({ call }) => call));
  const came = queue.filter(({ call }) => !known.has(call));
  turn.set({ queue: [...saying.before, ...came] });
  const again: Claimed = { id: claimed?.id ?? other(saying.id), step: { ...saying.step, first: false } };
  turn.emitted.push({ type: 'claim.made', claim: voiceClaim(again.id, again.step) });
  turn.set({ claimed: null });
  beginSaying(turn, { ...again, step: { ...again.step, after: [...again.step.after, ...came] } });
}

/** The voice has failed: what it was to say goes to whoever is next in the room. */
export function handOver(turn: Turn): void {
  const { saying, claimed, queue } = turn.context;
  const unheard = [
    ...(saying === null || saying.step.call === null ? [] : [saying.step.call]),
    ...queue.filter(({ next }) => next === 0).map(({ call }) => call),
  ];
  if (unheard.length > 0) turn.tell({ kind: 'unheard', calls: unheard.map(bare) });
  if (claimed !== null) turn.withdraw(claimed.id);
  turn.set({ saying: null, claimed: null, queue: [] });
}

export function putUpBanner(turn: Turn): void {
  const { context } = turn;
  const { banners, settings, texts, room } = context;
  const call = present(banners[0], 'calling: no banner to show');
  turn.emitted.push({ type: 'claim.made', claim: bannerClaim(call, settings, texts) });
  if (!settings.aloud || !room.able || formsOf(call, settings, texts) === null)
    turn.emitted.push({ type: 'call.announced', ...named(call), aloud: false, waitedMs: waitedMs(context, call) });
}
