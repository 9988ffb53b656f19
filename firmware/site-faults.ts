import { z } from 'zod';
import { codeOf } from '../config/languages/messages/fault-codes.ts';
import { messageOf } from '../config/languages/messages/fault-words.ts';
import { worded, type StaffText } from '../config/languages/messages/wording.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { PrinterStatus } from '../hal/ports/ticket-printer.ts';
import type { TicketLedger } from '../hal/ports/ticket-ledger.ts';
import type { Milliseconds } from '../hal/units.ts';
import { paperFindings, reportFindings } from './doctor/devices.ts';
import type { Finding } from './doctor/finding.ts';
import { ledgerFindings } from './doctor/ledger.ts';
import { payloadFault } from './payload.ts';
import type { DeviceReport } from './supervisor.ts';
import { deviceTopics, faultsEvent } from './topics.ts';

/** One thing that is wrong with a device now: `part` is its name in the device's config. */
export interface FaultNow {
  readonly code: string;
  readonly part: string;
  /** `fault` keeps something from serving; `warning` should be seen to. */
  readonly state: 'fault' | 'warning';
}

/** A fault of some device of the site, in words for staff. */
export interface SiteFault extends FaultNow {
  readonly device: string;
  readonly needs: StaffText;
  readonly repair: StaffText;
}

/** Said again this often while there is anything to say, so that whoever came later knows; believed for a little over two of these. */
const sayAgainMs: Milliseconds = 60_000;
const believedMs: Milliseconds = 150_000;
/** No device has more parts. */
const mostFaults = 64;
/** No site has more devices; of so many that say what nobody understands it is told. */
const mostTold = 64;

/** What devices say to each other: `publish` below is the writer. */
const words = z.looseObject({
  faults: z
    .array(z.looseObject({ code: z.string().min(1), part: z.string().min(1), state: z.literal(['fault', 'warning']) }))
    .max(mostFaults),
});
const remedy =
  'send { faults: [{ code, part, state }] }: code of the manual, part a name of the device’s config, state "fault" or "warning"; a letan of another version there is updated, anything else that writes to this topic is stopped';

export interface SiteFaultsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly reports: () => readonly DeviceReport[];
  readonly printer: () => { readonly name: string; readonly status: PrinterStatus } | null;
  /** Null: this device has none. What stands in it is asked only while it is open. */
  readonly ledger: { readonly name: string; readonly ledger: Pick<TicketLedger, 'repairs' | 'room'> } | null;
  /** To the other devices of the site, past the outbox. */
  readonly publish: (data: JsonObject) => void;
}

/** What is wrong with the devices of a site now, by the codes of the manual: this one's own, and what the others say of theirs. */
export class SiteFaults {
  readonly #site: string;
  readonly #device: string;
  readonly #ports: SiteFaultsPorts;
  readonly #others = new Map<string, { readonly at: Milliseconds; readonly faults: readonly FaultNow[] }>();
  /** Devices that were told of for what they say: once each, however often they say it. */
  readonly #toldOf = new Set<string>();
  #said = '[]';
  #saidAt: Milliseconds = 0;

  constructor(site: string, device: string, ports: SiteFaultsPorts) {
    this.#site = site;
    this.#device = device;
    this.#ports = ports;
  }

  /** What is wrong here, with its words: parts that are down, what the printer says of itself, a ledger whose disk is full. */
  findings(): readonly Finding[] {
    const { ledger, printer, reports } = this.#ports;
    const all = reports();
    const paper = printer();
    const open = ledger !== null && all.some(({ name, health }) => name === ledger.name && health.state === 'up');
    const found = [
      ...reportFindings(all),
      ...(paper === null ? [] : paperFindings(paper.name, paper.status)),
      // What was put right is told once, as an event; what keeps numbers back now is told here.
      ...(open ? ledgerFindings(ledger.name, { repairs: [], room: ledger.ledger.room }) : []),
    ];
    return found.filter(({ state }) => state === 'fault' || state === 'warning');
  }

  /** For the status, and for the other devices. */
  now(): readonly FaultNow[] {
    return this.findings().map(({ key, state, subject }) => ({
      code: codeOf(key) ?? '',
      part: subject,
      state: state === 'fault' ? 'fault' : 'warning',
    }));
  }

  /** Of every device of the site that says so, this one first. */
  all(): readonly SiteFault[] {
    const now = this.#ports.clock.now();
    const others = [...this.#others].filter(([, { at }]) => now - at < believedMs);
    const told = [[this.#device, { faults: this.now() }] as const, ...others.toSorted(([a], [b]) => (a < b ? -1 : 1))];
    return told.flatMap(([device, { faults }]) =>
      faults.flatMap((fault): readonly SiteFault[] => {
        const message = messageOf(fault.code);
        if (message === null) return [];
        return [{ ...fault, device, ...worded(message, { device: fault.part, where: '—', detail: '—' }) }];
      }),
    );
  }

  /** Asked every few seconds: tells the others what changed, and again while there is anything. */
  look(): void {
    const { clock, publish } = this.#ports;
    const faults = this.now();
    const text = JSON.stringify(faults);
    const again = faults.length > 0 && clock.now() - this.#saidAt >= sayAgainMs;
    if (text === this.#said && !again) return;
    this.#said = text;
    this.#saidAt = clock.now();
    publish({ faults: faults.map((fault) => ({ ...fault })) });
  }

  /** What another device says of itself; what is no such word is told of once for each device, and of the rest is taken what can be. */
  hear(device: string, data: JsonObject): void {
    if (device === this.#device) return;
    this.#doubt(device, data);
    const { faults } = data;
    if (!Array.isArray(faults)) return;
    const taken = faults.slice(0, mostFaults).flatMap((each): readonly FaultNow[] => {
      if (typeof each !== 'object' || each === null || Array.isArray(each)) return [];
      // An object that is no array, of JSON.
      const { code, part, state } = each as JsonObject;
      if (typeof code !== 'string' || typeof part !== 'string') return [];
      return [{ code, part: part.slice(0, 64), state: state === 'warning' ? 'warning' : 'fault' }];
    });
    this.#others.set(device, { at: this.#ports.clock.now(), faults: taken });
  }

  #doubt(device: string, data: JsonObject): void {
    const parsed = words.safeParse(data);
    if (parsed.success || this.#toldOf.has(device) || this.#toldOf.size >= mostTold) return;
    this.#toldOf.add(device);
    const topic = deviceTopics(this.#site, device).event(faultsEvent);
    this.#ports.log.write('warn', 'faults.refused', { topic, ...payloadFault(parsed.error, data, remedy) });
  }
}
