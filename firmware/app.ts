import type { Transition } from '../behaviours/behaviour.ts';
import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { Named } from '../hal/hal.ts';
import type { JsonObject } from '../hal/json.ts';
import { token } from '../hal/ports/entropy.ts';
import { createBehaviours, type Behaviours } from './behaviours.ts';
import { cityDeskOf } from './city/connect.ts';
import { DossierVisits } from './city/dossier-visits.ts';
import { Beliefs } from './beliefs.ts';
import { Bridge } from './bridge.ts';
import { clerksPadsOf, createDesks } from './desk/desks.ts';
import { deviceStatus } from './device-status.ts';
import { notesOf } from './health.ts';
import { CounterSigns } from './counter-signs.ts';
import { DeviceChanges, type PrinterNow } from './device-changes.ts';
import { answeredBefore } from './doing.ts';
import { HallStart } from './hall-start.ts';
import { Notices } from './notices.ts';
import { startResumed } from './resuming.ts';
import { Intention } from './intention.ts';
import { LinkWatch } from './link-watch.ts';
import { Keeping } from './keeping.ts';
import { Lamps } from './lamps.ts';
import { careOf, exchangeOf, siteLinkOf, stripPrintingOf } from './hall-services.ts';
import { firmwareVersion, metaOf } from './meta.ts';
import { MissedVisits } from './missed-visits.ts';
import { Morning } from './morning.ts';
import { Outbox } from './outbox.ts';
import { PowerWatch } from './power.ts';
import type { AppOptions, DeviceApp, Lifecycle } from './device-app.ts';
import { pagesHall } from './pages-hall.ts';
import { record } from './recorder.ts';
import { muteKeysOf } from './settings.ts';
import { slipInHand } from './slip-in-hand.ts';
import { createSiteWords } from './site-words.ts';
import { Supervisor } from './supervisor.ts';
import { paceOf } from './visit-event.ts';
import { WallWatch } from './wall-watch.ts';
import { connect } from './wiring.ts';

export type { AppOptions, DeviceApp, Lifecycle } from './device-app.ts';

const first = <T>(named: Named<T>): T | null => Object.values(named)[0] ?? null;

