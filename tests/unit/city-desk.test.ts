import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CityDesk } from '../../firmware/city/city-desk.ts';
import type { CityEvent } from '../../firmware/city/event.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { DeviceOf } from '../../config/schema.ts';
import { citySystem } from '../../config/devices/city.ts';
import { loadDevice } from '../../config/load.ts';
import { hallSettings } from '../../firmware/settings.ts';
import { SimCitySystem } from '../../sim/devices/city-system.ts';
import { hallRig, type HallRig } from '../support/hall-rig.ts';
import { KeptLog, systemEntropy } from '../support/web.ts';

const device = (() => {
  const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  return loaded.value;
})();
const rules = { daysAhead: 6, earlyMin: 30, lateMin: 15, place: 'slot' } as const;

let rig: HallRig;
let city: SimCitySystem;
let log: KeptLog;
let desk: CityDesk;

const entryOf = (over: object): DeviceOf<'city-system'> =>
  citySystem.parse({ port: 'city-system', driver: 'simulated', ...over });

const deskOf = (over: object = {}): CityDesk =>
  new CityDesk({
    device: 'kiosk-1',
    site: device.site,
    entry: entryOf(over),
    near: { ahead: 1, withinMs: 0 },
    hall: rig.hall,
    ledger: rig.path,
    city,
    storage: rig.storage,
    clock: rig.wall,
    random: { next: () => 1 },
    entropy: systemEntropy,
    log,
  });

/** Starts the desk as the app does: after the hall, on a city that is open. */
const open = async (over: object = {}): Promise<void> => {
  desk = deskOf(over);
  await rig.settled(desk.start());
  await rig.settled(desk.hallReady());
  desk.setUp(true);
};

beforeEach(async () => {
  const settings = hallSettings(device);
  rig = await hallRig({ ...settings, rules: { ...settings.rules, bookings: rules } });
  city = new SimCitySystem('city', rig.wall);
  log = new KeptLog();
  await rig.settled(city.open());
  await open();
});
afterEach(async () => {
  await rig.settled(desk.stop());
  await city.close();
});

const told = (): readonly CityEvent[] => city.taken.map(({ body }) => JSON.parse(body) as CityEvent); // our own bodies
const kinds = (): readonly string[] => told().map(({ kind, number }) => (number === null ? kind : `${kind} ${number}`));
const pass = (ms: number): Promise<void> => rig.clock.advance(ms);
let clerks = 0;
const clerk = async (name: 'next' | 'arrived' | 'finish', counter = '3'): Promise<void> => {
  const wish = { id: `c${(clerks += 1)}`, by: 'clerk', counter };
  const done = await rig.command(name === 'next' ? { ...wish, name, finishing: false } : { ...wish, name });
  expect(done.ok).toBe(true);
};
const visit = async (id: string): Promise<void> => {
  await rig.issue(id, { service: 'dat-dai' });
  await clerk('next');
  await pass(20_000);
  await clerk('arrived');
  await pass(60_000);
  await clerk('finish');
};

