import { colours } from '../../config/boards/part.ts';
import { wiringSheetWords as words } from '../../config/languages/messages/wiring-sheet.ts';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import { arrow, betweenText, fromText, voltsText } from './said.ts';
import type { ContactRow, WiringSheet } from './sheet.ts';

/** Which of the two languages a sheet is read in. */
export type SheetLanguage = keyof StaffText;

const cells = (text: string): number => Array.from(text.normalize('NFC')).length;
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));

/** A table whose columns are as wide as their widest cell. */
export const textTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) => Math.max(cells(title), ...rows.map((row) => cells(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => padded(row[column] ?? '', width))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
};

/** A contact on one side of the header: what it is, and what hangs on it. */
const side = (contact: ContactRow | undefined): string => {
  if (contact === undefined) return '';
  const goes = contact.goesTo.length > 3 ? `${contact.goesTo.slice(0, 3).join(', ')}, …` : contact.goesTo.join(', ');
  return goes === '' ? contact.name : `${goes} ─ ${contact.name}`;
};
const mirrored = (contact: ContactRow | undefined): string => {
  if (contact === undefined) return '';
  const goes = contact.goesTo.length > 3 ? `${contact.goesTo.slice(0, 3).join(', ')}, …` : contact.goesTo.join(', ');
  return goes === '' ? contact.name : `${contact.name} ─ ${goes}`;
};

/** The header as it lies before a technician: odd contacts left, even ones right. */
export const headerText = (contacts: readonly ContactRow[]): string => {
  const left = contacts.filter(({ pin }) => pin % 2 === 1);
  const width = Math.max(...left.map((contact) => cells(side(contact))));
  return left
    .map((contact) => {
      const right = contacts.find(({ pin }) => pin === contact.pin + 1);
      const gap = ' '.repeat(width - cells(side(contact)));
      const mark = (one: ContactRow | undefined): string => (one === undefined || one.goesTo.length === 0 ? '○' : '●');
      const pins = `${String(contact.pin).padStart(2)} ${mark(contact)} ${mark(right)} ${String(contact.pin + 1).padEnd(2)}`;
      return `${gap}${side(contact)} ${pins} ${mirrored(right)}`.trimEnd();
    })
    .join('\n');
};

const bulleted = (lines: readonly string[]): string => lines.map((line) => `• ${line}`).join('\n');

/** The sheet for a terminal. */
export const sheetText = (sheet: WiringSheet, language: SheetLanguage): string => {
  const t = (text: StaffText): string => text[language];
  const sections: (readonly [StaffText, string])[] = [];
  const section = (title: StaffText, body: string): void => {
    if (body !== '') sections.push([title, body]);
  };
  section(
    words.board,
    sheet.board === null ? t(words.noBoard) : `${t(sheet.board.name)}\n${t(words.supply)}: ${t(sheet.board.supply)}`,
  );
  if (sheet.contacts.length > 0) section(words.header, headerText(sheet.contacts));
  if (sheet.wires.length > 0)
    section(
      words.wires,
      textTable(
        [words.number, words.from, words.to, words.volts, words.colour, words.between].map(t),
        sheet.wires.map((wire) => {
          const between = betweenText(wire);
          const fuse = wire.fuseAmps === null ? '' : `${t(words.fuse)} ${wire.fuseAmps} A`;
          return [
            String(wire.number),
            `${t(fromText(wire))} ${arrow(wire)}`,
            `${wire.device} (${wire.part}) ${wire.terminal}`,
            t(voltsText(wire.volts)),
            t(colours[wire.colour]),
            [between === null ? '' : t(between), fuse].filter((each) => each !== '').join(', '),
          ];
        }),
      ),
    );
  section(
    words.plugs,
    textTable(
      [words.part, words.connector, words.volts, words.fuse, words.node].map(t),
      sheet.plugs.map((plug) => [
        `${plug.device}: ${t(plug.name)}`,
        t(plug.connector),
        plug.supply === null ? '' : `${t(voltsText(plug.supply.volts))} / ${plug.supply.amps} A`,
        plug.fuse === null ? '' : `${plug.fuse.amps} A, ${t(plug.fuse.where)}`,
        plug.node ?? '',
      ]),
    ),
  );
  if (sheet.rails.length > 0)
    section(
      words.power,
      textTable(
        [words.rail, words.drawn, words.given, words.for].map(t),
        sheet.rails.map((rail) => [
          rail.rail,
          `${rail.drawnMilliamps} mA`,
          `${rail.givenMilliamps} mA`,
          rail.loads.map((load) => `${load.device} ${load.milliamps} mA`).join(', '),
        ]),
      ),
    );
  section(words.setup, sheet.setup.join('\n'));
  section(
    words.safety,
    [
      bulleted(sheet.safety.rules.map(t)),
      sheet.safety.wires.length === 0
        ? ''
        : textTable(
            [words.from, words.to, words.volts, words.colour, words.notes].map(t),
            sheet.safety.wires.map((wire) => [
              t(wire.from),
              t(wire.to),
              t(voltsText(wire.volts)),
              t(colours[wire.colour]),
              t(wire.note),
            ]),
          ),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  section(
    words.materials,
    textTable(
      [words.quantity, words.item, words.for].map(t),
      sheet.materials.map((row) => [String(row.quantity), t(row.item), row.for.join(', ')]),
    ),
  );
  section(words.notes, bulleted(sheet.notes.map((note) => `${note.device}: ${t(note.text)}`)));
  const head = `${t(words.title)} · ${sheet.device} (${sheet.profile}) · ${t(sheet.siteName)} · ${t(sheet.placeName)}`;
  return `${head}\n\n${sections.map(([title, body]) => `── ${t(title)} ──\n${body}`).join('\n\n')}\n`;
};
