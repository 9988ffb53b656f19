import type { BookingSeen } from '../../behaviours/hall/bookings-seen.ts';
import type { HallPicture } from '../../behaviours/hall/picture.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { TextSocket } from '../../hal/drivers/web-display.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { commandSchemas, isCommandName, parseCommand } from '../commands.ts';
import { slipOfFinger } from '../desk/hand-guard.ts';
import type { DeskSite } from '../desk/pad-desk.ts';
import type { DeskWish } from '../desk/wishes.ts';
import { RequestLimit } from '../request-limit.ts';
import type { SiteFace } from '../site-face.ts';
import { actsOf, roleMay, type StaffAct } from '../staff-roles.ts';
import type { StaffGuard, StaffSession } from '../web-guard.ts';
import { deltaOf } from './counter/delta.ts';
import { sessionOverCode, wishLifeMs, type RoomNow, type ToCounter } from './counter/protocol.ts';
import { parseAsked, type Asked } from './counter-asked.ts';

export interface CounterRoomPorts {
  readonly face: SiteFace;
  readonly guard: StaffGuard;
  /** The time of the people before the screens. */
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  readonly desk: DeskSite;
}

/** What the hall says within this is told at once: a stroke writes several lines. */
const settleMs: Milliseconds = 20;
const beatMs: Milliseconds = 2_000;
/** A page that reads nothing is told the whole again once it reads, and let go when that is hopeless. */
const slowBytes = 256 * 1024;
const deadBytes = 4 * 1024 * 1024;
/** Wishes of one page: a clerk types no faster. */
const burst = 40;
const perSecond = 10;
/** Answers that are kept for wishes that come again. */
const mostAnswers = 512;
/** A hall that was stopped in the midst of a wish answers nothing. */
const patienceMs: Milliseconds = 15_000;

interface Page {
  readonly socket: TextSocket;
  readonly session: StaffSession;
  /** What it was told lies behind: it gets the whole next time. */
  stale: boolean;
}

/** All clerks' pages of one device: each sees what any of them does, and the hall does what they wish, once each. */
export class CounterRoom {
  readonly #ports: CounterRoomPorts;
  readonly #boot: string;
  readonly #pages = new Set<Page>();
  readonly #limit: RequestLimit;
  readonly #answers = new Map<string, Promise<ToCounter>>();
  readonly #ends: Unsubscribe[] = [];
  #seq = 0;
  #told: HallPicture | null = null;
  /** The bookings as they were last told. */
  #bookings = '[]';
  #ready = false;
  #settling: TimerId | null = null;
  #beating: TimerId | null = null;

  constructor(ports: CounterRoomPorts) {
    this.#ports = ports;
    this.#boot = token(ports.entropy, 8);
    this.#limit = new RequestLimit(ports.clock, burst, perSecond);
  }

