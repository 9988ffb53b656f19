import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryChip } from '../../support/memory-chip.ts';
import { raspberryPi, UserChip, type WireLevel } from '../../kernel/guest/gpio-user.ts';
import { UserI2cBus } from '../../kernel/guest/user-i2c.ts';

/*
 * Runs in the guest: the far side of its lines and buses, and in turn each loop that is measured, in a process of its own. Arguments: the
 * folder of the loops that import nothing of letan, letan's two programs, the file for what was measured.
 */
const [floors = '', letanEdges = '', letanI2c = '', results = ''] = process.argv.slice(2);
const [input, output] = [17, 27];
const warmUp = 100;
const paced = 500;
const burst = 1000;
const paceMs = 4;

interface Heard {
  readonly heard: readonly string[];
  readonly edges: number;
}
const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
const spread = (ns: readonly number[]) => ({
  p50us: Math.round(percentile(ns, 0.5) / 1000),
  p90us: Math.round(percentile(ns, 0.9) / 1000),
  p99us: Math.round(percentile(ns, 0.99) / 1000),
});

/** Starts a loop, waits until it is ready, lets `work` happen before it, and returns what it says at its end. */
const during = async (program: string, args: readonly string[], work: () => Promise<void>): Promise<Heard> => {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!said.startsWith('ready\n')) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    await sleep(20);
  }
  await sleep(300);
  await work();
  // What was driven last must have come through.
  await sleep(1500);
  child.stdin.write('end\n');
  await once(child, 'close');
  return JSON.parse(said.slice('ready\n'.length)) as Heard; // written by our own loops
};

const edges = async (name: string, program: string, args: readonly string[]) => {
  const chip = new UserChip(raspberryPi);
  try {
    const drivenAt: bigint[] = [];
    const { heard } = await during(program, args, async () => {
      for (let i = 0; i < warmUp + paced; i++) {
        drivenAt.push(process.hrtime.bigint());
        chip.drive(input, 'high');
        await sleep(paceMs);
        chip.drive(input, 'low');
        await sleep(paceMs);
      }
    });
    const told = chip.records().filter(({ kind, line, value }) => kind === 'set' && line === output && value === 1);
    // Each is counted from the newest edge before it: a loop that merges edges hears fewer than were driven.
    let newest = 0;
    const latency = heard.flatMap((text) => {
      const at = BigInt(text);
      while ((drivenAt[newest + 1] ?? at) < at) newest += 1;
      return newest < warmUp ? [] : [Number(at - (drivenAt[newest] ?? at))];
    });
    return {
      name,
      driven: warmUp + paced,
      heard: heard.length,
      outputs: told.length,
      callback: spread(latency),
      ns: latency,
    };
  } finally {
    chip.unplug();
  }
};

const bursts = async (name: string, program: string, args: readonly string[]) => {
  const chip = new UserChip(raspberryPi);
  try {
    const { edges: heard } = await during(program, args, async () => {
      const wire = Array.from({ length: burst }, (_, edge): WireLevel => (edge % 2 === 0 ? 'high' : 'low'));
      chip.drive(input, ...wire);
    });
    return { name, driven: burst, heard };
  } finally {
    chip.unplug();
  }
};

const frames = async (name: string, program: string) => {
  const bus = new UserI2cBus(new MemoryChip(0x69));
  const child = spawn(process.execPath, [program, String(bus.number), '300'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  bus.unplug();
  const { spent } = JSON.parse(said) as { spent: readonly number[] }; // written by our own loops
  const ns = spent.slice(30);
  return { name, ...spread(ns), ns };
};

const chipFile = '/dev/gpiochip0';
const sysfs = (bcm: number): string => String(raspberryPi.base + bcm);
const [epoll, onoff] = [`${floors}/epoll-edges.mjs`, `${floors}/onoff-edges.mjs`];
const lines = [String(input), String(output)];
const measured = {
  edges: [
    await edges('bare epoll', epoll, [chipFile, ...lines]),
    await edges('letan', letanEdges, [chipFile, ...lines]),
    await edges('bare onoff', onoff, [chipFile, sysfs(input), sysfs(output)]),
  ],
  bursts: [
    await bursts('bare epoll', epoll, [chipFile, ...lines]),
    await bursts('letan pulse-input', letanEdges, [chipFile, ...lines, 'pulses']),
    await bursts('bare onoff', onoff, [chipFile, sysfs(input), sysfs(output)]),
  ],
  frames: [await frames('bare i2c-bus', `${floors}/i2c-frames.mjs`), await frames('letan', letanI2c)],
};
writeFileSync(results, JSON.stringify(measured));
process.exit(0);