describe('what the city is told', () => {
  it('is a visit in order, each message once, with nothing of who it is', async () => {
    await visit('a');
    await pass(1_000);
    expect(kinds().filter((kind) => !kind.startsWith('turn'))).toEqual([
      'ticket.issued K001',
      'ticket.called K001',
      'ticket.arrived K001',
      'ticket.finished K001',
    ]);
    expect(told()[0]).toEqual({
      v: 1,
      id: 'kiosk-1/1/1',
      kind: 'ticket.issued',
      at: '2026-08-03T07:55:00+07:00',
      believed: true,
      site: 'ward-centre',
      device: 'kiosk-1',
      ticket: '2026-08-03/K001',
      number: 'K001',
      service: 'dat-dai',
      counter: null,
      booking: null,
      dossier: null,
      call: null,
      channel: 'here',
      language: 'vi',
      reason: null,
      level: null,
      ahead: null,
      p50Min: null,
      p90Min: null,
    });
    expect(city.taken.map(({ body }) => body).join()).not.toMatch(/token|person|priority/);
  });

  it('waits while the line is cut, an hour and a restart long, and comes in order after', async () => {
    await visit('a');
    city.setAway(true);
    for (let n = 0; n < 20; n += 1) {
      await visit(`v${n}`);
      await pass(160_000);
    }
    const heard = told().length;
    expect(desk.status()).toMatchObject({ fault: { kind: 'offline' } });
    // A room with nobody to hear it goes on: the city was not asked without end either.
    expect(city.attempts).toBeLessThan(heard + 200);
    await rig.settled(desk.stop());
    await rig.restart();
    await open();
    await visit('b');
    city.setAway(false);
    await pass(120_000);
    const visits = told().filter(({ kind }) => kind.startsWith('ticket.'));
    expect(visits.length).toBe(22 * 4);
    expect(new Set(visits.map(({ id }) => id)).size).toBe(22 * 4);
    for (let n = 1; n <= 22; n += 1) {
      const number = `K${String(n).padStart(3, '0')}`;
      expect(visits.filter((event) => event.number === number).map(({ kind }) => kind.slice(7))).toEqual([
        'issued',
        'called',
        'arrived',
        'finished',
      ]);
    }
    expect(desk.status()).toMatchObject({ waiting: 0, fault: null });
  });

  it('comes once although the answers to it are lost', async () => {
    city.loseAnswers(3);
    await visit('a');
    await pass(60_000);
    expect(kinds().filter((kind) => kind.startsWith('ticket'))).toHaveLength(4);
    expect(city.attempts).toBeGreaterThan(4);
  });

  it('goes on behind a message that the city will never take, and says so', async () => {
    city.refuse('ticket.called');
    await visit('a');
    await pass(5_000);
    expect(kinds().filter((kind) => kind.startsWith('ticket'))).toEqual([
      'ticket.issued K001',
      'ticket.arrived K001',
      'ticket.finished K001',
    ]);
    expect(desk.status()).toMatchObject({ refused: 1, waiting: 0 });
    expect(log.lines.some(({ event }) => event === 'city.message-refused')).toBe(true);
  });

  it('holds back what was done with a number before it was heard that somebody took it', async () => {
    const from = (seq: number, kind: string, data: VisitEvent['data']): VisitEvent => ({
      v: 1,
      id: `kiosk-2/1/${seq}`,
      device: 'kiosk-2',
      epoch: 1,
      seq,
      monotonicMs: seq,
      wall: rig.wall.wallTime().instant,
      trusted: true,
      cause: `r${seq}`,
      kind,
      data,
    });
    const ticket = '2026-08-03/K501';
    const called = await rig.command({ name: 'call', id: 'x', by: 'clerk', counter: '3', number: 'K501' });
    expect(called.ok).toBe(true);
    await pass(1_000);
    expect(kinds()).toEqual([]);
    // The desk starts anew in between, and still knows what it holds back.
    await rig.settled(desk.stop());
    await open();
    const issued = {
      ticket,
      day: '2026-08-03',
      series: 'K',
      n: 501,
      number: 'K501',
      service: 'dat-dai',
      priority: null,
      language: 'vi',
      requestId: 'r1',
      token: 'f'.repeat(32),
      channel: 'here',
      apart: true,
      person: null,
      booking: null,
    };
    await rig.settled(rig.hall.receive(from(1, 'ticket.issued', issued)));
    await pass(1_000);
    expect(kinds().filter((kind) => kind.startsWith('ticket'))).toEqual(['ticket.issued K501', 'ticket.called K501']);
  });

  it('has the names that the config gives its fields, and is only what the config asks for', async () => {
    await rig.settled(desk.stop());
    await open({ tells: ['ticket.called'], fields: { number: 'soThuTu', at: 'thoiGian' } });
    await visit('a');
    await pass(1_000);
    expect(city.taken.map(({ kind }) => kind)).toEqual(['ticket.called']);
    expect(JSON.parse(city.taken[0]?.body ?? '')).toMatchObject({ soThuTu: 'K001', thoiGian: expect.any(String) });
  });

  it('says once that a turn is near, and again when it has come near anew', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await rig.issue(id, { service: 'dat-dai' });
    await pass(10_500);
    const near = (): readonly (string | null)[] =>
      told().flatMap((one) => (one.kind === 'turn.near' ? [one.number] : []));
    expect(near()).toEqual(['K001', 'K002']);
    await rig.command({ name: 'defer', id: 'd1', by: 'visitor', number: 'K002' });
    await clerk('next');
    await pass(20_500);
    // Two quarters of an hour are before K004: that is not near yet.
    expect(near()).toEqual(['K001', 'K002', 'K003']);
    await pass(60_000);
    expect(near()).toHaveLength(3);
    await pass(12 * 60_000);
    expect(near()).toEqual(['K001', 'K002', 'K003', 'K004']);
  });

  it('is told by the device that decides alone', async () => {
    await rig.settled(desk.stop());
    const settings = hallSettings(device);
    rig = await hallRig({ ...settings, host: 'robot-1', device: 'kiosk-1' });
    city = new SimCitySystem('city', rig.wall);
    await rig.settled(city.open());
    await open();
    await rig.issue('a', { service: 'dat-dai' });
    await pass(60_000);
    expect(city.attempts).toBe(0);
    expect(desk.status()).toMatchObject({ deciding: false });
  });
});