  open(): void {
    const { face, guard } = this.#ports;
    this.#ends.push(
      face.on(() => this.#changed()),
      face.onHelp(() => this.#all({ type: 'helps', helps: face.helps() })),
      face.media.onChanged(() => this.#all({ type: 'room', room: this.#room() })),
      face.hush.onChanged(() => this.#all({ type: 'room', room: this.#room() })),
      guard.onEnded((id) => {
        for (const page of this.#pages)
          if (page.session.id === id) this.#drop(page, sessionOverCode, 'the session is over');
      }),
    );
    this.#beat();
  }

  close(): void {
    const { clock } = this.#ports;
    for (const end of this.#ends.splice(0)) end();
    for (const timer of [this.#settling, this.#beating]) if (timer !== null) clock.clearTimeout(timer);
    for (const page of this.#pages) this.#drop(page, 1001, 'the page is closed');
  }

  accept(socket: TextSocket, session: StaffSession): void {
    const { face, clock } = this.#ports;
    const page: Page = { socket, session, stale: false };
    this.#pages.add(page);
    socket.onClose(() => this.#pages.delete(page));
    socket.onMessage((text) => this.#hear(page, text));
    // Whoever else is here is told first, so that one number stands for one picture.
    this.#settle();
    this.#send(page, {
      type: 'hello',
      seq: this.#seq,
      wall: face.wallTime().instant,
      boot: this.#boot,
      now: clock.now(),
      role: session.role,
      may: actsOf(session.role),
      ready: this.#ready,
      picture: this.#told,
      helps: face.helps(),
      room: this.#room(),
      bookings: this.#bookingsNow(),
    });
  }

  #room(): RoomNow {
    const { hush, media } = this.#ports.face;
    return { troubles: media.troubles(), mutedMs: hush.leftMs() };
  }

  #bookingsNow(): readonly BookingSeen[] {
    const { face } = this.#ports;
    return face.ready() ? (face.hall()?.bookings() ?? []) : [];
  }

  #changed(): void {
    // Whoever comes is told the whole; until then a busy hall need not be drawn for nobody.
    if (this.#pages.size === 0) return;
    this.#settling ??= this.#ports.clock.setTimeout(() => {
      this.#settling = null;
      this.#settle();
    }, settleMs);
  }

  /** Tells everybody what is new. */
  #settle(): void {
    const { face } = this.#ports;
    const before = this.#told;
    const ready = face.ready();
    const after = face.hall()?.picture() ?? null;
    const delta = before === null || after === null ? null : deltaOf(before, after);
    this.#tellBookings();
    const same = ready === this.#ready && (before === null || after === null ? before === after : delta === null);
    this.#told = after;
    this.#ready = ready;
    if (same) {
      for (const page of this.#pages) if (page.stale) this.#whole(page);
      return;
    }
    this.#seq += 1;
    const seq = this.#seq;
    const wall = face.wallTime().instant;
    const text = JSON.stringify(
      delta === null
        ? ({ type: 'picture', seq, wall, picture: after, ready } satisfies ToCounter)
        : ({ type: 'delta', seq, wall, delta } satisfies ToCounter),
    );
    for (const page of this.#pages)
      if (page.stale) this.#whole(page);
      else this.#write(page, text);
  }

  /** They change with the hall, and by the minute without it. */
  #tellBookings(): void {
    if (!this.#ports.desk.bookings) return;
    const bookings = this.#bookingsNow();
    const text = JSON.stringify(bookings);
    if (text === this.#bookings) return;
    this.#bookings = text;
    this.#all({ type: 'bookings', bookings });
  }

  #whole(page: Page): void {
    const wall = this.#ports.face.wallTime().instant;
    page.stale = false;
    this.#send(page, { type: 'picture', seq: this.#seq, wall, picture: this.#told, ready: this.#ready });
  }

  #beat(): void {
    const { clock, face, guard } = this.#ports;
    this.#beating = clock.setTimeout(() => {
      const wall = face.wallTime().instant;
      // A hall that began to read or ceased to answer says nothing by itself.
      if (this.#pages.size > 0) this.#settle();
      for (const page of this.#pages) {
        const leftMs = guard.session(page.session.id) === null ? 0 : guard.leftMs(page.session.id);
        if (leftMs > 0) this.#send(page, { type: 'beat', now: clock.now(), wall, leftMs });
      }
      this.#beat();
    }, beatMs);
  }

  #hear(page: Page, text: string | null): void {
    const { guard, log } = this.#ports;
    if (!this.#pages.has(page)) return;
    const asked = text === null || text.length > 4096 ? null : parseAsked(text);
    if (asked === null) {
      log.write('warn', 'counter.page-closed', { role: page.session.role });
      return this.#drop(page, 1008, 'not the protocol of this page');
    }
    if (!this.#limit.allows(page.session.id)) return this.#drop(page, 1008, 'too many messages');
    if (guard.session(page.session.id, asked.do === 'wish') === null) return;
    switch (asked.do) {
      case 'ping':
        return this.#send(page, {
          type: 'beat',
          now: this.#ports.clock.now(),
          wall: this.#ports.face.wallTime().instant,
          leftMs: guard.leftMs(page.session.id),
        });
      case 'picture':
        return this.#whole(page);
      case 'wish':
        void this.#once(page.session, asked).then((answer) => this.#send(page, answer));
    }
  }

  /** The same wish has one answer, however often it comes: a page that lost its link asks again. */
  #once(session: StaffSession, asked: Extract<Asked, { do: 'wish' }>): Promise<ToCounter> {
    const key = `${session.id}/${asked.id}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#do(session, asked);
    this.#answers.set(key, answer);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > mostAnswers && oldest.done !== true) this.#answers.delete(oldest.value);
    return answer;
  }

  async #do(session: StaffSession, { id, boot, at, wish }: Extract<Asked, { do: 'wish' }>): Promise<ToCounter> {
    const { clock, face, desk, log } = this.#ports;
    const refuse = (refusal: JsonObject): ToCounter => ({ type: 'answer', id, ok: false, refusal });
    const { name, ...data } = wish;
    if (boot !== this.#boot || clock.now() - at > wishLifeMs || at > clock.now() + wishLifeMs)
      return refuse({ kind: 'expired' });
    if (!isCommandName(name) || !roleMay(session.role, name as StaffAct)) {
      log.write('warn', 'staff.forbidden', { role: session.role, act: name });
      return refuse({ kind: 'forbidden' });
    }
    // Who it is, the session says and no page.
    const by = Object.hasOwn(commandSchemas[name].shape, 'by') ? { by: session.role } : {};
    const command = parseCommand(name, `page/${id}`, { ...data, ...by });
    if (!command.ok) return refuse({ ...command.fault });
    const picture = face.hall()?.picture() ?? null;
    const slip =
      picture === null
        ? null
        : slipOfFinger(picture, command.value as DeskWish, face.wallTime().instant, desk.handGuardMs);
    if (slip !== null) return refuse(slip);
    const answer = await this.#inTime(face.command(command.value));
    if (answer === null) return refuse({ kind: 'no-answer' });
    if (!answer.ok) return refuse(answer.refusal);
    const { number } = answer.value;
    return { type: 'answer', id, ok: true, number: typeof number === 'string' ? number : '' };
  }

  /** Null: nothing was heard of it in time; it may still be done. */
  async #inTime<T>(work: Promise<T>): Promise<T | null> {
    const { clock } = this.#ports;
    let timer: TimerId | null = null;
    const late = new Promise<null>((resolve) => {
      timer = clock.setTimeout(() => resolve(null), patienceMs);
    });
    const first = await Promise.race([work, late]);
    if (timer !== null) clock.clearTimeout(timer);
    return first;
  }

  #all(message: ToCounter): void {
    const text = JSON.stringify(message);
    for (const page of this.#pages) this.#write(page, text);
  }

  #send(page: Page, message: ToCounter): void {
    if (this.#pages.has(page)) this.#write(page, JSON.stringify(message));
  }

  #write(page: Page, text: string): void {
    if (page.socket.buffered > deadBytes) this.#drop(page, 1013, 'the page does not read');
    else if (page.socket.buffered > slowBytes) page.stale = true;
    else page.socket.send(text);
  }

  #drop(page: Page, code: number, reason: string): void {
    this.#pages.delete(page);
    page.socket.close(code, reason);
  }
}
