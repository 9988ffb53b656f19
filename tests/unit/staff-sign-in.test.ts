import { describe, expect, it } from 'vitest';
import { hashPin, isPinHash, pinMatches } from '../../hal/drivers/scrypt-pin-hash.ts';
import { ok } from '../../hal/result.ts';
import type { StaffPins } from '../../firmware/staff-pins.ts';
import { pinsText, readPins, setPinCommand, weakness } from '../../firmware/staff-pins.ts';
import { pinForgotten, refusalText } from '../../config/languages/messages/counter-refusals.ts';
import { actsOf, roleMay, staffRoles } from '../../firmware/staff-roles.ts';
import { SignInLimit } from '../../firmware/sign-in-limit.ts';
import { RequestLimit } from '../../firmware/request-limit.ts';
import { cookiesIn, foreignOrigin } from '../../firmware/web-caller.ts';
import { createStaffGuard } from '../../firmware/web-guard.ts';
import { demoPins } from '../../sim/page/demo-pins.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { testPins } from '../support/counter-rig.ts';
import { KeptLog, systemEntropy } from '../support/web.ts';

const callerAt = (address: string, cookie = ''): { address: string; cookies: ReadonlyMap<string, string> } => ({
  address,
  cookies: cookiesIn(cookie),
});

describe('what staff are told about a PIN that does not open', () => {
  it('names the command as it is typed on an installed device, and as it is from a folder', () => {
    expect(setPinCommand('/etc/letan/ward-centre/devices/kiosk-1.yaml')).toBe(
      'sudo -u letan letan staff set-pin --config /etc/letan/ward-centre/devices/kiosk-1.yaml',
    );
    expect(setPinCommand("/srv/Bà Đình's/kiosk-1.yaml")).toBe(
      String.raw`npx letan staff set-pin --config '/srv/Bà Đình'\''s/kiosk-1.yaml'`,
    );
    expect(setPinCommand('kiosk-1.yaml')).toBe(`npx letan staff set-pin --config ${process.cwd()}/kiosk-1.yaml`);
  });

  it('says how long to wait in seconds, and in minutes when it is long', () => {
    expect(refusalText({ kind: 'wrong-pin', waitMs: 0 }).vi).toBe('Mã PIN chưa đúng. Xin gõ lại.');
    expect(refusalText({ kind: 'wrong-pin', waitMs: 3_100 }).vi).toBe('Mã PIN chưa đúng. Xin đợi 4 giây rồi gõ lại.');
    expect(refusalText({ kind: 'locked', waitMs: 900_000 })).toEqual({
      vi: 'Sai mã PIN nhiều lần. Xin đợi 15 phút.',
      en: 'Too many wrong PINs. Wait 15 minutes.',
    });
    for (const text of [refusalText({ kind: 'no-pins' }), pinForgotten]) expect(text.vi).toMatch(/Kỹ thuật viên .*:$/);
  });
});

describe('a PIN', () => {
  it.each([
    ['12345', 'length'],
    ['1234567890123', 'length'],
    ['12a456', 'not-digits'],
    ['１２３４５６', 'not-digits'],
    ['000000', 'few-digits'],
    ['121212', 'few-digits'],
    ['123456', 'run'],
    ['987654', 'run'],
    ['890123', 'run'],
    ['123123', 'repeated'],
    ['112233', 'repeated'],
    ['482482482', 'repeated'],
    ['210590', 'date'],
    ['900521', 'date'],
    ['21051990', 'date'],
    ['147258', 'keypad'],
    ['852741', 'keypad'],
  ] as const)('that is %s is refused: %s', (pin, why) => {
    expect(weakness(pin)).toBe(why);
  });

  it.each(['739164', '519306', '683041', '90725418'])('such as %s will do', (pin) => {
    expect(weakness(pin)).toBeNull();
  });

  it('of the simulator or of a test is as good as any other', () => {
    for (const pin of [...Object.values(demoPins), ...Object.values(testPins)]) expect(weakness(pin)).toBeNull();
  });

  it('is kept as a salted hash that knows it again', async () => {
    const [one, two] = await Promise.all([hashPin('739164'), hashPin('739164')]);
    expect(one).not.toBe(two);
    expect(isPinHash(one)).toBe(true);
    expect(one).not.toContain('739164');
    expect(await pinMatches('739164', one)).toBe(true);
    expect(await pinMatches('739165', one)).toBe(false);
    for (const broken of ['', 'scrypt$1$8$1$a$b', one.slice(0, -1), null])
      expect(await pinMatches('739164', broken)).toBe(false);
  });

  it('comes back from its file, whoever wrote it; a file that is none opens nothing', async () => {
    const hash = await hashPin('739164');
    const stored = (bytes: Uint8Array | null): Parameters<typeof readPins>[0] => ({
      read: () => Promise.resolve(ok(bytes)),
    });
    expect(await readPins(stored(pinsText({ clerk: hash })))).toEqual(ok({ clerk: hash }));
    expect(await readPins(stored(null))).toEqual(ok({}));
    for (const text of ['', '{}', '{"schema":2,"pins":{}}', '{"schema":1,"pins":{"clerk":5}}'])
      expect((await readPins(stored(new TextEncoder().encode(text)))).ok).toBe(false);
    // A role of a later version is passed over.
    const later = new TextEncoder().encode(JSON.stringify({ schema: 1, pins: { clerk: hash, king: hash } }));
    expect(await readPins(stored(later))).toEqual(ok({ clerk: hash }));
  });
});

