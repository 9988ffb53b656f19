import { Listeners } from '../../hal/device.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import { personOf } from './climber.ts';
import type { GreetingIn, GreetingOut } from './events.ts';
import { noGaze, turned } from './gaze.ts';
import { afterWords, freshHush, isHushed } from './hush.ts';
import * as ladders from './ladder.ts';
import { greetingMachine } from './machine.ts';
import { mannerAt } from './manner.ts';
import type { GreetingSettings } from './settings.ts';
import { settle } from './settle.ts';
import type { ChartIn, ChartOut, Manner } from './vocabulary.ts';

/** The chart answers the ladder and the ladder the chart; more rounds than this would be a quarrel between them. */
const maxRounds = 8;

/** From the first notice to the farewell; owns the visit. The ladder (pure) says who is where, the chart what is done about it. */
export const createGreeting = (
  settings: GreetingSettings,
  texts: Texts,
  ports: BehaviourPorts,
): Behaviour<GreetingIn, GreetingOut> => {
  const chart = runMachine<ChartIn, ChartOut>('greeting', greetingMachine, { settings, texts }, ports);
  const { clock } = ports;
  const out = new Listeners<GreetingOut>();
  let ladder = ladders.freshLadder;
  let gaze = noGaze;
  let manner: Manner = 'aloud';
  let hush = freshHush;
  let unmuting: TimerId | null = null;
  let running = false;
  /** What the chart decided by itself, on a timer of its own, is drawn as soon as its step is over. */
  let drawing = false;
  let decidedAlone = false;
  let armed: { readonly id: TimerId; readonly at: Milliseconds } | null = null;

  const tell = (event: GreetingOut): void => {
    if (event.type === 'visitor.climbed') {
      const name = event.person === null ? 'somebody' : `p${event.person}`;
      ports.onTransition({
        machine: 'ladder',
        event: event.why,
        from: `${name}.${event.from ?? 'unknown'}`,
        to: `${name}.${event.to ?? 'gone'}`,
      });
    }
    out.emit(event);
  };

  /** What the chart decided changes who is on which rung; facts go out complete. */
  const decided = (event: ChartOut): void => {
    const at = clock.now();
    decidedAlone = !drawing;
    switch (event.type) {
      case 'visit.began':
        ladder = ladders.begin(ladder, event.visitId, event.by, at, settings);
        return tell(event);
      case 'greeting.spoken': {
        ladder = ladders.greet(ladder, at);
        const spoken = ladders.spokenTo(ladder);
        return spoken === null ? undefined : tell({ type: 'visitor.greeted', visitId: event.visitId, at, ...spoken });
      }
      case 'visit.ended':
        ladder = ladders.end(ladder, at);
        return tell(event);
      case 'closing.told':
        ladder = ladders.turnAway(ladder, at, settings);
        return;
      case 'waiting.shown': {
        const fresh = ladders.unacknowledged(ladder, event.keys);
        ladder = ladders.acknowledge(ladder, fresh, at);
        for (const key of fresh) tell({ type: 'visitor.acknowledged', at, person: personOf({ key }) });
        return;
      }
      case 'claim.made':
        if (event.claim.resource === 'voice') hush = afterWords(hush, at);
        return tell(event);
      case 'claim.withdrawn':
      case 'lamp.wanted':
        return tell(event);
    }
  };
  chart.on(decided);
  chart.actor.subscribe({
    next: () => {
      if (!decidedAlone) return;
      decidedAlone = false;
      draw();
    },
  });

  const disarm = (): void => {
    if (armed !== null) clock.clearTimeout(armed.id);
    armed = null;
  };
  const arm = (at: Milliseconds | null): void => {
    if (at === armed?.at) return;
    disarm();
    if (at === null) return;
    const onDeadline = (): void => {
      armed = null;
      if (running) draw();
    };
    armed = { id: clock.setTimeout(onDeadline, Math.max(1, at - clock.now())), at };
  };
  const listenToTheHour = (): void => {
    const hushed = isHushed(hush, clock.now(), settings.aloudPerHour);
    const now = hushed ? 'silent' : mannerAt(settings, clock.wallTime());
    if (now === manner) return;
    manner = now;
    chart.send({ type: 'manner.changed', manner });
  };
  /** Nobody is greeted aloud for so long; null: they are again. Kept over a restart. */
  const mute = (forMs: Milliseconds | null): void => {
    if (unmuting !== null) clock.clearTimeout(unmuting);
    unmuting = forMs === null ? null : clock.setTimeout(() => mute(null), forMs);
    const before = hush.mutedUntil !== null;
    hush = { ...hush, mutedUntil: forMs === null ? null : clock.now() + forMs };
    tell({ type: 'state.kept', data: forMs === null ? null : { forMs }, forMs });
    if (before !== (forMs !== null)) chart.send({ type: forMs === null ? 'mute.ended' : 'mute.began' });
    if (before || forMs !== null) tell({ type: 'mute.changed', muted: forMs !== null, forMs });
    if (forMs !== null) tell({ type: 'claim.withdrawn', resource: 'voice', id: 'greeting.words' });
    listenToTheHour();
  };
  const resume = ({ data, leftMs }: Extract<GreetingIn, { type: 'state.resumed' }>): void => {
    // Without a believed clock nobody knows how long the device was away: it is muted for its whole time again.
    const forMs = leftMs ?? (typeof data['forMs'] === 'number' ? data['forMs'] : settings.muteMs);
    if (forMs > 0) mute(forMs);
  };
  /** Draws the ladder's conclusions and lets the chart act on them, until both are at rest. */
  const draw = (): void => {
    const at = clock.now();
    drawing = true;
    for (let round = 0; round < maxRounds; round += 1) {
      const settled = settle(ladder, at, settings);
      ladder = settled.ladder;
      for (const event of settled.told) tell(event);
      if (!settled.changed) {
        arm(settled.lookAt);
        break;
      }
      listenToTheHour();
      chart.send({ type: 'ladder.changed', at, view: ladder.view });
    }
    drawing = false;
    const next = turned(gaze, ladder.climbers, at);
    if (next === gaze) return;
    gaze = next;
    tell({ type: 'gaze.wanted', bearingRad: gaze.bearingRad });
  };

  return {
    name: chart.name,
    start: () => {
      running = true;
      chart.start();
    },
    send: (event) => {
      if (!running) return;
      switch (event.type) {
        case 'people.changed':
          ladder = ladders.hearPeople(ladder, event.people, event.at, settings);
          break;
        case 'occupancy.changed':
          ladder = ladders.hearOccupancy(ladder, event.occupancy, clock.now());
          break;
        case 'greetings.muted':
          mute(event.forMs ?? settings.muteMs);
          break;
        case 'greetings.unmuted':
          mute(null);
          break;
        case 'mute.pressed':
          mute(hush.mutedUntil === null ? settings.muteMs : null);
          break;
        case 'state.resumed':
          resume(event);
          break;
        case 'visitor.touched':
          ladder = ladders.hearTouch(ladder, settings);
          chart.send(event);
          break;
        case 'hall.callStarted':
        case 'hall.callEnded':
        case 'hours.changed':
        case 'language.chosen':
        case 'action.chosen':
        case 'visit.completed':
          listenToTheHour();
          chart.send(event);
      }
      draw();
    },
    on: (listener) => out.add(listener),
    state: () => chart.state(),
    stop: () => {
      running = false;
      disarm();
      if (unmuting !== null) clock.clearTimeout(unmuting);
      chart.stop();
    },
  };
};
