import { beforeEach, describe, expect, it } from 'vitest';
import { mediaText } from '../../config/languages/messages/hall-media.ts';
import { HallMedia } from '../../firmware/hall-media.ts';
import type { JsonObject } from '../../hal/json.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { mondayMorning } from '../support/hall-rig.ts';
import { wardConfig } from '../support/board-rig.ts';

const minute = 60_000;

describe('what staff are told of boards, voices and signs', () => {
  let time: SimClock;
  let said: Map<string, JsonObject[]>;
  let changes: number;

  const device = (name: string): HallMedia => {
    const heard: JsonObject[] = [];
    said.set(name, heard);
    const media = new HallMedia(wardConfig.site, name, {
      clock: new DeviceClock(time, mondayMorning, true),
      tell: () => undefined,
      keep: () => undefined,
      publish: (data) => void heard.push(data),
      changed: () => (changes += 1),
    });
    media.look();
    return media;
  };
  const draws = (media: HallMedia, drawn: boolean): void =>
    void media.obey({ name: 'board', id: `b${time.now()}`, board: 'hall', drawn });
  /** Time goes on as the app lets it: it looks every few seconds. */
  const pass = async (ms: number, ...all: readonly HallMedia[]): Promise<void> => {
    for (let at = 0; at < ms; at += 5_000) {
      await time.advance(5_000);
      for (const media of all) media.look();
    }
  };

  beforeEach(() => {
    time = new SimClock();
    said = new Map();
    changes = 0;
  });

  it('is nothing while all is well, and a board that nobody opened only after a while', async () => {
    const hub = device('kiosk-1');
    expect(hub.troubles()).toEqual([]);
    await pass(2 * minute, hub);
    expect(hub.troubles()).toEqual([]);
    await pass(2 * minute, hub);
    expect(hub.troubles()).toEqual([{ kind: 'board-unopened', board: 'hall' }]);
    draws(hub, true);
    expect(hub.troubles()).toEqual([]);
    draws(hub, false);
    expect(hub.troubles()).toEqual([{ kind: 'board-lost', board: 'hall' }]);
  });

  it('is known on the other devices, also to one that came later, and forgotten with a device that is gone', async () => {
    const [hub, member] = [device('kiosk-1'), device('kiosk-2')];
    member.sign('2', false);
    draws(hub, true);
    for (const word of said.get('kiosk-2') ?? []) hub.hear('kiosk-2', word);
    expect(hub.troubles()).toEqual([{ kind: 'sign-dark', counter: '2' }]);
    // The television is at the hub: nobody else need open the board.
    for (const word of said.get('kiosk-1') ?? []) member.hear('kiosk-1', word);
    await pass(2 * minute, hub, member);
    expect(member.troubles()).toEqual([{ kind: 'sign-dark', counter: '2' }]);
    const late = device('robot-1');
    expect(said.get('kiosk-2')?.length).toBeGreaterThan(1);
    late.hear('kiosk-2', said.get('kiosk-2')?.at(-1) ?? {});
    expect(late.troubles()).toEqual([{ kind: 'sign-dark', counter: '2' }]);
    await pass(4 * minute, hub);
    expect(hub.troubles()).toEqual([]);
    member.sign('2', true);
    late.hear('kiosk-2', said.get('kiosk-2')?.at(-1) ?? {});
    expect(late.troubles().filter(({ kind }) => kind === 'sign-dark')).toEqual([]);
  });

  it('passes over what is no such word, and tells of a change once', () => {
    const hub = device('kiosk-1');
    for (const junk of [{}, { boards: [], dark: [] }, { boards: {}, dark: {} }, { boards: null, dark: [] }])
      expect(hub.hear('kiosk-2', junk)).toBe(false);
    expect(hub.hear('kiosk-2', { boards: { hall: 'burning' }, dark: [7, '9', '3'] })).toBe(true);
    expect(hub.troubles()).toEqual([{ kind: 'sign-dark', counter: '3' }]);
    const before = changes;
    hub.hear('kiosk-2', { boards: {}, dark: ['3'] });
    expect(changes).toBe(before);
  });

  it('is one line that says what staff do', () => {
    expect(mediaText([])).toBeNull();
    const text = mediaText([
      { kind: 'voiceless' },
      { kind: 'board-lost', board: 'hall' },
      { kind: 'sign-dark', counter: '2' },
    ]);
    expect(text?.vi).toBe(
      'Không loa nào gọi được số; bảng số “hall” không còn hiện số; đèn số quầy 2 không trả lời. Xin gọi số bằng lời và báo kỹ thuật.',
    );
    expect(text?.en).toMatch(/^No loudspeaker can call; .*Please call numbers by voice/);
    expect(mediaText([{ kind: 'sign-dark', counter: '2' }])?.vi).toMatch(/Số vẫn được gọi/);
  });
});
