import { codeOf } from '../../config/languages/messages/fault-codes.ts';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { View } from '../../behaviours/reception/views.ts';
import type { Finding } from '../../firmware/doctor/finding.ts';
import { doctorSays, kioskWith, twinLedger, watchSays } from './field-doctor.ts';
import { fieldFaults, type FieldFault } from './field-faults.ts';
import { runDevice, type OneDevice } from './one-device.ts';

/** What a kiosk itself said while its part was broken and somebody came for a number. */
export interface DeviceSaid {
  /** Words on the glass that are there for the fault, as the visitor read them. */
  readonly glass: readonly StaffText[];
  /** What its retained status and its events told: parts that are down, the printer's fault, notes, sensors it believes no more. */
  readonly status: readonly string[];
  /** What became of the visitor; null where the fault is none that one could meet in the simulator. */
  readonly visit: { readonly tickets: number; readonly printed: number } | null;
}

/** What is read from a device's status; the rest of it is passed over. */
interface Status {
  readonly devices: Readonly<Record<string, { readonly state: string; readonly fault?: { readonly kind: string } }>>;
  readonly printer: { readonly fault: { readonly kind: string } | null } | null;
  readonly clock: { readonly trusted: boolean };
  readonly faults: readonly { readonly code: string; readonly part: string }[];
  readonly notes: readonly string[];
}

const languages = () => {
  const loaded = loadLanguages('config/languages', ['vi', 'en']);
  if (!loaded.ok) throw new Error('the shipped languages are right');
  return loaded.value;
};

/** A visitor's phrase as staff read it: the Vietnamese that stood there, and its English. */
const asStaffText = (shown: string): StaffText => {
  const [vi, en] = languages();
  const key = Object.entries(vi?.phrases ?? {}).find(([, { screen }]) => screen === shown)?.[0];
  return { vi: shown, en: key === undefined ? shown : (en?.phrases[key]?.screen ?? shown) };
};

/** Screens that come only when something is wrong. */
const troubled = ({ body }: View): readonly string[] =>
  body.screen === 'help' || body.screen === 'out-of-order' ? [body.title] : [];

const glassOf = ({ views }: OneDevice): readonly StaffText[] =>
  [...new Set(views.flatMap((view) => [...view.chrome.notes.map(String), ...troubled(view)]))].map(asStaffText);

const statusOf = ({ told }: OneDevice): readonly string[] => {
  const statuses = told
    .filter(({ name }) => name === 'status')
    // The device's own format; what is not there is not read.
    .map(({ payload }) => JSON.parse(payload) as Status);
  const distrusted = told
    .filter(({ name }) => name === 'evt/sensor-distrusted')
    .map(
      ({ payload }) => JSON.parse(payload) as { readonly data: { readonly sensor: string; readonly reason: string } },
    );
  return [
    ...new Set([
      ...statuses.flatMap(({ devices }) =>
        Object.entries(devices).flatMap(([name, { state, fault }]) =>
          state === 'down' ? [`${name}: ${fault?.kind ?? state}`] : [],
        ),
      ),
      ...statuses.flatMap(({ printer }) =>
        printer === null || printer.fault === null ? [] : [`printer: ${printer.fault.kind}`],
      ),
      ...statuses.flatMap(({ clock }) => (clock.trusted ? [] : ['clock: not trusted'])),
      ...statuses.flatMap(({ faults }) => faults.map(({ code, part }) => `status: ${code} ${part}`)),
      ...statuses.flatMap(({ notes }) => notes),
      ...distrusted.map(({ data }) => `${data.sensor} distrusted: ${data.reason}`),
    ]),
  ];
};

/** One visitor to a kiosk whose part breaks a second after its start. */
const hallSays = async (broken: string): Promise<DeviceSaid> => {
  const visitor = { at: { kind: 'after', ms: 12_000 } } as const;
  const run = await runDevice(kioskWith(twinLedger), '2026-08-03T08:30', visitor, 1.25, [`at +1s break ${broken}`]);
  const { tickets, printed } = run.summary;
  return { glass: glassOf(run), status: statusOf(run), visit: { tickets, printed } };
};

const deviceSays = async (fault: FieldFault, machine: readonly Finding[]): Promise<DeviceSaid> => {
  const seen =
    fault.inTheHall === null
      ? { glass: [], status: await watchSays(fault), visit: null }
      : await hallSays(fault.inTheHall);
  const morning = machine.filter(({ key }) => key !== '').map(({ key }) => `doctor: ${key}`);
  return { ...seen, status: [...seen.status, ...morning] };
};