describe('the table of roles', () => {
  it('lets each do its work and no more', () => {
    expect(roleMay('clerk', 'next')).toBe(true);
    expect(roleMay('clerk', 'close-day')).toBe(false);
    expect(roleMay('volunteer', 'return')).toBe(true);
    expect(roleMay('volunteer', 'next')).toBe(false);
    expect(roleMay('post', 'next')).toBe(true);
    expect(roleMay('post', 'call')).toBe(false);
    for (const role of staffRoles) {
      expect(roleMay(role, 'assistance-accept')).toBe(true);
      for (const act of actsOf(role)) expect(roleMay('manager', act)).toBe(true);
    }
  });
});

describe('wrong PINs', () => {
  it('cost nothing three times, then more and more, up to a quarter of an hour', async () => {
    const time = new SimClock();
    const limit = new SignInLimit(new DeviceClock(time, 0));
    const waits: number[] = [];
    for (let i = 0; i < 15; i += 1) {
      await time.advance(limit.waitMs('a', 'clerk'));
      waits.push(limit.trying('a', 'clerk'));
    }
    expect(waits).toEqual([0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900].map((s) => s * 1000));
    // Nobody else pays for it, and the right one makes it good.
    expect(limit.waitMs('b', 'clerk')).toBe(0);
    expect(limit.waitMs('a', 'manager')).toBe(0);
    limit.right('a', 'clerk');
    expect(limit.waitMs('a', 'clerk')).toBe(0);
  });

  it('from many addresses slow the role down, a minute at most, and not where it is known', async () => {
    const time = new SimClock();
    const limit = new SignInLimit(new DeviceClock(time, 0));
    limit.trying('home', 'clerk');
    limit.right('home', 'clerk');
    for (let i = 0; i < 200; i += 1) limit.trying(`bot-${i}`, 'clerk');
    expect(limit.waitMs('bot-new', 'clerk')).toBe(60_000);
    expect(limit.waitMs('home', 'clerk')).toBe(0);
    await time.advance(60_000);
    expect(limit.waitMs('bot-new', 'clerk')).toBe(0);
  });
});

