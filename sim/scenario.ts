import { z } from 'zod';
import { plainMap, treeAt, type Branch } from '../config/tree.ts';
import { readDuration } from '../config/duration.ts';
import { readYaml } from '../config/yaml.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { parsePlacement, type Placement } from './world/placement.ts';
import { readStep, readStepTime } from './scenario-steps.ts';
import { screenNames, type ScreenName } from './world/screens.ts';

/** What is wrong with a scenario and where; line 0 is the file as a whole. */
export interface ScenarioFault {
  readonly line: number;
  readonly message: string;
}

const by = <T>(read: (text: string) => Result<T, string>) =>
  z.string().transform((text, context) => {
    const result = read(text);
    if (result.ok) return result.value;
    context.issues.push({ code: 'custom', message: result.fault, input: text });
    return z.NEVER;
  });

const span = by((text) => {
  const read = readDuration(text);
  return read.ok ? ok(read.value) : fail(`"${text}" is no span; write 90s, 20min or 9h`);
});
const share = by((text) => {
  const match = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text);
  const percent = Number(match?.[1] ?? Number.NaN);
  return percent <= 100 ? ok(percent / 100) : fail(`"${text}" is no share; write 10%`);
});
const placement = by<Placement>(parsePlacement);
const screen = z.string().transform((name, context) => {
  const found = screenNames.includes(name);
  if (!found)
    context.issues.push({
      code: 'custom',
      message: `"${name}" is no screen; there are ${screenNames.join(', ')}`,
      input: name,
    });
  // Checked against the list of all names just now.
  return name as ScreenName;
});

const metres = z.number().min(-1000).max(1000);

const visitor = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected a short name of small letters, digits and dashes'),
  at: by(readStepTime),
  /** A door's id, or a place `[x, y]` in metres. */
  from: z.union([z.string(), z.tuple([metres, metres])]).optional(),
  /** A service's id; left out: they only look. */
  wants: z.string().optional(),
  language: z.string().optional(),
  priority: z.boolean().default(false),
  way: z.boolean().default(true),
  help: z.boolean().default(false),
  dawdles: z.boolean().default(false),
  walksOffAt: screen.optional(),
  /** Does all without a slip of the finger, reads at a usual pace, hears every call: the same in every run. */
  plain: z.boolean().default(true),
});

export interface Bound {
  readonly least: number;
  readonly most: number;
}

/** A count, exact or with `>=` or `<=` before it. */
const bound = z.union([
  z
    .int()
    .nonnegative()
    .transform((count): Bound => ({ least: count, most: count })),
  by((text): Result<Bound, string> => {
    const match = /^(>=|<=)\s*(\d{1,9})$/.exec(text.trim());
    if (match === null) return fail(`"${text}" is no count; write 3, ">= 3" or "<= 3"`);
    const count = Number(match[2]);
    return ok(match[1] === '>=' ? { least: count, most: Number.POSITIVE_INFINITY } : { least: 0, most: count });
  }),
]);

export const countNames = [
  'seen',
  'greeted',
  'greetedInError',
  'greetedTwice',
  'leftUnseen',
  'tickets',
  'printed',
  'called',
  'shownTheWay',
  'finished',
  'noShows',
  'faults',
  'served',
  'turnedAway',
  'lost',
  'interventions',
  'broken',
] as const;
export type CountName = (typeof countNames)[number];

const scenario = z.strictObject({
  schema: z.literal(1),
  what: z.string().min(1),
  site: z.string().min(1),
  /** Devices that take part; all of the site when left out. */
  devices: z.array(z.string()).min(1).optional(),
  seed: z.int().default(1),
  /** Site time; a Monday in August when left out. */
  start: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'expected site time like 2026-08-03T08:30')
    .optional(),
  clockTrusted: z.boolean().default(true),
  length: span.optional(),
  people: z
    .strictObject({
      /** A file of the recordings' folder, or a path beside the scenario. */
      tracks: z.string().optional(),
      place: placement.optional(),
      come: share.default(0.1),
      generate: z
        .strictObject({ pass: z.int().min(0).max(100_000), come: z.int().min(0).max(100_000), over: span })
        .optional(),
      visitors: z.array(visitor).max(500).default([]),
    })
    .default({ come: 0.1, visitors: [] }),
  clerks: z.boolean().default(true),
  /** How the office works that day; left out: clerks are there while it is open, call, call again and finish. */
  office: z
    .strictObject({
      /** What people come for: shares by service. */
      mix: z.record(z.string(), z.number().min(0).max(1000)),
      /** Mean time at the counter by service. */
      times: z.record(z.string(), span),
      /** What counters serve, where not as config says. */
      serves: z.record(z.string(), z.array(z.string()).min(1)).default({}),
      /** Share of those with a number who step out of the hall for some minutes. */
      stepsOut: share.default(0),
      /** Short pauses that each clerk takes. */
      pauses: z.int().min(0).max(10).default(0),
    })
    .optional(),
  script: z.array(by(readStep)).max(1000).default([]),
  expect: z.partialRecord(z.enum(countNames), bound).default({}),
});

export type Scenario = z.output<typeof scenario>;
export type ScriptedVisitor = Scenario['people']['visitors'][number];

const located = (tree: Branch, path: readonly PropertyKey[]): number => {
  // A missing or misspelt key stands where its parent does.
  for (let length = path.length; length >= 0; length -= 1) {
    const steps = path.slice(0, length).filter((step) => typeof step !== 'symbol');
    const found = treeAt(tree, steps);
    if (found !== null) return found.place.line;
  }
  return 0;
};

const told = (tree: Branch, issue: z.core.$ZodIssue): readonly ScenarioFault[] => {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      line: located(tree, [...issue.path, key]),
      message: `${where === '' ? key : `${where}.${key}`}: there is no such key`,
    }));
  return [{ line: located(tree, issue.path), message: `${where === '' ? 'scenario' : where}: ${issue.message}` }];
};

/** Reads a scenario; all that is wrong with it comes at once, each with its line. */
export const parseScenario = (file: string, text: string): Result<Scenario, readonly ScenarioFault[]> => {
  const { tree, faults } = readYaml(file, text);
  if (tree === null || faults.length > 0)
    return fail(faults.map((fault) => ({ line: fault.line, message: `${fault.needs.en} ${fault.repair.en}`.trim() })));
  const parsed = scenario.safeParse(plainMap(tree));
  if (parsed.success) return ok(parsed.data);
  return fail(parsed.error.issues.flatMap((issue) => told(tree, issue)));
};
