import { z } from 'zod';
import type { BenchResult } from './record.ts';

/** What is read of vitest's JSON report. */
const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
          meta: z.looseObject({ why: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
});

const states: Readonly<Record<string, BenchResult['state']>> = { passed: 'passed', failed: 'failed' };

/** First line of a failure, without the colours of a terminal. */
const firstLine = (message: string): string =>
  // eslint-disable-next-line no-control-regex -- the escape is what is looked for
  (message.replaceAll(/\u001b\[[0-9;]*m/g, '').split('\n')[0] ?? '').slice(0, 1000);

/** The results of the suites, in their order; null where the report cannot be read. A file that did not even load is a failure. */
export const resultsOf = (json: string): readonly BenchResult[] | null => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const read = report.safeParse(value);
  if (!read.success) return null;
  return read.data.testResults.flatMap((file): BenchResult[] => {
    if (file.assertionResults.length === 0)
      return [
        {
          suite: file.name.split('/').at(-1) ?? '',
          test: 'loads',
          state: 'failed',
          ms: 0,
          why: firstLine(file.message ?? ''),
        },
      ];
    return file.assertionResults.map((each) => ({
      suite: each.ancestorTitles.join(' › ') || 'bench',
      test: each.title,
      state: states[each.status] ?? 'skipped',
      ms: Math.round(each.duration ?? 0),
      why: each.status === 'passed' ? '' : firstLine(each.failureMessages?.[0] ?? each.meta?.why ?? ''),
    }));
  });
};