describe('a session of the staff', () => {
  const at = async (): Promise<{
    time: SimClock;
    guard: ReturnType<typeof createStaffGuard>;
    pins: { now: StaffPins };
    log: KeptLog;
  }> => {
    const time = new SimClock();
    const log = new KeptLog();
    const pins: { now: StaffPins } = { now: { clerk: await hashPin('739164') } };
    const guard = createStaffGuard({
      name: 'hub',
      clock: new DeviceClock(time, 0),
      entropy: systemEntropy,
      log,
      pins: () => Promise.resolve(ok(pins.now)),
    });
    return { time, guard, pins, log };
  };
  const opened = async (guard: ReturnType<typeof createStaffGuard>): Promise<string> => {
    const signed = await guard.signIn(callerAt('a'), 'clerk', '739164');
    expect(signed.ok).toBe(true);
    return signed.ok ? (signed.value.cookie.split(';')[0] ?? '') : '';
  };

  it('opens by the PIN alone, and by a cookie that is nobody else’s', async () => {
    const { guard } = await at();
    expect(await guard.signIn(callerAt('a'), 'clerk', '739165')).toMatchObject({
      ok: false,
      fault: { kind: 'wrong-pin' },
    });
    // A role without a PIN is not told from a wrong PIN.
    expect(await guard.signIn(callerAt('a'), 'manager', '739164')).toMatchObject({ fault: { kind: 'wrong-pin' } });
    const signed = await guard.signIn(callerAt('a'), 'clerk', '739164');
    expect(signed.ok && signed.value.cookie).toMatch(
      /^letan-hub=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    const cookie = signed.ok ? (signed.value.cookie.split(';')[0] ?? '') : '';
    expect(guard.sessionOf(callerAt('b', cookie))?.role).toBe('clerk');
    expect(guard.sessionOf(callerAt('b', `${cookie}0`))).toBeNull();
    expect(guard.sessionOf(callerAt('b'))).toBeNull();
    // What names it in memory opens nothing.
    const id = guard.sessionOf(callerAt('b', cookie))?.id ?? '';
    expect(guard.sessionOf(callerAt('b', `letan-hub=${id}`))).toBeNull();
  });

  it('ends two hours after the last wish, twelve after it began, and by signing out', async () => {
    const { guard, time } = await at();
    const ended: string[] = [];
    guard.onEnded((id) => ended.push(id));
    const cookie = await opened(guard);
    for (let hour = 0; hour < 11; hour += 1) {
      await time.advance(3_600_000);
      expect(guard.sessionOf(callerAt('a', cookie), true)).not.toBeNull();
    }
    await time.advance(3_600_000);
    expect(guard.sessionOf(callerAt('a', cookie), true)).toBeNull();
    const idle = await opened(guard);
    await time.advance(2 * 3_600_000 - 1);
    expect(guard.sessionOf(callerAt('a', idle))).not.toBeNull();
    await time.advance(1);
    expect(guard.sessionOf(callerAt('a', idle))).toBeNull();
    const out = await opened(guard);
    expect(guard.signOut(callerAt('a', out))).toMatch(/^letan-hub=; .*Max-Age=0$/);
    expect(guard.sessionOf(callerAt('a', out))).toBeNull();
    expect(ended).toHaveLength(3);
  });

  it('ends when its PIN is changed or taken away', async () => {
    const { guard, pins } = await at();
    const cookie = await opened(guard);
    await guard.look();
    expect(guard.sessionOf(callerAt('a', cookie))).not.toBeNull();
    pins.now = { clerk: await hashPin('739164') };
    await guard.look();
    expect(guard.sessionOf(callerAt('a', cookie))).toBeNull();
  });

  it('says that nobody has set a PIN, and writes none into the log', async () => {
    const { guard, pins, log } = await at();
    await guard.signIn(callerAt('a'), 'clerk', '111999');
    await opened(guard);
    pins.now = {};
    expect(await guard.signIn(callerAt('a'), 'clerk', '739164')).toMatchObject({ fault: { kind: 'no-pins' } });
    expect(JSON.stringify(log.lines)).not.toMatch(/111999|739164/);
  });
});

describe('what a caller sends', () => {
  it('has cookies in their form, and no others', () => {
    expect(Object.fromEntries(cookiesIn('a=1; b=2 ;a=3; c; =4; d=x y; e="5"; letan-hub=abc.def_-'))).toEqual({
      a: '1',
      b: '2',
      'letan-hub': 'abc.def_-',
    });
    expect(cookiesIn(`a=${'x'.repeat(9000)}`).size).toBe(0);
  });

  it.each([
    ['http://127.0.0.1:8080', false],
    ['https://127.0.0.1:8080', false],
    ['http://127.0.0.1:8081', true],
    ['http://127.0.0.1:8080.evil.example', true],
    ['null', true],
    [undefined, true],
  ] as const)('is foreign from %s: %s', (origin, foreign) => {
    expect(foreignOrigin({ url: '/', ip: '', headers: { host: '127.0.0.1:8080', origin } })).toBe(foreign);
  });

  it('is answered so many times at once, then at its pace, whatever others do', async () => {
    const time = new SimClock();
    const limit = new RequestLimit(new DeviceClock(time, 0), 3, 1);
    const asked = (who: string, count: number): boolean[] => Array.from({ length: count }, () => limit.allows(who));
    expect(asked('a', 5)).toEqual([true, true, true, false, false]);
    expect(asked('b', 1)).toEqual([true]);
    await time.advance(2_000);
    expect(asked('a', 3)).toEqual([true, true, false]);
  });
});
