import type { Body, Face } from '../../../../behaviours/reception/views.ts';
import type { PageIcon } from '../icon-paths.ts';
import { RobotFace } from '../face.tsx';
import { Pictogram } from '../icon.tsx';
import { usePanel } from '../panel-context.ts';
import { ownWords } from '../words.ts';

/** Nobody is here: the place's name, and in two languages that a touch begins. */
export function AsleepScreen({ face }: { face: Face }) {
  const { data } = usePanel();
  const [first = 'vi'] = data.languages;
  const second = data.languages.includes('en') && first !== 'en' ? 'en' : null;
  return (
    <div class="calm asleep">
      <div class="calm-middle">
        {face === null ? <SiteMark /> : <RobotFace face={face} small={false} />}
        <h1 lang={first}>{data.siteName[first] ?? data.siteName['en']}</h1>
        {second === null ? null : (
          <p class="second" lang={second}>
            {data.siteName[second]}
          </p>
        )}
      </div>
      <div class="begin">
        <Pictogram name="touch" />
        <div>
          <p lang={first}>{ownWords(first).begin}</p>
          {second === null ? null : (
            <p class="second" lang={second}>
              {ownWords(second).begin}
            </p>
          )}
        </div>
      </div>
    </div>
  );
}

const messageIcons: Readonly<Record<'wait' | 'paused' | 'out-of-order' | 'thanks', PageIcon>> = {
  wait: 'time',
  paused: 'time',
  'out-of-order': 'help',
  thanks: 'done',
};

type Message = Extract<Body, { screen: 'notice' | 'wait' | 'paused' | 'out-of-order' | 'thanks' }>;

/** One thing said, nothing asked. */
export function MessageScreen({ body, face }: { body: Message; face: Face }) {
  const text = 'text' in body ? body.text : '';
  const looks = face !== null && (body.screen === 'notice' || body.screen === 'thanks');
  return (
    <div class={`calm message ${body.screen}`}>
      <div class="calm-middle">
        {looks ? <RobotFace face={face} small={false} /> : null}
        {!looks && body.screen === 'notice' ? <SiteMark /> : null}
        {!looks && body.screen !== 'notice' ? <Pictogram name={messageIcons[body.screen]} class="huge" /> : null}
        <h1>{body.title}</h1>
        {text === '' ? null : <p class="text">{text}</p>}
      </div>
    </div>
  );
}

/** The firmware has not answered for long, or never has: what still helps is said, nothing else is left on the glass. */
export function AwayScreen() {
  const { data } = usePanel();
  const said = [...new Set([data.languages[0] ?? 'vi', 'vi', 'en'])].slice(0, 2);
  return (
    <div class="calm message away">
      <div class="calm-middle">
        <Pictogram name="away" class="huge" />
        {said.map((language, at) =>
          at === 0 ? (
            <h1 key={language} lang={language}>
              {ownWords(language).away}
            </h1>
          ) : (
            <p key={language} class="text" lang={language}>
              {ownWords(language).away}
            </p>
          ),
        )}
      </div>
    </div>
  );
}

/** The mark of the place: a lotus in a circle, in its own colour. */
export function SiteMark() {
  return (
    <svg class="mark" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="47" />
      <path d="M50 24c8 9 12 18 12 27 0 8-4 15-12 21-8-6-12-13-12-21 0-9 4-18 12-27z" />
      <path d="M30 38c-3 4-5 9-5 14 0 10 8 18 20 21-6-6-10-13-10-21 0-3 .4-6 1.300-9-2-2-4-3.600-6.300-5zM70 38c3 4 5 9 5 14 0 10-8 18-20 21 6-6 10-13 10-21 0-3-.4-6-1.300-9 2-2 4-3.600 6.300-5z" />
      <path d="M16 55c1 12 11 20 27 20-9-4-16-9-19-17-2.500-1.500-5-2.500-8-3zM84 55c-1 12-11 20-27 20 9-4 16-9 19-17 2.500-1.500 5-2.500 8-3z" />
    </svg>
  );
}

/** A quiet ground in the manner of cement floor tiles, which every old public house of the city has. */
export function TilePattern() {
  return (
    <svg class="ground" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="cement-tile" width="96" height="96" patternUnits="userSpaceOnUse">
          <path d="M0 0h96v96H0z" class="seam" />
          <path d="M48 8c10 14 26 30 40 40-14 10-30 26-40 40C38 74 22 58 8 48 22 38 38 22 48 8z" class="petal" />
          <path d="M48 30c5 7 11 13 18 18-7 5-13 11-18 18-5-7-11-13-18-18 7-5 13-11 18-18z" class="heart" />
          <path
            d="M0 0h20A20 20 0 0 1 0 20zM96 0v20A20 20 0 0 1 76 0zM0 96V76a20 20 0 0 1 20 20zM96 96H76a20 20 0 0 1 20-20z"
            class="corner"
          />
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#cement-tile)" />
    </svg>
  );
}
