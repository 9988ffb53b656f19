import { dayReportTexts } from '../config/languages/messages/day-report.ts';
import type { StaffText } from '../config/languages/messages/wording.ts';
import { civilAt, hhmm, minuteMs } from '../behaviours/hours/civil.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { DayFigures } from './day-log.ts';
import { stepAt } from './run.ts';
import type { RunPlan } from './run-plan.ts';
import type { Summary } from './summary.ts';

type Language = keyof StaffText;
type Name = keyof typeof dayReportTexts;
type Values = Readonly<Record<string, string | number>>;

const minutes = (ms: Milliseconds | null): string => (ms === null ? '–' : `${Math.round(ms / minuteMs)}`);
const seconds = (ms: Milliseconds | null): string => (ms === null ? '–' : `${Math.round(ms / 1000)} s`);

/** A page of plain text about one run, in one language. */
const pageIn = (language: Language, plan: RunPlan, summary: Summary, figures: DayFigures): readonly string[] => {
  const { site } = plan;
  const say = (name: Name, values: Values = {}): string =>
    dayReportTexts[name][language].replaceAll(/\{(\w+)\}/g, (slot, key: string) => String(values[key] ?? slot));
  const clock = (t: Milliseconds): string => hhmm(civilAt(plan.startsAt + t, site.zoneOffsetMin).minuteOfDay);
  const named = (texts: Readonly<Record<string, string>>): string => texts[language] ?? texts['vi'] ?? '';
  const item = (text: string): string => `  - ${text}`;
  const breaks = plan.steps.flatMap((step) =>
    step.do === 'break' || step.do === 'mend'
      ? [say(step.do === 'break' ? 'broke' : 'mended', { time: clock(stepAt(plan, step.at)), what: step.fault })]
      : [],
  );
  const { city, verdict } = summary;
  const title = say('title', { site: named(site.name) });
  return [
    title,
    '='.repeat(title.normalize('NFC').length),
    say('when', {
      date: plan.start.slice(0, 10),
      from: clock(0),
      to: clock(summary.simulatedS * 1000),
      counters: site.counters.length,
      devices: plan.devices.length,
      seed: plan.seed,
    }),
    '',
    say('people'),
    item(say('came', { came: summary.came, given: figures.given, turnedAway: summary.visits['no-number'] ?? 0 })),
    item(
      say('served', {
        finished: figures.finished,
        noShows: figures.noShows,
        calls: site.hall.callsBeforeNoShow,
        cancelled: figures.cancelled,
        voided: figures.voided,
      }),
    ),
    item(say('cameBack', { cameBack: figures.cameBack })),
    item(say('lost', { lost: figures.lost.length === 0 ? 0 : `${figures.lost.length}: ${figures.lost.join(', ')}` })),
    '',
    say('calls'),
    item(say('called', { called: figures.called, recalled: figures.recalled, walk: seconds(figures.medianWalkMs) })),
    '',
    `${say('waits')}: ${say('waitHead')}`,
    ...figures.waits.map(({ service, given, medianMs, ninetiethMs, longestMs }) =>
      item(
        say('wait', {
          service: named(site.services.find(({ id }) => id === service)?.name ?? { vi: service }),
          given,
          half: minutes(medianMs),
          nine: minutes(ninetiethMs),
          most: minutes(longestMs),
        }),
      ),
    ),
    '',
    say('faults'),
    ...(breaks.length === 0 ? [item(say('noFaults'))] : breaks.map(item)),
    item(say('starts', { starts: figures.starts })),
    item(say('apart', { apart: figures.apart })),
    ...(city === null ? [] : [item(say('city', { heard: city.heard, events: figures.events }))]),
    '',
    say('interventions', { count: figures.interventions.length }),
    ...figures.interventions.map(({ t, device, what }) => item(say(what, { time: clock(t), device }))),
    '',
    say('verdict'),
    ...(verdict === null
      ? []
      : [
          item(
            verdict.broken.length === 0
              ? say('kept', { rules: verdict.rules, lines: summary.traceLines })
              : say('broken', { count: verdict.broken.length }),
          ),
          ...verdict.broken.map(item),
        ]),
  ];
};

/** The report of a run: Vietnamese first, English second. */
export const dayReport = (plan: RunPlan, summary: Summary): string =>
  summary.day === null
    ? ''
    : [...pageIn('vi', plan, summary, summary.day), '', '', ...pageIn('en', plan, summary, summary.day), ''].join('\n');
