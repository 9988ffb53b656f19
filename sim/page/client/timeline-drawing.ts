import type { Mark, MarkKind } from '../protocol.ts';

/** A stretch of simulated time. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const laneHeight = 17;
/** From what a person does to what the machines make of it. */
export const lanes: readonly MarkKind[] = [
  'person',
  'sensor',
  'view',
  'touch',
  'words',
  'slip',
  'call',
  'clerk',
  'state',
  'fault',
];

export const laneColours: Readonly<Record<MarkKind, string>> = {
  person: '#3f6b4f',
  sensor: '#5b7f95',
  view: '#4a5f8f',
  touch: '#8a3d0f',
  words: '#7a2e1d',
  slip: '#8f6b12',
  call: '#a3341f',
  clerk: '#5f5570',
  state: '#8d8478',
  fault: '#c01818',
};

const xOf = (t: number, { from, to }: Window, width: number): number => ((t - from) / (to - from)) * width;

/** The first mark at or after `t`; marks come in the order of their time. */
function firstFrom(marks: readonly Mark[], t: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.t ?? Infinity) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

const steps = [5_000, 15_000, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const;

export interface Drawing {
  readonly marks: readonly Mark[];
  readonly kinds: readonly MarkKind[];
  readonly window: Window;
  readonly now: number;
  readonly selected: Mark | null;
  /** The clock at the site. */
  readonly when: (t: number) => string;
}

/** Draws every mark of the window as a tick in its lane, the clock's ticks below, and now. */
export function draw(canvas: HTMLCanvasElement, { marks, kinds, window, now, selected, when }: Drawing): void {
  const scale = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const bottom = kinds.length * laneHeight;
  for (const [index] of kinds.entries()) {
    context.fillStyle = index % 2 === 0 ? '#f4ecdf' : '#fbf7f0';
    context.fillRect(0, index * laneHeight, width, laneHeight);
  }
  rule(context, window, width, bottom, when);
  for (let index = firstFrom(marks, window.from); index < marks.length; index += 1) {
    const mark = marks[index];
    if (mark === undefined || mark.t > window.to) break;
    const lane = kinds.indexOf(mark.kind);
    if (lane === -1) continue;
    context.fillStyle = laneColours[mark.kind];
    const x = xOf(mark.t, window, width);
    context.fillRect(Math.round(x) - 1, lane * laneHeight + 3, mark.kind === 'state' ? 1 : 3, laneHeight - 6);
  }
  const present = xOf(now, window, width);
  context.fillStyle = '#1c1917';
  context.fillRect(Math.min(width - 1, present), 0, 1, bottom);
  if (selected === null) return;
  const lane = kinds.indexOf(selected.kind);
  context.strokeStyle = '#1c1917';
  context.lineWidth = 1.5;
  context.strokeRect(xOf(selected.t, window, width) - 4, lane * laneHeight + 1, 8, laneHeight - 2);
}

/** Ticks of the site's clock, as far apart as leaves them readable. */
function rule(
  context: CanvasRenderingContext2D,
  window: Window,
  width: number,
  bottom: number,
  when: (t: number) => string,
): void {
  const step = steps.find((candidate) => ((window.to - window.from) / candidate) * 74 < width) ?? 3_600_000;
  context.font = "11px 'Be Vietnam Pro', sans-serif";
  context.textAlign = 'center';
  for (let t = Math.max(0, Math.ceil(window.from / step) * step); t <= window.to; t += step) {
    const x = xOf(t, window, width);
    context.fillStyle = '#dccfbb';
    context.fillRect(Math.round(x), 0, 1, bottom);
    context.fillStyle = '#4a423b';
    if (x > 26 && x < width - 26) context.fillText(when(t), x, bottom + 13);
  }
}

/** The mark under a point of the drawing, within a finger's slack. */
export function nearest(
  marks: readonly Mark[],
  kinds: readonly MarkKind[],
  window: Window,
  x: number,
  y: number,
  width: number,
): Mark | null {
  const kind = kinds[Math.floor(y / laneHeight)];
  const slack = ((window.to - window.from) / width) * 6;
  const t = window.from + (x / width) * (window.to - window.from);
  let best: Mark | null = null;
  for (let index = firstFrom(marks, t - slack); index < marks.length; index += 1) {
    const mark = marks[index];
    if (mark === undefined || mark.t > t + slack) break;
    if (mark.kind === kind && (best === null || Math.abs(mark.t - t) < Math.abs(best.t - t))) best = mark;
  }
  return best;
}
