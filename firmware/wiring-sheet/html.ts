import { colours, type Colour } from '../../config/boards/part.ts';
import { wiringSheetWords as words } from '../../config/languages/messages/wiring-sheet.ts';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import { escaped, headerSvg } from './header-drawing.ts';
import { arrow, betweenText, fromText, voltsText } from './said.ts';
import type { WiringSheet } from './sheet.ts';
import type { SheetLanguage } from './text.ts';

const ink: Readonly<Record<Colour, string>> = {
  red: '#c62828',
  orange: '#ef8a00',
  black: '#212121',
  yellow: '#f2c200',
  blue: '#1565c0',
  green: '#2e7d32',
  white: '#ffffff',
  violet: '#6a1b9a',
  grey: '#78909c',
  brown: '#6d4c41',
};

const style = `
  @page { size: A4; margin: 14mm 13mm; }
  :root { color-scheme: light; }
  body { font: 10.5pt/1.4 'Noto Sans', 'DejaVu Sans', sans-serif; color: #102027; margin: 0 auto; max-width: 184mm; }
  header { border-bottom: 2.5pt solid #7a2e1d; padding-bottom: 6pt; margin-bottom: 8pt; display: flex; justify-content: space-between; align-items: end; gap: 12pt; }
  h1 { font-size: 19pt; margin: 0; line-height: 1.15; }
  header p { margin: 2pt 0 0; }
  .device { text-align: right; font-weight: 600; }
  .device small { display: block; font-weight: 400; }
  h2 { font-size: 12pt; margin: 14pt 0 4pt; color: #7a2e1d; break-after: avoid; }
  table { border-collapse: collapse; width: 100%; }
  th { text-align: left; font-size: 8.5pt; font-weight: 600; color: #455a64; border-bottom: 1pt solid #90a4ae; padding: 2pt 5pt 2pt 0; }
  td { border-bottom: .5pt solid #cfd8dc; padding: 2.6pt 5pt 2.6pt 0; vertical-align: top; }
  tr { break-inside: avoid; }
  td.number, td.quantity { text-align: right; padding-right: 8pt; color: #455a64; white-space: nowrap; }
  td.from { white-space: nowrap; }
  .wire { display: inline-block; width: 20pt; height: 5pt; border-radius: 2.5pt; margin-right: 5pt; border: .6pt solid #546e7a; vertical-align: middle; }
  .between { font-weight: 600; color: #b23c17; }
  .simulated { color: #607d8b; }
  svg { width: 100%; height: auto; display: block; }
  code { font: 9pt 'Noto Sans Mono', 'DejaVu Sans Mono', monospace; background: #eceff1; padding: 1pt 3pt; border-radius: 2pt; }
  ul { margin: 3pt 0; padding-left: 14pt; }
  .safety { border: 1.2pt solid #c62828; border-radius: 4pt; padding: 1pt 9pt 7pt; margin-top: 14pt; break-inside: avoid; }
  .safety h2 { color: #c62828; margin-top: 7pt; }
  .box { width: 9pt; height: 9pt; border: 1pt solid #546e7a; display: inline-block; border-radius: 1.5pt; vertical-align: -1pt; }
  footer { margin-top: 14pt; font-size: 8.5pt; color: #607d8b; border-top: .5pt solid #cfd8dc; padding-top: 4pt; }
`;

