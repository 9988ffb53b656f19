/** One row of a table, by the names in its first row. `line` counts from 1, the first row included. */
export interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export type TableFault = {
  readonly line: number;
  readonly kind: 'open-quote' | 'too-many-cells' | 'too-few-cells' | 'no-header' | 'column-twice';
  readonly found: string;
};

interface RawRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly openQuote: boolean;
}

/**
 * Rows as RFC 4180 has them, and as spreadsheets write them: a byte order mark, LF or CRLF, quotes doubled inside quotes, line breaks
 * inside quotes, empty lines passed over. A quote that never ends takes its own row with it and no other.
 */
function rawRows(text: string, delimiter: string): readonly RawRow[] {
  const rows: RawRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let began = 1;
  let opened = -1;
  let openedCells: readonly string[] = [];
  const end = (openQuote: boolean): void => {
    cells.push(cell);
    if (cells.length > 1 || (cells[0] ?? '').trim() !== '') rows.push({ line: began, cells, openQuote });
    cells = [];
    cell = '';
  };
  const source = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? '';
    if (quoted) {
      if (char === '\n') line += 1;
      if (char === '"' && source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else cell += char;
      // To the end of the document, or much too long: the quote was left open, and its line ends where its line ends.
      if (quoted && (at === source.length - 1 || cell.length > 4000)) {
        quoted = false;
        const lineEnd = source.indexOf('\n', opened);
        at = lineEnd < 0 ? source.length : lineEnd;
        line = began + 1;
        cells = [...openedCells];
        cell = source.slice(opened, lineEnd < 0 ? source.length : lineEnd).trim();
        end(true);
        began = line;
      }
      continue;
    }
    if (char === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
      opened = at;
      openedCells = [...cells];
      began = cells.length === 0 ? line : began;
    } else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && source[at + 1] === '\n') at += 1;
      end(false);
      line += 1;
      began = line;
    } else cell += char;
  }
  if (cell !== '' || cells.length > 0) end(false);
  return rows;
}

/** A table with a row of names; each row that is no row of it is a fault of its own, and the others go on. */
export function readTable(
  text: string,
  delimiter: string,
): { readonly rows: readonly Row[]; readonly faults: readonly TableFault[] } {
  const [header, ...rest] = rawRows(text.normalize('NFC'), delimiter);
  if (header === undefined || header.openQuote)
    return { rows: [], faults: [{ line: 1, kind: 'no-header', found: (header?.cells[0] ?? '').slice(0, 40) }] };
  const names = header.cells.map((name) => name.trim());
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) < at);
  if (twice !== undefined) return { rows: [], faults: [{ line: header.line, kind: 'column-twice', found: twice }] };
  const rows: Row[] = [];
  const faults: TableFault[] = [];
  for (const { cells, line, openQuote } of rest) {
    if (openQuote) faults.push({ line, kind: 'open-quote', found: (cells.at(-1) ?? '').slice(0, 40) });
    else if (cells.length !== names.length) {
      const kind = cells.length > names.length ? 'too-many-cells' : 'too-few-cells';
      faults.push({ line, kind, found: `${cells.length} / ${names.length}` });
    } else rows.push({ line, cells: Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').trim()])) });
  }
  return { rows, faults };
}
