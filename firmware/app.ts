import type { Transition } from '../behaviours/behaviour.ts';
import type { Unsubscribe } from '../hal/device.ts';
import { Listeners } from '../hal/device.ts';
import type { Named } from '../hal/hal.ts';
import type { JsonObject } from '../hal/json.ts';
import type { TimerId } from '../hal/ports/clock.ts';
import { token } from '../hal/ports/entropy.ts';
import type { PrinterStatus } from '../hal/ports/ticket-printer.ts';
import type { Milliseconds } from '../hal/units.ts';
import { createBehaviours, type Behaviours } from './behaviours.ts';
import { cityDeskOf } from './city/connect.ts';
import { DossierVisits } from './city/dossier-visits.ts';
import { Beliefs } from './beliefs.ts';
import { Bridge } from './bridge.ts';
import { clerksPadsOf, createDesks } from './desk/desks.ts';
import { notesOf, statusOf } from './health.ts';
import { CounterSigns } from './counter-signs.ts';
import { HallMedia } from './hall-media.ts';
import { Intention } from './intention.ts';
import { Keeping } from './keeping.ts';
import { Lamps } from './lamps.ts';
import { careSettings, LedgerCare } from './ledger-care.ts';
import { Morning } from './morning.ts';
import { Outbox } from './outbox.ts';
import { PowerWatch } from './power.ts';
import type { AppOptions, DeviceApp, Lifecycle } from './device-app.ts';
import { record } from './recorder.ts';
import { SiteLink } from './site-link.ts';
import { muteKeysOf } from './settings.ts';
import { slipInHand } from './slip-in-hand.ts';
import { StripPrinting, stripSettings } from './strip-printing.ts';
import { Supervisor, type DeviceReport } from './supervisor.ts';
import { voiceEvent } from './topics.ts';
import { traced } from './trace.ts';
import { VisitExchange } from './visit-exchange.ts';
import { parseVoiceWord, writeVoiceWord } from './voice-word.ts';
import { WallWatch } from './wall-watch.ts';
import { connect } from './wiring.ts';

export type { AppOptions, DeviceApp, Lifecycle } from './device-app.ts';

/** The firmware's own version, in `meta`. */
export const firmwareVersion = '0.1.0';

/** A lost link matters to people only after this. */
const linkPatienceMs: Milliseconds = 60_000;
/** How often the clock's trust is looked at. */
const lookEveryMs: Milliseconds = 5_000;
/** Own events read back at start, to find those that never reached the outbox. */
const recentEvents = 2_000;

const first = <T>(named: Named<T>): T | null => Object.values(named)[0] ?? null;

