import type { ContactRow } from './sheet.ts';
import type { SheetLanguage } from './text.ts';

/** Heights and widths in the drawing's own units, of which 720 are as wide as a printed page. */
const row = 25;
const top = 26;
const width = 720;
const middle = width / 2;
/** From the middle of the header to the middle of a contact's column. */
const column = 15;
const radius = 9.5;

const fill: Readonly<Record<ContactRow['carries'], string>> = {
  '3V3': '#e08a00',
  '5V': '#c62828',
  GND: '#263238',
  line: '#2e7d32',
};
const unused = '#eceff1';

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Names of at most some characters, then how many more there are. */
const short = (names: readonly string[], most: number): string => {
  const kept: string[] = [];
  let length = 0;
  for (const name of names) {
    if (kept.length > 0 && length + name.length + 2 > most) break;
    kept.push(name);
    length += name.length + 2;
  }
  const more = names.length - kept.length;
  return `${kept.join(', ')}${more > 0 ? ` +${more}` : ''}`;
};

const contactMarks = (contact: ContactRow): string => {
  const left = contact.pin % 2 === 1;
  const x = middle + (left ? -column : column);
  const y = top + Math.floor((contact.pin - 1) / 2) * row + row / 2;
  const used = contact.use !== null;
  const colour = fill[contact.carries];
  const sign = left ? -1 : 1;
  const anchor = left ? 'end' : 'start';
  const face = used || contact.carries !== 'line' ? colour : unused;
  // Contact 1 is square on every board.
  const shape =
    contact.pin === 1
      ? `<rect x="${x - radius}" y="${y - radius}" width="${radius * 2}" height="${radius * 2}" rx="2" fill="${face}" stroke="${colour}"/>`
      : `<circle cx="${x}" cy="${y}" r="${radius}" fill="${face}" stroke="${colour}"/>`;
  const ink = used || contact.carries !== 'line' ? '#fff' : '#455a64';
  const number = `<text x="${x}" y="${y + 3.4}" text-anchor="middle" font-size="9.5" font-weight="600" fill="${ink}">${contact.pin}</text>`;
  const nameAt = x + sign * 18;
  const name = `<text x="${nameAt}" y="${y + 4}" text-anchor="${anchor}" font-size="11.5" ${used ? 'font-weight="600" fill="#102027"' : 'fill="#78909c"'}>${escaped(contact.name)}</text>`;
  if (!used) return shape + number + name;
  const from = x + sign * 72;
  const to = x + sign * 92;
  const wire = `<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="${colour}" stroke-width="2.4" stroke-linecap="round"/>`;
  const goes = `<text x="${to + sign * 6}" y="${y + 4}" text-anchor="${anchor}" font-size="11.5" fill="#102027">${escaped(short(contact.goesTo, 38))}</text>`;
  return shape + number + name + wire + goes;
};

/** The 40-pin header from above, odd contacts left, as an SVG of its own. */
export const headerSvg = (contacts: readonly ContactRow[], language: SheetLanguage): string => {
  const rows = Math.ceil(contacts.length / 2);
  const height = top * 2 + rows * row;
  const body = `<rect x="${middle - 32}" y="${top - 6}" width="64" height="${rows * row + 12}" rx="6" fill="#37474f" opacity="0.12" stroke="#37474f" stroke-opacity="0.6"/>`;
  const title = language === 'vi' ? 'Đầu nối 40 chân' : '40-pin header';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="'Noto Sans', 'DejaVu Sans', sans-serif" role="img" aria-label="${title}">`,
    body,
    ...contacts.map(contactMarks),
    '</svg>',
    '',
  ].join('\n');
};
