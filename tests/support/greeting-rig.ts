import { expect } from 'vitest';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { GreetingIn, GreetingOut } from '../../behaviours/greeting/events.ts';
import { createGreeting } from '../../behaviours/greeting/index.ts';
import type { GreetingSettings } from '../../behaviours/greeting/settings.ts';
import type { Hours } from '../../behaviours/hours/events.ts';
import type { Nearness } from '../../behaviours/presence/events.ts';
import { BehaviourRig, keyTexts } from './behaviours.ts';

export const settings: GreetingSettings = {
  centerName: { vi: 'Phường Ba Đình', en: 'Ba Dinh ward' },
  aloud: true,
  quietHours: [],
  quietVolume: 0.4,
  zoneOffsetMin: 420,
  aloudPerHour: 600,
  muteMs: 1_800_000,
  awayMs: 8_000,
  farewellMs: 4_000,
  idleVisitMs: 180_000,
  restMs: 600_000,
  noticeM: 3.6,
  nearM: 2,
  engageM: 1.2,
  hysteresisM: 0.4,
  dwellMs: 300,
  holdMs: 3_000,
  frontRad: 1.745,
  standingMs: 700,
  judgedMs: 800,
  hastenedMs: 700,
  patienceMs: 2_500,
  hastenIntent: 0.8,
  vetoIntent: 0.2,
  inviteIntent: 0.6,
  groupM: 1.5,
  groupMs: 2_000,
  talkM: 1.5,
  talkRad: 0.7,
  counters: [],
  counterM: 0.9,
  acknowledgeMs: 500,
  acknowledgeFarMs: 2_000,
  waitingMs: 120_000,
  sameM: 0.6,
  sameMs: 3_000,
};

export const open: Hours = {
  state: 'open',
  ticketsGiven: true,
  until: null,
  reopensAtMinute: null,
  opens: null,
  spans: [{ from: 480, to: 720 }],
  ticketSpans: [{ from: 480, to: 690 }],
  holiday: null,
};
export const closed: Hours = {
  ...open,
  state: 'closed',
  ticketsGiven: false,
  opens: { on: { year: 2026, month: 8, day: 4 }, minute: 480, today: false },
};

/** One line for each event of greeting. */
export const words = (told: { readonly type: string }): string => {
  const event = told as GreetingOut;
  switch (event.type) {
    case 'claim.made': {
      const { claim } = event;
      if (claim.resource === 'voice')
        return `say ${claim.rank}${claim.utterance.volume === undefined ? '' : ` at ${claim.utterance.volume}`}: ${claim.utterance.parts.map((part) => part.words).join(' / ')}`;
      if (claim.resource === 'wheels') return 'wheels';
      if (claim.shape === 'banner') return 'banner';
      if (claim.shape === 'waiting') return `waiting "${claim.waiting.text}" ${claim.waiting.count}`.trim();
      const { body } = claim;
      const title = 'title' in body ? ` "${body.title}"` : '';
      return `show ${claim.rank}: ${body.screen}${title}`;
    }
    case 'claim.withdrawn':
      return `withdraw ${event.id}`;
    case 'visit.began':
      return `began ${event.visitId} by ${event.by}`;
    case 'visit.ended':
      return `ended ${event.visitId} ${event.reason}`;
    case 'visitor.greeted':
      return `greeted ${event.visitId}`;
    case 'visitor.joined':
      return `joined ${event.visitId} ${event.person}`;
    case 'visitor.acknowledged':
      return `acknowledged ${String(event.person)}`;
    case 'visitor.climbed':
      return `climbed ${String(event.person)} ${String(event.from)} → ${String(event.to)}: ${event.why}`;
    case 'gaze.wanted':
      return `gaze ${event.bearingRad === null ? 'nobody' : String(event.bearingRad)}`;
    case 'lamp.wanted':
      return `lamp ${event.state}`;
    case 'mute.changed':
      return event.muted ? 'muted' : 'unmuted';
    case 'state.kept':
      return `kept ${JSON.stringify(event.data)} for ${String(event.forMs)}`;
  }
};

/** Greeting at an open hour, with texts that say their keys. */
export class GreetingRig extends BehaviourRig {
  readonly greeting: Behaviour<GreetingIn, GreetingOut>;

  constructor(changes: Partial<GreetingSettings> = {}, spoken: readonly string[] = ['vi', 'en']) {
    super();
    this.greeting = createGreeting({ ...settings, ...changes }, keyTexts(['vi', 'en', 'ko'], spoken), this.ports);
    this.hear(this.greeting);
    this.greeting.start();
    this.greeting.send({ type: 'hours.changed', hours: open });
    this.words();
  }
  /** The nearest person as presence tells of them; `who` is another number for another person. */
  person(nearness: Nearness, standing = false, distanceM: number | null = 1, who = 1): void {
    const standingSince = standing ? this.clock.now() : null;
    const person = nearness === 'absent' ? null : who;
    const occupancy = { nearness, distanceM, bearingRad: 0, standingSince, person };
    this.greeting.send({ type: 'occupancy.changed', occupancy });
  }
  touch(): void {
    this.greeting.send({ type: 'visitor.touched' });
  }
  /** What others are told, without what only the trace and the eyes hear. */
  words(): string[] {
    return this.takeWords(words).filter((line) => !/^\d+ (climbed|gaze)/.test(line));
  }
  close(): void {
    this.greeting.stop();
    expect(this.time.pending).toBe(0);
  }
}
