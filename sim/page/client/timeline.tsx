import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Mark, MarkKind } from '../protocol.ts';
import { draw, laneHeight, lanes, nearest, type Window } from './timeline-drawing.ts';
import type { Door, Hello } from './state.ts';
import { clockText, markText, say, type TextKey } from './text.ts';

const laneTexts: Readonly<Record<MarkKind, TextKey>> = {
  person: 'kindPerson',
  touch: 'kindTouch',
  view: 'kindView',
  words: 'kindWords',
  slip: 'kindSlip',
  call: 'kindCall',
  clerk: 'kindClerk',
  state: 'kindState',
  fault: 'kindFault',
  sensor: 'kindSensor',
};
const spans = [
  { ms: 120_000, text: 'span2min' },
  { ms: 600_000, text: 'span10min' },
  { ms: 3_600_000, text: 'span1h' },
  { ms: 10 * 3_600_000, text: 'span10h' },
] as const satisfies readonly { readonly ms: number; readonly text: TextKey }[];
const listed = 160;

/** Everything that happened, each as a mark; and beside it the same in words. */
export function Timeline({ door, hello }: { door: Door; hello: Hello }) {
  const { state, set } = door;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [span, setSpan] = useState<number>(spans[0].ms);
  const [hovered, setHovered] = useState<{ mark: Mark; x: number; y: number } | null>(null);
  const [only, setOnly] = useState<MarkKind | 'happenings' | 'all'>('happenings');
  const now = state.frame?.time.now ?? 0;
  const { selectedMark } = state;
  const start = state.frame === null ? 0 : state.frame.time.wall - state.frame.time.now;
  const when = (t: number): string => clockText(start + t, hello.zoneOffsetMin);
  // A chosen mark holds the window still around itself; else it goes along with time.
  const latest = Math.max(now * 1.005, span);
  const end = selectedMark === null ? latest : Math.min(latest, selectedMark.t + span / 2);
  const window: Window = useMemo(() => ({ from: end - span, to: end }), [end, span]);
  const kinds = useMemo(() => {
    const seen = new Set(state.marks.map(({ kind }) => kind));
    return lanes.filter((kind) => seen.has(kind) || kind !== 'sensor');
  }, [state.marks.length]);

  useEffect(() => {
    if (canvas.current !== null)
      draw(canvas.current, { marks: state.marks, kinds, window, now, selected: selectedMark, when });
  });

  const find = (event: MouseEvent): { mark: Mark; x: number; y: number } | null => {
    const element = canvas.current;
    if (element === null) return null;
    const box = element.getBoundingClientRect();
    const mark = nearest(state.marks, kinds, window, event.clientX - box.left, event.clientY - box.top, box.width);
    return mark === null ? null : { mark, x: event.clientX - box.left, y: event.clientY - box.top };
  };
  return (
    <section class="timeline" aria-label={say(state, 'timeline')}>
      <div class="timeline-head">
        <h2>{say(state, 'timeline')}</h2>
        <span class="quiet">{say(state, 'timelineHint')}</span>
        <div class="speeds">
          {spans.map(({ ms, text }) => (
            <button key={ms} type="button" class={span === ms ? 'on' : ''} onClick={() => setSpan(ms)}>
              {say(state, text)}
            </button>
          ))}
        </div>
        <select
          aria-label={say(state, 'only')}
          value={only}
          onChange={({ currentTarget: { value } }) =>
            setOnly(value === 'all' ? 'all' : (kinds.find((kind) => kind === value) ?? 'happenings'))
          }
        >
          <option value="happenings">{say(state, 'happenings')}</option>
          <option value="all">{say(state, 'all')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {say(state, laneTexts[kind])}
            </option>
          ))}
        </select>
        {selectedMark === null ? null : (
          <button type="button" onClick={() => set({ selectedMark: null })}>
            {say(state, 'live')}
          </button>
        )}
      </div>
      <div class="timeline-body">
        <ul class="lane-names">
          {kinds.map((kind) => (
            <li key={kind} style={{ height: `${laneHeight}px` }}>
              <i class={`dot ${kind}`} />
              {say(state, laneTexts[kind])}
            </li>
          ))}
        </ul>
        <div class="lanes">
          <canvas
            ref={canvas}
            style={{ height: `${kinds.length * laneHeight + 18}px` }}
            onMouseMove={(event) => setHovered(find(event))}
            onMouseLeave={() => setHovered(null)}
            onClick={(event) => {
              const found = find(event);
              if (found !== null) set({ selectedMark: found.mark });
            }}
          />
          {hovered === null ? null : (
            <div
              class={`tip ${hovered.x > 600 ? 'leftward' : ''}`}
              style={{ left: `${hovered.x}px`, top: `${hovered.y}px` }}
            >
              <b>{when(hovered.mark.t)}</b> {hovered.mark.device ?? ''} {markText(state, hovered.mark)}
            </div>
          )}
        </div>
        <MarkList door={door} only={only} when={when} />
      </div>
    </section>
  );
}

/** What happens to people is read as a story; states of machines only by who asks for them. */
const isListed = ({ kind }: Mark, only: MarkKind | 'happenings' | 'all'): boolean =>
  only === 'all' || (only === 'happenings' ? kind !== 'state' && kind !== 'sensor' : kind === only);

function MarkList({
  door,
  only,
  when,
}: {
  door: Door;
  only: MarkKind | 'happenings' | 'all';
  when: (t: number) => string;
}) {
  const { state, set } = door;
  const list = useRef<HTMLOListElement>(null);
  const { selectedMark } = state;
  const shown = useMemo(() => {
    const of = state.marks.filter((mark) => isListed(mark, only) || mark === selectedMark);
    const at = selectedMark === null ? -1 : of.indexOf(selectedMark);
    return at === -1 ? of.slice(-listed) : of.slice(Math.max(0, at - listed / 2), at + listed / 2);
  }, [state.marks.length, only, selectedMark]);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (selectedMark === null) element.scrollTop = element.scrollHeight;
    else {
      // Within the list alone: the page itself stays where it is.
      const chosen = element.querySelector<HTMLElement>('.chosen');
      if (chosen !== null) element.scrollTop = chosen.offsetTop - element.clientHeight / 2;
    }
  }, [shown.length, shown.at(-1), selectedMark]);
  if (shown.length === 0) return <p class="quiet">{say(state, 'noMarks')}</p>;
  return (
    <ol class="mark-list" ref={list}>
      {shown.map((mark, index) => (
        <li key={`${mark.t}${index}${mark.text}`} class={mark === selectedMark ? 'chosen' : ''}>
          <button type="button" onClick={() => set({ selectedMark: mark })}>
            <time>{when(mark.t)}</time>
            <i class={`dot ${mark.kind}`} />
            <b>{mark.device ?? ''}</b>
            <span>{markText(state, mark)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
