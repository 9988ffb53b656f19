import type { DeviceConfig } from '../../../config/schema.ts';
import type { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { NodeRandom } from '../../../hal/drivers/node-random.ts';
import { chimeClip } from '../../../hal/drivers/chime.ts';
import { nothingPlugged } from '../../../hal/hal.ts';
import type { Entropy } from '../../../hal/ports/entropy.ts';
import type { Log } from '../../../hal/ports/log.ts';
import type { Storage } from '../../../hal/ports/storage.ts';
import type { Milliseconds } from '../../../hal/units.ts';
import { testSlip } from '../../doctor/test-slip.ts';
import { portBeside } from '../../panel/browser.ts';
import { registerRepairPage } from '../../pages/repair-page.ts';
import { RepairDesk } from '../../repair/repair-desk.ts';
import { readPins } from '../../staff-pins.ts';
import { keyFaultText } from '../../stick/told.ts';
import { createWeb, type Web } from '../../web.ts';
import { askLogs, lookOver, speakerOf } from './repair.ts';
import { subjectOf } from './subject.ts';
import { whyPort } from './why.ts';

/** So long the page beside tells its panel where the visitors’ page is again, before it goes. */
const farewellMs: Milliseconds = 30_000;

/**
 * The page on the port beside the glass’s own, while another program holds that: the panel’s browser may open both and finds whichever is
 * there. The device itself works meanwhile, so the menu tries no part of it.
 */
export class StandIn {
  readonly #config: DeviceConfig;
  readonly #path: string;
  readonly #ports: {
    readonly clock: NodeClock;
    readonly log: Log;
    readonly entropy: Entropy;
    readonly storage: Storage;
  };
  #web: Web | null = null;
  #home: string | null = null;

  constructor(
    config: DeviceConfig,
    path: string,
    ports: { readonly clock: NodeClock; readonly log: Log; readonly entropy: Entropy; readonly storage: Storage },
  ) {
    this.#config = config;
    this.#path = path;
    this.#ports = ports;
  }

  /** Stands in for the page at `where`, once. A port beside that is held as well leaves the glass to whoever has both. */
  async serve(where: string): Promise<void> {
    if (this.#web !== null || this.#config.web.port === 0) return;
    const { clock, entropy, log, storage } = this.#ports;
    const subject = subjectOf(this.#config, this.#path);
    const desk = new RepairDesk(
      {
        devices: nothingPlugged,
        clock,
        random: new NodeRandom(),
        log,
        chime: chimeClip(),
        slip: testSlip,
        speaker: () => speakerOf(clock, subject),
        machine: () => lookOver(clock, subject),
        pins: () => readPins(storage),
        askLogs: () => askLogs(subject.dataDir),
        restart: () => void process.kill(process.pid, 'SIGTERM'),
        // The device itself looks for sticks meanwhile.
        sticks: null,
        refusal: (fault) => keyFaultText(fault, subject.zoneOffsetMin),
      },
      { why: whyPort(where), open: false, againAt: null, watches: true, home: () => this.#home },
    );
    const web = createWeb({ host: subject.web.host, port: portBeside(subject.web.port), log, entropy, clock });
    this.#web = web;
    await registerRepairPage(web, subject.title, desk);
    const listening = await web.listen();
    if (listening.ok) log.write('info', 'repair.serving', { at: listening.value, key: 'start.port' });
    else log.write('error', 'web.not-listening', { ...listening.fault });
    await desk.start();
  }

  /** The visitors’ page is at `home` again. */
  giveBack(home: string): void {
    this.#home = home;
    if (this.#web !== null) this.#ports.clock.setTimeout(() => void this.close(), farewellMs);
  }

  async close(): Promise<void> {
    const web = this.#web;
    this.#web = null;
    await web?.close();
  }
}
