import type { Unsubscribe } from '../hal/device.ts';
import { Listeners } from '../hal/device.ts';
import type { Clock } from '../hal/ports/clock.ts';
import { token, type Entropy } from '../hal/ports/entropy.ts';
import type { Log } from '../hal/ports/log.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import type { Milliseconds } from '../hal/units.ts';
import { fingerprint, pinMatches } from '../hal/drivers/scrypt-pin-hash.ts';
import { SignInLimit } from './sign-in-limit.ts';
import type { StaffPins } from './staff-pins.ts';
import type { StaffRole } from './staff-roles.ts';
import type { Caller } from './web-caller.ts';

/*
 * Who of the staff stands before a page. A role's PIN opens a session: 32 random bytes in a cookie that no script reads and no other
 * site sends, kept in memory as their hash. It ends by signing out, after two hours without a wish, after twelve in any case, when
 * its role's PIN is changed, and with the process: after a restart staff sign in again.
 */

export interface GuardOptions {
  /** Names the cookie: devices on one machine differ only by their port, which cookies do not see. */
  readonly name: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  /** Asked at each sign-in and now and then, so that a PIN that was changed holds at once. */
  pins(): Promise<Result<StaffPins, { readonly kind: string }>>;
}

export interface StaffSession {
  /** Names the session in memory and in logs; it opens nothing. */
  readonly id: string;
  readonly role: StaffRole;
  readonly openedAt: Milliseconds;
}

export type SignInRefusal =
  /** `waitMs`: how long until the next try is looked at. */
  | { readonly kind: 'wrong-pin'; readonly waitMs: Milliseconds }
  | { readonly kind: 'locked'; readonly waitMs: Milliseconds }
  /** Nobody has set a PIN for any role yet. */
  | { readonly kind: 'no-pins' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'pins-unreadable' };

interface Kept extends StaffSession {
  usedAt: Milliseconds;
  /** The hash that it was opened by. */
  readonly by: string;
}

/** PINs that are being judged at once: each takes 32 MiB for a moment. */
const mostJudged = 2;
const mostQueued = 16;
const mostSessions = 256;
const lookEveryMs: Milliseconds = 30_000;
/** From morning to closing without a second sign-in, but not over a lunch that became an afternoon. */
const idleMs: Milliseconds = 2 * 3_600_000;
const lifeMs: Milliseconds = 12 * 3_600_000;

export const createStaffGuard = (options: GuardOptions): StaffGuard => new StaffGuard(options);

