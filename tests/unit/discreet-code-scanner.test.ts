import { describe, expect, it } from 'vitest';
import { PersonKey } from '../../firmware/person-key.ts';
import { DiscreetCodeScanner } from '../../hal/drivers/discreet-code-scanner.ts';
import type { CodeScan, CodeScanner } from '../../hal/ports/code-scanner.ts';
import { Listeners } from '../../hal/device.ts';
import { done } from '../../hal/result.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SeededEntropy } from '../../sim/entropy.ts';
import { SeededRandom } from '../../sim/random.ts';

class Reader implements CodeScanner {
  readonly anyLetters = true;
  readonly codes = new Listeners<CodeScan>();
  async open(): Promise<typeof done> {
    return done;
  }
  async close(): Promise<void> {}
  onFault(): () => void {
    return () => {};
  }
  onCode(listener: (scan: CodeScan) => void): () => void {
    return this.codes.add(listener);
  }
}

const monday = 1_785_718_500_000;
/** Nobody's: made up after the form of the card. */
const an = '001199000001||Nguyễn Văn An|01011999|Nam|Ba Đình, Hà Nội|01012022';
const binh = '001300000002||Trần Thị Bình|02022000|Nữ|Ba Đình, Hà Nội|01012022';

const reading = (counts = true, seed = 1) => {
  const reader = new Reader();
  const time = new SimClock();
  const clock = new DeviceClock(time, monday, true);
  const key = new PersonKey(
    { site: 'ward', device: 'kiosk-1', host: 'kiosk-1', zoneOffsetMin: 420 },
    { bus: null, clock, entropy: new SeededEntropy(new SeededRandom(seed)), log: { write: () => undefined } },
  );
  const scanner = new DiscreetCodeScanner(reader, counts ? () => key.today() : null);
  let told = '';
  scanner.onCode(({ text }) => (told = text));
  const read = (text: string): string => {
    reader.codes.emit({ text, at: 1 });
    return told;
  };
  return { read, time };
};

describe('a discreet reader', () => {
  it('tells one person from another for a day, and nothing of who they are', async () => {
    const { read, time } = reading();
    const [first, again, other] = [read(an), read('001199000001'), read(binh)];
    expect(first).toMatch(/^person:[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(other).toMatch(/^person:[0-9a-f]{32}$/);
    expect(other).not.toBe(first);
    await time.advance(24 * 3_600_000);
    expect(read(an)).not.toBe(first);
  });

  it('has another key in another process', () => {
    expect(reading(true, 1).read(an)).not.toBe(reading(true, 2).read(an));
  });

  it('tells nobody apart where no quota asks for it', () => {
    expect(reading(false).read(an)).toBe('unknown:identity');
  });

  it.each([
    ['https://so.example.vn/t/0123456789abcdef0123456789abcdef'],
    ['Số thứ tự A012\nTrung tâm Phục vụ hành chính công phường Ba Đình\n03/08/2026'],
    ['482107'],
    ['AB12-CD34'],
    ['000.00.18.H26-250801-0007'],
  ])('passes %j on as it is', (text) => {
    expect(reading().read(text)).toBe(text);
  });

  it.each([
    ['person:0123456789abcdef0123456789abcdef', 'unknown:forged'],
    ['unknown:card', 'unknown:forged'],
    ['HN4010123456789|4e677579e1bb856e|01/01/1980|1|', 'unknown:card'],
    ['x'.repeat(201), 'unknown:card'],
  ])('makes of %j %s', (text, told) => {
    expect(reading().read(text)).toBe(told);
  });
});
