import { beforeAll, describe, expect, it } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import type { Command } from '../../firmware/commands.ts';
import { Veil } from '../../firmware/flight/veil.ts';
import type { TraceLine } from '../../firmware/trace.ts';
import { present } from '../../hal/assert.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import { SeededRandom } from '../../sim/random.ts';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay } from '../../sim/replay/replay.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { deviceRig } from '../support/device-world.ts';
import { deviceOf } from '../support/one-device.ts';

/*
 * Somebody's name, telephone, card, booking, dossier and token come in through every port that a word can come in through, and the device
 * does with them what it does. What the flight recorder keeps of it holds none of them, and still runs again to the same trace.
 */

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const site = 'config/sites/ward-centre/site.yaml';
const config = (() => {
  const written = edited(kiosk);
  const devices = `${written}${/^devices:$/mu.test(written) ? '' : 'devices:\n'}`;
  const inMemory = devices.replace(/^devices:\n/mu, 'devices:\n  ledger: { driver: simulated }\n');
  const rules = edited(site);
  const booked = /^bookings:/mu.test(rules) ? rules : `${rules}\nbookings: { early: 30min, late: 15min }\n`;
  return deviceOf(kiosk, new MemoryFiles({ [kiosk]: inMemory, [site]: booked }));
})();

/** Nothing of these may be found in what is kept, however it is written. */
const canaries = {
  name: 'Nguyễn Văn Hoàng Yến',
  neighbour: 'Trần Thị Bích Ngọc',
  phone: '0912 345 678',
  plainPhone: '0987654321',
  card: '001190123456',
  booking: 'HN260803427',
  typed: '84629175',
  dossier: 'H26.18.14-260105-4711',
  reason: 'đưa bà Ngọc đi cấp cứu ở Bạch Mai',
  clerk: 'Lê Thị Thu Hà',
  notice: 'Mời ông Hoàng Yến tới quầy 3 nhận giấy khai sinh',
  street: '27 ngõ Hàng Bột, Đống Đa',
} as const;

const csv = [
  'code,day,time,service,language,name,phone,address',
  `HN-260803-427,2026-08-03,08:40,ho-tich,vi,${canaries.name},${canaries.phone},"${canaries.street}"`,
  `${canaries.typed},2026-08-03,08:45,chung-thuc,vi,"${canaries.neighbour}",${canaries.plainPhone},`,
  `${canaries.neighbour},2026-08-03,08:50,ho-tich,vi,,,`,
  '',
].join('\n');

interface Kept {
  readonly lines: readonly string[];
  readonly real: readonly string[];
  readonly screens: readonly string[];
}

/** Another program on the centre's network. */
const stranger = { clientId: 'stranger', will: null, cleanSession: true } as const;