export class StaffGuard {
  readonly #options: GuardOptions;
  readonly #limit: SignInLimit;
  readonly #sessions = new Map<string, Kept>();
  readonly #ended = new Listeners<string>();
  #judging = 0;
  readonly #queue: (() => void)[] = [];
  #lookedAt: Milliseconds = 0;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#limit = new SignInLimit(options.clock);
  }

  get cookieName(): string {
    return `letan-${this.#options.name}`;
  }

  /** The session of a caller, null for a forged, expired or missing one. `used`: they did something by it just now. */
  sessionOf(caller: Caller, used = false): StaffSession | null {
    const secret = caller.cookies.get(this.cookieName);
    return secret === undefined ? null : this.session(fingerprint(secret), used);
  }

  /** Under what a caller's requests are counted: their session's, or nothing but their address. */
  accountOf(caller: Caller): string | null {
    return this.sessionOf(caller)?.id ?? null;
  }

  session(id: string, used = false): StaffSession | null {
    const known = this.#sessions.get(id);
    if (known === undefined) return null;
    if (this.leftMs(id) <= 0) {
      this.#end(id, 'expired');
      return null;
    }
    if (used) known.usedAt = this.#options.clock.now();
    this.#lookNowAndThen();
    return known;
  }

  /** How long a session still lasts if nobody does anything by it; 0: it is over. */
  leftMs(id: string): Milliseconds {
    const known = this.#sessions.get(id);
    if (known === undefined) return 0;
    const { clock } = this.#options;
    return Math.max(0, Math.min(known.usedAt + idleMs, known.openedAt + lifeMs) - clock.now());
  }

  /** Judges a PIN. On success the cookie that opens the session from now on. */
  async signIn(
    caller: Caller,
    role: StaffRole,
    pin: string,
  ): Promise<Result<{ readonly session: StaffSession; readonly cookie: string }, SignInRefusal>> {
    const { log, clock, entropy } = this.#options;
    const wait = this.#limit.waitMs(caller.address, role);
    if (wait > 0) {
      log.write('warn', 'staff.locked', { role, waitMs: wait });
      return fail({ kind: 'locked', waitMs: wait });
    }
    if (this.#queue.length >= mostQueued) return fail({ kind: 'busy' });
    const costMs = this.#limit.trying(caller.address, role);
    const pins = await this.#options.pins();
    if (!pins.ok) {
      this.#limit.unjudged(caller.address, role);
      log.write('error', 'staff.pins-unreadable', { kind: pins.fault.kind });
      return fail({ kind: 'pins-unreadable' });
    }
    if (Object.keys(pins.value).length === 0) {
      this.#limit.unjudged(caller.address, role);
      return fail({ kind: 'no-pins' });
    }
    const hash = pins.value[role] ?? null;
    const right = await this.#judged(() => pinMatches(pin, hash));
    if (!right || hash === null) {
      log.write('warn', 'staff.wrong-pin', { role, waitMs: costMs });
      return fail({ kind: 'wrong-pin', waitMs: costMs });
    }
    this.#limit.right(caller.address, role);
    const secret = token(entropy, 32);
    const now = clock.now();
    const session: Kept = { id: fingerprint(secret), role, openedAt: now, usedAt: now, by: hash };
    this.#sessions.set(session.id, session);
    this.#forgetOldest();
    log.write('info', 'staff.signed-in', { role });
    return ok({ session, cookie: this.#cookie(secret, lifeMs) });
  }

  /** Ends the caller's session; gives the cookie that takes the secret out of the browser. */
  signOut(caller: Caller): string {
    const session = this.sessionOf(caller);
    if (session !== null) this.#end(session.id, 'signed-out');
    return this.#cookie('', 0);
  }

  /** Told with the id of each session that is over, so that what hangs on it is closed. */
  onEnded(listener: (id: string) => void): Unsubscribe {
    return this.#ended.add(listener);
  }

  /** Ends what has run out, and what was opened by a PIN that is no more. */
  async look(): Promise<void> {
    this.#lookedAt = this.#options.clock.now();
    const pins = await this.#options.pins();
    for (const [id, { role, by }] of this.#sessions) {
      if (this.leftMs(id) <= 0) this.#end(id, 'expired');
      else if (pins.ok && pins.value[role] !== by) this.#end(id, 'pin-changed');
    }
  }

  #lookNowAndThen(): void {
    if (this.#options.clock.now() - this.#lookedAt >= lookEveryMs) void this.look();
  }

  #end(id: string, why: string): void {
    const known = this.#sessions.get(id);
    if (known === undefined) return;
    this.#sessions.delete(id);
    this.#options.log.write('info', 'staff.session-ended', { role: known.role, why });
    this.#ended.emit(id);
  }

  #forgetOldest(): void {
    if (this.#sessions.size <= mostSessions) return;
    const [oldest] = [...this.#sessions.values()].toSorted((a, b) => a.usedAt - b.usedAt);
    if (oldest !== undefined) this.#end(oldest.id, 'too-many');
  }

  #cookie(secret: string, lifeMs: Milliseconds): string {
    const seconds = Math.floor(lifeMs / 1000);
    return `${this.cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
  }

  /** Few at once, the others in line: sixteen sign-ins at once must not take half a gigabyte. */
  async #judged<T>(work: () => Promise<T>): Promise<T> {
    if (this.#judging >= mostJudged) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#judging += 1;
    try {
      return await work();
    } finally {
      this.#judging -= 1;
      this.#queue.shift()?.();
    }
  }
}
