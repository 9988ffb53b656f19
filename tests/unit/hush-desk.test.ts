import { describe, expect, it } from 'vitest';
import { HushDesk } from '../../firmware/desk/hush-desk.ts';
import type { JsonObject } from '../../hal/json.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { mondayMorning } from '../support/hall-rig.ts';

const minute = 60_000;
const ownMs = 30 * minute;

/** Two devices of one hall; greeting answers as it does, with its own half hour where no time is said. */
const hall = () => {
  const time = new SimClock();
  const clock = new DeviceClock(time, mondayMorning, true);
  const words: JsonObject[] = [];
  const device = (publish: (data: JsonObject) => void): HushDesk => {
    const desk: HushDesk = new HushDesk({
      clock,
      publish,
      greeting: {
        send: (event) => {
          if (event.type === 'greetings.muted') desk.became(event.forMs ?? ownMs);
          if (event.type === 'greetings.unmuted') desk.became(null);
        },
      },
    });
    return desk;
  };
  const other = device(() => undefined);
  const here = device((data) => {
    words.push(data);
    other.hear(data);
  });
  return { time, here, other, words };
};

describe('a clerk’s wish for quiet greetings', () => {
  it('holds on all devices where all are meant, counts down, and is taken back', async () => {
    const { here, other, time } = hall();
    let told = 0;
    here.onChanged(() => (told += 1));
    here.obey({ name: 'mute-greetings', id: 'a', minutes: null, everywhere: true, by: 'clerk' });
    expect([here.leftMs(), other.leftMs()]).toEqual([ownMs, ownMs]);
    await time.advance(10 * minute);
    expect([here.leftMs(), other.leftMs()]).toEqual([20 * minute, 20 * minute]);
    here.obey({ name: 'unmute-greetings', id: 'b', everywhere: true, by: 'clerk' });
    expect([here.leftMs(), other.leftMs()]).toEqual([null, null]);
    expect(told).toBe(2);
  });

  it('holds on one device where that one is meant, and for as long as was said', () => {
    const { here, other, words } = hall();
    here.obey({ name: 'mute-greetings', id: 'a', minutes: 5, everywhere: false, by: 'clerk' });
    expect([here.leftMs(), other.leftMs()]).toEqual([5 * minute, null]);
    expect(words).toEqual([]);
  });

  it('is no wish when it is no such word, and never longer than four hours', () => {
    const { other } = hall();
    for (const junk of [{}, { muted: 'yes' }, { forMs: 5 }]) expect(other.hear(junk)).toBe(false);
    expect(other.leftMs()).toBeNull();
    expect(other.hear({ muted: true, forMs: 1e15 })).toBe(true);
    expect(other.leftMs()).toBe(240 * minute);
    expect(other.hear({ muted: true, forMs: 'long' })).toBe(true);
    expect(other.leftMs()).toBe(ownMs);
  });
});
