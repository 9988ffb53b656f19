import type { HallPicture, PictureCall, PictureTicket } from '../../behaviours/hall/picture.ts';
import { loadDevice } from '../../config/load.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { DisplayBoard } from '../../config/announcing.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { assert } from '../../hal/assert.ts';
import { Listeners } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { HallMedia } from '../../firmware/hall-media.ts';
import { bundleBoardPage, registerBoardPages, type BoardParts } from '../../firmware/pages/board-page.ts';
import { createWeb, type Web } from '../../firmware/web.ts';
import { HostClock, KeptLog, systemEntropy } from './web.ts';

/** Monday 3 August 2026, 09:41 in Hanoi. */
export const boardMorning = 1_785_724_860_000;

const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
assert(loaded.ok, 'the ward centre loads');
export const wardConfig: DeviceConfig = loaded.value;

export const calledAt = (
  number: string,
  counter: string,
  secondsAgo: number,
  over: Partial<PictureCall> = {},
): PictureCall => ({
  number,
  counter,
  call: 1,
  wall: boardMorning - secondsAgo * 1_000,
  over: false,
  ...over,
});

const waitingFor = (service: string, n: number): PictureTicket => ({
  id: `2026-08-03/${service}/${n}`,
  number: `${service}${n}`,
  service,
  further: [],
  to: null,
  phase: 'waiting',
  counter: null,
  calls: 0,
  priority: n % 5 === 0 ? 'declared' : null,
  confirmed: false,
  apart: false,
  dossier: false,
  language: 'vi',
  issuedWall: boardMorning - 600_000,
  calledWall: null,
  arrivedWall: null,
});

/** A full morning at the ward centre. */
export function morningPicture(over: Partial<HallPicture> = {}): HallPicture {
  const waiting: Readonly<Record<string, number>> = {
    'ho-tich': 7,
    'chung-thuc': 12,
    'cu-tru': 5,
    'dat-dai': 1,
    'bao-tro': 0,
  };
  const figures = {
    waiting: 25,
    called: 2,
    serving: 2,
    parked: 0,
    finished: 30,
    'no-show': 1,
    cancelled: 0,
    void: 0,
    issued: 60,
  };
  return {
    day: '2026-08-03',
    hub: { device: 'kiosk-1', term: 0 },
    counters: wardConfig.site.counters.map(({ id, services }) => ({
      id,
      state: 'open',
      reason: '',
      services,
      current: null,
    })),
    calls: [
      calledAt('A012', '1', 8),
      calledAt('B007', '2', 35, { call: 2 }),
      calledAt('K103', '3', 130),
      calledAt('H021', '2', 190, { over: true }),
      calledAt('Q500', '4', 260, { over: true }),
      calledAt('B006', '1', 400, { over: true }),
      calledAt('A011', '1', 500, { over: true }),
      calledAt('X002', '4', 700, { over: true }),
    ],
    tickets: Object.entries(waiting).flatMap(([service, n]) =>
      Array.from({ length: n }, (_, index) => waitingFor(service, index)),
    ),
    services: wardConfig.site.services.map(({ id }) => ({ id, waiting: waiting[id] ?? 0 })),
    figures,
    closed: false,
    apart: null,
    away: [],
    ...over,
  };
}

export interface BoardRig {
  readonly url: string;
  readonly media: HallMedia;
  /** What the page asked of the firmware. */
  readonly asked: readonly { readonly name: string; readonly drawn: boolean }[];
  /** The hall's wall time now, milliseconds since 1970; it goes on while a page loads. */
  wall(): number;
  /** The hall is now so; null: it does not answer. */
  picture: HallPicture | null;
  changed(): void;
  close(): Promise<void>;
}

/** A board's page of a hall that the test draws, on whatever server and clock. */
export function boardParts(over: Partial<DisplayBoard>, clock: Clock, web: Web) {
  const [own] = wardConfig.site.displayBoards;
  assert(own !== undefined, 'the ward centre has a board');
  const config: DeviceConfig = { ...wardConfig, site: { ...wardConfig.site, displayBoards: [{ ...own, ...over }] } };
  const languages = loadLanguages('config/languages', config.site.languages);
  assert(languages.ok, 'the shipped languages load');
  const log = new KeptLog();
  const events = new Listeners<never>();
  const asked: { name: string; drawn: boolean }[] = [];
  const started = clock.now();
  const media = new HallMedia(config.site, config.device, {
    clock,
    tell: () => undefined,
    keep: () => undefined,
    publish: () => undefined,
    changed: () => undefined,
  });
  const changes = new Listeners<void>();
  const wall = (): number => boardMorning + clock.now() - started;
  const rig = { picture: morningPicture() as HallPicture | null };
  const parts: BoardParts = {
    web,
    base: '',
    clock,
    log,
    entropy: systemEntropy,
    languages: languages.value,
    face: {
      config,
      wallTime: () => ({ instant: wall(), trusted: true }),
      ready: () => rig.picture !== null,
      hall: () => {
        const { picture } = rig;
        return picture === null
          ? null
          : {
              picture: () => picture,
              office: {
                standing: (id) => ({
                  ahead: 3,
                  direct: false,
                  wait: id.includes('dat-dai') ? null : { p50Min: 10, p90Min: 25, beyondClosing: false },
                }),
              },
            };
      },
      command: (command) => {
        if (command.name !== 'board') return Promise.resolve({ ok: false, refusal: {} });
        asked.push({ name: command.name, drawn: command.drawn });
        return Promise.resolve(media.obey(command));
      },
      on: (listener) => events.add(listener),
      media: {
        boards: () => media.boards(),
        get voiceless() {
          return media.voiceless;
        },
        get notice() {
          return media.notice;
        },
        troubles: () => media.troubles(),
        onChanged: (listener) => {
          const ends = [media.onChanged(listener), changes.add(listener)];
          return () => ends.forEach((end) => end());
        },
      },
    },
  };
  return { parts, rig: Object.assign(rig, { media, asked, wall, changed: () => changes.emit() }) };
}

/** A real web server with a board's page, of a hall that the test draws. */
export async function boardRig(over: Partial<DisplayBoard> = {}): Promise<BoardRig> {
  const clock = new HostClock();
  const web = createWeb({ host: '127.0.0.1', port: 0, log: new KeptLog(), entropy: systemEntropy, clock });
  const { parts, rig } = boardParts(over, clock, web);
  const pages = registerBoardPages(parts, await bundleBoardPage());
  const listening = await web.listen();
  assert(listening.ok, 'the server listens');
  return Object.assign(rig, {
    url: listening.value,
    close: async () => {
      pages.close();
      await web.close();
    },
  });
}
