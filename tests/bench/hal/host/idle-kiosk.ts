import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDocument, stringify } from 'yaml';
import { hasSocat, PtyWire } from '../../../support/printer-host.ts';
import { noAlsa } from '../../../support/sound-card.ts';
import { writeHeaders } from '../../../support/vl53l5cx-headers.ts';
import { quantile, rounded, type BenchCase, type Section } from '../../figures.ts';
import { cardInto } from './card.ts';
import { LineProcess } from './line-process.ts';
import type { BenchPrograms } from './programs.ts';
import { coreShares, type Spent } from './spent.ts';

/** After the start its code is still being compiled, the model loaded, the printer found out about. */
const settleMs = 7_000;
const samples = 16;
const sampleMs = 1_000;
/** What its presence chart says while nobody is there and no sensor is distrusted. */
const idle = 'person.absent|sensing.sound';

interface Wires {
  readonly radarPath: string;
  readonly printerPort: number;
  readonly sounds: boolean;
}

/** A kiosk of the shipped sensing profile with its sensors as hardware, in a copy of a shipped site that never closes. */
const sensingKiosk = (folder: string, { radarPath, printerPort, sounds }: Wires): string => {
  const site = join(folder, 'ward-centre');
  cpSync(resolve('config/sites/ward-centre'), site, { recursive: true });
  const siteFile = join(site, 'site.yaml');
  const document = parseDocument(readFileSync(siteFile, 'utf8'));
  document.set('hours', { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } });
  writeFileSync(siteFile, document.toString());
  const file = join(site, 'devices/kiosk-1.yaml');
  const kiosk = readFileSync(file, 'utf8').replace(/^profile: .*$/m, 'profile: kiosk-sensing');
  const changed = {
    devices: {
      // A twin's entry cannot become a driver's: its settings are others.
      pir: 'none',
      radar: 'none',
      grid: 'none',
      movement: {
        port: 'presence',
        driver: 'pir',
        at: { x: '0m', y: '0.1m' },
        warmUp: '0s',
        pin: { driver: 'gpiochip', line: { bcm: 17 } },
      },
      walkers: { port: 'targets', driver: 'ld2450', wiring: { serial: radarPath } },
      distances: {
        port: 'range-grid',
        driver: 'vl53l5cx',
        at: { x: '0m', y: '-0.1m', height: '1.25m' },
        wiring: { i2c: { bus: 1, address: 0x29 } },
        firmwareFile: writeHeaders(folder, '1.3.9'),
        period: '100ms',
      },
      slip: { link: { driver: 'tcp', host: '127.0.0.1', port: printerPort } },
      // Preparing its phrases is work of the morning and would be counted as idling.
      voice: { driver: 'simulated' },
      ...(sounds ? { loudspeaker: { driver: 'web-audio' } } : {}),
    },
    dataDir: join(folder, 'data'),
    web: { port: 0 },
  };
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(file, `${kiosk}\n${stringify(changed)}`);
  return file;
};

/** One kiosk from its start to the last sample. */
const sampled = async (
  programs: BenchPrograms,
  file: string,
  i2cPort: number,
  env: Readonly<Record<string, string>>,
): Promise<readonly Spent[]> => {
  const kiosk = new LineProcess(programs.kiosk, [file, resolve('config/languages'), String(i2cPort)], env);
  try {
    await kiosk.document();
    await sleep(settleMs);
    const spent: Spent[] = [];
    for (let sample = 0; sample <= samples; sample += 1) {
      if (sample > 0) await sleep(sampleMs);
      kiosk.say('spent');
      spent.push((await kiosk.document()) as Spent); // written by our own process
    }
    return spent;
  } finally {
    await kiosk.end();
  }
};

const figuresOf = (prefix: string, spent: readonly Spent[]): Record<string, number> => {
  const [first, last] = [spent[0], spent.at(-1)];
  if (first === undefined || last === undefined) throw new Error('no samples');
  const seconds = (last.atMs - first.atMs) / 1000;
  const [radar, grid] = [(last.radar - first.radar) / seconds, (last.grid - first.grid) / seconds];
  // A kiosk whose sensors are silent idles cheaply and shows nothing.
  if (radar === 0 || grid === 0 || last.faults > first.faults)
    throw new Error(`the sensors do not speak: ${JSON.stringify(last)}`);
  const visited = spent.find(({ presence }) => presence !== idle);
  if (visited !== undefined) throw new Error(`not an idle kiosk: ${JSON.stringify(visited)}`);
  const [total = Number.NaN] = coreShares([first, last]);
  return {
    [`${prefix}CorePercent`]: rounded(total),
    [`${prefix}SecondMaxPercent`]: rounded(quantile(coreShares(spent), 1)),
    [`${prefix}PeakMib`]: rounded(last.peakKb / 1024),
    [`${prefix}RadarPerS`]: rounded(radar),
    [`${prefix}GridPerS`]: rounded(grid),
  };
};

/** What a kiosk with nobody before it costs: all sensors of the shipped profile speak at their rates, from another process. */
export const idleKiosk = async (programs: BenchPrograms, folder: string): Promise<Section> => {
  const name = 'idle-kiosk';
  if (!hasSocat) return { name, what: 'skipped: no socat for the radar’s serial line', figures: {}, cases: [] };
  const silent = noAlsa();
  const far = new LineProcess(programs.peripherals, []);
  const pty = new PtyWire();
  const figures: Record<string, number> = {};
  const cases: BenchCase[] = [];
  try {
    const ports = (await far.document()) as Readonly<Record<'radar' | 'printer' | 'i2c', number>>; // our own
    await pty.plug(ports.radar);
    for (const sounds of silent === null ? [false, true] : [false]) {
      const decision = sounds ? 'sounding' : 'sensing';
      const place = join(folder, decision);
      mkdirSync(place);
      const file = sensingKiosk(place, { radarPath: pty.path, printerPort: ports.printer, sounds });
      const env = sounds ? cardInto(place, 'card', programs.soundEnd).env : {};
      const spent = await sampled(programs, file, ports.i2c, env);
      Object.assign(figures, figuresOf(decision, spent));
      coreShares(spent).forEach((value, second) =>
        cases.push({ section: name, case: `${second}`, decision, time: spent[second]?.atMs ?? 0, value }),
      );
    }
  } finally {
    await pty.end();
    await far.end();
  }
  const sound = silent === null ? 'sounding: with the loudspeaker’s output open' : `sounding skipped: ${silent}`;
  return {
    name,
    what: `CPU of one core and memory of a kiosk with all sensors on and nobody there, ${samples} s (${sound})`,
    figures: { n: samples, ...figures },
    cases,
  };
};
