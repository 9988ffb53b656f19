import { fileURLToPath } from 'node:url';
import { dayReport, visitRows, type VisitRow } from '../../behaviours/hall/day-report.ts';
import { dayKey, parseDateKey } from '../../behaviours/hours/civil.ts';
import type { DayHeld } from '../../behaviours/hall/day-events.ts';
import type { Fault } from '../../hal/device.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { bundlePage, type Bundle } from '../page.ts';
import type { OpenPage, SitePageParts, StaffParts } from '../site-pages.ts';
import { cookiesIn } from '../web-caller.ts';
import type { DeskAnswer, DeskRequest } from '../web-desk.ts';
import type { ArchiveTrouble, CentreDay, CentrePageData } from './centre/protocol.ts';
import { fontStyles } from './fonts.ts';

/** The page's code; the same for every device. */
export const bundleCentrePage = (): Promise<Bundle> =>
  bundlePage(fileURLToPath(new URL('./centre/main.tsx', import.meta.url)));

/** A day that was read is given again for so long while nothing was written; a long ledger is not read for every look. */
const keptForMs: Milliseconds = 60_000;
const mostKept = 8;

interface Kept {
  readonly held: DayHeld;
  readonly at: Milliseconds;
  readonly revision: number;
}

/**
 * Serves the manager's page at `<base>/centre`: `/day/<yyyy-mm-dd>.json` and `.csv` (or `today`) are a day in figures, from the ledger or
 * from its archives, for whoever is signed in as manager. 410: the archive that has the day is gone or damaged.
 */
export function registerCentrePage(
  parts: SitePageParts,
  { demoPins, guard, setPin }: StaffParts,
  bundle: Bundle,
): OpenPage {
  const { base, clock, face, web } = parts;
  const { site } = face.config;
  const path = `${base}/centre`;
  const data: CentrePageData = {
    siteName: site.name,
    zoneOffsetMin: site.zoneOffsetMin,
    services: site.services.map(({ id, name, series }) => ({ id, series, name })),
    brand: site.theme.brand,
    demoPin: demoPins?.manager ?? null,
    setPin,
    staffPath: `${base}/counter`,
  };
  let revision = 0;
  const kept = new Map<string, Kept>();
  const end = face.on(({ type }) => {
    if (type === 'hall.recorded') revision += 1;
  });

  const heldOf = async (day: string): Promise<Result<DayHeld, Fault>> => {
    const known = kept.get(day);
    if (known !== undefined && known.revision === revision && clock.now() - known.at < keptForMs) return ok(known.held);
    const hall = face.hall();
    if (hall === null || !face.ready()) return fail({ kind: 'not-ready' });
    const read = await hall.eventsOf(day);
    if (!read.ok) return read;
    if (kept.size >= mostKept) kept.clear();
    kept.set(day, { held: read.value, at: clock.now(), revision });
    return read;
  };

  const answerDay = async ({ headers, address, method, path: name }: DeskRequest): Promise<DeskAnswer> => {
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'GET, HEAD\n', { allow: 'GET, HEAD' });
    const session = guard.sessionOf({ address, cookies: cookiesIn(headers['cookie'] ?? '') }, true);
    if (session === null) return plain(401, 'sign in first\n');
    if (session.role !== 'manager') return plain(403, 'for the manager\n');
    const [, asked = '', form = ''] = /^(today|\d{4}-\d{2}-\d{2})\.(json|csv)$/.exec(name) ?? [];
    const { instant, trusted } = face.wallTime();
    const today = face.hall()?.picture().day ?? dayKey(instant, site.zoneOffsetMin);
    const day = asked === 'today' ? today : asked;
    if (parseDateKey(day) === null) return plain(404, 'no such day\n');
    const held = await heldOf(day);
    if (!held.ok) return unreadable(held.fault);
    const { events, firstDay } = held.value;
    if (form === 'csv') {
      const rows = visitRows(events, site.zoneOffsetMin, day);
      if (rows.length === 0) return plain(404, 'nobody took a number on that day, or it is not known here\n');
      return {
        status: 200,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${site.site}-${day}.csv"`,
        },
        body: csvOf(rows, day),
      };
    }
    const report = dayReport(
      events,
      { counters: site.counters, services: site.services, zoneOffsetMin: site.zoneOffsetMin },
      day,
      trusted ? instant : null,
    );
    const body: CentreDay = { today, firstDay, report, troubles: face.media.troubles(), faults: face.faults.all() };
    return {
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    };
  };

  web.registerPage(path, {
    title: `Trung tâm – ${site.name['vi'] ?? site.site}`,
    language: 'vi',
    bundle,
    data: () => ({ ...data }),
    styles: fontStyles(['vi', 'en']),
    framed: false,
  });
  web.registerDesk(`${path}/day`, answerDay);
  return { close: end };
}

/** An archive that is gone or damaged is told by its file: with a copy of it the day is there again. */
const unreadable = (fault: Fault): DeskAnswer => {
  const { kind, where } = fault;
  const file = typeof where === 'string' && where.includes('/archive/') ? where : null;
  if (file === null || (kind !== 'absent' && kind !== 'damaged'))
    return plain(503, 'the ledger cannot be read now\n', { 'retry-after': '5' });
  const body: ArchiveTrouble = { kind, file };
  return { status: 410, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
};

const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): DeskAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});

const columns: readonly (readonly [name: string, value: (row: VisitRow) => string | number | null])[] = [
  ['number', ({ number }) => number],
  ['service', ({ service }) => service],
  ['channel', ({ channel }) => channel],
  ['given_apart', ({ apart }) => (apart ? 1 : 0)],
  ['issued', ({ issuedMinute }) => clockText(issuedMinute)],
  ['told_p50_min', ({ toldP50Min }) => tenth(toldP50Min)],
  ['told_p90_min', ({ toldP90Min }) => tenth(toldP90Min)],
  ['called', ({ calledMinute }) => (calledMinute === null ? null : clockText(calledMinute))],
  [
    'waited_min',
    ({ calledMinute, issuedMinute }) => (calledMinute === null ? null : tenth(calledMinute - issuedMinute)),
  ],
  ['finished', ({ finishedMinute }) => (finishedMinute === null ? null : clockText(finishedMinute))],
  ['ended', ({ phase }) => phase],
];

const tenth = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);

/** 08:05:30 */
const clockText = (minute: number): string => {
  const seconds = Math.round(minute * 60);
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
};

/** RFC 4180, with a mark of its encoding first: without it spreadsheets take Vietnamese for Latin-1. A formula is no field of ours. */
const csvOf = (rows: readonly VisitRow[], day: string): string => {
  const field = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [
    ['day', ...columns.map(([name]) => name)],
    ...rows.map((row) => [day, ...columns.map(([, value]) => value(row))]),
  ];
  return `\u{feff}${lines.map((line) => line.map(field).join(',')).join('\r\n')}\r\n`;
};
