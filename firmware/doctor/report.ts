import { doctorWords as words } from '../../config/languages/messages/doctor.ts';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Found } from '../../hal/ports/checkup.ts';
import type { Epoch } from '../../hal/units.ts';
import { textTable } from '../wiring-sheet/text.ts';
import { anyFault, type Finding } from './finding.ts';

export interface DoctorReport {
  readonly device: string;
  readonly site: string;
  readonly firmware: string;
  /** By the wall clock, whether it is believed or not. */
  readonly at: Epoch;
  readonly clockTrusted: boolean;
  readonly findings: readonly Finding[];
}

const signs = { well: '✓', warning: '!', fault: '✗', unknown: '·' } as const;

/** A report for a terminal: the table, then each fault with its remedy, Vietnamese first. */
export const reportText = ({ device, findings }: DoctorReport): string => {
  const table = textTable(
    ['', words.check.vi, words.device.vi, words.state.vi, words.value.vi],
    findings.map((finding) => [
      signs[finding.state],
      `${words[finding.check].vi} · ${words[finding.check].en}`,
      finding.subject,
      words[finding.state].vi,
      finding.value,
    ]),
  );
  const told = findings.filter(({ key }) => key !== '');
  const remedies = told.map((finding) =>
    (['vi', 'en'] as const)
      .map((language: keyof StaffText, index) => {
        const head = index === 0 ? `${signs[finding.state]} ` : '  ';
        return `${head}${finding.needs[language]} → ${finding.repair[language]}`;
      })
      .join('\n'),
  );
  const faults = findings.filter(({ state }) => state === 'fault').length;
  const end = anyFault(findings)
    ? `${faults} lỗi · ${faults} fault${faults === 1 ? '' : 's'}`
    : `${words.allWell.vi} · ${words.allWell.en}`;
  return `${words.title.vi} · ${words.title.en}: ${device}\n\n${[table, ...remedies, end].join('\n\n')}\n`;
};

/** The report for programs. */
export const reportDocument = (report: DoctorReport): string =>
  `${JSON.stringify({ ok: !anyFault(report.findings), ...report }, null, 2)}\n`;

/** What goes over the bus in the morning: how many there are of each state, and what is wrong in words. */
export const reportEvent = (findings: readonly Found[]): JsonObject => ({
  ok: !findings.some(({ state }) => state === 'fault'),
  looked: findings.length,
  findings: findings
    .filter(({ key }) => key !== '')
    .map(({ check, subject, state, key, value, needs, repair }) => ({
      check,
      subject,
      state,
      key,
      value,
      needs: { ...needs },
      repair: { ...repair },
    })),
});
