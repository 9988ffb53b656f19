import { loadLanguages } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { HallCommand } from '../../behaviours/hall/events.ts';
import type { Command, CommandAnswer } from '../../firmware/commands.ts';
import { HelpDesk } from '../../firmware/desk/help-desk.ts';
import { HushDesk } from '../../firmware/desk/hush-desk.ts';
import type { MediaTrouble } from '../../firmware/hall-media.ts';
import { hallSettings } from '../../firmware/settings.ts';
import type { SiteFace } from '../../firmware/site-face.ts';
import { registerCounterPage } from '../../firmware/pages/counter-page.ts';
import type { Bundle } from '../../firmware/page.ts';
import type { StaffRole } from '../../firmware/staff-roles.ts';
import { createWeb, type Web } from '../../firmware/web.ts';
import { createStaffGuard, type StaffGuard } from '../../firmware/web-guard.ts';
import { Listeners } from '../../hal/device.ts';
import { hashPin } from '../../hal/drivers/scrypt-pin-hash.ts';
import { ok } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { HallRules } from '../../behaviours/hall/settings.ts';
import { hallRig, type HallRig } from './hall-rig.ts';
import { HostClock, KeptLog, systemEntropy } from './web.ts';

/** PINs that none of the rules against weak ones refuses. */
export const testPins: Readonly<Record<StaffRole, string>> = {
  clerk: '739164',
  volunteer: '519306',
  post: '683041',
  manager: '907254',
};

/** With what a technician would set a PIN. */
export const testSetPin = 'sudo -u letan letan staff set-pin --config /etc/letan/ward-centre/devices/kiosk-1.yaml';

/** The ward centre's hall on simulated time behind a real web server: what a clerk's browser talks to. */
export interface CounterRig {
  readonly web: Web;
  readonly url: string;
  readonly guard: StaffGuard;
  readonly config: DeviceConfig;
  /** The device as pages see it. */
  readonly face: SiteFace;
  readonly hall: HallRig;
  readonly log: KeptLog;
  /** What is wrong with boards, voices and signs, as the page is told at its next look. */
  trouble(troubles: readonly MediaTrouble[]): void;
  /** What the page asked for, in order. */
  readonly asked: readonly Command[];
  /** Time goes on in the hall. */
  pass(ms: Milliseconds): Promise<void>;
  issue(id: string, service: string, priority?: string | null): Promise<string>;
  /** As a clerk who is not at a page. */
  command(command: HallCommand): Promise<void>;
  /** Done when the hall has decided and before the page hears of it. */
  beforeAnswer(work: () => void): void;
  close(): Promise<void>;
}

/** Whose hashes are made once: each takes a tenth of a second. */
let hashes: Promise<Readonly<Record<StaffRole, string>>> | null = null;
const pinHashes = async (): Promise<Readonly<Record<StaffRole, string>>> => {
  const [clerk, volunteer, post, manager] = await Promise.all([
    hashPin(testPins.clerk),
    hashPin(testPins.volunteer),
    hashPin(testPins.post),
    hashPin(testPins.manager),
  ]);
  return { clerk, volunteer, post, manager };
};