describe('what the city hands over', () => {
  it('becomes bookings, and each wrong record one fault in words, with the rest going on', async () => {
    const csv = [
      '\uFEFFcode,day,time,service,language,status',
      'ABC001,2026-08-03,08:30,ho-tich,vi,',
      'ABC002,2026-02-30,08:30,ho-tich,vi,',
      '"ABC 003",2026-08-04,"09:00","chung-thuc",en,',
      'ABC001,2026-08-03,08:30,ho-tich,vi,',
      'ABC001,2026-08-03,09:30,ho-tich,vi,',
      'ABC004,2026-08-03,25:00,ho-tich,vi,',
      'ABC005,2026-08-03,10:00,thue,vi,',
      'x,2026-08-03,10:00,ho-tich,vi,',
      'ABC006,2026-08-03,10:00,ho-tich',
      'ABC007,2026-12-03,10:00,ho-tich,vi,',
      'ABC008,2026-08-03,10:00,"ho-tich,vi,',
      'ABC009,2026-08-03,10:15,ho-tich,ja,',
      '',
    ].join('\r\n');
    city.lay('hẹn.csv', 'csv', csv);
    await pass(5_000);
    const refused = log.lines.filter(({ event }) => event === 'city.booking-refused').map(({ data }) => data);
    expect(refused.map(({ where, field, value }) => [where, field, value])).toEqual([
      ['hẹn.csv:10', '', '4 / 6'],
      ['hẹn.csv:12', '', '"ho-tich,vi,'],
      ['hẹn.csv:3', 'day', '2026-02-30'],
      ['hẹn.csv:6', 'code', 'ABC001'],
      ['hẹn.csv:7', 'time', '25:00'],
      ['hẹn.csv:8', 'service', 'thue'],
      ['hẹn.csv:9', 'code', 'x'],
      ['hẹn.csv:11', 'day', '2026-12-03'],
    ]);
    for (const { en, vi } of refused) {
      expect(en).toMatch(/.+ → .+/);
      expect(vi).toMatch(/.+ → .+/);
    }
    expect(log.lines.find(({ event }) => event === 'city.document-read')?.data).toMatchObject({ taken: 3, refused: 8 });
    expect(kinds().filter((kind) => kind === 'booking.made')).toHaveLength(3);
    expect(kinds().filter((kind) => kind === 'booking.refused')).toHaveLength(8);
  });

  it('is the same however often it comes, and may be taken back', async () => {
    const booking = { code: 'QRS777', day: '2026-08-04', time: '08:00', service: 'ho-tich' };
    city.lay('a', 'json', JSON.stringify([booking]));
    await pass(1_000);
    city.lay('a', 'json', JSON.stringify([booking, { ...booking, code: 'QRS778' }]));
    await pass(1_000);
    city.lay(
      'a',
      'json',
      JSON.stringify([
        { code: 'QRS777', status: 'cancelled' },
        { ...booking, code: 'QRS778' },
      ]),
    );
    await pass(1_000);
    city.lay('b', 'json', JSON.stringify([{ code: 'QRS777', status: 'cancelled' }]));
    await pass(5_000);
    expect(log.lines.filter(({ event }) => event === 'city.booking-refused')).toEqual([]);
    expect(told().map(({ kind, booking: code }) => `${kind} ${code ?? ''}`)).toEqual([
      'booking.made QRS777',
      'booking.made QRS778',
      'booking.cancelled QRS777',
    ]);
  });

  it('is read by the city’s own names and ways', async () => {
    await rig.settled(desk.stop());
    const bookings = {
      list: 'data.items',
      code: 'maDatLich',
      day: 'thoiGianHen',
      time: 'thoiGianHen',
      service: 'linhVuc',
      status: 'trangThai',
      days: 'dd/mm/yyyy',
      services: { 'Tư pháp – Hộ tịch': 'ho-tich' },
      cancelled: ['Đã hủy'],
    };
    await open({ bookings });
    const items = [
      {
        maDatLich: 'HN-2026-000123',
        thoiGianHen: '3/8/2026 9h15',
        linhVuc: 'Tư pháp – Hộ tịch'.normalize('NFD'),
        trangThai: 'Mới',
      },
      'no booking',
    ];
    city.lay('api', 'json', JSON.stringify({ data: { items } }));
    await pass(1_000);
    expect(
      rig.events.flatMap((out) =>
        out.type === 'hall.recorded' && out.event.kind === 'booking.made' ? [out.event.data] : [],
      ),
    ).toMatchObject([{ code: 'HN2026000123', day: '2026-08-03', minute: 555, service: 'ho-tich', person: null }]);
    expect(log.lines.filter(({ event }) => event === 'city.booking-refused').map(({ data }) => data['where'])).toEqual([
      'api#data.items[1]',
    ]);
  });

  it.each([
    ['json', '{"a": [1,'],
    ['json', '{"items": []}'],
    ['csv', ''],
    ['csv', 'code,code,day\nA,B,C\n'],
    ['csv', '"code,day\n'],
  ] as const)('is one fault where it is no list at all: %s %s', async (format, text) => {
    city.lay('x', format, text);
    await pass(1_000);
    expect(log.lines.filter(({ event }) => event === 'city.booking-refused')).toHaveLength(1);
  });
});

