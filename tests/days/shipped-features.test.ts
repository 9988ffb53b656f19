import { describe, expect, it } from 'vitest';
import type { Body, ScreenName } from '../../behaviours/reception/views.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { deviceOf, runDevice, type OneDevice } from '../support/one-device.ts';

const ward = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const robot = 'config/sites/ward-centre/devices/robot-1.yaml';
const neighbourhood = 'config/sites/neighbourhood-kiosk/devices/kiosk-1.yaml';
const bus = 'config/sites/mobile-office/devices/kiosk-1.yaml';
const morning = '2026-08-03T08:30';

const shipped = (path: string) => deviceOf(path, new MemoryFiles());
const screens = ({ views }: OneDevice): readonly ScreenName[] => views.map((view) => view.body.screen);
const bodies = <Name extends ScreenName>({ views }: OneDevice, name: Name) =>
  views.map((view) => view.body).filter((body): body is Extract<Body, { screen: Name }> => body.screen === name);
const names = ({ told }: OneDevice): readonly string[] => told.map(({ name }) => name);

/* What the shipped sites promise their visitors, with the real firmware on simulated hardware. */

describe('the ward centre', () => {
  it('asks about priority, once, where the site says so', async () => {
    const asked = await runDevice(shipped(ward), morning, { priority: true });
    expect(screens(asked)).toContain('priority');
    expect(asked.summary.tickets).toBe(1);
    const quiet = await runDevice(shipped(neighbourhood), '2026-08-03T18:30');
    expect(screens(quiet)).not.toContain('priority');
    expect(quiet.summary.tickets).toBe(1);
  });

  it('offers its services as tiles, six at most, each by its name', async () => {
    const [first] = bodies(await runDevice(shipped(ward), morning), 'services');
    expect(first?.tiles.length).toBeLessThanOrEqual(6);
    expect(first?.tiles.map((tile) => tile.label)).toContain('Hộ tịch');
  });

  it('speaks with a visitor in their own language once they chose it', async () => {
    const visit = await runDevice(shipped(ward), morning, { language: 'fr' });
    const tickets = bodies(visit, 'ticket');
    expect(tickets.length).toBeGreaterThan(0);
    expect(visit.views.find((view) => view.body.screen === 'ticket')?.chrome.language).toBe('fr');
  });

  it('calls staff to the place in their own words, and keeps calling', async () => {
    const visit = await runDevice(shipped(ward), morning, { help: true });
    const calls = visit.told.filter(({ name }) => name === 'evt/assistance-requested');
    expect(calls.length).toBeGreaterThan(1);
    expect(calls[0]?.payload).toContain('giữa sảnh, đối diện cửa chính');
    expect(screens(visit)).toContain('help');
  });

  it('shows the way around what is kept out, as seen by who stands there', async () => {
    const visit = await runDevice(shipped(ward), morning, { way: true });
    const [shown] = bodies(visit, 'way');
    expect(visit.summary.shownTheWay).toBe(1);
    // Counter 1 is far to the left of who looks at the kiosk, behind the left rows of seats: the way has a corner.
    expect(shown?.way.counter).toBe('1');
    expect(shown?.way.words).toContain('phía trước bên trái');
    expect(shown?.way.route.length).toBeGreaterThan(2);
  });

  it('puts every word that is said on the screen too', async () => {
    const visit = await runDevice(shipped(ward), morning);
    const captions = new Set(visit.views.map((view) => view.caption).filter((caption) => caption !== ''));
    expect(visit.said.length).toBeGreaterThan(0);
    expect(captions.size).toBeGreaterThanOrEqual(1);
  });

  it('reads the screen aloud to whoever presses listen, and offers larger text and help on every question', async () => {
    const visit = await runDevice(shipped(ward), morning);
    const questions = visit.views.filter((view) => ['services', 'priority', 'ticket'].includes(view.body.screen));
    expect(questions.length).toBeGreaterThan(0);
    for (const view of questions) {
      expect(view.actions).toEqual(expect.arrayContaining(['chrome.larger', 'chrome.help', 'chrome.language']));
      expect(view.chrome.listenButton).not.toBeNull();
    }
  });
});

describe('the robot', () => {
  it('has a face that looks at who is there, a kiosk has none', async () => {
    const visit = await runDevice(shipped(robot), morning);
    expect(visit.views.some((view) => view.face !== null && !view.face.closed)).toBe(true);
    const kiosk = await runDevice(shipped(ward), morning);
    expect(kiosk.views.every((view) => view.face === null)).toBe(true);
  });
});

describe('the neighbourhood kiosk', () => {
  it('speaks as loud as its file says: lower where people live upstairs', async () => {
    const visit = await runDevice(shipped(neighbourhood), '2026-08-03T18:30');
    expect(new Set(visit.volumes)).toEqual(new Set([450]));
    expect(new Set((await runDevice(shipped(ward), morning)).volumes)).toEqual(new Set([700]));
  });

  it('is there at any hour, and says when numbers are given', async () => {
    const visit = await runDevice(shipped(neighbourhood), '2026-08-03T12:00');
    expect(visit.summary).toMatchObject({ seen: 1, tickets: 0, faults: 0 });
    expect(screens(visit).length).toBeGreaterThan(1);
  });

  it('gives numbers on an evening and at the weekend', async () => {
    for (const start of ['2026-08-03T18:30', '2026-08-08T08:30', '2026-08-09T15:00'])
      expect((await runDevice(shipped(neighbourhood), start)).summary.tickets).toBe(1);
  });
});

describe('the mobile office', () => {
  it('gives numbers at its stops and not between them', async () => {
    // Tuesday at the village hall, Saturday 8 August at the market; Monday it stands nowhere.
    expect((await runDevice(shipped(bus), '2026-08-04T08:30')).summary.tickets).toBe(1);
    expect((await runDevice(shipped(bus), '2026-08-08T08:30')).summary.tickets).toBe(1);
    expect((await runDevice(shipped(bus), '2026-08-03T08:30')).summary.tickets).toBe(0);
  });

  it('works without any broker to talk to', async () => {
    const path = bus;
    const alone = deviceOf(
      path,
      new MemoryFiles({ [path]: edited(path, ['devices:\n', 'devices:\n  broker: none\n']) }),
    );
    const visit = await runDevice(alone, '2026-08-04T08:30');
    expect(visit.summary).toMatchObject({ tickets: 1, faults: 0 });
    expect(names(visit)).toEqual([]);
  });
});
