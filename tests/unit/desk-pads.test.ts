import { beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../behaviours/reception/claims.ts';
import type { HallCommand } from '../../behaviours/hall/events.ts';
import { plainRules } from '../../behaviours/hall/settings.ts';
import type { Command } from '../../firmware/commands.ts';
import { DeskPads } from '../../firmware/desk/desk-pads.ts';
import { slipOfFinger } from '../../firmware/desk/hand-guard.ts';
import type { DeskSite } from '../../firmware/desk/pad-desk.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import { SimKeypad } from '../../sim/devices/keypad.ts';
import { hallRig, type HallRig } from '../support/hall-rig.ts';

/* A number pad that is plugged into a device and serves a counter, with the hall's own rules behind it. */

const guardMs = 3_000;

describe('a number pad at a counter', () => {
  let rig: HallRig;
  let pad: SimKeypad;
  let asked: Command[];
  let said: string[];
  let told: { name: string; kind: unknown }[];
  /** What the pad asked for is done when this has come. */
  let last: Promise<unknown>;
  let muted: boolean;

  beforeEach(async () => {
    rig = await hallRig({ rules: { ...plainRules, callsBeforeNoShow: 3, recallGuardMs: 2_000 } });
    pad = new SimKeypad('/dev/input/pad', rig.wall);
    await pad.open();
    asked = [];
    said = [];
    told = [];
    last = Promise.resolve();
    muted = false;
    const site: DeskSite = {
      services: rig.settings.services.map(({ id, series }) => ({ id, series })),
      counters: rig.settings.counters,
      classes: [],
      digits: 3,
      strip: null,
      handGuardMs: guardMs,
      muteMin: 30,
      bookings: false,
    };
    new DeskPads(site, {
      clock: rig.wall,
      entropy: { bytes: (count) => Uint8Array.from({ length: count }, (_, i) => (asked.length * 31 + i) % 256) },
      picture: () => rig.hall.picture(),
      helps: () => [],
      muted: () => muted,
      command: (command) => {
        asked.push(command);
        if (command.name === 'mute-greetings' || command.name === 'unmute-greetings')
          return Promise.resolve({ ok: true, value: {} });
        // All else that the pad asks for here is what the hall decides.
        const done = rig.command(command as HallCommand);
        last = done;
        return done.then((answer) =>
          answer.ok ? { ok: true, value: { ...answer.value } } : { ok: false, refusal: { ...answer.fault } },
        );
      },
      claim: (claim: Claim) => {
        if (claim.resource === 'voice') said.push(claim.utterance.parts.map(({ words }) => words).join(' '));
      },
      tell: (name, data) => told.push({ name, kind: data['kind'] }),
    }).connect({ 'pad-1': pad }, { 'pad-1': '1' });
  });

  const press = async (...keys: readonly PadKey[]): Promise<void> => {
    for (const key of keys) {
      pad.press(key);
      await last;
      await rig.clock.settle();
    }
  };
  const current = (): string | undefined => rig.hall.picture().counters[0]?.current?.number;

  it('serves its counter: next, arrived, finish, a number out of its turn', async () => {
    const one = await rig.issue('one');
    const two = await rig.issue('two');
    await press('enter');
    expect(current()).toBe(one.number);
    await rig.clock.advance(10_000);
    await press('times', 'point');
    expect(current()).toBeUndefined();
    await press('2', 'enter');
    expect(current()).toBe(two.number);
    expect(asked.map(({ name }) => name)).toEqual(['next', 'arrived', 'finish', 'call']);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(4);
    expect(said).toEqual([]);
  });

  it('takes Enter pressed twice for a slip of the finger, and says so', async () => {
    await rig.issue('one');
    await rig.issue('two');
    await press('enter', 'enter');
    expect(asked).toHaveLength(1);
    expect(said).toEqual(['Vừa gọi xong, xin đợi.']);
    await rig.clock.advance(guardMs);
    await press('enter');
    expect(asked).toHaveLength(2);
    expect(current()).toBe('A002');
  });

  it('says that greetings are muted, and that they are said again, since nothing else would tell', async () => {
    await press('0', 'times');
    expect(asked.at(-1)).toMatchObject({ name: 'mute-greetings', minutes: null, everywhere: true, by: 'clerk' });
    expect(said).toEqual(['Đã tắt lời chào.']);
    muted = true;
    await press('0', 'times');
    expect(asked.at(-1)).toMatchObject({ name: 'unmute-greetings', everywhere: true });
    expect(said.at(-1)).toBe('Đã bật lời chào.');
  });

  it('says in words without a figure why nothing was done, and tells it', async () => {
    await press('enter');
    await rig.clock.settle();
    expect(said).toEqual(['Không còn ai chờ quầy này.']);
    expect(told).toEqual([{ name: 'pad-refused', kind: 'nobody-waiting' }]);
    await press('divide', '9');
    expect(said.at(-1)).toBe('Không làm được.');
    for (const words of said) expect(words).not.toMatch(/\d/);
  });

  it('forgets a number that was typed and left', async () => {
    const one = await rig.issue('one');
    await press('9', '9');
    await rig.clock.advance(15_001);
    await press('enter');
    expect(asked).toMatchObject([{ name: 'next' }]);
    expect(current()).toBe(one.number);
  });
});

describe('the guard against a second Enter', () => {
  it('holds back what would finish somebody who has just been called, and nothing else', async () => {
    const rig = await hallRig();
    await rig.issue('one');
    const next = { name: 'next', counter: '1', finishing: true } as const;
    const at = (): number => rig.wall.wallTime().instant;
    expect(slipOfFinger(rig.hall.picture(), next, at(), guardMs)).toBeNull();
    await rig.command({ ...next, id: 'c1', by: 'clerk' });
    expect(slipOfFinger(rig.hall.picture(), next, at(), guardMs)).toMatchObject({
      kind: 'just-called',
      number: 'A001',
    });
    expect(slipOfFinger(rig.hall.picture(), { name: 'finish', counter: '1' }, at(), guardMs)).not.toBeNull();
    expect(slipOfFinger(rig.hall.picture(), { name: 'arrived', counter: '1' }, at(), guardMs)).toBeNull();
    expect(slipOfFinger(rig.hall.picture(), { ...next, counter: '2' }, at(), guardMs)).toBeNull();
    // A clock that was put back holds nobody up for an hour.
    expect(slipOfFinger(rig.hall.picture(), next, at() - 3_600_000, guardMs)).toBeNull();
    await rig.command({ name: 'arrived', counter: '1', id: 'c2', by: 'clerk' });
    expect(slipOfFinger(rig.hall.picture(), next, at(), guardMs)).toBeNull();
  });
});