describe('a dossier', () => {
  const ask = (code: string) => rig.settled(desk.ask(code));
  it('is told as far as anybody may know, and silently where nobody answers', async () => {
    await rig.settled(desk.stop());
    await open({ dossiers: { states: { 'Đang xử lý': 'processing' } } });
    city.know('H26.18-260105-0123', JSON.stringify({ state: 'Đang xử lý', owner: 'Nguyễn Văn A' }));
    city.know('H26.18-260105-0124', JSON.stringify({ state: 'chờ ký' }));
    expect(await ask(' h26.18–260105–0123 ')).toEqual({
      kind: 'known',
      code: 'H26.18-260105-0123',
      state: 'processing',
    });
    expect(await ask('H26.18-260105-0124')).toMatchObject({ kind: 'silent' });
    expect(await ask('H26.18-260105-0999')).toMatchObject({ kind: 'unknown' });
    for (const wrong of [
      'H26-251305-0001',
      'H26.18-250230-0001',
      '26.H18-250101-0001',
      'H26.18-250101-1',
      'H26.18-260804-0001',
      '',
      'https://x',
    ])
      expect([wrong, await ask(wrong)]).toEqual([wrong, null]);
    city.setAway(true);
    expect(await ask('H26.18-260105-0123')).toMatchObject({ kind: 'silent' });
  });

  it('is tied to a visit: the city hears its code, the ledger never', async () => {
    const ticket = await rig.issue('a', { service: 'ho-tich' });
    expect(desk.tie(ticket.ticket, '000.00.18.h26-250801-0007')).toEqual({
      ok: true,
      value: '000.00.18.H26-250801-0007',
    });
    expect(desk.tie(ticket.ticket, 'A012')).toMatchObject({ ok: false, fault: { kind: 'no-code' } });
    expect(desk.tie('2026-08-03/Z999', '000.00.18.H26-250801-0007')).toMatchObject({
      fault: { kind: 'unknown-ticket' },
    });
    expect(desk.dossierOf(ticket.ticket)).toBe('000.00.18.H26-250801-0007');
    await pass(1_000);
    expect(told().find(({ kind }) => kind === 'visit.dossier')).toMatchObject({
      number: 'A001',
      dossier: '000.00.18.H26-250801-0007',
    });
    const read = await rig.settled(rig.ledger.read(1, 100));
    expect(JSON.stringify(read)).not.toContain('H26');
  });

  it('is tied by a clerk at any page: the ledger says by which role, and one clear word says why not', async () => {
    const { number, ticket } = await rig.issue('a', { service: 'ho-tich' });
    const tie = (id: string, code: string, of = number) =>
      rig.command({ name: 'dossier', id, by: 'clerk', number: of, code });
    expect(await tie('d1', 'abc')).toEqual({ ok: false, fault: { kind: 'dossier-code', code: 'abc', of: 'form' } });
    // The day in it is yet to come.
    expect(await tie('d2', 'H26.18-260804-0001')).toMatchObject({ fault: { kind: 'dossier-code', of: 'day' } });
    expect(await tie('d3', 'H26.18-250801-0007', 'Z999')).toMatchObject({ fault: { kind: 'unknown-ticket' } });
    expect(rig.hall.picture().tickets[0]?.dossier).toBe(false);
    for (let time = 0; time < 2; time += 1)
      expect(await tie('d4', ' h26.18–250801-0007 ')).toEqual({ ok: true, value: { number, ticket } });
    await pass(1_000);
    expect(told().filter(({ kind }) => kind === 'visit.dossier')).toMatchObject([
      { number, dossier: 'H26.18-250801-0007' },
    ]);
    expect(rig.hall.picture().tickets[0]?.dossier).toBe(true);
    const written = rig.ledger.disk.filter(({ kind }) => kind === 'ticket.dossier').map(({ data }) => data);
    expect(written).toEqual([{ ticket, by: 'clerk' }]);
    expect(JSON.stringify(rig.ledger.disk)).not.toContain('H26');
  });
});
