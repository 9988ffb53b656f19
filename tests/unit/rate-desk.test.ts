import { beforeEach, describe, expect, it } from 'vitest';
import type { HallCommand } from '../../behaviours/hall/events.ts';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { Command } from '../../firmware/commands.ts';
import { Opinions } from '../../firmware/opinions.ts';
import { RateDesk } from '../../firmware/pages/rate-desk.ts';
import type { RateView } from '../../firmware/pages/rate/protocol.ts';
import { assert } from '../../hal/assert.ts';
import { daily, hallRig, type HallRig } from '../support/hall-rig.ts';

const languages = loadLanguages('config/languages', ['vi', 'en']);
assert(languages.ok, 'the shipped languages load');
const texts = createPhrasebook(languages.value);

describe('the tablet at a counter', () => {
  let rig: HallRig;
  let desk: RateDesk;
  let shown: RateView[];
  let asked = 0;
  let opinions: Opinions;

  const now = (): RateView | undefined => shown.at(-1);
  const press = async (name: Parameters<typeof daily>[0], counter = '1'): Promise<void> => {
    asked += 1;
    const done = await rig.command(daily(name, `w${asked}`, counter));
    if (!done.ok) throw new Error(JSON.stringify(done.fault));
  };
  const served = async (language = 'vi', counter = '1'): Promise<string> => {
    asked += 1;
    const service = counter === '1' ? 'ho-tich' : 'chung-thuc';
    const { number } = await rig.issue(`r${asked}`, { language, service });
    await press('next', counter);
    await press('arrived', counter);
    await press('finish', counter);
    return number;
  };
  const rated = (kind: string): readonly unknown[] =>
    rig.ledger.disk.filter((event) => event.kind === kind).map(({ data }) => data);

  beforeEach(async () => {
    rig = await hallRig();
    shown = [];
    const face = {
      hall: () => rig.hall,
      on: (listener: Parameters<typeof rig.hall.on>[0]) => rig.hall.on(listener),
      command: async (command: Command) => {
        // Opinions ask for what the hall decides, and for nothing else.
        const done = await rig.command(command as HallCommand);
        return done.ok
          ? { ok: true as const, value: { ...done.value } }
          : { ok: false as const, refusal: { ...done.fault } };
      },
    };
    opinions = new Opinions(face, {
      clock: rig.wall,
      entropy: { bytes: (count) => Uint8Array.from({ length: count }, () => (asked += 13) % 256) },
      log: { write: () => undefined },
    });
    desk = new RateDesk({
      face,
      counter: '1',
      languages: ['vi', 'en'],
      texts,
      opinions,
      clock: rig.wall,
      show: (view) => void shown.push(view),
    });
    desk.start();
  });

  it('asks whoever was served there, in their language, with four faces and no name', async () => {
    expect(now()).toMatchObject({ phase: 'idle', title: 'Quầy 1', levels: [] });
    await served('en');
    expect(now()).toMatchObject({ phase: 'asking', language: 'en', title: 'Were you satisfied with today’s service?' });
    expect(now()?.levels.map(({ level }) => level)).toEqual([4, 3, 2, 1]);
    expect(JSON.stringify(now())).not.toMatch(/A00\d/);
  });

  it('takes one answer, thanks, and is idle again by itself', async () => {
    const number = await served();
    await desk.answer(2);
    expect(now()).toMatchObject({ phase: 'thanks' });
    // A finger too many, and the phone of the same visit.
    await desk.answer(1);
    expect(await opinions.take({ id: `2026-08-03/${number}`, service: 'ho-tich' }, 1)).toBe('given');
    await rig.clock.advance(6_000);
    expect(now()).toMatchObject({ phase: 'idle' });
    expect(rated('ticket.rated')).toEqual([{ ticket: `2026-08-03/${number}` }]);
    await opinions.close();
    expect(rated('visit.rated')).toEqual([{ service: 'ho-tich', level: 2 }]);
  });

  it('is idle again when nobody answers, and when the next one stands there', async () => {
    await served();
    await rig.clock.advance(59_000);
    expect(now()?.phase).toBe('asking');
    await rig.clock.advance(2_000);
    expect(now()?.phase).toBe('idle');
    await desk.answer(4);
    expect(rated('ticket.rated')).toEqual([]);
    await served();
    await rig.issue('next');
    await press('next');
    // The next one is on the way; whoever was served is still packing up.
    expect(now()?.phase).toBe('asking');
    await press('arrived');
    expect(now()?.phase).toBe('idle');
  });

  it('asks nobody who is served elsewhere, goes on with another service, or has answered by phone', async () => {
    await served('vi', '2');
    expect(now()?.phase).toBe('idle');
    const { number } = await rig.issue('two');
    await press('next');
    await rig.command({ name: 'extend', id: 'more', by: 'clerk', counter: '1', service: 'ho-tich' });
    await press('finish');
    expect(now()?.phase).toBe('idle');
    await press('next');
    await press('finish');
    expect(now()?.phase).toBe('asking');
    await rig.command({ name: 'rated', id: 'phone', by: 'visitor', number });
    expect(now()?.phase).toBe('idle');
  });
});
