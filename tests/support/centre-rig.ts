import { loadLanguages } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import { bundleCentrePage, registerCentrePage } from '../../firmware/pages/centre-page.ts';
import { bundleCounterPage, registerCounterPage } from '../../firmware/pages/counter-page.ts';
import { registerMetrics } from '../../firmware/pages/metrics-page.ts';
import type { SiteFace } from '../../firmware/site-face.ts';
import { SiteFaults } from '../../firmware/site-faults.ts';
import { createWeb } from '../../firmware/web.ts';
import { createStaffGuard } from '../../firmware/web-guard.ts';
import { hashPin } from '../../hal/drivers/scrypt-pin-hash.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { ok } from '../../hal/result.ts';
import { communeCounters } from '../bench/commune-day.ts';
import { communeSiteServices } from './centre-day.ts';
import { testPins, testSetPin } from './counter-rig.ts';
import { hallRig, type HallRig } from './hall-rig.ts';
import { HostClock, KeptLog, systemEntropy } from './web.ts';

/** A commune's hall whose ledger holds whole days, behind a real web server: what a manager's browser talks to. */
export interface CentreRig {
  readonly url: string;
  readonly hall: HallRig;
  /** What this device has heard to be wrong with others. */
  readonly faults: Pick<SiteFaults, 'hear'>;
  /** The cookie of somebody of that role who has signed in. */
  signIn(role: 'manager' | 'clerk'): Promise<string>;
  receive(events: readonly VisitEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** `now`: the believed time of the hall. */
export async function centreRig(
  events: readonly VisitEvent[],
  now: number,
  tokenFile: string | null = null,
): Promise<CentreRig> {
  const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  const { site } = loaded.value;
  const services = communeSiteServices.map((service) => ({ ...service, icon: 'unsure' as const }));
  const [pose] = site.counters;
  if (pose === undefined) throw new Error('the shipped site has counters');
  const counters = communeCounters.map(({ id, services: served }) => ({ id, at: pose.at, services: [...served] }));
  const config = {
    ...loaded.value,
    site: { ...site, services, counters },
    web: { ...loaded.value.web, metrics: { tokenFile } },
  };
  const languages = loadLanguages('config/languages', site.languages);
  if (!languages.ok) throw new Error(JSON.stringify(languages.fault));
  const hall = await hallRig({ services, counters }, { startsAt: now });
  const receive = async (some: readonly VisitEvent[]): Promise<void> => {
    for (const event of some) await hall.settled(hall.hall.receive(event));
  };
  await receive(events);
  // One question after another: simulated time goes on for the one that is asked.
  let turn: Promise<unknown> = Promise.resolve();
  const faults = new SiteFaults(config.site.site, config.device, {
    clock: new HostClock(),
    log: new KeptLog(),
    reports: () => [],
    printer: () => null,
    ledger: null,
    publish: () => undefined,
  });
  const face: SiteFace = {
    config,
    wallTime: () => hall.wall.wallTime(),
    hall: () => ({
      ...hall.hall,
      eventsOf: (day) => {
        const asked = turn.then(() => hall.settled(hall.hall.eventsOf(day)));
        turn = asked;
        return asked;
      },
    }),
    ready: () => true,
    command: () => Promise.resolve({ ok: false, refusal: {} }),
    on: (listener) => hall.hall.on(listener),
    media: {
      boards: () => [],
      voiceless: false,
      notice: null,
      troubles: () => [],
      onChanged: () => () => undefined,
    },
    faults,
    hush: { leftMs: () => null, onChanged: () => () => undefined },
    helps: () => [],
    onHelp: () => () => undefined,
  };
  const clock = new HostClock();
  const log = new KeptLog();
  const hashes = { manager: await hashPin(testPins.manager), clerk: await hashPin(testPins.clerk) };
  const guard = createStaffGuard({
    name: 'centre',
    clock,
    entropy: systemEntropy,
    log,
    pins: () => Promise.resolve(ok(hashes)),
  });
  const web = createWeb({ host: '127.0.0.1', port: 0, log, entropy: systemEntropy, clock });
  const parts = { web, base: '', face, clock, log, entropy: systemEntropy, languages: languages.value };
  const staff = { guard, demoPins: null, setPin: testSetPin };
  const pages = [
    registerCentrePage(parts, staff, await bundleCentrePage()),
    registerCounterPage(parts, staff, await bundleCounterPage()),
    registerMetrics(parts),
  ];
  const listening = await web.listen();
  if (!listening.ok) throw new Error(`no server: ${listening.fault.kind}`);
  const url = listening.value;
  return {
    url,
    hall,
    faults,
    receive,
    signIn: async (role) => {
      const answer = await fetch(`${url}/counter/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ role, pin: testPins[role] }),
      });
      if (!answer.ok) throw new Error(`not signed in: ${answer.status}`);
      return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    },
    close: async () => {
      for (const page of pages) page.close();
      await web.close();
    },
  };
}
