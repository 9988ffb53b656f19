import { createTicketing } from '../../behaviours/ticketing/index.ts';
import type { TicketingIn, TicketingOut } from '../../behaviours/ticketing/events.ts';
import type { TicketingSettings } from '../../behaviours/ticketing/settings.ts';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { Claim } from '../../behaviours/reception/claims.ts';
import { Listeners } from '../../hal/device.ts';
import type { PrinterFault, PrinterStatus, PrintOutcome, Slip, TicketPrinter } from '../../hal/ports/ticket-printer.ts';
import { done, ok } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SimClock } from '../../sim/clock.ts';
import { BehaviourRig, keyTexts } from './behaviours.ts';
import { hallRig, type HallRig, type HallSettingsOver } from './hall-rig.ts';

export const ticketingSettings = (over: Partial<TicketingSettings> = {}): TicketingSettings => ({
  centerName: { vi: 'Trung tâm', en: 'Centre' },
  services: [
    { id: 'ho-tich', name: { vi: 'Hộ tịch', en: 'Civil status' }, icon: 'civil-status' },
    { id: 'chung-thuc', name: { vi: 'Chứng thực', en: 'Certification' }, icon: 'certification' },
    { id: 'dat-dai', name: { vi: 'Đất đai', en: 'Land' }, icon: 'land' },
  ],
  counters: [
    { id: '1', services: ['ho-tich', 'chung-thuc'] },
    { id: '2', services: ['chung-thuc'] },
    { id: '3', services: ['dat-dai'] },
  ],
  directions: { '1': 0.5, '2': 0, '3': -0.5 },
  askPriority: true,
  bookings: false,
  askPerson: false,
  reader: false,
  aloud: true,
  printer: true,
  publicBase: '',
  idleMs: 45_000,
  warningMs: 25_000,
  numberMs: 20_000,
  officeRetryMs: 2_000,
  officeGiveUpMs: 10_000,
  offerMs: 180_000,
  printMs: 15_000,
  doubleTapMs: 400,
  ...over,
});

/** A printer that answers what the test says, after the time that the test says. */
export class ScriptedPrinter implements TicketPrinter {
  readonly dots = 576;
  readonly slips: Slip[] = [];
  /** Looked in at the moment before the first byte. */
  onPrint: () => void = () => {};
  readonly #clock: SimClock;
  readonly #script: { readonly outcome: PrintOutcome | 'never'; readonly ms: Milliseconds }[] = [];
  readonly #status = new Listeners<PrinterStatus>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** The ends of the next prints; without any they are printed in 1.5 s. */
  willEnd(...ends: { readonly outcome: PrintOutcome | 'never'; readonly ms: Milliseconds }[]): void {
    this.#script.push(...ends);
  }

  print(slip: Slip): Promise<PrintOutcome> {
    this.onPrint();
    this.slips.push(slip);
    const { outcome, ms } = this.#script.shift() ?? { outcome: { kind: 'printed' }, ms: 1500 };
    return new Promise((resolve) => {
      if (outcome !== 'never') this.#clock.setTimeout(() => resolve(outcome), ms);
    });
  }

  async open(): Promise<typeof done> {
    return done;
  }
  async close(): Promise<void> {}
  async status(): Promise<ReturnType<typeof ok<PrinterStatus>>> {
    return ok(printerStatus(null));
  }
  onStatus(listener: (status: PrinterStatus) => void): () => void {
    return this.#status.add(listener);
  }
  onFault(): () => void {
    return () => {};
  }
}

export const printerStatus = (fault: PrinterFault | null): PrinterStatus => ({
  paper: fault?.kind === 'paper-out' ? 'out' : 'ok',
  cover: fault?.kind === 'cover-open' ? 'open' : 'closed',
  online: fault === null,
  fault,
});

const claimWords = (claim: Claim): string => {
  if (claim.resource === 'voice') return `say ${claim.utterance.parts.map((part) => part.words).join(' | ')}`;
  if (claim.resource !== 'screen' || claim.shape !== 'full') return claim.resource;
  const { body } = claim;
  if (body.screen !== 'ticket') return `show ${body.screen}`;
  return `show ticket ${body.number} ${body.printing}`;
};

