import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceConfig } from '../../config/schema.ts';
import { parseCommand } from '../../firmware/commands.ts';
import { Centre } from '../../sim/centre.ts';
import { DeviceClock } from '../../sim/clock.ts';
import { SeededRandom } from '../../sim/random.ts';
import { planFromRequest, type RunPlan } from '../../sim/run-plan.ts';
import { TraceWriter } from '../../sim/run-trace.ts';
import { stepAt } from '../../sim/run.ts';
import { readStep } from '../../sim/scenario-steps.ts';
import { ScriptRunner } from '../../sim/script-runner.ts';
import { RestlessClerks, RestlessFingers } from './restless-people.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

/** A ward centre at 8:30 whose people give it no rest, and what breaks in it. */
export interface RestlessDay {
  readonly seed: number;
  readonly devices: readonly string[];
  /** How long people press and touch; all is mended then, and who is left is worked off. */
  readonly lengthMs: number;
  /** When the clerks come; people have gathered by then. */
  readonly clerksFromMs?: number;
  /** Whom each counter calls first is not there: given up after as many calls as it takes, and back a moment later, while many wait. */
  readonly latecomers?: boolean;
  /** Lines of a scenario's script. */
  readonly script: readonly string[];
  /** At which device the clerks work off who is left: the hub of that time. */
  readonly lastHub: string;
  /** False: no device knows the time before it is told. */
  readonly clockTrusted?: boolean;
  /** Clerks of a device that the network does not reach press at the page that it serves itself, and it goes on. */
  readonly clerksGoOn?: boolean;
  /** How many numbers of a series each device has from config: few, so that they must be leased more. */
  readonly numbersEach?: number;
}

export interface RestlessEnd {
  readonly hash: string;
  /** Whether everybody who waited was called in the end. */
  readonly workedOff: boolean;
}

const sensors: readonly string[] = ['presence', 'range', 'range-grid', 'thermal-grid', 'targets', 'scan'];

/** Nobody walks in this hall, so nothing looks for people; ledgers and printers are twins, that power cuts can tear. */
const withoutSensors = (config: DeviceConfig): DeviceConfig => {
  const twin = (entry: DeviceConfig['devices'][string]): DeviceConfig['devices'][string] => {
    if (entry.port === 'ledger') return { port: 'ledger', driver: 'simulated' };
    if (entry.port === 'printer') return { port: 'printer', driver: 'simulated', dots: entry.dots };
    return entry;
  };
  const kept = Object.entries(config.devices).filter(([, { port }]) => !sensors.includes(port));
  return { ...config, devices: Object.fromEntries(kept.map(([name, entry]) => [name, twin(entry)])) };
};

type Numbers = DeviceConfig['numbers'];
const fewNumbers = (numbers: Numbers, most: number | undefined): Numbers =>
  numbers === null || most === undefined ? numbers : { from: numbers.from, to: numbers.from + most - 1 };

const workOffMs = 3 * 3_600_000;
/** Long enough for every device to have told twice what it holds. */
const exchangeMs = 8 * 60_000;

const planOf = ({ seed, devices, clockTrusted, numbersEach }: RestlessDay): RunPlan => {
  const plan = planFromRequest({
    site: 'config/sites/ward-centre',
    tracks: null,
    seed,
    place: null,
    at: '2026-08-03T08:30',
    forMs: null,
    come: 0,
  });
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  const fewer = (config: DeviceConfig): DeviceConfig => {
    const numbers = fewNumbers(config.numbers, numbersEach);
    const fleet = config.fleet.map((one) => ({ ...one, numbers: fewNumbers(one.numbers, numbersEach) }));
    // What stands in the trace is what the device goes by.
    const content = { ...config.content, device: { ...config.content.device, numbers }, fleet };
    return { ...config, numbers, fleet, content };
  };
  return {
    ...plan.value,
    devices: plan.value.devices
      .filter(({ device }) => devices.includes(device))
      .map(withoutSensors)
      .map(fewer),
    clockTrusted: clockTrusted ?? true,
  };
};

/** Runs such a day; each line of its trace goes to `trace`. Null: `enough` was true before its end, and it was broken off. */
export const runRestless = async (
  day: RestlessDay,
  trace: (text: string) => void,
  enough: () => boolean = () => false,
): Promise<RestlessEnd | null> => {
  const plan = planOf(day);
  const files = temporaryDirectory();
  const writer = new TraceWriter(trace);
  const random = new SeededRandom(day.seed, 'restless');
  const centre = new Centre({
    ...plan,
    trace: writer,
    dataDir: (device) => {
      const path = join(files, device);
      mkdirSync(path);
      return path;
    },
    realVoice: false,
    scripted: new Map(),
  });
  try {
    const steps = day.script.map((line) => {
      const step = readStep(line);
      if (!step.ok) throw new Error(step.fault);
      return { step: step.value, at: stepAt(plan, step.value.at) };
    });
    const script = new ScriptRunner(centre, steps);
    await centre.start([], false);
    const wall = new DeviceClock(centre.clock, plan.startsAt);
    const bus = centre.broker.client(
      { clientId: 'restless', will: null, cleanSession: true },
      wall,
      random.split('bus'),
    );
    await centre.clock.walk(bus.open(new AbortController().signal), 60_000);
    const { site } = plan;
    const clerks = new RestlessClerks(
      {
        site: site.site,
        devices: plan.devices.map(({ device }) => device),
        counters: site.counters.map(({ id, services }) => ({ id, services })),
        services: site.services.map(({ id }) => id),
      },
      bus,
      wall,
      centre.clock,
      random.split('clerks'),
      (page, verb, id, data) => {
        const rig = centre.rigs.find((each) => each.id === page);
        const cut = centre.faults.list().some(({ id: fault, on }) => on && fault === `${page}.network.cut`);
        if (day.clerksGoOn !== true || rig === undefined || !rig.running || !cut) return false;
        const command = parseCommand(verb, id, data);
        if (!command.ok) throw new Error(JSON.stringify(command.fault));
        void rig.face.command(command.value);
        return true;
      },
    );
    clerks.connect();
    const fingers = centre.rigs
      .filter(({ door }) => door.hasGlass)
      .map(({ door, id }) => new RestlessFingers(door, centre.clock, random.split(`fingers ${id}`)));
    for (const each of fingers) void each.begin();
    void clerks.begin(day.lengthMs, day.clerksFromMs, day.latecomers);
    const until = Math.max(day.lengthMs, script.endsAt) + 1;
    while (centre.clock.now() < until && !enough()) await centre.clock.advance(500);
    for (const each of fingers) each.end();
    centre.faults.mendAll();
    let workedOff: boolean | null = null;
    if (!enough()) {
      // Whoever is switched on again has read its ledger, and everybody has heard of everybody.
      await centre.clock.advance(exchangeMs);
      workedOff = await centre.clock.walk(clerks.workOff(day.lastHub, workOffMs), 2 * workOffMs);
      await centre.clock.advance(exchangeMs);
      const failed = script.outcomes.filter(({ ok }) => !ok);
      if (failed.length > 0) throw new Error(failed.map(({ expected, was }) => `${expected}: ${was}`).join('\n'));
    }
    clerks.end();
    script.close();
    // What a device still asks of another, it has given up by then.
    await centre.clock.advance(10_000);
    await centre.clock.walk(bus.close(), 60_000);
    await centre.stop();
    return workedOff === null ? null : { hash: writer.hash, workedOff };
  } finally {
    removeDirectory(files);
  }
};
