import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOf, checkKey, mostKeyBytes, signedKey, type Door, type Grant } from '../../firmware/stick/key.ts';
import { StickWatch, type Shown } from '../../firmware/stick/stick-watch.ts';
import { keyFaultText } from '../../firmware/stick/told.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { KeptLog } from '../support/web.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 7, 3, 1);
const pair = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const door: Door = { site: 'ward-centre', device: 'kiosk-1', now, trusted: [pair.publicKey] };
const grant: Grant = {
  letan: 'maintenance',
  schema: 1,
  id: '0123456789abcdef',
  site: 'ward-centre',
  devices: null,
  from: now - day,
  until: now + 30 * day,
};
const file = (changes: Partial<Grant> = {}, key = pair.privateKey): Uint8Array =>
  Buffer.from(signedKey({ ...grant, ...changes }, key));
const kind = (bytes: Uint8Array, at: Partial<Door> = {}): string => {
  const checked = checkKey(bytes, { ...door, ...at });
  return checked.ok ? 'opens' : checked.fault.kind;
};

describe('a key file', () => {
  it('opens every device of its site, or those that it names, until its day', () => {
    expect(kind(file())).toBe('opens');
    expect(kind(file(), { device: 'kiosk-9' })).toBe('opens');
    expect(kind(file({ devices: ['kiosk-1', 'kiosk-2'] }))).toBe('opens');
    expect(kind(file({ devices: ['kiosk-2'] }))).toBe('other-device');
    expect(kind(file(), { site: 'commune' })).toBe('other-site');
    expect(kind(file(), { now: grant.until - 1 })).toBe('opens');
    expect(kind(file(), { now: grant.until })).toBe('expired');
    expect(kind(file(), { now: grant.from - 1 })).toBe('not-yet');
  });

  it('is believed by any key of the site and by no other', () => {
    expect(kind(file({}, stranger.privateKey))).toBe('foreign');
    expect(kind(file({}, stranger.privateKey), { trusted: [pair.publicKey, stranger.publicKey] })).toBe('opens');
    expect(kind(file(), { trusted: [] })).toBe('no-trust');
  });

  it('without a signature, or with that of another line, is foreign', () => {
    const [line = ''] = Buffer.from(file()).toString().split('\n');
    expect(kind(Buffer.from(line))).toBe('foreign');
    expect(kind(Buffer.from(`${line}\nAAAA\n`))).toBe('foreign');
    const longer = line.replace(String(grant.until), String(grant.until + day));
    const [, signature = ''] = Buffer.from(file()).toString().split('\n');
    expect(kind(Buffer.from(`${longer}\n${signature}\n`))).toBe('foreign');
  });

  it('survives an editor of another system, and nothing else', () => {
    expect(kind(Buffer.from(Buffer.from(file()).toString().replaceAll('\n', '\r\n')))).toBe('opens');
    expect(kind(new Uint8Array(mostKeyBytes + 1))).toBe('no-key');
    expect(kind(Buffer.from('{}\n'))).toBe('no-key');
    expect(kind(Buffer.from('\u0000\u0001'))).toBe('no-key');
  });

  it('with any one bit turned opens nothing', () => {
    const whole = file();
    // The line break at the end, and spare bits of base64, say nothing.
    const telling = Buffer.from(whole).toString().trimEnd().replace(/.=*$/u, '').length;
    fc.assert(
      fc.property(fc.nat({ max: telling * 8 - 1 }), (bit) => {
        const turned = Uint8Array.from(whole);
        turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // A letter of base64 that is none is passed over by the decoder: what is left is another signature all the same.
        return kind(turned) !== 'opens';
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it('never ends in an error, whatever lies on a stick', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => kind(bytes) === 'no-key'),
      { numRuns: 300, seed: 8 },
    );
  });

  it('of several the one that opens counts, else what is nearest to opening is told', () => {
    const all = [file({}, stranger.privateKey), file({ until: now - 1 }), file({ site: 'commune' })];
    const best = bestOf(all.map((bytes) => checkKey(bytes, door)));
    expect(best).toMatchObject({ ok: false, fault: { kind: 'expired' } });
    expect(bestOf([...all, file()].map((bytes) => checkKey(bytes, door)))).toMatchObject({ ok: true });
    expect(bestOf([])).toBeNull();
    if (best !== null && !best.ok) expect(keyFaultText(best.fault, 420).vi).toContain('hết hạn ngày 03/08/2026');
  });
});

describe('the watch for sticks', () => {
  it('says what comes, runs out and goes, once each', async () => {
    const clock = new SimClock();
    const plugged: Uint8Array[] = [];
    const heard: Shown[] = [];
    const watch = new StickWatch({
      clock: new DeviceClock(clock, 0),
      log: new KeptLog(),
      keys: () => plugged,
      door: () => ({ ...door, now: now + clock.now() }),
    });
    watch.onShown((shown) => heard.push(shown));
    watch.start();
    await clock.advance(5_000);
    expect(heard).toEqual([]);
    plugged.push(file({ until: now + 60_000 }));
    await clock.advance(5_000);
    expect(heard).toMatchObject([{ ok: true }]);
    await clock.advance(60_000);
    expect(heard.at(-1)).toMatchObject({ ok: false, fault: { kind: 'expired' } });
    plugged.length = 0;
    await clock.advance(5_000);
    expect(heard.length).toBe(3);
    expect(heard.at(-1)).toBeNull();
    watch.stop();
    plugged.push(file());
    await clock.advance(5_000);
    expect(heard.length).toBe(3);
  });
});
