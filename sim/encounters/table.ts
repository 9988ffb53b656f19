import { fail, ok, type Result } from '../../hal/result.ts';
import type { RecordingFault } from './recording.ts';
import type { Label } from './label.ts';

/** That a kiosk met somebody, and from when: all that a run may know of the encounters. */
export interface Met {
  readonly kiosk: string;
  readonly track: number;
  readonly seenAtS: number;
}

/** What became of them. */
export interface Outcome {
  readonly label: Label;
  readonly labelAtS: number;
  readonly unseenAtS: number;
}

/** An encounters file. Its outcomes stay in the text until somebody calls `outcomes`, which the bench does after the run. */
export interface EncounterTable {
  readonly met: readonly Met[];
  /** By `keyOf`; null where the file says nothing of what became of somebody. */
  outcomes(): Result<ReadonlyMap<string, Outcome> | null, RecordingFault>;
}

export const keyOf = ({ kiosk, track }: { readonly kiosk: string; readonly track: number }): string =>
  `${kiosk} ${track}`;

const labels: readonly Label[] = ['engage', 'linger', 'pass'];
const isLabel = (word: string): word is Label => (labels as readonly string[]).includes(word);

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

export const parseEncounters = (text: string): Result<EncounterTable, RecordingFault> => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const header = (lines[0] ?? '').split(',').map((cell) => cell.trim());
  const column = (name: string): number => header.indexOf(name);
  for (const name of ['kiosk', 'track', 't_seen'])
    if (column(name) < 0) return fail({ line: 1, message: `expected a column ${name} in "${lines[0] ?? ''}"` });
  const rows: Line[] = lines
    .map((content, index) => ({ line: index + 1, cells: content.split(',').map((cell) => cell.trim()) }))
    .slice(1)
    .filter(({ cells }) => cells.length > 1);
  const number = (cells: readonly string[], name: string): number => {
    const cell = cells[column(name)] ?? '';
    return cell === '' ? Number.NaN : Number(cell);
  };
  const met: Met[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of rows) {
    const one = {
      kiosk: cells[column('kiosk')] ?? '',
      track: number(cells, 'track'),
      seenAtS: number(cells, 't_seen'),
    };
    if (one.kiosk === '' || !Number.isInteger(one.track) || !Number.isFinite(one.seenAtS))
      return fail({ line, message: `expected kiosk, track and t_seen; found "${cells.join(',')}"` });
    if (seen.has(keyOf(one))) return fail({ line, message: `${one.kiosk} meets track ${one.track} a second time` });
    seen.add(keyOf(one));
    met.push(one);
  }
  return ok({ met, outcomes: () => readOutcomes(rows, column('label'), met, number) });
};

const readOutcomes = (
  rows: readonly Line[],
  labelColumn: number,
  met: readonly Met[],
  number: (cells: readonly string[], name: string) => number,
): Result<ReadonlyMap<string, Outcome> | null, RecordingFault> => {
  const outcomes = new Map<string, Outcome>();
  for (const [index, { line, cells }] of rows.entries()) {
    const word = labelColumn < 0 ? '' : (cells[labelColumn] ?? '');
    const one = met[index];
    if (word === '' || one === undefined) continue;
    const labelAtS = number(cells, 't_label');
    const unseenAtS = number(cells, 't_unseen');
    if (!isLabel(word)) return fail({ line, message: `label is "${word}"; expected ${labels.join(', ')} or nothing` });
    if (!Number.isFinite(labelAtS)) return fail({ line, message: `a label without t_label` });
    outcomes.set(keyOf(one), { label: word, labelAtS, unseenAtS: Number.isFinite(unseenAtS) ? unseenAtS : labelAtS });
  }
  if (outcomes.size > 0 && outcomes.size < met.length)
    return fail({ line: 1, message: `${met.length - outcomes.size} of ${met.length} encounters have no label` });
  return ok(outcomes.size === 0 ? null : outcomes);
};
