import { doctorMessages, type DoctorKey, type doctorWords } from '../../config/languages/messages/doctor.ts';
import type { FaultKey } from '../../config/languages/messages/fault-codes.ts';
import { faultMessages } from '../../config/languages/messages/faults.ts';
import { worded, type SlotValues, type StaffText } from '../../config/languages/messages/wording.ts';
import type { Fault } from '../../hal/device.ts';

/** What is looked at; each has its word in the table. */
export type CheckName = Exclude<
  keyof typeof doctorWords,
  'title' | 'check' | 'state' | 'value' | 'well' | 'warning' | 'fault' | 'unknown' | 'allWell' | 'yesNo'
>;

/**
 * How something is: `well`; `warning` serves today and should be seen to; `fault` keeps something from serving; `unknown`: the
 * machine does not say.
 */
export type FindingState = 'well' | 'warning' | 'fault' | 'unknown';

/** One thing that was looked at. `subject` is a device's name or a path, empty where the whole machine is meant. */
export interface Finding {
  readonly check: CheckName;
  readonly subject: string;
  readonly state: FindingState;
  /** What was found, as the machine says it. */
  readonly value: string;
  /** The name of what is wrong, for programs; empty where nothing is. */
  readonly key: FaultKey | '';
  readonly needs: StaffText;
  readonly repair: StaffText;
}

const nothing: StaffText = { vi: '', en: '' };

export const well = (check: CheckName, subject: string, value: string): Finding => ({
  check,
  subject,
  state: 'well',
  value,
  key: '',
  needs: nothing,
  repair: nothing,
});

export const unknown = (check: CheckName, subject: string, value: string): Finding => ({
  ...well(check, subject, value),
  state: 'unknown',
});

/** Something that is wrong, in the words of the catalogue. */
export const wrong = <K extends DoctorKey>(
  state: 'warning' | 'fault',
  check: CheckName,
  subject: string,
  value: string,
  key: K,
  values: SlotValues<(typeof doctorMessages)[K]>,
): Finding => ({ check, subject, state, value, key, ...worded(doctorMessages[key], values) });

const isKind = (kind: string): kind is keyof typeof faultMessages => Object.hasOwn(faultMessages, kind);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What else a fault says besides its kind and place, for people. */
const detailOf = (fault: Fault): string =>
  Object.entries(fault)
    .filter(([name]) => name !== 'kind' && name !== 'where' && name !== 'path')
    .map(([name, value]) =>
      name === 'reason' || name === 'holder' || name === 'language' ? textOf(value) : `${name} ${textOf(value)}`,
    )
    .join(', ');

/** A fault of a device, in words that say what to do. */
export const deviceWrong = (
  check: CheckName,
  device: string,
  fault: Fault,
  state: 'warning' | 'fault' = 'fault',
): Finding => {
  const kind = isKind(fault.kind) ? fault.kind : 'other';
  const where = textOf(fault['where'] ?? fault['path'] ?? '');
  const detail = kind === 'other' ? `${fault.kind} ${detailOf(fault)}`.trim() : detailOf(fault);
  const values = { device, where: where === '' ? '—' : where, detail: detail === '' ? '—' : detail };
  return {
    check,
    subject: device,
    state,
    value: fault.kind,
    key: `device.${kind}`,
    ...worded(faultMessages[kind], values),
  };
};

/** Whether something keeps the device from serving as it should. */
export const anyFault = (findings: readonly Finding[]): boolean => findings.some(({ state }) => state === 'fault');