/** Ticketing before a real hall on twins, with a printer that does as it is told. */
export class DeskRig {
  readonly rig: BehaviourRig;
  readonly hall: HallRig;
  readonly printer: ScriptedPrinter;
  readonly ticketing: Behaviour<TicketingIn, TicketingOut>;
  /** The newest screen claim that stands, null when none does. */
  screen: (Claim & { readonly resource: 'screen'; readonly shape: 'full' }) | null = null;
  /** Greeting's side of it: a visit stands until it is left or said to be complete. */
  visiting = false;
  #visits = 0;

  private constructor(rig: BehaviourRig, hall: HallRig, settings: TicketingSettings) {
    this.rig = rig;
    this.hall = hall;
    this.printer = new ScriptedPrinter(rig.time);
    let drawn = 0;
    this.ticketing = createTicketing(settings, keyTexts(['vi', 'en', 'ko'], ['vi', 'en']), {
      ...rig.ports,
      entropy: { bytes: (count) => Uint8Array.from({ length: count }, () => (drawn += 3) % 256) },
      office: hall.hall.office,
      printer: settings.printer ? this.printer : null,
    });
    rig.hear(this.ticketing);
    this.ticketing.on((event) => {
      if (event.type === 'claim.made' && event.claim.resource === 'screen' && event.claim.shape === 'full')
        this.screen = event.claim;
      if (event.type === 'claim.withdrawn' && event.resource === 'screen') this.screen = null;
      if (event.type === 'visit.completed') this.leave();
    });
    hall.hall.on((event) => {
      if (event.type === 'queue.changed' || event.type === 'ticket.called') this.ticketing.send(event);
    });
    this.ticketing.start();
    this.ticketing.send({ type: 'office.ready' });
  }

  static async open(
    over: Partial<TicketingSettings> = {},
    printer: PrinterStatus | null = printerStatus(null),
    hall: HallSettingsOver = {},
  ): Promise<DeskRig> {
    const rig = new BehaviourRig();
    return DeskRig.over(rig, await hallRig(hall, { clock: rig.time }), over, printer);
  }

  /** A desk over a hall that runs already, as after a restart. */
  static async over(
    rig: BehaviourRig,
    hall: HallRig,
    over: Partial<TicketingSettings> = {},
    printer: PrinterStatus | null = printerStatus(null),
  ): Promise<DeskRig> {
    const desk = new DeskRig(rig, hall, ticketingSettings(over));
    desk.printerIs(printer);
    await rig.time.settle();
    return desk;
  }

  printerIs(status: PrinterStatus | null): void {
    this.ticketing.send({ type: 'printer.changed', status });
  }
  arrive(by: 'sensor' | 'touch' = 'sensor'): void {
    this.#visits += 1;
    this.visiting = true;
    this.ticketing.send({ type: 'visit.began', visitId: `v${this.#visits}`, by });
  }
  leave(): void {
    this.visiting = false;
    this.ticketing.send({ type: 'visit.ended', visitId: `v${this.#visits}` });
  }
  touch(action: string): void {
    this.ticketing.send({ type: 'action.chosen', action });
  }
  async later(ms: Milliseconds): Promise<void> {
    await this.rig.time.advance(ms);
  }

  /** What was told since the last asking, a line each: time since the rig began, what. */
  story(): string[] {
    return this.rig.takeWords((event) => {
      const told = event as TicketingOut;
      switch (told.type) {
        case 'claim.made':
          return claimWords(told.claim);
        case 'claim.withdrawn':
          return `end ${told.resource}`;
        case 'ticket.handedOver':
          return `handed over ${told.ticket.number}${told.printed ? ' on paper' : ''}`;
        case 'way.wanted':
          return `way to ${told.counter} for ${told.number}`;
        case 'assistance.wanted':
          return `help ${told.reason}`;
        case 'ticket.abandoned':
        case 'visit.completed':
          return told.type;
      }
    });
  }
}

/** From nobody to a number in hand: the first service, no priority. */
export const take = async (desk: DeskRig): Promise<void> => {
  desk.arrive();
  desk.touch('service.ho-tich');
  await desk.later(500);
  desk.touch('no');
  await desk.later(100);
};
