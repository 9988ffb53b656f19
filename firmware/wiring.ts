import type { Kept, LanguageTag } from '../behaviours/behaviour.ts';
import type { VoiceWord } from '../behaviours/calling/events.ts';
import type { ClaimEvent } from '../behaviours/reception/claims.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { HalDevices } from '../hal/hal.ts';
import type { JsonObject } from '../hal/json.ts';
import { isChoiceKey } from '../hal/ports/keypad.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import { sensorPorts, type Sensor, type SensorPort, type SensorWord, type SensorWords } from '../hal/ports/sensors.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Behaviours } from './behaviours.ts';
import type { DossierVisits } from './city/dossier-visits.ts';
import type { Lamps } from './lamps.ts';

export interface WiringPorts {
  readonly behaviours: Behaviours;
  readonly devices: HalDevices;
  readonly lamps: Lamps;
  /** Number pads that serve a counter, by name: no visitor's keys. */
  readonly clerksPads: readonly string[];
  /** Buttons of staff that mute the greetings, by name. */
  readonly muteKeys: readonly string[];
  /** The name of this device: its own facts go out, others' do not. */
  readonly device: string;
  /** An event for the bus that no ledger keeps. */
  readonly tell: (name: string, data: JsonObject) => void;
  /** A fact of the ledger for the bus. */
  readonly publish: (event: VisitEvent) => void;
  /** Remembers a behaviour's state over a restart. */
  readonly keep: (behaviour: string, kept: Kept) => void;
  /** Staff have muted the greetings for so long, or (null) they are said again. */
  readonly muted: (forMs: Milliseconds | null) => void;
  /** What this device tells the others of its room about its voice; of use now or never. */
  readonly voice: (word: VoiceWord) => void;
  /** What is before the code reader may be a dossier's code; null: nobody knows dossiers here. */
  readonly dossiers: Pick<DossierVisits, 'numberGiven' | 'scanned' | 'visitEnded'> | null;
  /** Something that status tells has changed. */
  readonly changed: () => void;
}

/**
 * The table of ARCHITECTURE.md as code: what each behaviour emits, and to whom it goes. Behaviours do not know each other; this is
 * the one place that knows them all.
 */
export const connect = (ports: WiringPorts): Unsubscribe => {
  const ends = [...fromSensors(ports), ...fromVisitor(ports), ...fromDesk(ports)];
  return () => {
    for (const end of ends) end();
  };
};

const fromSensors = ({ behaviours, devices, clerksPads, dossiers, muteKeys }: WiringPorts): Unsubscribe[] => {
  const { presence, reception, greeting, ticketing } = behaviours;
  const sensors = sensorPorts.flatMap((port) =>
    Object.values<Sensor<SensorWords[SensorPort]>>(devices[port]).map((sensor) =>
      sensor.onMeasurement((measurement) =>
        // A sensor that stands under a port says that port's words.
        presence.send({ type: 'sensor.measured', word: { port, measurement } as SensorWord }),
      ),
    ),
  );
  const glass = Object.values(devices.display).map((display) =>
    display.onTouch((touch) => reception.send({ type: 'display.touched', touch })),
  );
  const buttons = Object.entries(devices.button).map(([name, button]) =>
    button.onPress(() => greeting.send({ type: muteKeys.includes(name) ? 'mute.pressed' : 'visitor.touched' })),
  );
  const keys = Object.entries(devices.keypad)
    .filter(([name]) => !clerksPads.includes(name))
    .map(([, keypad]) =>
      keypad.onKey(({ key }) => {
        if (isChoiceKey(key)) reception.send({ type: 'key.pressed', key });
      }),
    );
  const codes = Object.values(devices['code-scanner']).map((scanner) =>
    scanner.onCode(({ text }) => {
      // Whoever holds a slip before the reader is here, as by a touch; ticketing then says what the slip is.
      greeting.send({ type: 'visitor.touched' });
      if (dossiers?.scanned(text) !== true) ticketing?.send({ type: 'code.scanned', text });
    }),
  );
  return [...sensors, ...glass, ...buttons, ...keys, ...codes];
};

