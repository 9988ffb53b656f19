import { fileURLToPath } from 'node:url';
import type { LanguageFile } from '../../config/languages.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { bundlePage } from '../../firmware/page.ts';
import { fontStyles } from '../../firmware/pages/fonts.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Web } from '../../firmware/web.ts';
import type { StaffGuard } from '../../firmware/web-guard.ts';
import type { TextSocket } from '../../hal/drivers/web-display.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Session, SessionEvent } from '../session.ts';
import { Gallery } from './gallery.ts';
import { Guide } from './guide.ts';
import type { FromPage, FromServer, PageDevice } from './protocol.ts';
import { parseRequest } from './requests.ts';
import { round, rounded } from './rounded.ts';
import { openScreens, type Screens } from './screens.ts';
import { openSitePages, type SimSitePages } from './site-pages.ts';

/** What the simulator's page is made of. */
export interface SimPageParts {
  readonly session: Session;
  readonly web: Web;
  /** The host's time: pages are drawn by it, whatever simulated time does. */
  readonly host: Clock;
  readonly log: Log;
  readonly configs: readonly DeviceConfig[];
  readonly languages: readonly LanguageFile[];
  /** For tokens of the people at the pages: nothing simulated. */
  readonly entropy: Entropy;
  readonly guard: StaffGuard;
}

export interface SimPage {
  /** Whether any page plays what the loudspeakers say. */
  readonly listened: boolean;
  close(): Promise<void>;
}

const frameMs: Milliseconds = 66;
/** While time stands, now and then all the same: somebody may have been dropped. */
const idleFrameMs: Milliseconds = 400;
const machinesMs: Milliseconds = 500;
/** A page that does not read misses frames, not marks; one that reads nothing at all is let go. */
const slowBytes = 512 * 1024;
const deadBytes = 8 * 1024 * 1024;
const rememberedMarks = 4000;
const requestsPerSecond = 60;

interface Client {
  readonly socket: TextSocket;
  watched: string | null;
  listens: boolean;
  requests: number;
}

/** Serves the simulator's page at `/`, and the screens of all devices beside it. */
export async function openSimPage(parts: SimPageParts): Promise<SimPage> {
  const { web, session, configs, host, log } = parts;
  const sensors = parts.languages.map(({ tag, phrases }) => [tag, phrases['chrome.sensors']?.screen ?? ''] as const);
  const screens = await openScreens(web, session, configs, Object.fromEntries(sensors), host, log);
  const site = await openSitePages(parts);
  const bundle = await bundlePage(fileURLToPath(new URL('client/main.tsx', import.meta.url)));
  web.registerPage('/', {
    title: 'letan – mô phỏng',
    language: 'vi',
    bundle,
    data: () => ({ site: session.site.id }),
    styles: fontStyles(session.languages),
    framed: false,
  });
  const hub = new Hub(parts, screens, site);
  web.registerSocket('/socket', (socket) => hub.accept(socket));
  web.registerResource('/slips', (name) => hub.gallery.slip(name));
  web.registerResource('/sounds', (name) => hub.gallery.sound(name));
  hub.start();
  return {
    get listened() {
      return hub.listened;
    },
    close: async () => {
      hub.close();
      site.close();
      await screens.close();
    },
  };
}

class Hub {
  readonly gallery = new Gallery();
  readonly #parts: SimPageParts;
  readonly #screens: Screens;
  readonly #site: SimSitePages;
  readonly #guide: Guide;
  readonly #clients = new Set<Client>();
  readonly #newMarks: Extract<FromServer, { type: 'marks' }>['marks'][number][] = [];
  #timer: TimerId | null = null;
  #end: () => void = () => {};
  #lastFrame: Milliseconds = 0;
  #lastMachines: Milliseconds = 0;
  #changed = true;
  #atWork = true;
  #failed: string | null = null;
  /** What was told last of what changes seldom, by its type. */
  readonly #told = new Map<string, string>();

