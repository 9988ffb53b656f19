import { fromCallback, type EventObject } from 'xstate';
import type { Clip, Speaker } from '../../hal/ports/speaker.ts';
import type { Display } from '../../hal/ports/display.ts';
import type { Speech } from '../../hal/ports/speech.ts';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import type { ReceptionIn, ReceptionOut } from './events.ts';
import { meaningOfKey } from './keys.ts';
import { receptionMachine } from './machine.ts';
import type { ReceptionSettings } from './settings.ts';
import { meaningOf, type Revision } from './touch.ts';
import { shownOf } from './view.ts';
import type { ReceptionContext, ReceptionInner, Spoken } from './vocabulary.ts';
import { Voice } from './voice.ts';

export interface ReceptionPorts extends BehaviourPorts {
  /** Every panel shows the same; touches come in as `display.touched`. */
  readonly displays: readonly Display[];
  readonly speech: Speech | null;
  readonly speaker: Speaker | null;
  /** What an utterance that asks for a chime begins with; null: none. */
  readonly chime: Clip | null;
}

/** The one owner of the displays, the voice and the wheels. */
export const createReception = (
  settings: ReceptionSettings,
  texts: Texts,
  ports: ReceptionPorts,
): Behaviour<ReceptionIn, ReceptionOut> => {
  const voice = new Voice(settings, ports);
  const speaking = fromCallback<EventObject, Spoken>(({ input, sendBack }) => {
    const controller = new AbortController();
    const tell = (event: ReceptionInner): void => {
      if (!controller.signal.aborted) sendBack(event);
    };
    const onCaption = (caption: string): void => tell({ type: 'caption.changed', caption });
    // A rejection is a bug of ours: nobody catches it and the process ends.
    void voice
      .say(input.utterance, input.audible, onCaption, controller.signal)
      .then((how) => tell({ type: 'voice.finished', how }));
    return () => controller.abort();
  });
  const chart = runMachine<ReceptionIn | ReceptionInner, ReceptionOut>(
    'reception',
    receptionMachine.provide({ actors: { voice: speaking } }),
    { settings, texts },
    ports,
  );
  const { actor } = chart;
  // The chart's own context; `AnyActorRef` has forgotten its type.
  const context = (): ReceptionContext => (actor.getSnapshot() as { readonly context: ReceptionContext }).context;

  let onGlass = '';
  let due = false;
  let running = true;
  const show = (): void => {
    due = false;
    if (!running) return;
    const { view, key } = shownOf(context());
    const text = JSON.stringify(view);
    if (text === onGlass) return;
    onGlass = text;
    const revisions = ports.displays.map((display): Revision => ({ revision: display.show(view), key }));
    chart.send({ type: 'view.shown', revisions });
  };
  /**
   * Once what happens together has happened: behaviours answer each other on the spot, and a panel that drew each of their claims
   * would flicker through screens that nobody should see.
   */
  const showSoon = (): void => {
    if (due) return;
    due = true;
    void Promise.resolve().then(show);
  };
  actor.subscribe({ next: showSoon });

  return {
    name: chart.name,
    start: () => {
      chart.start();
      showSoon();
    },
    send: (event) => {
      if (event.type === 'key.pressed') {
        const meaning = meaningOfKey(context(), event.key);
        if (meaning === null) return;
        chart.send({ type: 'keys.used', reading: meaning.kind === 'reads' ? meaning.why : null });
        if (meaning.kind === 'touches') chart.send({ type: 'display.touched', touch: meaning.touch });
        return;
      }
      if (event.type === 'display.touched') {
        const meaning = meaningOf(context(), context().shown, event.touch);
        if (meaning.kind === 'stray' || meaning.kind === 'late')
          ports.log.write('info', 'touch.passed-over', { ...event.touch, why: meaning.kind });
      }
      chart.send(event);
    },
    on: (listener) => chart.on(listener),
    state: () => chart.state(),
    stop: () => {
      running = false;
      chart.stop();
    },
  };
};