/** Who is here, what their visit is, what they touched. */
const fromVisitor = (ports: WiringPorts): Unsubscribe[] => {
  const { behaviours, lamps, tell, changed, keep, muted } = ports;
  const { presence, greeting, hours, ticketing, calling, guidance, assistance, reception } = behaviours;
  return [
    presence.on((event) => {
      switch (event.type) {
        case 'occupancy.changed':
          greeting.send(event);
          reception.send(event);
          break;
        case 'people.changed':
          greeting.send(event);
          break;
        case 'sensor.distrusted':
          tell('sensor-distrusted', { sensor: event.sensorId, reason: event.reason });
          changed();
          break;
        case 'sensor.trusted':
          tell('sensor-trusted', { sensor: event.sensorId });
          changed();
          break;
      }
    }),
    hours.on((event) => {
      switch (event.type) {
        case 'hours.changed':
          greeting.send(event);
          ticketing?.send(event);
          changed();
          break;
        case 'state.kept':
          keep(hours.name, event);
          break;
      }
    }),
    greeting.on((event) => {
      switch (event.type) {
        case 'claim.made':
        case 'claim.withdrawn':
          reception.send(event);
          break;
        case 'visit.began':
          reception.send(event);
          ticketing?.send(event);
          tell('visit-began', { visit: event.visitId, by: event.by });
          break;
        case 'visit.ended':
          ports.dossiers?.visitEnded();
          // Ticketing and guidance first, so that what they show is gone before the language is forgotten.
          ticketing?.send(event);
          guidance?.send(event);
          assistance.send(event);
          reception.send(event);
          tell('visit-ended', { visit: event.visitId, reason: event.reason });
          break;
        case 'visitor.greeted':
          tell('visitor-greeted', { visit: event.visitId, people: Math.max(1, event.group.length), ...event.why });
          break;
        case 'visitor.acknowledged':
          tell('visitor-acknowledged', {});
          break;
        case 'gaze.wanted':
          reception.send(event);
          break;
        case 'state.kept':
          keep(greeting.name, event);
          break;
        case 'mute.changed':
          tell(event.muted ? 'greetings-muted' : 'greetings-unmuted', {});
          muted(event.forMs);
          break;
        case 'visitor.joined':
        case 'visitor.climbed':
          break;
        case 'lamp.wanted':
          lamps.want(event.state);
          break;
      }
    }),
    reception.on((event) => {
      switch (event.type) {
        case 'action.chosen':
          choose(behaviours, event.owner, event.action);
          break;
        case 'visitor.touched':
          greeting.send(event);
          break;
        case 'language.chosen':
          speakTo(behaviours, event.language);
          break;
        case 'assistance.wanted':
          assistance.send(event);
          break;
        case 'easy.changed':
          ticketing?.send(event);
          break;
        case 'voice.ended':
          calling.send(event);
          break;
        case 'wheels.given':
          break;
      }
    }),
  ];
};

const choose = (behaviours: Behaviours, owner: string, action: string): void => {
  const { greeting, ticketing, guidance, assistance } = behaviours;
  const event = { type: 'action.chosen', action } as const;
  if (owner === greeting.name) greeting.send(event);
  else if (owner === ticketing?.name) ticketing.send(event);
  else if (owner === guidance?.name) guidance.send(event);
  else if (owner === assistance.name) assistance.send(event);
};

const speakTo = ({ greeting, ticketing, guidance, assistance }: Behaviours, language: LanguageTag): void => {
  const event = { type: 'language.chosen', language } as const;
  greeting.send(event);
  ticketing?.send(event);
  guidance?.send(event);
  assistance.send(event);
};

/** Numbers, calls, the way, help. */
const fromDesk = (ports: WiringPorts): Unsubscribe[] => {
  const { behaviours, lamps, device, tell, publish, changed, keep, voice } = ports;
  const { greeting, hall, ticketing, calling, guidance, assistance, reception } = behaviours;
  const claim = (event: ClaimEvent): void => reception.send(event);
  const ends = [
    calling.on((event) => {
      switch (event.type) {
        case 'claim.made':
        case 'claim.withdrawn':
          claim(event);
          break;
        case 'hall.callStarted':
        case 'hall.callEnded':
          lamps.setCalling(event.type === 'hall.callStarted');
          greeting.send(event);
          break;
        case 'call.announced':
          tell('call-announced', {
            number: event.number,
            counter: event.counter,
            aloud: event.aloud,
            waitedMs: event.waitedMs,
          });
          break;
        case 'voice.telling':
          voice(event.word);
          break;
        case 'call.dropped':
          tell('call-dropped', { number: event.number, counter: event.counter });
          break;
      }
    }),
    assistance.on((event) => {
      switch (event.type) {
        case 'claim.made':
        case 'claim.withdrawn':
          claim(event);
          break;
        case 'assistance.requested':
        case 'assistance.ended': {
          const { type, ...data } = event;
          ticketing?.send({ type });
          tell(type.replace('.', '-'), data);
          changed();
          break;
        }
        case 'state.kept':
          keep(assistance.name, event);
          break;
      }
    }),
  ];
  if (guidance !== null)
    ends.push(
      guidance.on((event) => {
        switch (event.type) {
          case 'claim.made':
          case 'claim.withdrawn':
            claim(event);
            break;
          case 'way.shown':
            tell('way-shown', { number: event.number, counter: event.counter });
            break;
          case 'visit.completed':
            greeting.send(event);
            break;
        }
      }),
    );
  if (hall !== null)
    ends.push(
      hall.on((event) => {
        switch (event.type) {
          case 'hall.recorded':
            if (event.event.device === device) publish(event.event);
            break;
          case 'ticket.called':
            calling.send(event);
            ticketing?.send(event);
            break;
          case 'queue.changed':
            ticketing?.send(event);
            changed();
            break;
          case 'reach.changed':
            changed();
            break;
          case 'numbers.gapFound':
            tell('numbers-gap', { series: event.series, from: event.from, to: event.to });
            break;
          // The city's desk hears that for itself.
          case 'dossier.tied':
            break;
        }
      }),
    );
  if (ticketing !== null)
    ends.push(
      ticketing.on((event) => {
        switch (event.type) {
          case 'claim.made':
          case 'claim.withdrawn':
            claim(event);
            break;
          case 'way.wanted':
            guidance?.send(event);
            break;
          case 'assistance.wanted':
            assistance.send(event);
            break;
          case 'visit.completed':
            greeting.send(event);
            break;
          case 'ticket.handedOver':
            ports.dossiers?.numberGiven(event.ticket.ticket);
            tell('ticket-handed-over', { number: event.ticket.number, printed: event.printed });
            break;
          case 'ticket.abandoned':
            tell('ticket-abandoned', {});
            break;
        }
      }),
    );
  return ends;
};
