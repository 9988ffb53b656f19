import type { Unsubscribe } from '../hal/device.ts';
import type { PrinterStatus, TicketPrinter } from '../hal/ports/ticket-printer.ts';
import type { Behaviours } from './behaviours.ts';
import type { CityDesk } from './city/city-desk.ts';
import type { Lamps } from './lamps.ts';
import type { PowerWatch } from './power.ts';
import type { DeviceReport, Supervisor } from './supervisor.ts';

/** A printer and its state, a jam that it was made to forget included; null: it does not answer, or there is none. */
export type PrinterNow = { readonly name: string; readonly status: PrinterStatus } | null;

interface DeviceChangesPorts {
  readonly behaviours: Behaviours;
  readonly supervisor: Pick<Supervisor, 'reports'>;
  readonly printer: TicketPrinter | null;
  readonly lamps: Pick<Lamps, 'again'>;
  readonly power: Pick<PowerWatch, 'lost'>;
  readonly city: Pick<CityDesk, 'setUp'> | null;
  /** A sign over a counter answers or does not, by its name. */
  readonly sign: (name: string, answers: boolean) => void;
  /** The ledger came up, or went. */
  readonly ledger: (up: boolean) => void;
  /** Something of it may be told to people. */
  readonly changed: () => void;
}

/** What it means for the behaviours that a device came up or went. */
export class DeviceChanges {
  readonly #ports: DeviceChangesPorts;
  #printerStatus: PrinterStatus | null = null;
  /** The last slip met a blade that stuck. The driver has the printer forget that, so that it takes the next slip; staff shall not. */
  #jammed = false;

  constructor(ports: DeviceChangesPorts) {
    this.#ports = ports;
  }

  /** Null: it does not answer, or there is none. */
  get printerStatus(): PrinterStatus | null {
    return this.#printerStatus;
  }

  /** The printer of that name as it was last told; null as above. */
  printerNow(name: string): PrinterNow {
    const status = this.#printerStatus;
    if (status === null) return null;
    return {
      name,
      status: this.#jammed && status.fault === null ? { ...status, fault: { kind: 'cutter-jam' } } : status,
    };
  }

  /** Hears of slips that came out, by which a blade is known to be free. */
  connect(): Unsubscribe {
    return (
      this.#ports.behaviours.ticketing?.on((event) => {
        if (event.type === 'ticket.handedOver' && event.printed) this.#unjammed();
      }) ?? (() => undefined)
    );
  }

  #unjammed(): void {
    if (!this.#jammed) return;
    this.#jammed = false;
    this.#ports.changed();
  }

  printerChanged(told: PrinterStatus | null): void {
    this.#printerStatus = told;
    if (told?.fault?.kind === 'cutter-jam') this.#jammed = true;
    // Somebody is at it: switched off, or opened.
    else if (told === null || told.cover === 'open') this.#jammed = false;
    this.#ports.behaviours.ticketing?.send({ type: 'printer.changed', status: told });
    this.#ports.changed();
  }

  /** Whether calls can be heard here: a loudspeaker and a voice, neither of which is known to be down. */
  hasVoice(): boolean {
    return (['speaker', 'speech'] as const).every((port) =>
      this.#ports.supervisor.reports().some((report) => report.port === port && report.health.state !== 'down'),
    );
  }

  take({ health, name, port }: DeviceReport): void {
    const { behaviours, city, lamps, ledger, power, printer } = this.#ports;
    const up = health.state === 'up';
    switch (port) {
      case 'presence':
      case 'range':
      case 'range-grid':
      case 'thermal-grid':
      case 'targets':
      case 'scan':
        if (!up) behaviours.presence.send({ type: 'sensor.lost', sensorId: name });
        break;
      case 'printer':
        if (!up) this.printerChanged(null);
        else
          // Who is too busy to hear the answer takes the printer for what it said of itself while it was opened: it tells only what changes.
          void printer?.status().then((answer) => {
            if (answer.ok) this.printerChanged(answer.value);
          });
        break;
      case 'speaker':
        behaviours.reception.send({ type: 'speaker.changed', working: up });
        behaviours.calling.send({ type: 'voice.changed', able: this.hasVoice() });
        break;
      case 'speech':
        behaviours.calling.send({ type: 'voice.changed', able: this.hasVoice() });
        break;
      case 'ledger':
        ledger(up);
        break;
      case 'lamp':
        if (up) lamps.again();
        break;
      case 'city-system':
        city?.setUp(up);
        break;
      case 'battery':
        if (!up) power.lost(name);
        break;
      case 'display':
      case 'button':
      case 'counter-sign':
        this.#ports.sign(name, health.state !== 'down');
        break;
      case 'keypad':
      case 'code-scanner':
      case 'bus':
        break;
    }
    this.#ports.changed();
  }
}