export async function counterRig(
  bundle: Bundle,
  over: { readonly demo?: boolean; readonly port?: number; readonly rules?: Partial<HallRules> } = {},
): Promise<CounterRig> {
  const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  const config = loaded.value;
  const languages = loadLanguages('config/languages', config.site.languages);
  if (!languages.ok) throw new Error(JSON.stringify(languages.fault));
  const settings = hallSettings(config);
  const hall = await hallRig({ ...settings, host: config.device, rules: { ...settings.rules, ...over.rules } });
  const clock = new HostClock();
  const log = new KeptLog();
  const asked: Command[] = [];
  let hook: (() => void) | null = null;
  const help = new HelpDesk(config.site.site, config.device, {
    bus: null,
    clock: hall.wall,
    tell: () => undefined,
    assistance: { on: () => () => undefined, send: () => undefined },
  });
  help.start(1);

  // Simulated time goes on while anybody waits for an answer, however many at once.
  const waiting = { count: 0 };
  let pumping = false;
  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    await hall.clock.settle();
    // Nothing of the hall's own to wait for: what answers comes from the real world.
    while (waiting.count > 0) if (!(await hall.clock.step())) await new Promise(setImmediate);
    pumping = false;
  };
  const inHallTime = async <T>(work: Promise<T>): Promise<T> => {
    waiting.count += 1;
    const watched = work.finally(() => {
      waiting.count -= 1;
    });
    void pump();
    return watched;
  };
  let troubles: readonly MediaTrouble[] = [];
  const mediaChanges = new Listeners<void>();
  const hush = new HushDesk({
    clock: hall.wall,
    // As greeting answers.
    greeting: {
      send: (event) => {
        if (event.type === 'greetings.muted') hush.became(event.forMs ?? config.behaviours.greeting.muteMs);
        if (event.type === 'greetings.unmuted') hush.became(null);
      },
    },
    publish: () => undefined,
  });
  const face: SiteFace = {
    config,
    wallTime: () => hall.wall.wallTime(),
    hall: () => hall.hall,
    ready: () => true,
    command: (command): Promise<CommandAnswer> => {
      asked.push(command);
      if (command.name === 'help-ask' || command.name === 'assistance-accept' || command.name === 'assistance-done') {
        help.obey(command);
        return Promise.resolve({ ok: true, value: {} });
      }
      if (command.name === 'mute-greetings' || command.name === 'unmute-greetings') {
        hush.obey(command);
        return Promise.resolve({ ok: true, value: {} });
      }
      // The page asks for nothing else but what the hall decides.
      return inHallTime(hall.hall.command(command as HallCommand)).then((done) => {
        hook?.();
        return done.ok ? { ok: true, value: { ...done.value } } : { ok: false, refusal: { ...done.fault } };
      });
    },
    on: (listener) => hall.hall.on(listener),
    media: {
      boards: () => [],
      voiceless: false,
      notice: null,
      troubles: () => troubles,
      onChanged: (listener) => mediaChanges.add(listener),
    },
    faults: { all: () => [], findings: () => [] },
    hush,
    helps: () => help.open(),
    onHelp: (listener) => help.on(listener),
  };
  hashes ??= pinHashes();
  const pins = ok(await hashes);
  const guard = createStaffGuard({
    name: config.device,
    clock,
    entropy: systemEntropy,
    log,
    pins: () => Promise.resolve(pins),
  });
  const web = createWeb({
    host: '127.0.0.1',
    port: over.port ?? 0,
    log,
    entropy: systemEntropy,
    clock,
    accountOf: (caller) => guard.accountOf(caller),
  });
  const page = registerCounterPage(
    { web, base: '', face, clock, log, entropy: systemEntropy, languages: languages.value },
    { guard, demoPins: over.demo === true ? testPins : null, setPin: testSetPin },
    bundle,
  );
  const listening = await web.listen();
  if (!listening.ok) throw new Error(`no server: ${listening.fault.kind}`);
  return {
    web,
    url: listening.value,
    guard,
    config,
    face,
    hall,
    log,
    asked,
    trouble: (now) => {
      troubles = now;
      mediaChanges.emit();
    },
    pass: (ms) => hall.clock.advance(ms),
    issue: async (id, service, priority = null) => {
      const issued = await inHallTime(hall.hall.office.issue({ id, service, priority, language: 'vi' }));
      if (!issued.ok) throw new Error(issued.fault.kind);
      return issued.value.number;
    },
    command: async (command) => {
      const done = await inHallTime(hall.hall.command(command));
      if (!done.ok) throw new Error(JSON.stringify(done.fault));
    },
    beforeAnswer: (work) => {
      hook = work;
    },
    close: async () => {
      page.close();
      await web.close();
    },
  };
}