  constructor(parts: SimPageParts, screens: Screens, site: SimSitePages) {
    this.#parts = parts;
    this.#screens = screens;
    this.#site = site;
    this.#guide = new Guide(parts.session, () => this.#all({ type: 'story', story: this.#guide.story }));
  }

  start(): void {
    this.#end = this.#parts.session.on((event) => this.#hear(event));
    this.#arm();
  }

  get listened(): boolean {
    return [...this.#clients].some(({ listens }) => listens);
  }

  close(): void {
    this.#end();
    if (this.#timer !== null) this.#parts.host.clearTimeout(this.#timer);
    this.#timer = null;
    for (const { socket } of this.#clients) socket.close(1001, 'the simulator ends');
    this.#clients.clear();
  }

  accept(socket: TextSocket): void {
    const client: Client = { socket, watched: null, listens: false, requests: 0 };
    this.#clients.add(client);
    socket.onClose(() => this.#clients.delete(client));
    socket.onMessage((text) => this.#asked(client, text));
    this.#send(client, this.#hello());
    if (this.#failed !== null) this.#send(client, { type: 'failed', message: this.#failed });
    this.#changed = true;
    // Time stands until somebody looks, so that nobody misses how it begins.
    if (this.#parts.session.recording === undefined) this.#guide.welcome();
  }

  #hello(): FromServer {
    const { session, configs } = this.#parts;
    const { site, time, devices, services } = session;
    return {
      type: 'hello',
      site,
      zoneOffsetMin: time.zoneOffsetMin,
      devices: devices.map((device): PageDevice => ({
        id: device.id,
        profile: device.profile,
        place: device.place,
        placeName: configs.find((each) => each.device === device.id)?.placeName ?? {},
        buttons: device.buttons,
        pads: device.pads,
        screens: this.#screens.of(device.id),
      })),
      sensors: session.snapshot().sensors.map(({ firing: _comes, word: _inFrames, ...placed }) => placed),
      services,
      languages: session.languages.map((tag) => ({
        tag,
        name: this.#parts.languages.find((each) => each.tag === tag)?.ownName ?? tag,
      })),
      faults: session.faults(),
      marks: session.marks(0).slice(-rememberedMarks),
      slips: this.gallery.slips(),
      clerksAtWork: this.#atWork,
      story: this.#guide.story,
      city: session.city(),
      pages: this.#site.links(),
      recording: session.recording ?? null,
    };
  }

  #hear(event: SessionEvent): void {
    this.#changed = true;
    switch (event.type) {
      case 'mark.made':
        this.#newMarks.push(event.mark);
        this.#guide.hear(event.mark);
        break;
      case 'slip.out':
        this.#all({ type: 'slip', slip: this.gallery.keepSlip(event.slip) });
        break;
      case 'sound.begun':
        this.#all({ type: 'sound', sound: this.gallery.keepSound(event.sound) });
        break;
      case 'fault.switched':
        this.#all({ type: 'fault', fault: event.fault });
        break;
      case 'session.failed':
        this.#failed = event.message;
        this.#parts.log.write('error', 'sim.failed', { message: event.message.slice(0, 4000) });
        this.#all({ type: 'failed', message: event.message });
        break;
      case 'time.advanced':
      case 'view.shown':
      case 'lamp.set':
        break;
    }
  }

  #asked(client: Client, text: string | null): void {
    client.requests += 1;
    const request = text === null || text.length > 4096 ? null : parseRequest(text);
    if (request === null || client.requests > requestsPerSecond) {
      this.#parts.log.write('warn', 'sim.page-closed', { reason: request === null ? 'no request' : 'too many' });
      this.#clients.delete(client);
      client.socket.close(1008, 'not the protocol of this page');
      return;
    }
    this.#changed = true;
    this.#do(client, request);
  }

  #do(client: Client, request: FromPage): void {
    const { session } = this.#parts;
    switch (request.do) {
      case 'play':
        session.time.play();
        break;
      case 'pause':
        session.time.pause();
        break;
      case 'step':
        void session.time.step(request.ms);
        break;
      case 'jump':
        void session.jump?.(request.to).then(() => (this.#changed = true));
        break;
      case 'speed':
        session.time.setSpeed(request.speed);
        break;
      case 'fault':
        session.switchFault(request.id, request.on);
        break;
      case 'promote':
        session.promote(request.device);
        break;
      case 'drop':
        this.#guide.follow(
          session.addVisitor({ at: request.at, service: request.service, language: request.language, walkTo: null }),
        );
        break;
      case 'move':
        session.moveVisitor(request.id, request.to);
        break;
      case 'book':
        session.book();
        break;
      case 'follow':
        this.#guide.follow(request.id);
        break;
      case 'clerk':
        void session
          .clerk(request.counter, request.verb)
          .then((words) => this.#send(client, { type: 'answer', counter: request.counter, verb: request.verb, words }));
        break;
      case 'clerks':
        this.#atWork = request.atWork;
        session.setClerksAtWork(request.atWork);
        this.#all({ type: 'clerks', atWork: request.atWork });
        break;
      case 'press':
        session.devices.find(({ id }) => id === request.device)?.press(request.button);
        break;
      case 'key':
        session.devices.find(({ id }) => id === request.device)?.key(request.pad, request.key);
        break;
      case 'watch':
        client.watched = request.device;
        this.#lastMachines = 0;
        break;
      case 'listen':
        client.listens = request.on;
        break;
    }
  }

  #arm(): void {
    this.#timer = this.#parts.host.setTimeout(() => {
      this.#turn();
      this.#arm();
    }, frameMs);
  }

  #turn(): void {
    const now = this.#parts.host.now();
    for (const client of this.#clients)
      client.requests = Math.max(0, client.requests - (requestsPerSecond * frameMs) / 1000);
    if (this.#newMarks.length > 0) this.#all({ type: 'marks', marks: this.#newMarks.splice(0) });
    if (this.#clients.size === 0) return;
    if (this.#changed || now - this.#lastFrame >= idleFrameMs) {
      this.#lastFrame = now;
      this.#changed = false;
      this.#all(this.#frame(), slowBytes);
    }
    if (now - this.#lastMachines >= machinesMs) {
      this.#lastMachines = now;
      for (const client of this.#clients) this.#tellMachines(client);
      this.#tellSeldom({ type: 'city', city: this.#parts.session.city() });
      this.#tellSeldom({ type: 'pages', pages: this.#site.links() });
    }
  }

  #frame(): FromServer {
    const { session } = this.#parts;
    const { people, sensors, counters, beliefs } = session.snapshot();
    const { now, wall, playing, speed, reached } = session.time;
    return {
      type: 'frame',
      time: { now, wall, playing, speed, reached },
      people: people.map(rounded),
      firing: sensors.map(({ firing }) => firing),
      counters,
      beliefs: beliefs.map((belief) => ({ ...belief, x: round(belief.x), y: round(belief.y) })),
      lamps: session.devices.flatMap((device) => device.lamps().map((lamp) => ({ device: device.id, ...lamp }))),
      counts: session.counts(),
    };
  }

  #tellSeldom(message: FromServer): void {
    const text = JSON.stringify(message);
    if (this.#told.get(message.type) === text) return;
    this.#told.set(message.type, text);
    this.#all(message);
  }

  #tellMachines(client: Client): void {
    const device = this.#parts.session.devices.find(({ id }) => id === client.watched);
    if (device === undefined) return;
    const machines = device.machines().map((machine) => ({ ...machine, last: machine.last.slice(-12) }));
    this.#send(client, { type: 'machines', device: device.id, machines }, slowBytes);
  }

  #all(message: FromServer, limit = deadBytes): void {
    const text = JSON.stringify(message);
    for (const client of this.#clients) this.#write(client, text, limit);
  }

  #send(client: Client, message: FromServer, limit = deadBytes): void {
    this.#write(client, JSON.stringify(message), limit);
  }

  #write(client: Client, text: string, limit: number): void {
    if (client.socket.buffered > deadBytes) {
      this.#clients.delete(client);
      client.socket.close(1013, 'the page does not read');
    } else if (client.socket.buffered <= limit) client.socket.send(text);
  }
}
