import { codeOf } from '../../config/languages/messages/fault-codes.ts';
import type { Finding } from '../doctor/finding.ts';
import type { RepairFault } from '../pages/repair/protocol.ts';

/** Which device speaks, and when: what a photograph of the code is worth later. */
export interface Speaker {
  readonly device: string;
  readonly site: string;
  readonly version: string;
  /** The site's time, as text; says so itself where the clock is not trusted. */
  readonly at: string;
}

/** Only what is wrong has a code, and only that is shown. */
const codeIn = ({ key }: Finding): string => codeOf(key) ?? '';

/** A QR code of version 12 holds 287 bytes at level M: 65 modules, of 1 mm each on a kiosk’s glass, which a telephone reads from a hand’s length. */
const mostBytes = 280;
/** What to do is worth more than what is wrong: so much of the code is the remedy’s, if it needs it. */
const remedyBytes = 130;

const size = (text: string): number => new TextEncoder().encode(text).length;

const cut = (text: string, bytes: number): string => {
  if (size(text) <= bytes) return text;
  const letters = Array.from(text);
  while (size(`${letters.join('')}…`) > bytes) letters.pop();
  return `${letters.join('')}…`;
};

/**
 * What the code beside a fault holds: text, so that a phone shows it with no network and no program of ours: the code, the device, what
 * is wrong and what to do, in Vietnamese. Nothing personal.
 */
export const qrText = (finding: Finding, { at, device, site, version }: Speaker): string => {
  const head = `letan ${codeIn(finding)} · ${device} · ${site} · ${at} · ${version}`;
  const remedy = `→ ${finding.repair.vi}`;
  const needs = cut(finding.needs.vi, mostBytes - size(head) - Math.min(size(remedy), remedyBytes) - 2);
  return cut(`${head}\n${needs}\n${remedy}`, mostBytes);
};

export const faultCard = (finding: Finding, speaker: Speaker): RepairFault => ({
  code: codeIn(finding),
  serious: finding.state === 'fault',
  needs: { ...finding.needs },
  repair: { ...finding.repair },
  qr: qrText(finding, speaker),
});
