import { z } from 'zod';
import { halfAngle } from '../angle.ts';
import { durationBetween } from '../duration.ts';
import { span } from '../hours.ts';
import { lengthBetween } from '../length.ts';
import { percentage } from '../share.ts';

/** Whose stop counts, who is greeted with them, and whom the screen tells that they are seen. */
const ladder = z.strictObject({
  /** Only who stands within this to either side is before the device. */
  front: halfAngle().prefault('100deg'),
  /**
   * How long a stop must be: without a model, with its agreement, with its certainty, against its doubt. Shipped alike: on people whom it
   * never saw the model does not beat the length of the stop by more than chance (`config/models/intention`).
   */
  standing: durationBetween(0, 10_000).prefault('900ms'),
  judged: durationBetween(0, 10_000).prefault('900ms'),
  hastened: durationBetween(0, 10_000).prefault('900ms'),
  patience: durationBetween(0, 60_000).prefault('900ms'),
  /** From where on the model is sure, below which it doubts, and how likely a visit invites from afar. */
  sure: percentage().prefault('80%'),
  doubt: percentage().prefault('20%'),
  expect: percentage().prefault('60%'),
  /** A greeting is for all who stop so near to the person and to the moment. */
  group: lengthBetween(0, 5).prefault('1.5m'),
  groupSpan: durationBetween(0, 10_000).prefault('2s'),
  /** Two who stand so near to each other, having walked towards each other within this, talk. */
  talk: lengthBetween(0, 5).prefault('1.5m'),
  talkAngle: halfAngle().prefault('40deg'),
  /** So near to where people are served at a counter, somebody is busy there. */
  counter: lengthBetween(0, 5).prefault('0.9m'),
  /** Who stands so long while another is served is told that they are seen; farther off; and until when they are thought to wait. */
  acknowledge: durationBetween(0, 10_000).prefault('300ms'),
  acknowledgeFar: durationBetween(0, 10_000).prefault('2s'),
  waiting: durationBetween(5_000, 3_600_000).prefault('2min'),
  /** A new track so near to where one was lost, so soon after, is the same person. */
  same: lengthBetween(0, 3).prefault('0.6m'),
  sameSpan: durationBetween(0, 60_000).prefault('3s'),
});

/** When a visitor is spoken to, and when their visit is over. */
export const greeting = z
  .strictObject({
    aloud: z.boolean().default(true),
    /** When it speaks with less of its volume; 0%: not at all. */
    quietHours: z.array(span()).max(8).default([]),
    quietVolume: percentage().prefault('40%'),
    /** So many greetings aloud in any hour at most; who comes then is served in silence. */
    aloudPerHour: z.int().min(0).max(600).default(40),
    /** For so long staff's key, or their wish over the bus, keeps it silent. */
    mute: durationBetween(60_000, 14_400_000).prefault('30min'),
    away: durationBetween(1000, 300_000).prefault('8s'),
    farewell: durationBetween(500, 60_000).prefault('4s'),
    idleVisit: durationBetween(30_000, 3_600_000).prefault('3min'),
    /** Who was greeted is not greeted again within this, whatever they do. */
    rest: durationBetween(0, 3_600_000).prefault('10min'),
    ...ladder.shape,
  })
  .transform((it) => ({
    aloud: it.aloud,
    quietHours: it.quietHours,
    quietVolume: it.quietVolume,
    aloudPerHour: it.aloudPerHour,
    muteMs: it.mute,
    awayMs: it.away,
    farewellMs: it.farewell,
    idleVisitMs: it.idleVisit,
    restMs: it.rest,
    frontRad: it.front,
    standingMs: it.standing,
    judgedMs: it.judged,
    hastenedMs: it.hastened,
    patienceMs: it.patience,
    hastenIntent: it.sure,
    vetoIntent: it.doubt,
    inviteIntent: it.expect,
    groupM: it.group,
    groupMs: it.groupSpan,
    talkM: it.talk,
    talkRad: it.talkAngle,
    counterM: it.counter,
    acknowledgeMs: it.acknowledge,
    acknowledgeFarMs: it.acknowledgeFar,
    waitingMs: it.waiting,
    sameM: it.same,
    sameMs: it.sameSpan,
  }));
