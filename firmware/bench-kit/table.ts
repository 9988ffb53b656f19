import { countOf, accepted, type AcceptanceRecord, type BenchResult } from './record.ts';

const signs: Readonly<Record<BenchResult['state'], string>> = { passed: '✓', failed: '✗', skipped: '·' };

/** A record to be read by people. */
export const recordText = (record: AcceptanceRecord): string => {
  const { results } = record;
  const suites = [...new Set(results.map(({ suite }) => suite))];
  const body = suites.map((suite) => {
    const lines = results
      .filter((each) => each.suite === suite)
      .map(({ state, test, why }) => `  ${signs[state]} ${test}${why === '' ? '' : ` — ${why}`}`);
    return [suite, ...lines].join('\n');
  });
  const head = [
    `Biên bản nghiệm thu · Acceptance record: ${record.site}/${record.device}`,
    `${record.at}, ${record.who}`,
    `${record.machine}, Linux ${record.kernel}, Node ${record.node}, letan ${record.firmware} (${record.commit})`,
    ...record.devices.map(
      ({ name, port, driver, part, real }) =>
        `  ${name}: ${port}, ${driver}${real ? `, ${part}` : ' (mô phỏng · simulated)'}`,
    ),
  ];
  const counts = (['passed', 'failed', 'skipped'] as const)
    .map((state) => `${countOf(results, state)} ${state}`)
    .join(', ');
  const verdict = accepted(record) ? 'ĐẠT · ACCEPTED' : 'KHÔNG ĐẠT · NOT ACCEPTED';
  return `${[head.join('\n'), ...body, `${counts}: ${verdict}`].join('\n\n')}\n`;
};

/** Which hardware has a record, as a table in Markdown; one line says that none has. */
export const acceptanceTable = (records: readonly AcceptanceRecord[]): string => {
  if (records.length === 0) return 'No hardware has an acceptance record yet.\n';
  const rows = records.flatMap((record) =>
    record.devices
      .filter(({ real }) => real)
      .map(({ name, port, driver, part }) => {
        const own = record.results.filter(({ suite }) => suite.includes(` ${name} `) || suite.endsWith(` ${name}`));
        const counts = `${countOf(own, 'passed')} / ${countOf(own, 'failed')} / ${countOf(own, 'skipped')}`;
        return `| ${part} | ${port}, ${driver} | ${record.machine} | ${record.kernel} | ${counts} | ${record.at.slice(0, 10)}, ${record.who}, ${record.commit.slice(0, 10)} |`;
      }),
  );
  return [
    '| part | port, driver | board | kernel | passed / failed / skipped | when, who, commit |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};
