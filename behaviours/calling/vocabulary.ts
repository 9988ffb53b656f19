import { assign, emit, raise, setup } from 'xstate';
import { present } from '../../hal/assert.ts';
import { bannerId } from './announcement.ts';
import { budgetMs } from './budget.ts';
import type { CallingIn, CallingOut } from './events.ts';
import { emptyRoom, isEcho, withSilence } from './room.ts';
import {
  begin,
  beginSaying,
  claimNext,
  following,
  handOver,
  hearOthers,
  putUpBanner,
  sayAgain,
  shortestBannerMs,
  takeIn,
  takeOver,
  Turn,
  type CallingContext,
  type CallingInput,
  type Inner,
} from './turn.ts';

type Args = { readonly context: CallingContext; readonly event: CallingIn | Inner };

/** Whether an event is the end of what is being said, in this way. */
const ended = ({ context, event }: Args, how: 'said' | 'cut' | 'failed' | null): boolean =>
  event.type === 'voice.ended' && event.id === context.saying?.id && (how === null || event.how === how);

const base = setup({
  types: {} as {
    context: CallingContext;
    events: CallingIn | Inner;
    emitted: CallingOut;
    input: CallingInput;
  },
});

/** An action out of what one event does. */
const doing = (work: (turn: Turn, event: CallingIn | Inner) => void): ReturnType<typeof base.enqueueActions> =>
  base.enqueueActions(({ context, event, enqueue }) => {
    const turn = new Turn(context);
    work(turn, event);
    // As a function: xstate would call the functions that the context holds.
    enqueue.assign(() => turn.context);
    for (const out of turn.emitted) enqueue.emit(out);
    for (const id of turn.cancelled) enqueue.cancel(id);
    for (const { event: raised, after } of turn.raised)
      enqueue.raise(raised, after === null ? {} : { id: after.id, delay: after.ms });
  });

export const callingVocabulary = setup({
  types: {} as {
    context: CallingContext;
    events: CallingIn | Inner;
    emitted: CallingOut;
    input: CallingInput;
  },
  actions: {
    stir: raise({ type: 'voice.due' }),
    takeIn: doing((turn, event) => {
      if (event.type === 'ticket.called') takeIn(turn, event);
    }),
    hearOthers: doing((turn, event) => {
      if (event.type === 'voice.told') hearOthers(turn, event.by, event.word);
    }),
    /** Whoever was before this device and believed to have a voice has none. */
    takeOver: doing((turn, event) => {
      if (event.type !== 'patience.over') return;
      turn.set({ room: withSilence(turn.context.room, turn.context.settings) });
      takeOver(turn, event.call);
    }),
    keepAble: doing((turn, event) => {
      const { room } = turn.context;
      if (event.type !== 'voice.changed' || event.able === room.able) return;
      turn.set({ room: { ...room, able: event.able } });
      turn.tell({ kind: 'able', able: event.able });
    }),
    begin: doing(begin),
    claimNext: doing(claimNext),
    /** What was claimed is being said now. */
    goOn: doing((turn) => beginSaying(turn, present(turn.context.claimed, 'calling: nothing was claimed'))),
    sayAgain: doing(sayAgain),
    fallQuiet: assign({ saying: null, claimed: null }),
    handOver: doing(handOver),
    giveUpVoice: doing((turn) => {
      if (turn.context.saying !== null) turn.withdraw(turn.context.saying.id);
    }),
    putUpBanner: doing(putUpBanner),
    dropBanner: assign(({ context }) => ({ banners: context.banners.slice(1) })),
    takeDownBanner: emit({ type: 'claim.withdrawn', resource: 'screen', id: bannerId }),
    tellStarted: doing((turn) => {
      if (turn.context.saying === null) turn.emitted.push({ type: 'hall.callStarted' });
    }),
    tellIfEnded: doing((turn) => {
      const { saying, banners } = turn.context;
      if (saying === null && banners.length === 0) turn.emitted.push({ type: 'hall.callEnded' });
    }),
  },
  guards: {
    isNew: ({ context, event }) =>
      event.type === 'ticket.called' && !isEcho(event, context.now(), context.settings, context.room),
    hasWords: ({ context }) => following(context) !== null,
    ours: (args) => ended(args, null),
    failed: (args) => ended(args, 'failed'),
    cutOff: (args) => ended(args, 'cut'),
    goesOn: (args) => ended(args, 'said') && args.context.claimed !== null,
    othersWait: ({ context }) => context.banners.length > 1,
  },
  delays: {
    voice: ({ context }) => context.settings.voiceMs,
    /** A rush is shown within the time in which it is to begin, as far as it can be read. */
    shortBanner: ({ context }) =>
      Math.max(shortestBannerMs, Math.min(context.settings.bannerMs / 4, budgetMs / context.banners.length)),
    restOfBanner: ({ context }) => (context.settings.bannerMs * 3) / 4,
  },
});

export const contextOf = (input: CallingInput): CallingContext => ({
  ...input,
  room: emptyRoom,
  queue: [],
  standby: [],
  saying: null,
  claimed: null,
  banners: [],
});
