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

/** A QR code of version 12 holds 287 bytes at level M: 65 modules, of 1 mm each on a kiosk’s glass, which a telephone reads from a hand’s length. */
const mostBytes = 280;

const cut = (text: string, bytes: number): string => {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= bytes) return text;
  const letters = Array.from(text);
  while (encoder.encode(`${letters.join('')}…`).length > bytes) letters.pop();
  return `${letters.join('')}…`;
};

/**
 * What the code beside a fault holds: text, so that a phone shows it with no network and no program of ours: the code, the device, what
 * is wrong and what to do, in Vietnamese. Nothing personal.
 */
export const qrText = (finding: Finding, { at, device, site, version }: Speaker): string => {
  const head = `letan ${codeOf(finding.key) ?? '?'} · ${device} · ${site} · ${at} · ${version}`;
  return cut(`${head}\n${finding.needs.vi}\n→ ${finding.repair.vi}`, mostBytes);
};

export const faultCard = (finding: Finding, speaker: Speaker): RepairFault => ({
  code: codeOf(finding.key) ?? '?',
  serious: finding.state === 'fault',
  needs: { ...finding.needs },
  repair: { ...finding.repair },
  qr: qrText(finding, speaker),
});