const live = async (): Promise<Kept> => {
  const lines: string[] = [];
  const real: string[] = [];
  const screens: string[] = [];
  let starts = 0;
  let veil: Veil | null = null;
  const trace = {
    line: (line: TraceLine): void => {
      // A key of its own for each start, as `letan run` has it.
      if (line.kind === 'config')
        veil = new Veil(
          Uint8Array.from({ length: 32 }, (_, at) => at * 3 + starts),
          config,
        );
      if (line.kind === 'config') starts += 1;
      real.push(JSON.stringify(line));
      lines.push(present(veil, 'the config comes first').text(line));
    },
  };
  const { broker, rig, time } = deviceRig(config, trace);
  const city = present(rig.twins.cities[0], 'a city').twin;
  const glass = present(rig.twins.displays[0], 'a panel').twin;
  const pad = present(
    rig.twins.keypads.find(({ name }) => name === 'pad'),
    'a pad',
  ).twin;
  const reader = present(rig.twins.scanners[0], 'a reader').twin;
  const bus = broker.client(stranger, rig.twins.clock, new SeededRandom(1));
  const rest = async (ms = 1_500): Promise<void> => {
    await time.advance(ms);
    screens.push(glass.current()?.view.body.screen ?? '');
  };
  const touch = async (...actions: readonly string[]): Promise<void> => {
    for (const action of actions) {
      glass.touch(action);
      await rest(700);
    }
  };
  const scan = async (text: string): Promise<void> => {
    reader.scan(text);
    await rest(4_000);
  };
  const ask = (command: Command): Promise<unknown> => time.walk(rig.app.face.command(command), 30_000);
  const publish = (name: string, payload: string): Promise<unknown> => {
    const topic = `letan/v1/${config.site.site}/kiosk-1/cmd/${name}`;
    return time.walk(bus.publish({ topic, payload, qos: 1, retain: false }), 30_000);
  };

  await time.walk(rig.start(), 60_000);
  await time.walk(bus.open(new AbortController().signal), 30_000);
  await rest(5_000);
  city.lay('dat-lich.csv', 'csv', csv);
  city.know(canaries.dossier, JSON.stringify({ state: 'processing', owner: canaries.name, phone: canaries.phone }));
  await rest(5_000);
  await touch('touch');
  // The booking whose code is on a telephone, an identity card, a name as a code, a dossier, somebody else's code.
  await scan(`https://dichvucong.example.vn/${canaries.plainPhone}/HN-260803-427`);
  await rest(60_000);
  await scan(`${canaries.card}|012345678|${canaries.name}|01011990|Nam|${canaries.street}|01012021`);
  await scan(`BEGIN:VCARD\nN:${canaries.name}\nTEL:${canaries.phone}\nEND:VCARD`);
  await scan(canaries.plainPhone);
  await scan(canaries.dossier);
  await rest(60_000);
  // A code that is typed: half of it on the glass, half on the pad.
  await touch('touch', 'booked');
  await touch(...Array.from(canaries.typed.slice(0, 4), (digit) => `digit.${digit}`));
  // The first key of a visit reads out what it would do.
  for (const digit of `9${canaries.typed.slice(4)}`) {
    // A digit is a key.
    pad.press(digit as PadKey);
    await rest(700);
  }
  await touch('done');
  await rest(60_000);
  // What staff say, on a page and over the bus.
  await ask({ name: 'notice', id: 'n1', text: canaries.notice, en: canaries.name, minutes: 30, by: canaries.clerk });
  await ask({ name: 'open', id: 'o1', counter: '1', services: ['ho-tich', 'chung-thuc'], by: canaries.clerk });
  await ask({ name: 'next', id: 'x1', counter: '1', finishing: false, by: 'clerk' });
  await ask({ name: 'park', id: 'p1', counter: '1', reason: canaries.reason, by: canaries.clerk });
  const instant = rig.twins.clock.wallTime().instant;
  const spoken = { reason: canaries.reason, by: canaries.clerk, phone: canaries.phone, [canaries.plainPhone]: '1' };
  const envelope = { v: 1, id: 'm/1', seq: 1, at: instant, expiresAt: instant + 30_000 };
  await publish('pause-counter', JSON.stringify({ ...envelope, data: { counter: '1', ...spoken } }));
  await publish('notice', `${canaries.name}, ${canaries.phone}`);
  const wish = { counter: '1', reason: canaries.reason, by: canaries.clerk };
  await publish('pause-counter', JSON.stringify({ ...envelope, id: 'm/2', seq: 2, data: wish }));
  await publish('unheard-of', JSON.stringify({ ...envelope, id: 'm/3', seq: 3, data: [canaries.name] }));
  await rest(5_000);
  await time.walk(rig.restart(), 120_000);
  await rest(10_000);
  await touch('touch');
  await scan('HN260803427');
  await time.walk(bus.close(), 30_000);
  await time.walk(rig.stop(), 60_000);
  return { lines, real, screens };
};

describe('what the flight recorder keeps', () => {
  let kept: Kept;
  beforeAll(async () => {
    kept = await live();
  }, 120_000);

  it('was about all of it: the device met every one of them', () => {
    const all = kept.real.join('\n');
    for (const [what, canary] of Object.entries(canaries))
      if (what !== 'card') expect(all.includes(canary) || all.includes(canary.replaceAll('-', '')), what).toBe(true);
    expect(all.includes('"screen":"code"')).toBe(true);
    // Both bookings were taken up, by the reader and by fingers.
    for (const code of [canaries.booking, canaries.typed])
      expect(
        /"kind":"ticket.issued"[^}]*"booking":"(\w+)"/.test(all) && all.includes(`"booking":"${code}"`),
        code,
      ).toBe(true);
    expect(kept.screens).toContain('ticket');
  });

  it('holds nobody’s name, number, card, code or token, and no words of staff', () => {
    const all = kept.lines.join('\n').toLowerCase();
    const squeezed = all.replaceAll(/[\s-]/gu, '');
    for (const [what, canary] of Object.entries(canaries)) {
      const word = canary.toLowerCase();
      const at = all.indexOf(word);
      expect(at < 0 ? '' : all.slice(Math.max(0, at - 200), at + 60), what).toBe('');
      expect(squeezed.includes(word.replaceAll(/[\s-]/gu, '')), what).toBe(false);
    }
    const tokens = new Set(kept.real.join('\n').match(/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g));
    expect(tokens.size).toBeGreaterThan(2);
    for (const token of tokens) expect(all.includes(token), token).toBe(false);
  });

  it('runs again to the same trace, from its inputs alone', async () => {
    const needed = kept.lines.filter((line) => /"kind":"(?:config|input)"/.test(line));
    const run = readRecordedRun('kept', `${needed.join('\n')}\n`);
    if (!run.ok) throw new Error(JSON.stringify(run.fault));
    const out: string[] = [];
    const again = await replay(run.value, {
      languages: (tags) => {
        const loaded = loadLanguages('config/languages', tags);
        return loaded.ok ? loaded : { ok: false, fault: ['no languages'] };
      },
      trace: (line) => out.push(line.slice(0, -1)),
    });
    if (!again.ok) throw new Error(again.fault.join('\n'));
    const at = out.findIndex((line, index) => line !== kept.lines[index]);
    expect(at < 0 ? null : [out[at], kept.lines[at]]).toBeNull();
    expect(again.value.divergence).toBeNull();
    expect(out).toHaveLength(kept.lines.length);
  }, 60_000);
});