export const createApp = (options: AppOptions): DeviceApp => {
  const { config } = options;
  const transitions = new Listeners<Transition>();
  const recorded = record(options.hal, config.device, config.content, options.trace);
  const { hal } = recorded;
  const { clock, log, devices, storage } = hal;
  const intention = new Intention(hal.classifier, log);
  let opening: Promise<void> = Promise.resolve();
  const supervisor = new Supervisor(devices, clock, hal.random, log);
  const printer = first(devices.printer);
  const printerName = Object.keys(devices.printer)[0] ?? '';
  const ledger = first(devices.ledger);
  const ledgerName = Object.keys(devices.ledger)[0] ?? '';
  const bus = first(devices.bus);

  const siteLink =
    bus === null
      ? null
      : new SiteLink(
          {
            site: config.site.site,
            device: config.device,
            others: config.fleet.map(({ device }) => device).filter((each) => each !== config.device),
          },
          { bus, clock, log },
        );

  const behaviours: Behaviours = createBehaviours({
    config,
    languages: options.languages,
    hal,
    printer,
    ledger,
    link: siteLink,
    onTransition: (step) => {
      recorded.transition({ ...step });
      transitions.emit(step);
    },
  });
  const { hall } = behaviours;
  const cityDesk = cityDeskOf(config, hal, hall, ledger);
  const beliefs = new Beliefs();
  const keeping = new Keeping(storage, clock, log);
  const lamps = new Lamps(devices.lamp);
  const signs = new CounterSigns(devices['counter-sign'], config);
  const wallWatch = new WallWatch(clock);
  const morning = new Morning({
    checkup: hal.checkup,
    clock,
    log,
    reports: () => supervisor.reports(),
    printer: () => (printerStatus === null ? null : { name: printerName, status: printerStatus }),
    tell: (event) => {
      tell('doctor', event);
      bridge?.statusChanged();
    },
  });

  const power = new PowerWatch(devices.battery, {
    tell: (name, data) => tell(name, data),
    changed: () => bridge?.statusChanged(),
  });

  let lifecycle: Lifecycle = 'starting';
  let hallReady = false;
  let hallStarting = false;
  let printerStatus: PrinterStatus | null = null;
  let greetingsMuted = false;
  let unlinkedSince: Milliseconds | null = null;
  let lookTimer: TimerId | null = null;
  let bridge: Bridge | null = null;
  let stopping: Promise<void> | null = null;
  const ends: Unsubscribe[] = [];

  const status = (): JsonObject => ({
    lifecycle,
    profile: config.profile,
    devices: statusOf(supervisor.reports()),
    behaviours: Object.fromEntries(machines().map(({ machine, value, tags }) => [machine, { value, tags }])),
    printer: traced(printerStatus),
    hall: {
      ready: hallReady,
      host: hall?.hub().device ?? config.site.hall.host,
      term: hall?.hub().term ?? 0,
      apart: hall !== null && hallReady && hall.apart(),
      waiting: hall?.waiting().length ?? 0,
      incoming: exchange?.waiting ?? 0,
    },
    ledger: care?.status() ?? null,
    media: media.status(),
    outbox: { waiting: outbox.waiting, dropped: outbox.dropped },
    ...(cityDesk === null ? {} : { city: cityDesk.status() }),
    clock: { trusted: clock.wallTime().trusted },
    power: power.status(),
    intention: intention.status(),
    doctor: morning.last,
    notes: notes(),
  });
  const machines = (): ReturnType<DeviceApp['machines']> =>
    behaviours.all.map((each) => ({ machine: each.name, ...each.state() }));

  const outbox = new Outbox(storage, clock, log, (event) =>
    bridge === null ? Promise.resolve({ ok: false, fault: { kind: 'offline' } }) : bridge.send(event),
  );
  const tell = (name: string, data: JsonObject): void =>
    outbox.add(name, token(hal.entropy, 8), clock.wallTime().instant, data);
  const media = new HallMedia(config.site, config.device, {
    clock,
    tell,
    keep: (kept) => keeping.keep('boards', kept),
    changed: () => bridge?.statusChanged(),
  });
  const care =
    hall === null || ledger === null
      ? null
      : new LedgerCare(careSettings(config), {
          clock,
          log,
          ledger,
          hall,
          tell,
          changed: () => bridge?.statusChanged(),
        });
  const stripOf = stripSettings(config);
  const strip =
    stripOf === null || printer === null ? null : new StripPrinting(stripOf, { clock, log, storage, printer, tell });
  const desks = createDesks({ config, behaviours, media, strip, city: cityDesk, devices, bus, clock, entropy: hal.entropy, tell });
  const exchange =
    hall === null || ledger === null
      ? null
      : new VisitExchange(config.device, {
          clock,
          log,
          ledger,
          hall,
          publish: (event) => bridge?.sendNow(event) ?? Promise.resolve({ ok: false, fault: { kind: 'offline' } }),
          outboxWaiting: () => outbox.waiting,
          away: (device) => siteLink !== null && !siteLink.reaches(device),
        });

  const notes = (): readonly string[] =>
    notesOf({
      reports: supervisor.reports(),
      printer: printerStatus,
      clockTrusted: clock.wallTime().trusted,
      ledgerReady: hall === null || hallReady,
      linkLost: unlinkedSince !== null && clock.now() - unlinkedSince >= linkPatienceMs,
      greetingsMuted,
    });
  let notesTold = '';
  const look = (): void => {
    const keys = notes();
    if (keys.join() !== notesTold) {
      notesTold = keys.join();
      behaviours.reception.send({ type: 'notes.changed', keys });
      bridge?.statusChanged();
    }
  };
  const lookAgain = (): void => {
    lookTimer = clock.setTimeout(() => {
      if (wallWatch.stepped()) behaviours.hours.send({ type: 'clock.stepped' });
      // A hall that could not start on a full disk starts once there is room again.
      if (supervisor.isUp('ledger', ledgerName)) void startHall();
      look();
      void morning.look();
      void care?.look();
      void strip?.look();
      media.look();
      hall?.tend();
      lookAgain();
    }, lookEveryMs);
  };

  const startHall = async (): Promise<void> => {
    if (hall === null || hallReady || hallStarting) return;
    hallStarting = true;
    const started = await hall.start();
    hallStarting = false;
    hallReady = started.ok;
    if (!started.ok) {
      log.write('error', 'hall.not-ready', { fault: traced(started.fault) });
      return;
    }
    signs.show(() => hall.picture());
    await care?.begin();
    await enqueueMissed();
    await cityDesk?.hallReady();
    tellOfficeReady();
    look();
  };

  /** Slips that an earlier start left open are told their end by whoever prints; at the start once it runs, and when the ledger came back. */
  const tellOfficeReady = (): void => {
    if (hallReady && lifecycle === 'running') behaviours.ticketing?.send({ type: 'office.ready' });
  };

  /** What the ledger has and the outbox never saw (the device was killed between the two) is sent now. */
  const enqueueMissed = async (): Promise<void> => {
    if (ledger === null) return;
    const read = await ledger.read(Math.max(1, ledger.head - recentEvents + 1), recentEvents);
    if (!read.ok) return;
    const own = read.value.map(({ event }) => event).filter((event) => event.device === config.device);
    const seen = outbox.newestOf('visit');
    const after = seen === null ? 0 : own.findIndex((event) => event.id === seen) + 1;
    for (const event of own.slice(after)) outbox.add('visit', event.id, event.wall, { ...event });
  };

  const printerChanged = (told: PrinterStatus | null): void => {
    printerStatus = told;
    behaviours.ticketing?.send({ type: 'printer.changed', status: told });
    look();
  };

  const deviceChanged = ({ port, name, health }: DeviceReport): void => {
    const up = health.state === 'up';
    switch (port) {
      case 'presence':
      case 'range':
      case 'range-grid':
      case 'thermal-grid':
      case 'targets':
      case 'scan':
        if (!up) behaviours.presence.send({ type: 'sensor.lost', sensorId: name });
        break;
      case 'printer':
        if (!up) printerChanged(null);
        else
          void printer?.status().then((answer) => {
            printerChanged(answer.ok ? answer.value : null);
          });
        break;
      case 'speaker':
        behaviours.reception.send({ type: 'speaker.changed', working: up });
        behaviours.calling.send({ type: 'voice.changed', able: hasVoice() });
        break;
      case 'speech':
        behaviours.calling.send({ type: 'voice.changed', able: hasVoice() });
        break;
      case 'ledger':
        if (up && lifecycle === 'running') void startHall();
        if (!up) hallReady = false;
        break;
      case 'lamp':
        if (up) lamps.again();
        break;
      case 'city-system':
        cityDesk?.setUp(up);
        break;
      case 'battery':
        if (!up) power.lost(name);
        break;
      case 'display':
      case 'button':
      case 'counter-sign':
      case 'keypad':
      case 'code-scanner':
      case 'bus':
        break;
    }
    look();
    bridge?.statusChanged();
  };

  /** Whether calls can be heard here: a loudspeaker and a voice, neither of which is known to be down. */
  const hasVoice = (): boolean =>
    (['speaker', 'speech'] as const).every((port) =>
      supervisor.reports().some((report) => report.port === port && report.health.state !== 'down'),
    );

  /** What another device of the site says of its voice. */
  const hearVoice = (by: string, data: JsonObject): void => {
    const word = parseVoiceWord(data);
    if (word === null) log.write('warn', 'voice.refused', { from: by });
    else {
      media.voice(by, word);
      behaviours.calling.send({ type: 'voice.told', by, word });
    }
  };

  const startBridge = (): void => {
    if (bus === null) return;
    bridge = new Bridge(
      {
        site: config.site.site,
        device: config.device,
        boot: hall?.epoch() ?? 0,
        meta: {
          profile: config.profile,
          firmware: firmwareVersion,
          schema: 1,
          site: config.site.site,
          place: config.placeName,
        },
      },
      { bus, clock, log },
      {
        status,
        command: (command) => desks.obey(command),
        voice: hearVoice,
        exchange,
      },
    );
    bridge.start(outbox);
    if (hall !== null) siteLink?.start(hall);
    ends.push(
      bus.onLink((linked) => {
        unlinkedSince = linked ? null : (unlinkedSince ?? clock.now());
        look();
      }),
    );
    if (bus.linked) unlinkedSince = null;
  };

  const start = async (): Promise<void> => {
    unlinkedSince = bus === null ? null : clock.now();
    wallWatch.begin();
    ends.push(supervisor.onChange(deviceChanged), beliefs.follow(behaviours));
    ends.push(power.connect());
    if (hall !== null) ends.push(hall.on(() => hallReady && signs.show(() => hall.picture())));
    if (printer !== null) ends.push(printer.onStatus(printerChanged));
    ends.push(
      behaviours.hours.on((event) => {
        if (event.type !== 'hours.changed') return;
        morning.hoursChanged(event.hours);
        strip?.hoursChanged(event.hours);
      }),
    );
    if (care !== null) ends.push(care.connect());
    ends.push(
      connect({
        behaviours,
        devices,
        lamps,
        clerksPads: Object.keys(clerksPadsOf(config)),
        muteKeys: muteKeysOf(config),
        muted: (muted) => {
          greetingsMuted = muted;
          look();
        },
        device: config.device,
        dossiers: cityDesk === null ? null : new DossierVisits(cityDesk, log, (event) => behaviours.ticketing?.send(event)),
        tell,
        publish: (name, id, at, data) => outbox.add(name, id, at, data),
        keep: (behaviour, kept) => keeping.keep(behaviour, kept),
        voice: (word) => {
          const at = clock.wallTime().instant;
          media.voice(config.device, word);
          void bridge?.sendNow({ name: voiceEvent, id: null, at, data: writeVoiceWord(word) });
        },
        changed: () => bridge?.statusChanged(),
      }),
    );
    // Numbers and the screen first: the rest may take its time.
    await supervisor.start('ledger', 'display');
    await outbox.start();
    await cityDesk?.start();
    await startHall();
    const paused = await keeping.resume(behaviours.hours.name);
    const helped = await keeping.resume(behaviours.assistance.name);
    const silenced = await keeping.resume(behaviours.greeting.name);
    const noticed = await keeping.resume('boards');
    if (noticed !== null) media.resume(noticed);
    for (const each of behaviours.all) each.start();
    if (paused !== null) behaviours.hours.send({ type: 'state.resumed', ...paused });
    if (helped !== null) behaviours.assistance.send({ type: 'state.resumed', ...helped });
    if (silenced !== null) behaviours.greeting.send({ type: 'state.resumed', ...silenced });
    behaviours.calling.send({ type: 'voice.changed', able: hasVoice() });
    lifecycle = 'running';
    tellOfficeReady();
    ends.push(desks.start(hall?.epoch() ?? 0));
    startBridge();
    lookAgain();
    await supervisor.start();
    look();
    log.write('info', 'device.running', { device: config.device, profile: config.profile });
    // Nobody waits for it: people are judged by the rule until the model is there, and a small computer takes seconds to load it.
    opening = intention.open().then(() => bridge?.statusChanged());
  };

  const stop = async (): Promise<void> => {
    lifecycle = 'stopping';
    if (lookTimer !== null) clock.clearTimeout(lookTimer);
    // Nobody new is taken from here on, else there might be a slip in hand for ever.
    behaviours.hours.send({ type: 'device.stopping' });
    await slipInHand(behaviours, clock);
    for (const each of behaviours.all) each.stop();
    for (const end of ends.splice(0)) end();
    siteLink?.stop();
    await bridge?.stop();
    exchange?.stop();
    await cityDesk?.stop();
    await outbox.stop();
    await supervisor.stop();
    await opening;
    await intention.close();
    lifecycle = 'stopped';
    log.write('info', 'device.stopped', { device: config.device });
    recorded.end();
  };

  return {
    start: () => recorded.started({ firmware: firmwareVersion, leftOut: options.leftOut }, start),
    stop: () => (stopping ??= recorded.asked('stop', {}, stop)),
    status,
    machines,
    onTransition: (listener) => transitions.add(listener),
    beliefs: () => beliefs.all(),
    face: {
      config,
      wallTime: () => options.hal.clock.wallTime(),
      hall: () => hall,
      ready: () => hallReady,
      command: (command) => recorded.asked('command', { command }, () => desks.obey(command)),
      media,
      on: (listener) => hall?.on(listener) ?? (() => undefined),
      helps: () => desks.helps(),
      onHelp: (listener) => desks.onHelp(listener),
    },
    retry: (port, name) =>
      stopping === null ? recorded.asked('retry', { retry: port, name }, () => supervisor.retry(port, name)) : stopping,
  };
};
