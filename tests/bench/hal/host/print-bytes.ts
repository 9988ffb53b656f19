import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasSocat, PtyWire } from '../../../support/printer-host.ts';
import { quantile, rounded, spread, type BenchCase, type Section } from '../../figures.ts';
import { LineProcess } from './line-process.ts';
import type { BenchPrograms } from './programs.ts';

const rounds = 2;
const slips = 150;
const warmUp = 20;
/** Between two slips: each finds the port empty. */
const pauseMs = 5;

interface Wire {
  readonly name: string;
  /** What both loops are told. */
  readonly target: readonly string[];
}

/** The bytes of one ticket from its picture to the port, beside a loop that writes the same bytes and nothing else. */
export const printBytes = async (programs: BenchPrograms, folder: string): Promise<Section> => {
  const bytesFile = join(folder, 'slip.bin');
  const noted = new LineProcess(programs.letanPrint, ['bytes', bytesFile]);
  const firstBytes = Number(await noted.line());
  await noted.finish();
  const bytes = readFileSync(bytesFile).length;
  const cases: BenchCase[] = [];
  const sink = new LineProcess(join(programs.floors, 'byte-sink.mjs'), []);
  const port = await sink.line();
  const pty = hasSocat ? new PtyWire() : null;
  let sent = 0;

  const loop = async (
    name: string,
    round: number,
    first: number,
    program: string,
    args: readonly string[],
  ): Promise<void> => {
    const time = performance.now();
    const child = new LineProcess(program, args);
    try {
      // Written by our own loops.
      const said = (await child.document(60_000)) as { spent: readonly number[]; writing?: readonly number[] };
      await child.finish();
      for (const [decision, values] of [
        [name, said.spent],
        [`${name}-writing`, said.writing ?? []],
      ] as const)
        values.forEach((value, job) =>
          cases.push({ section: 'print-bytes', case: `${round}-${job}`, decision, time, value }),
        );
    } finally {
      await child.end();
    }
    sent += first + bytes * (slips + warmUp);
    // A figure means nothing if a byte is missing.
    for (let tries = 0; Number(await sink.ask('?')) !== sent; tries += 1) {
      if (tries === 100) throw new Error(`${name}: the port has got other bytes than were sent`);
      await sleep(50);
    }
  };

  try {
    await pty?.plug(Number(port));
    const wires: readonly Wire[] = [
      { name: 'tcp', target: ['tcp', port] },
      ...(pty === null ? [] : [{ name: 'file', target: ['file', pty.path] }]),
    ];
    const counts = [slips, warmUp, pauseMs].map(String);
    for (let round = 0; round < rounds; round += 1)
      for (const { name, target } of wires) {
        await loop(`${name}-bare`, round, 0, join(programs.floors, 'print-bytes.mjs'), [
          ...target,
          bytesFile,
          ...counts,
        ]);
        await loop(`${name}-letan`, round, firstBytes, programs.letanPrint, [...target, ...counts]);
      }
  } finally {
    await pty?.end();
    await sink.end();
  }

  const of = (decision: string): number[] =>
    cases.filter((each) => each.decision === decision).map(({ value }) => value);
  const wire = (name: string): Record<string, number> => {
    const [letan, writing, bare] = [of(`${name}-letan`), of(`${name}-letan-writing`), of(`${name}-bare`)];
    return {
      ...spread(`${name}Letan`, letan),
      ...spread(`${name}Bare`, bare),
      [`${name}RatioP50`]: rounded(quantile(letan, 0.5) / quantile(bare, 0.5)),
      // Of letan's time, what the link's own writes took: the rest makes commands out of the picture.
      [`${name}WritingP50Ms`]: rounded(quantile(writing, 0.5)),
      [`${name}WritingRatioP50`]: rounded(quantile(writing, 0.5) / quantile(bare, 0.5)),
    };
  };
  return {
    name: 'print-bytes',
    what: `a ticket's ${bytes} bytes from its picture to the port, beside a bare write of the same${hasSocat ? '' : ' (device file skipped: no socat)'}`,
    figures: { n: rounds * slips, bytes, ...wire('tcp'), ...(hasSocat ? wire('file') : {}) },
    cases,
  };
};
