import { mediaText } from '../../../config/languages/messages/hall-media.ts';
import { confirming } from '../../desk/pad-state.ts';
import type { Door } from './door.ts';
import { hushKey } from './keys.ts';
import { placeOf } from './pad-options.ts';
import { ownCounter, wallNow } from './state.ts';
import { clockText, nameOf, say, spanText } from './text.ts';

/** Which counter this is, who sits at it, and whether what is shown is true now. */
export function Top({ door }: { door: Door }) {
  const { state, link } = door;
  const { language, data, role, seat } = state;
  const counter = ownCounter(state);
  const place =
    seat.at === 'counter'
      ? say(language, 'counter', { id: seat.id })
      : say(language, seat.at === 'none' ? 'noCounter' : 'title');
  return (
    <header class="top">
      <h1>{place}</h1>
      {counter === null ? null : <span class={`state ${counter.state}`}>{say(language, counter.state)}</span>}
      <span class="where">{nameOf(language, data.siteName, data.device)}</span>
      <span class={`link ${link.phase}`}>{say(language, link.phase === 'linked' ? 'linked' : 'connecting')}</span>
      <span class="clock">{state.wall === 0 ? '' : clockText(wallNow(state), data.zoneOffsetMin)}</span>
      <nav>
        {state.may.has('close-day') && state.picture?.closed === false ? (
          <button type="button" onClick={() => door.setPad(confirming('close-day'))}>
            {say(language, 'closeDay')}
          </button>
        ) : null}
        <button type="button" onClick={() => door.sit({ at: 'unknown' })}>
          {say(language, 'changeCounter')}
        </button>
        {state.may.has('mute-greetings') ? (
          <button type="button" class={state.mutedUntil === null ? '' : 'on'} onClick={() => door.hush()}>
            <kbd>{hushKey}</kbd> {muteShort(state)}
          </button>
        ) : null}
        {seat.at === 'counter' ? (
          <button type="button" onClick={() => door.small()}>
            {say(language, 'small')}
          </button>
        ) : null}
        <button type="button" onClick={() => door.speak(language === 'vi' ? 'en' : 'vi')}>
          {say(language, 'otherLanguage')}
        </button>
        <button type="button" onClick={() => void link.signOut()}>
          {say(language, 'signOut')} ({say(language, role)})
        </button>
      </nav>
    </header>
  );
}

const mutedLeft = ({ mutedUntil }: Door['state']): string => spanText((mutedUntil ?? 0) - performance.now());

const muteShort = ({ data, language, mutedUntil }: Door['state']): string =>
  mutedUntil === null ? say(language, 'mute', { minutes: data.desk.muteMin }) : say(language, 'unmute');

/** What everybody at this page must know before they press anything. */
export function Warnings({ door }: { door: Door }) {
  const { state, link } = door;
  const { language, picture, leftMs } = state;
  const ago = link.lostAt === null ? 0 : performance.now() - link.lostAt;
  const lines: string[] = [];
  if (ago > 1500) lines.push(say(language, 'lost', { time: spanText(ago) }));
  if (link.phase === 'linked' && !state.ready) lines.push(say(language, 'notReady'));
  const apart = picture?.apart ?? null;
  if (apart !== null)
    lines.push(
      say(language, 'apartFromHub', {
        hub: apart.hub,
        time: spanText(apart.sinceWall === 0 ? 0 : wallNow(state) - apart.sinceWall),
      }),
    );
  if (picture !== null && picture.away.length > 0 && apart === null)
    lines.push(say(language, 'away', { devices: picture.away.join(', ') }));
  if (picture?.closed === true) lines.push(say(language, 'dayClosed'));
  if (leftMs !== null && leftMs < 5 * 60_000)
    lines.push(say(language, 'sessionEnds', { minutes: Math.max(1, Math.ceil(leftMs / 60_000)) }));
  const media = mediaText(state.troubles)?.[language] ?? null;
  const muted = state.mutedUntil === null ? null : say(language, 'muted', { time: mutedLeft(state) });
  return (
    <>
      <RedLines door={door} lines={lines} apart={apart !== null} />
      {media === null ? null : (
        <p class="media" role="status">
          {media}
        </p>
      )}
      {muted === null ? null : <p class="muted">{muted}</p>}
    </>
  );
}

function RedLines({ door, lines, apart }: { door: Door; lines: readonly string[]; apart: boolean }) {
  const { state } = door;
  const { language } = state;
  return lines.length === 0 ? null : (
    <div class="warnings" role="status">
      {lines.map((line) => (
        <p key={line.slice(0, 16)}>{line}</p>
      ))}
      {apart && state.may.has('promote') ? (
        <button type="button" onClick={() => door.setPad(confirming('promote'))}>
          {say(language, 'promote')}
        </button>
      ) : null}
    </div>
  );
}

/** Who calls for a member of staff, from machines and from counters. */
export function Helps({ door }: { door: Door }) {
  const { state } = door;
  const { language, helps, may } = state;
  return helps.length === 0 ? null : (
    <ul class="helps" aria-live="assertive">
      {helps.slice(0, 3).map((help) => (
        <li key={help.requestId} class={help.by === null ? 'open' : 'taken'}>
          <span>
            {help.by === null
              ? say(language, 'helpFrom', { place: placeOf(state, help) })
              : say(language, 'helpTaken', { place: placeOf(state, help), role: roleName(language, help.by) })}
          </span>
          {help.by === null ? (
            <button
              type="button"
              disabled={!may.has('assistance-accept')}
              onClick={() => door.wish({ name: 'assistance-accept', requestId: help.requestId })}
            >
              {say(language, 'helpAccept')}
            </button>
          ) : (
            <button
              type="button"
              disabled={!may.has('assistance-done')}
              onClick={() => door.wish({ name: 'assistance-done', requestId: help.requestId })}
            >
              {say(language, 'helpDone')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

const roleName = (language: Door['state']['language'], by: string): string =>
  by === 'clerk' || by === 'volunteer' || by === 'post' || by === 'manager' ? say(language, by) : by;
