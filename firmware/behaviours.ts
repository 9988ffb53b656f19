import type { BehaviourPorts } from '../behaviours/actor.ts';
import { createAssistance } from '../behaviours/assistance/index.ts';
import type { AssistanceIn, AssistanceOut } from '../behaviours/assistance/events.ts';
import type { Behaviour, BehaviourState, Transition } from '../behaviours/behaviour.ts';
import { createCalling } from '../behaviours/calling/index.ts';
import type { CallingIn, CallingOut } from '../behaviours/calling/events.ts';
import { createGreeting } from '../behaviours/greeting/index.ts';
import type { GreetingIn, GreetingOut } from '../behaviours/greeting/events.ts';
import { createGuidance } from '../behaviours/guidance/index.ts';
import type { GuidanceIn, GuidanceOut } from '../behaviours/guidance/events.ts';
import type { HubLink } from '../behaviours/hall/hub-link.ts';
import { createHall, type Hall } from '../behaviours/hall/index.ts';
import { createHours } from '../behaviours/hours/index.ts';
import type { HoursIn, HoursOut } from '../behaviours/hours/events.ts';
import { createPresence } from '../behaviours/presence/index.ts';
import { ModelJudge } from '../behaviours/presence/intention/model-judge.ts';
import type { PresenceIn, PresenceOut } from '../behaviours/presence/events.ts';
import { createReception } from '../behaviours/reception/index.ts';
import type { ReceptionIn, ReceptionOut } from '../behaviours/reception/events.ts';
import { createTicketing } from '../behaviours/ticketing/index.ts';
import type { TicketingIn, TicketingOut } from '../behaviours/ticketing/events.ts';
import { createPhrasebook } from '../behaviours/voice/phrasebook.ts';
import type { LanguageFile } from '../config/languages.ts';
import type { DeviceConfig } from '../config/schema.ts';
import { chimeClip } from '../hal/drivers/chime.ts';
import type { Hal, Named } from '../hal/hal.ts';
import type { TicketLedger } from '../hal/ports/ticket-ledger.ts';
import type { TicketPrinter } from '../hal/ports/ticket-printer.ts';
import * as settings from './settings.ts';

/** What one device does. A behaviour whose devices are not configured is null and is missed by nobody. */
export interface Behaviours {
  readonly presence: Behaviour<PresenceIn, PresenceOut>;
  readonly greeting: Behaviour<GreetingIn, GreetingOut>;
  readonly hours: Behaviour<HoursIn, HoursOut>;
  readonly reception: Behaviour<ReceptionIn, ReceptionOut>;
  readonly calling: Behaviour<CallingIn, CallingOut>;
  readonly assistance: Behaviour<AssistanceIn, AssistanceOut>;
  /** Null without a place on the plan. */
  readonly guidance: Behaviour<GuidanceIn, GuidanceOut> | null;
  /** Null without a ledger. */
  readonly hall: Hall | null;
  /** Null without a ledger, or where this device gives no numbers. */
  readonly ticketing: Behaviour<TicketingIn, TicketingOut> | null;
  /** Those with a chart, in the order in which they are started. */
  readonly all: readonly { readonly name: string; start(): void; stop(): void; state(): BehaviourState }[];
}

export interface BehaviourParts {
  readonly config: DeviceConfig;
  readonly languages: readonly LanguageFile[];
  readonly hal: Hal;
  readonly printer: TicketPrinter | null;
  readonly ledger: TicketLedger | null;
  /** Null without a bus. */
  readonly link: HubLink | null;
  readonly onTransition: (transition: Transition) => void;
}

const first = <T>(named: Named<T>): T | null => Object.values(named)[0] ?? null;

export const createBehaviours = (parts: BehaviourParts): Behaviours => {
  const { config, languages, hal, printer, ledger, link, onTransition } = parts;
  const { clock, log, entropy, storage, devices } = hal;
  const ports: BehaviourPorts = { clock, log, onTransition };
  const texts = createPhrasebook(languages);

  const hours = createHours(settings.hoursSettings(config), ports);
  const presence = createPresence(
    settings.presenceSettings(config, (port, name) => Object.hasOwn(devices[port], name)),
    ports,
    new ModelJudge(hal.classifier),
  );
  const greeting = createGreeting(settings.greetingSettings(config), texts, ports);
  const reception = createReception(settings.receptionSettings(config, languages), texts, {
    ...ports,
    displays: Object.values(devices.display),
    speaker: first(devices.speaker),
    speech: first(devices.speech),
    chime: chimeClip(),
  });
  const calling = createCalling(settings.callingSettings(config), texts, { ...ports, speech: first(devices.speech) });
  const assistance = createAssistance(settings.assistanceSettings(config), texts, { ...ports, entropy });
  const guided = settings.guidanceSettings(config);
  const guidance = guided === null ? null : createGuidance(guided, texts, ports);
  const hall =
    ledger === null ? null : createHall(settings.hallSettings(config), { ...ports, entropy, ledger, storage, link });
  const ticketing =
    hall === null || (config.numbers === null && Object.keys(devices.display).length === 0)
      ? null
      : createTicketing(settings.ticketingSettings(config, printer !== null), texts, {
          ...ports,
          entropy,
          office: hall.office,
          printer,
        });
  const all = [reception, hours, calling, assistance, guidance, ticketing, greeting, presence].filter(
    (each) => each !== null,
  );
  return { presence, greeting, hours, reception, calling, assistance, guidance, hall, ticketing, all };
};