/** A fault with all that was said of it. */
export interface FaultSaid {
  readonly fault: FieldFault;
  /** Findings with something wrong, each once, the fault's own first. */
  readonly told: readonly (Finding & { readonly code: string })[];
  readonly device: DeviceSaid;
}

/** `D-26 slip`: how the table of faults names a finding. */
export const nameOf = ({ code, subject }: Finding & { readonly code: string }): string => `${code} ${subject}`.trim();

/** What doctor finds wrong; a part that it names twice, when opened and when tried, counts once. */
export const toldOf = (fault: FieldFault | null, all: readonly Finding[]): FaultSaid['told'] => {
  const found = all
    .filter(({ key }) => key !== '')
    .map((finding) => ({ ...finding, code: codeOf(finding.key) ?? '?' }));
  const each = [...new Map(found.map((finding) => [nameOf(finding), finding])).values()];
  const own = fault?.told[0];
  return each.sort((a, b) => Number(nameOf(b) === own) - Number(nameOf(a) === own));
};

export const faultSaid = async (fault: FieldFault): Promise<FaultSaid> => {
  const { all, machine } = await doctorSays(fault);
  return { fault, told: toldOf(fault, all), device: await deviceSays(fault, machine) };
};

const cell = (lines: readonly string[]): string => lines.join('<br>').replaceAll('|', '\\|');
const two = ({ vi, en }: StaffText): string => (vi === en ? vi : `${vi}<br>*${en}*`);

const outcome = ({ tickets, printed }: NonNullable<DeviceSaid['visit']>): StaffText => {
  if (tickets === 0) return { vi: 'không cấp số', en: 'no number was given' };
  return printed > 0
    ? { vi: 'cấp số, có phiếu', en: 'a number, on paper' }
    : { vi: 'cấp số trên màn hình', en: 'a number, on the screen' };
};

const deviceCell = ({ glass, status, visit }: DeviceSaid): string =>
  cell([
    ...glass.map(({ vi, en }) => `“${vi}” *“${en}”*`),
    ...status.map((text) => `\`${text}\``),
    ...(visit === null ? [] : [two(outcome(visit))]),
  ]);

const row = ({ fault, told, device }: FaultSaid, index: number): string => {
  const said = told.map(({ code, needs }) => `**${code}** ${needs.vi}<br>*${needs.en}*`);
  const remedies = told.map(({ repair }) => two(repair));
  return `| ${index + 1} | ${two(fault.title)} | ${two(fault.planted)} | ${deviceCell(device)} | ${cell(said)} | ${cell(remedies)} |`;
};

/** FIELD-FAULTS.md. */
export const fieldFaultsDocument = (all: readonly FaultSaid[]): string => `# Lỗi tại hiện trường · Field faults

${all.length} lỗi thường gặp, mỗi lỗi được gây ra trong thử nghiệm: máy nói gì với người dân và với máy chủ tin, \`letan doctor\` nói gì, và cách sửa.
Trang này do \`node tests/field-faults.mjs\` viết; \`tests/unit/field-faults.test.ts\` gây lại từng lỗi và báo khi trang không còn đúng.

*${all.length} common faults, each planted by a test: what the device told visitors and the broker, what \`letan doctor\` said, and the remedy. They are
planted with the simulator's twins, with real drivers over simulated chips, and with the files that such machines show; none of them on real hardware.
Where the simulator has a hall for it, a visitor came for a number: what the glass said stands in quotation marks. The rest is the device’s status and,
after \`doctor:\`, its morning report. A second code is what follows from the first. This page is written by
\`node tests/field-faults.mjs\`; the test plants every fault again and fails when the page is no longer true.*

| | Lỗi · Fault | Gây lỗi · Planted | Máy nói · The device said | doctor | Cách sửa · Remedy |
|---|---|---|---|---|---|
${all.map(row).join('\n')}
`;

/** The document as it is today. One fault after the other: each has a world of its own. */
export const fieldFaultsToday = async (): Promise<string> => {
  const all: FaultSaid[] = [];
  for (const fault of fieldFaults) all.push(await faultSaid(fault));
  return fieldFaultsDocument(all);
};
