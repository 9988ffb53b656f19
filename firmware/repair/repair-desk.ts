import { repairMessages, repairWords } from '../../config/languages/messages/repair.ts';
import { worded, type Message, type SlotValues, type StaffText } from '../../config/languages/messages/wording.ts';
import { pinMatches } from '../../hal/drivers/scrypt-pin-hash.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Random } from '../../hal/ports/random.ts';
import { sensorPorts, type Measurement } from '../../hal/ports/sensors.ts';
import type { Clip } from '../../hal/ports/speaker.ts';
import type { Slip } from '../../hal/ports/ticket-printer.ts';
import type { Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { openDevices, type Opened } from '../doctor/devices.ts';
import { deviceWrong, type Finding } from '../doctor/finding.ts';
import type { RepairPart, RepairState, RepairWish } from '../pages/repair/protocol.ts';
import { SignInLimit } from '../sign-in-limit.ts';
import type { StaffPins } from '../staff-pins.ts';
import type { KeyFault } from '../stick/key.ts';
import type { Shown, StickWatch } from '../stick/stick-watch.ts';
import { faultCard, type Speaker } from './fault-card.ts';

/** A menu that nobody touches closes itself, so that a technician who walked away leaves no open door. */
const forgottenMs: Milliseconds = 10 * 60_000;
/** So long a stick that asked for maintenance may take to be found again. */
const pulledMs: Milliseconds = 15_000;
/** No try of a part takes longer. */
const tryMs: Milliseconds = 20_000;
const lightMs: Milliseconds = 5_000;
const volume = 0.6;

export interface RepairPorts {
  /** Not open yet. Ledger, bus and glass are not among what the menu opens: they may be what keeps the device from starting. */
  readonly devices: HalDevices;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly chime: Clip;
  readonly slip: Slip;
  readonly speaker: () => Speaker;
  readonly machine: () => Promise<readonly Finding[]>;
  readonly pins: () => Promise<Result<StaffPins, { readonly kind: string }>>;
  /** Leaves word for whoever may write to sticks. */
  readonly askLogs: () => Promise<void>;
  readonly restart: () => void;
  /** Tells which maintenance stick is plugged in; null: nobody looks. */
  readonly sticks: Pick<StickWatch, 'onShown' | 'shown'> | null;
  /** Why a stick was refused, in the words of the catalogue. */
  readonly refusal: (fault: KeyFault) => StaffText;
}

export interface RepairSettings {
  readonly why: Finding;
  /** Opened by somebody who stands there with a key of their own: button, stick, a shell. Asks for no PIN. */
  readonly open: boolean;
  /** When it tries a normal start by itself, on the clock; null: never. */
  readonly againAt: Milliseconds | null;
  /** A stick asked for it: it ends when that is pulled out. */
  readonly endsWithStick?: boolean;
  /** It looks by itself whether what is wrong was put right. */
  readonly watches?: boolean;
  /** Where the visitors' page is again, once it is; left out: at this same address. */
  readonly home?: () => string | null;
}

export type RepairAnswer = { readonly status: 200 | 401 | 409 | 429; readonly told: StaffText | null };
const fine: RepairAnswer = { status: 200, told: null };

const refused = <M extends Message>(status: 401 | 409 | 429, message: M, values: SlotValues<M>): RepairAnswer => {
  const { needs, repair } = worded(message, values);
  return { status, told: { vi: `${needs.vi}: ${repair.vi}`, en: `${needs.en}: ${repair.en}` } };
};

const without: Pick<HalDevices, 'ledger' | 'bus' | 'display' | 'city-system' | 'speech'> = {
  ledger: {},
  bus: {},
  display: {},
  'city-system': {},
  speech: {},
};

/** What a person at the device may do in safe mode and in maintenance: see what is wrong, try each part, take the logs, start again. */
export class RepairDesk {
  readonly #ports: RepairPorts;
  readonly #devices: HalDevices;
  readonly #settings: RepairSettings;
  readonly #limit: SignInLimit;
  readonly #parts = new Map<string, RepairPart>();
  readonly #ends: Unsubscribe[] = [];
  #findings: readonly Finding[] = [];
  #opened: Opened | null = null;
  #open: boolean;
  #touchedAt: Milliseconds;
  #looking = false;
  /** Opened by the stick that is plugged in. */
  #byStick = false;
  /** Why the stick that is plugged in opens nothing. */
  #notice: StaffText | null = null;
  #endOfSticks: Unsubscribe | null = null;
  #logsAsked = false;
  #restarting = false;

  constructor(ports: RepairPorts, settings: RepairSettings) {
    this.#ports = ports;
    this.#settings = settings;
    this.#devices = { ...ports.devices, ...without };
    this.#limit = new SignInLimit(ports.clock);
    this.#open = settings.open;
    this.#touchedAt = ports.clock.now();
  }

  async start(): Promise<void> {
    const { clock, machine, restart, sticks } = this.#ports;
    this.#findings = await machine();
    if (sticks !== null) {
      this.#endOfSticks = sticks.onShown((shown) => this.#stick(shown));
      this.#stick(sticks.shown);
    }
    // Whoever asked for it by a stick has pulled it out before it could be looked at again.
    if (this.#settings.endsWithStick === true)
      clock.setTimeout(() => {
        if (!this.#byStick) restart();
      }, pulledMs);
    if (this.#open && !this.#looking) await this.#look();
  }

  async stop(): Promise<void> {
    this.#endOfSticks?.();
    this.#endOfSticks = null;
    await this.#release();
  }

  /** Lets go of every part. */
  async #release(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    await this.#opened?.close();
    this.#opened = null;
  }

  state(): RepairState {
    const { clock, speaker } = this.#ports;
    if (this.#open && !this.#byStick && clock.now() - this.#touchedAt > forgottenMs) this.#open = this.#settings.open;
    const who = speaker();
    const { againAt, why } = this.#settings;
    const faults = this.#findings.filter(({ state }) => state === 'fault' || state === 'warning');
    return {
      device: who.device,
      site: who.site,
      version: who.version,
      at: who.at,
      open: this.#open,
      looking: this.#looking,
      why: faultCard(why, who),
      faults: this.#open ? faults.map((each) => faultCard(each, who)) : [],
      parts: this.#open ? [...this.#parts.values()] : [],
      againMin: againAt === null ? null : Math.max(0, Math.ceil((againAt - clock.now()) / 60_000)),
      watches: this.#settings.watches === true,
      home: this.#settings.home?.() ?? null,
      notice: this.#notice === null ? null : { ...this.#notice },
      logsAsked: this.#logsAsked,
      restarting: this.#restarting,
    };
  }

  async wish(wish: RepairWish): Promise<RepairAnswer> {
    if (wish.what === 'open') return this.#enter(wish.pin);
    if (!this.#open) return refused(401, repairMessages.locked, {});
    this.#touchedAt = this.#ports.clock.now();
    switch (wish.what) {
      case 'close':
        this.#open = false;
        return fine;
      case 'look':
        if (this.#looking || this.#trying()) return refused(409, repairMessages.busy, {});
        void this.#look();
        return fine;
      case 'logs':
        await this.#ports.askLogs();
        this.#logsAsked = true;
        return fine;
      case 'restart':
        this.#restarting = true;
        this.#ports.restart();
        return fine;
      case 'try':
        if (this.#looking || this.#trying()) return refused(409, repairMessages.busy, {});
        void this.#try(wish.name);
        return fine;
    }
  }

  /** A stick came, went, or ran out. */
  #stick(shown: Shown): void {
    const { log, refusal, restart } = this.#ports;
    const was = this.#byStick;
    this.#byStick = shown?.ok === true;
    this.#notice = shown === null || shown.ok ? null : refusal(shown.fault);
    if (this.#byStick === was) return;
    this.#open = this.#byStick || this.#settings.open;
    if (shown?.ok === true) {
      log.write('info', 'repair.opened', { by: 'stick', id: shown.value.id });
      void this.#look();
    } else if (this.#settings.endsWithStick === true) {
      this.#restarting = true;
      restart();
    }
  }

  #trying(): boolean {
    return [...this.#parts.values()].some(({ state }) => state === 'running');
  }

  async #enter(pin: string): Promise<RepairAnswer> {
    const pins = await this.#ports.pins();
    const hash = pins.ok ? (pins.value.manager ?? null) : null;
    if (hash === null) return refused(409, repairMessages.noPin, {});
    const waitMs = this.#limit.waitMs('glass', 'manager');
    if (waitMs > 0) return refused(429, repairMessages.wait, { seconds: Math.ceil(waitMs / 1000) });
    this.#limit.trying('glass', 'manager');
    if (!(await pinMatches(pin, hash))) {
      this.#ports.log.write('warn', 'repair.wrong-pin', {});
      return refused(401, repairMessages.wrongPin, {});
    }
    this.#limit.right('glass', 'manager');
    this.#open = true;
    this.#touchedAt = this.#ports.clock.now();
    this.#ports.log.write('info', 'repair.opened', { by: 'pin' });
    void this.#look();
    return fine;
  }

  /** Closes what is open, opens everything anew, and listens to it from then on. */
  async #look(): Promise<void> {
    this.#looking = true;
    await this.#release();
    this.#parts.clear();
    this.#list();
    this.#listen();
    const { clock, log, machine, random } = this.#ports;
    const machineFindings = await machine();
    this.#opened = await openDevices({ devices: this.#devices, clock, random, log });
    this.#findings = [...machineFindings, ...this.#opened.findings];
    this.#looking = false;
  }

  #list(): void {
    const kinds = [
      ['printer', 'print'],
      ['speaker', 'sound'],
      ['lamp', 'light'],
      ['counter-sign', 'sign'],
    ] as const;
    for (const [port, what] of kinds)
      for (const name of Object.keys(this.#devices[port])) this.#set({ name, what, state: 'idle', said: null });
  }

  #listen(): void {
    const hear = (name: string, said: string): void =>
      this.#set({ name, what: 'listen', state: 'done', said: { vi: said, en: said } });
    const wait = (name: string): void => this.#set({ name, what: 'listen', state: 'idle', said: null });
    const { button, keypad } = this.#devices;
    for (const port of sensorPorts)
      for (const [name, sensor] of Object.entries(this.#devices[port])) {
        wait(name);
        this.#ends.push(
          sensor.onMeasurement((word: Measurement<unknown>) =>
            hear(name, 'value' in word ? short(word.value) : word.fault.kind),
          ),
        );
      }
    for (const [name, each] of Object.entries(button)) {
      wait(name);
      let presses = 0;
      this.#ends.push(each.onPress(() => hear(name, `× ${(presses += 1)}`)));
    }
    for (const [name, each] of Object.entries(keypad)) {
      wait(name);
      this.#ends.push(each.onKey(({ key }) => hear(name, key)));
    }
    // A visitor's code is theirs: only that one was read, and how long it is.
    for (const [name, each] of Object.entries(this.#devices['code-scanner'])) {
      wait(name);
      this.#ends.push(each.onCode(({ text }) => hear(name, `QR: ${Array.from(text).length}`)));
    }
  }

  #set(part: RepairPart): void {
    this.#parts.set(`${part.what} ${part.name}`, part);
  }

  async #try(name: string): Promise<void> {
    const part = [...this.#parts.values()].find((each) => each.name === name && each.what !== 'listen');
    if (part === undefined) return;
    this.#set({ ...part, state: 'running', said: repairWords.running });
    const { clock } = this.#ports;
    const giveUp = new AbortController();
    const timer = clock.setTimeout(() => giveUp.abort(), tryMs);
    const wrong = await this.#act(part, giveUp.signal);
    clock.clearTimeout(timer);
    this.#set(
      wrong === null
        ? { ...part, state: 'done', said: repairWords.done }
        : { ...part, state: 'fault', said: { vi: said(wrong, 'vi'), en: said(wrong, 'en') } },
    );
  }

  async #act({ name, what }: RepairPart, signal: AbortSignal): Promise<Finding | null> {
    const { chime, clock, slip } = this.#ports;
    const seen = (): Promise<void> => new Promise((resolve) => void clock.setTimeout(resolve, lightMs));
    switch (what) {
      case 'print': {
        const outcome = await this.#devices.printer[name]?.print(slip, signal);
        return outcome === undefined || outcome.kind === 'printed' ? null : deviceWrong('paper', name, outcome.fault);
      }
      case 'sound': {
        const played = await this.#devices.speaker[name]?.play(chime, volume, signal);
        return played === undefined || played.ok ? null : deviceWrong('sound', name, played.fault);
      }
      case 'light': {
        const lamp = this.#devices.lamp[name];
        lamp?.set('call');
        await seen();
        lamp?.set('off');
        return null;
      }
      case 'sign': {
        const sign = this.#devices['counter-sign'][name];
        sign?.show({ kind: 'number', number: '8'.repeat(sign.characters) });
        await seen();
        sign?.show({ kind: 'dark' });
        return null;
      }
      case 'listen':
        return null;
    }
  }
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
};
const said = ({ needs, repair }: Finding, language: 'vi' | 'en'): string => `${needs[language]} → ${repair[language]}`;