const cell = (text: string, kind = ''): string => `<td${kind === '' ? '' : ` class="${kind}"`}>${text}</td>`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${head.map((title) => `<th>${escaped(title)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.join('')}</tr>`)
    .join('')}</tbody></table>`;
const swatch = (colour: Colour): string => `<span class="wire" style="background:${ink[colour]}"></span>`;

/** The sheet as one page to print, with nothing outside of it. */
export const sheetHtml = (sheet: WiringSheet, language: SheetLanguage): string => {
  const t = (text: StaffText): string => escaped(text[language]);
  const plain = (text: StaffText): string => text[language];
  const parts: string[] = [];
  const section = (title: StaffText, body: string): void => {
    if (body !== '') parts.push(`<section><h2>${t(title)}</h2>${body}</section>`);
  };
  if (sheet.board === null) section(words.board, `<p>${t(words.noBoard)}</p>`);
  else section(words.header, headerSvg(sheet.contacts, language));
  if (sheet.wires.length > 0)
    section(
      words.wires,
      table(
        ['', words.from, words.part, words.terminal, words.volts, words.colour, words.between].map((each) =>
          typeof each === 'string' ? each : plain(each),
        ),
        sheet.wires.map((wire) => {
          const between = betweenText(wire);
          const fuse = wire.fuseAmps === null ? '' : `${t(words.fuse)} ${wire.fuseAmps} A`;
          return [
            cell(String(wire.number), 'number'),
            cell(`${t(fromText(wire))} ${arrow(wire)}`, 'from'),
            cell(`<b>${escaped(wire.device)}</b> ${escaped(wire.part)}`),
            cell(escaped(wire.terminal)),
            cell(t(voltsText(wire.volts)), 'from'),
            cell(`${swatch(wire.colour)}${t(colours[wire.colour])}`, 'from'),
            cell([between === null ? '' : t(between), fuse].filter((each) => each !== '').join('<br>'), 'between'),
          ];
        }),
      ),
    );
  section(
    words.plugs,
    table(
      [words.part, words.connector, words.volts, words.fuse, words.node].map(plain),
      sheet.plugs.map((plug) => [
        cell(`<b>${escaped(plug.device)}</b> ${t(plug.name)}`),
        cell(t(plug.connector)),
        cell(plug.supply === null ? '' : `${t(voltsText(plug.supply.volts))} / ${plug.supply.amps} A`, 'from'),
        cell(plug.fuse === null ? '' : `${plug.fuse.amps} A, ${t(plug.fuse.where)}`),
        cell(plug.node === null ? '' : `<code>${escaped(plug.node)}</code>`),
      ]),
    ),
  );
  if (sheet.rails.length > 0)
    section(
      words.power,
      table(
        [words.rail, words.drawn, words.given, words.for].map(plain),
        sheet.rails.map((rail) => [
          cell(rail.rail),
          cell(`${rail.drawnMilliamps} mA`),
          cell(`${rail.givenMilliamps} mA`),
          cell(escaped(rail.loads.map((load) => `${load.device} ${load.milliamps} mA`).join(', '))),
        ]),
      ),
    );
  section(words.setup, sheet.setup.map((line) => `<code>${escaped(line)}</code>`).join(' '));
  parts.push(
    `<section class="safety"><h2>${t(words.safety)}</h2><ul>${sheet.safety.rules
      .map((rule) => `<li>${t(rule)}</li>`)
      .join('')}</ul>${
      sheet.safety.wires.length === 0
        ? ''
        : table(
            [words.from, words.to, words.volts, words.colour, words.notes].map(plain),
            sheet.safety.wires.map((wire) => [
              cell(t(wire.from)),
              cell(t(wire.to)),
              cell(t(voltsText(wire.volts)), 'from'),
              cell(`${swatch(wire.colour)}${t(colours[wire.colour])}`, 'from'),
              cell(t(wire.note)),
            ]),
          )
    }</section>`,
  );
  section(
    words.materials,
    table(
      ['', words.quantity, words.item, words.for].map((each) => (typeof each === 'string' ? each : plain(each))),
      sheet.materials.map((row) => [
        cell('<span class="box"></span>'),
        cell(String(row.quantity), 'quantity'),
        cell(t(row.item)),
        cell(escaped(row.for.join(', '))),
      ]),
    ),
  );
  if (sheet.notes.length > 0)
    section(
      words.notes,
      `<ul>${sheet.notes.map((note) => `<li><b>${escaped(note.device)}</b>: ${t(note.text)}</li>`).join('')}</ul>`,
    );
  const board = sheet.board === null ? '' : `${t(sheet.board.name)} · ${t(sheet.board.supply)}`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${t(words.title)} ${escaped(sheet.device)}</title><style>${style}</style></head>
<body><header><div><h1>${t(words.title)}</h1><p>${t(sheet.siteName)} · ${t(sheet.placeName)}</p></div>
<div class="device">${escaped(sheet.device)} (${escaped(sheet.profile)})<small>${board}</small></div></header>
${parts.join('\n')}
<footer>${t(words.page)}: ${escaped(sheet.site)}/${escaped(sheet.device)}</footer></body></html>
`;
};
