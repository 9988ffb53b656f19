import type { DayReport } from '../../../behaviours/hall/day-report.ts';
import { figure, say, type Language } from './text.ts';

function Tile({ name, value, hint, tone = '' }: { name: string; value: string; hint?: string; tone?: string }) {
  return (
    <div class={`tile ${tone}`}>
      <dt>{name}</dt>
      <dd>
        <span class="value">{value}</span>
        <small>{hint ?? ''}</small>
      </dd>
    </div>
  );
}

/** The day in a few figures. */
export function Tiles({ report, language }: { report: DayReport; language: Language }) {
  const { figures } = report;
  const here = figures.waiting + figures.called + figures.serving + figures.parked;
  const left = figures.cancelled + figures.void;
  const waits = report.waits.map(({ waitedMin }) => waitedMin).toSorted((a, b) => a - b);
  const atShare = (share: number): number | null => waits[Math.ceil(share * waits.length) - 1] ?? null;
  const ratings = report.services.flatMap((one) => one.ratings.map((count, level) => ({ count, level })));
  const opinions = ratings.reduce((sum, { count }) => sum + count, 0);
  const content = ratings.reduce((sum, { count, level }) => sum + (level >= 2 ? count : 0), 0);
  const ofIssued = (count: number): string =>
    figures.issued === 0
      ? ''
      : say(language, 'ofIssued', { share: figure(language, (100 * count) / Math.max(1, figures.issued)) });
  return (
    <dl class="tiles">
      <Tile
        name={say(language, 'issued')}
        value={String(figures.issued)}
        hint={report.apart === 0 ? '' : say(language, 'apart', { count: report.apart })}
      />
      <Tile name={say(language, 'finished')} value={String(figures.finished)} hint={ofIssued(figures.finished)} />
      <Tile name={say(language, 'here')} value={String(here)} />
      <Tile
        name={say(language, 'medianWait')}
        value={waits.length === 0 ? '–' : `${figure(language, atShare(0.5))} ${say(language, 'minutes')}`}
        hint={waits.length === 0 ? '' : say(language, 'longWait', { minutes: figure(language, atShare(0.9)) })}
      />
      <Tile name={say(language, 'noShow')} value={String(figures['no-show'])} hint={ofIssued(figures['no-show'])} />
      <Tile
        name={say(language, 'left')}
        value={String(left)}
        hint={left === 0 ? '' : say(language, 'leftHint', { cancelled: figures.cancelled, unserved: figures.void })}
      />
      <Tile
        name={say(language, 'content')}
        value={opinions === 0 ? '–' : `${Math.round((100 * content) / opinions)} %`}
        hint={opinions === 0 ? '' : say(language, 'opinions', { count: opinions })}
      />
    </dl>
  );
}
