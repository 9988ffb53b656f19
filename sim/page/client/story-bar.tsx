import type { StepKey } from '../protocol.ts';
import type { Door } from './state.ts';
import { clockText, personOf, say } from './text.ts';

const icons: Readonly<Record<StepKey, string>> = {
  arrives: 'M4 21h16M7 21V4h10v17M14 12.500v.01',
  seen: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 .01 0',
  greeted: 'M4 4h16v12H12l-5 4v-4H4zM8 9h8M8 12.500h5',
  number: 'M4 7h16v10H4zM8 10v4M11 14v-4l3 4v-4M17 10v4',
  slip: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  called: 'M3 10v4h4l6 5V5L7 10zM16.500 9a4.500 4.500 0 0 1 0 6M19 6.500a8 8 0 0 1 0 11',
  counter:
    'M12 3a6.500 6.500 0 0 0-6.500 6.500C5.500 15 12 21 12 21s6.500-6 6.500-11.500A6.500 6.500 0 0 0 12 3zM12 7.500a2 2 0 1 0 .01 0',
};

/** One visitor's way through the centre, read from left to right: what the product does, in a line. */
export function StoryBar({ door }: { door: Door }) {
  const { state } = door;
  const { hello, frame } = state;
  const story = hello?.story ?? null;
  const start = frame === null ? 0 : frame.time.wall - frame.time.now;
  const said: Partial<Record<StepKey, string>> = {
    seen: story === null || story.device === null ? '' : `(${story.device})`,
    number: story?.number ?? '',
    counter: story?.counter ?? '',
  };
  const latest = story?.steps.findLastIndex((step) => step.at !== null) ?? -1;
  return (
    <section class="story" aria-label={say(state, 'story')}>
      <h2>
        {say(state, 'story')}
        <span>
          {story === null
            ? say(state, 'storyWait')
            : story.over
              ? say(state, 'storyOver')
              : personOf(state, story.person)}
        </span>
      </h2>
      <ol>
        {(story?.steps ?? []).map(({ key, at }, index) => (
          <li key={key} class={`${at === null ? '' : 'reached'} ${index === latest ? 'latest' : ''}`}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={icons[key]} />
            </svg>
            <div>
              <strong>
                {say(state, key)} <b>{at === null ? '' : (said[key] ?? '')}</b>
              </strong>
              <span>{at === null || hello === null ? '·' : clockText(start + at, hello.zoneOffsetMin)}</span>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
