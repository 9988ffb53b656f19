import type { DayReport, ServiceFigures } from '../../../behaviours/hall/day-report.ts';
import { colourOf, data } from './state.ts';
import { figure, nameOf, say, type Language } from './text.ts';

const levels = ['bad', 'poor', 'good', 'best'] as const;

/** What visitors thought, as a bar of four parts, the worst at the left; the figures stand in its name. */
function Opinions({ ratings, language }: { ratings: ServiceFigures['ratings']; language: Language }) {
  const sum = ratings.reduce((all, count) => all + count, 0);
  if (sum === 0) return <span class="quiet">–</span>;
  const said = levels.map((level, index) => `${say(language, level)}: ${ratings[index] ?? 0}`).join(', ');
  let at = 0;
  return (
    <span class="opinions">
      <svg width="104" height="16" role="img" aria-label={said}>
        <title>{said}</title>
        {levels.map((level, index) => {
          const width = ((ratings[index] ?? 0) / sum) * 104;
          const x = at;
          at += width;
          return <rect key={level} class={level} x={x} y={0} width={Math.max(0, width - 1)} height={16} />;
        })}
      </svg>
      <small>{sum}</small>
    </span>
  );
}

export function ServicesTable({ report, language }: { report: DayReport; language: Language }) {
  const minutes = (value: number | null) => (
    <td>
      {figure(language, value)}
      {value === null ? null : <small>{` ${say(language, 'minutes')}`}</small>}
    </td>
  );
  const share = (value: number | null) => (
    <td>
      {figure(language, value === null ? null : Math.round(value))}
      {value === null ? null : <small> %</small>}
    </td>
  );
  return (
    <table>
      <thead>
        <tr>
          {(
            [
              'service',
              'given',
              'served',
              'away',
              'cancelled',
              'unserved',
              'waitHalf',
              'waitNine',
              'held',
              'atCounter',
              'opinion',
            ] as const
          ).map((key) => (
            <th key={key} scope="col">
              {say(language, key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {report.services
          .filter(({ issued }) => issued > 0)
          .map((one) => {
            const service = data.services.find(({ id }) => id === one.id);
            return (
              <tr key={one.id}>
                <th scope="row">
                  <i style={{ background: colourOf(one.id) }} />
                  {service === undefined ? one.id : nameOf(language, service.name, one.id)}
                </th>
                <td>{one.issued}</td>
                <td>{one.finished}</td>
                <td>{one.noShow}</td>
                <td>{one.cancelled}</td>
                <td>{one.unserved}</td>
                {minutes(one.waitP50Min)}
                {minutes(one.waitP90Min)}
                {share(one.heldShare)}
                {minutes(one.serviceMeanMin)}
                <td>
                  <Opinions ratings={one.ratings} language={language} />
                </td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}

export function RolesTable({ report, language }: { report: DayReport; language: Language }) {
  const serviceName = (id: string): string => {
    const service = data.services.find((one) => one.id === id);
    return service === undefined ? id : nameOf(language, service.name, id);
  };
  return (
    <table>
      <thead>
        <tr>
          {(['kind', 'served', 'atCounter', 'busyShare', 'pausedTime'] as const).map((key) => (
            <th key={key} scope="col">
              {say(language, key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {report.roles.map(({ busyShare, counters, finished, pausedMin, serviceMeanMin, services }) => (
          <tr key={counters.join(' ')}>
            <th scope="row">
              {counters.map((id) => say(language, 'counter', { id })).join(', ')}
              <small class="wide">{services.map(serviceName).join(' · ')}</small>
            </th>
            <td>{finished}</td>
            <td>
              {figure(language, serviceMeanMin)}
              {serviceMeanMin === null ? null : <small>{` ${say(language, 'minutes')}`}</small>}
            </td>
            <td>
              {figure(language, busyShare === null ? null : Math.round(busyShare))}
              {busyShare === null ? null : <small> %</small>}
            </td>
            <td>
              {figure(language, Math.round(pausedMin))}
              <small>{` ${say(language, 'minutes')}`}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
