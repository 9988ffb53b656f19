import { describe, expect, it } from 'vitest';
import { loadDevice } from '../../config/load.ts';
import { runDevice, type OneDevice } from '../support/one-device.ts';

const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
if (!loaded.ok) throw new Error('the shipped kiosk is right');
const kiosk = loaded.value;

/** One visitor to a kiosk of which a part is broken from the first second on. */
const visit = (...faults: readonly string[]): Promise<OneDevice> =>
  runDevice(
    kiosk,
    '2026-08-03T08:30',
    {},
    6,
    faults.map((fault) => `at +1s break ${fault}`),
  );

const screens = (run: OneDevice): readonly string[] => run.views.map(({ body }) => body.screen);
const notes = (run: OneDevice): readonly string[] => [
  ...new Set(run.views.flatMap(({ chrome }) => chrome.notes.map(String))),
];
const numbers = (run: OneDevice): readonly string[] =>
  run.told.flatMap(({ name, payload }) => {
    const number = name === 'evt/ticket-handed-over' ? /"number":"([^"]+)"/.exec(payload)?.[1] : undefined;
    return number === undefined ? [] : [number];
  });

describe('a kiosk serves without the part that is missing', () => {
  it.each([
    'loudspeaker.unplugged',
    'voice.crashed',
    'status.unplugged',
    'start.unplugged',
    'radar.unplugged',
    'pir.unplugged',
    'slip.unplugged',
    'clock.untrusted',
  ])('%s: the visitor has a number', async (part) => {
    const run = await visit(`kiosk-1.${part}`);
    expect(run.summary.tickets).toBe(1);
    expect(screens(run)).toContain('ticket');
  });

  it('without both of its sensors a touch wakes it', async () => {
    const run = await visit('kiosk-1.radar.unplugged', 'kiosk-1.pir.unplugged');
    expect(run.summary.tickets).toBe(1);
  });

  it('without its printer the number is on the screen, large, and spoken', async () => {
    const run = await visit('kiosk-1.slip.unplugged');
    const [number] = numbers(run);
    expect(number).toMatch(/^[A-Z]\d+$/);
    expect(JSON.stringify(run.views.filter(({ body }) => body.screen === 'ticket'))).toContain(`"${number}"`);
    expect(run.summary.printed).toBe(0);
    expect(notes(run).length).toBeGreaterThan(0);
    expect(run.told.some(({ payload }) => payload.includes('"printed":false'))).toBe(true);
    expect(run.said.length).toBeGreaterThan(0);
  });

  it('without its loudspeaker the screen says so, and every sentence is there to read', async () => {
    const run = await visit('kiosk-1.loudspeaker.unplugged');
    expect(run.summary.printed).toBe(1);
    expect(notes(run).length).toBeGreaterThan(0);
  });

  it('without a broker the number is given, and the events wait for it', async () => {
    const run = await runDevice(kiosk, '2026-08-03T08:30', {}, 8, [
      'at +1s break broker.gone',
      'at +6min mend broker.gone',
    ]);
    expect(run.summary.tickets).toBe(1);
    // They went out when it was back.
    expect(run.told.some(({ name, payload }) => name === 'evt/visit' && payload.includes('ticket.issued'))).toBe(true);
  });

  it('without its ledger it gives no number that it could not keep, and says where to turn', async () => {
    const run = await visit('kiosk-1.disk.full');
    expect(run.summary.tickets).toBe(0);
    expect(screens(run)).not.toContain('ticket');
    expect(screens(run)).toContain('help');
    expect(run.summary.visits).toEqual({ 'no-number': 1 });
  });

  it('without its panel nobody is served by touch, and the next is once it is back', async () => {
    const run = await runDevice(kiosk, '2026-08-03T08:30', {}, 8, [
      'at +1s break kiosk-1.panel.detached',
      'at +90s mend kiosk-1.panel.detached',
    ]);
    expect(run.summary.tickets).toBe(1);
  });

  it('comes back by itself: the next slip is on paper', async () => {
    const run = await runDevice(kiosk, '2026-08-03T08:30', {}, 6, [
      'at +1s break kiosk-1.slip.unplugged',
      'at +30s mend kiosk-1.slip.unplugged',
    ]);
    expect([run.summary.tickets, run.summary.printed]).toEqual([1, 1]);
  });
});