export const createApp = (options: AppOptions): DeviceApp => {
  const { config, firmware = firmwareVersion } = options;
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

  const siteLink = siteLinkOf(config, hal, bus);
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
  const signs = new CounterSigns(devices['counter-sign'], config, clock);
  const wallWatch = new WallWatch(clock);
  const link = new LinkWatch(bus, clock);
  const reports = (): ReturnType<Supervisor['reports']> => supervisor.reports();
  const paper = (): PrinterNow => changes.printerNow(printerName);
  const morning = new Morning({
    checkup: hal.checkup,
    clock,
    log,
    reports,
    printer: paper,
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
  let bridge: Bridge | null = null;
  let stopping: Promise<void> | null = null;
  const ends: Unsubscribe[] = [];

  const status = (): JsonObject => {
    const is = { config, lifecycle, supervisor, hall, hallStart, exchange, care, media, outbox, cityDesk, clock };
    const does = { intention, morning, machines: machines(), printer: changes.printerStatus, notes: notes(), power };
    return deviceStatus({ ...is, ...does, faults });
  };
  const machines = (): ReturnType<DeviceApp['machines']> =>
    behaviours.all.map((each) => ({ machine: each.name, ...each.state() }));

  const outbox = new Outbox(storage, clock, log, (events) =>
    bridge === null ? Promise.resolve({ ok: false, fault: { kind: 'offline' } }) : bridge.send(events),
  );
  const tell = (name: string, data: JsonObject): void =>
    outbox.add(name, token(hal.entropy, 8), clock.wallTime().instant, data);
  const sendNow = (name: string, data: JsonObject): void =>
    void bridge?.sendNow({ name, id: null, at: clock.wallTime().instant, data });
  const changed = (): void => bridge?.statusChanged();
  const words = createSiteWords(config, behaviours, {
    clock,
    log,
    reports,
    printer: paper,
    ledger: ledger === null ? null : { name: ledgerName, ledger },
    tell,
    keep: (kept) => keeping.keep('boards', kept),
    publish: sendNow,
    changed,
  });
  const { faults, hush, media, voices } = words;
  const care = careOf(config, hall, ledger, { clock, log, tell, changed });
  const strip = stripPrintingOf(config, printer, { clock, log, storage, tell });
  const desks = createDesks({
    config,
    behaviours,
    hush,
    media,
    strip,
    devices,
    bus,
    clock,
    entropy: hal.entropy,
    tell,
  });
  const exchange = exchangeOf(config.device, hall, ledger, {
    clock,
    log,
    publish: (event) => bridge?.sendNow(event) ?? Promise.resolve({ ok: false, fault: { kind: 'offline' } }),
    outboxWaiting: () => outbox.waiting,
    away: (device) => siteLink !== null && !siteLink.reaches(device),
  });

  const notes = (): readonly string[] =>
    notesOf({
      reports: supervisor.reports(),
      printer: changes.printerStatus,
      clockTrusted: clock.wallTime().trusted,
      ledgerReady: hall === null || hallStart.ready,
      linkLost: link.lost,
      greetingsMuted: hush.leftMs() !== null,
    });
  const notices = new Notices(clock, notes, (keys) => {
    behaviours.reception.send({ type: 'notes.changed', keys });
    bridge?.statusChanged();
  });
  const look = (): void => notices.look();

  const missed =
    hall === null || ledger === null ? null : new MissedVisits({ device: config.device, hall, ledger, outbox });
  const hallStart = new HallStart({
    hall,
    log,
    missed,
    ready: async () => {
      await care?.begin();
      if (hall !== null) signs.show(() => hall.picture());
      await missed?.send();
      await cityDesk?.hallReady();
      tellOfficeReady();
      look();
    },
  });

  /** Slips that an earlier start left open are told their end by whoever prints; at the start once it runs, and when the ledger came back. */
  const tellOfficeReady = (): void => {
    if (hallStart.ready && lifecycle === 'running') behaviours.ticketing?.send({ type: 'office.ready' });
  };

  const changes = new DeviceChanges({
    behaviours,
    supervisor,
    printer,
    lamps,
    power,
    city: cityDesk,
    sign: (name, answers) => {
      const entry = config.devices[name];
      if (entry?.port === 'counter-sign') media.sign(entry.counter, answers);
    },
    ledger: (up) => {
      if (!up) hallStart.lost();
      else if (lifecycle === 'running') void hallStart.start();
    },
    changed: () => {
      look();
      bridge?.statusChanged();
    },
  });

  const startBridge = (): void => {
    if (bus === null) return;
    bridge = new Bridge(
      {
        site: config.site.site,
        device: config.device,
        boot: hall?.epoch() ?? 0,
        meta: { ...metaOf(config), firmware },
      },
      { bus, clock, log },
      {
        status,
        command: (command) => desks.obey(command),
        answered: (id) => answeredBefore(hall, id),
        direct: words.direct,
        exchange,
      },
    );
    bridge.start(outbox);
    if (hall !== null) siteLink?.start(hall);
    ends.push(link.connect(look));
  };

  const start = async (): Promise<void> => {
    link.begin();
    wallWatch.begin();
    ends.push(
      supervisor.onChange((report) => changes.take(report)),
      beliefs.follow(behaviours),
      changes.connect(),
    );
    ends.push(power.connect());
    if (hall !== null)
      ends.push(
        hall.on(() => hallStart.ready && signs.show(() => hall.picture())),
        () => signs.close(),
      );
    if (printer !== null) ends.push(printer.onStatus((told) => changes.printerChanged(told)));
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
        muted: (forMs) => {
          hush.became(forMs);
          look();
        },
        device: config.device,
        dossiers:
          cityDesk === null ? null : new DossierVisits(cityDesk, log, (event) => behaviours.ticketing?.send(event)),
        tell,
        publish: (event) => outbox.add('visit', event.id, event.wall, { ...event }, paceOf(event)),
        keep: (behaviour, kept) => keeping.keep(behaviour, kept),
        voice: (word) => voices.say(word),
        changed,
      }),
    );
    // Numbers and the screen first: the rest may take its time.
    await supervisor.start('ledger', 'display');
    await outbox.start();
    await cityDesk?.start();
    await hallStart.start();
    await startResumed(behaviours, keeping, media);
    behaviours.calling.send({ type: 'voice.changed', able: changes.hasVoice() });
    lifecycle = 'running';
    tellOfficeReady();
    ends.push(desks.start(hall?.epoch() ?? 0));
    startBridge();
    notices.begin(
      () => {
        if (wallWatch.stepped()) behaviours.hours.send({ type: 'clock.stepped' });
        // A hall that could not start on a full disk starts once there is room again.
        if (supervisor.isUp('ledger', ledgerName)) void hallStart.start();
      },
      () => {
        void morning.look();
        void care?.look();
        void strip?.look();
        words.look();
        hall?.tend();
      },
    );
    await supervisor.start();
    look();
    log.write('info', 'device.running', { device: config.device, profile: config.profile });
    // Nobody waits for it: people are judged by the rule until the model is there, and a small computer takes seconds to load it.
    opening = intention.open().then(() => bridge?.statusChanged());
  };

  const stop = async (): Promise<void> => {
    lifecycle = 'stopping';
    notices.end();
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
    start: () => recorded.started({ firmware, leftOut: options.leftOut }, start),
    stop: () => (stopping ??= recorded.asked('stop', {}, stop)),
    status,
    machines,
    onTransition: (listener) => transitions.add(listener),
    beliefs: () => beliefs.all(),
    face: {
      config,
      wallTime: () => options.hal.clock.wallTime(),
      hall: () => pagesHall(hall, recorded.asked),
      ready: () => hallStart.ready,
      command: (command) => recorded.asked('command', { command }, () => desks.obey(command)),
      media,
      faults,
      hush,
      on: (listener) => hall?.on(listener) ?? (() => undefined),
      helps: () => desks.helps(),
      onHelp: (listener) => desks.onHelp(listener),
    },
    retry: (port, name) =>
      stopping === null ? recorded.asked('retry', { retry: port, name }, () => supervisor.retry(port, name)) : stopping,
  };
};
