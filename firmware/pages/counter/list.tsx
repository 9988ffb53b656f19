import type { HallPicture, PictureTicket } from '../../../behaviours/hall/picture.ts';
import { Bookings } from './bookings.tsx';
import type { Door } from './door.ts';
import { serviceName } from './pad-options.ts';
import { ownCounter, waitsFor, wallNow } from './state.ts';
import { say, sayWord, spanText } from './text.ts';

/** Who is in the hall, in the hall's order; whoever waits for this counter stands out. */
export function List({ door, picture }: { door: Door; picture: HallPicture }) {
  const { state } = door;
  const { language } = state;
  const counter = ownCounter(state);
  const waiting = picture.tickets.filter(({ phase }) => phase === 'waiting');
  const aside = picture.tickets.filter(({ phase }) => phase === 'parked' || phase === 'no-show');
  return (
    <section class="list" aria-label={say(language, 'list')}>
      <h2>
        {say(language, 'waiting')} <strong>{waiting.length}</strong>
        <small>{say(language, 'waitingAll')}</small>
      </h2>
      <div class="rows">
        {waiting.length + aside.length === 0 ? <p class="empty">{say(language, 'listEmpty')}</p> : null}
        <ol>
          {waiting.map((ticket) => (
            <Row key={ticket.id} door={door} ticket={ticket} ours={counter !== null && waitsFor(ticket, counter)} />
          ))}
        </ol>
        {aside.length === 0 ? null : (
          <>
            <h3>
              {say(language, 'parked')} · {say(language, 'no-show')}
            </h3>
            <ol>
              {aside.map((ticket) => (
                <Row key={ticket.id} door={door} ticket={ticket} ours={ticket.counter === counter?.id} />
              ))}
            </ol>
          </>
        )}
      </div>
      <Bookings door={door} />
      <Counters door={door} picture={picture} />
    </section>
  );
}

function Row({ door, ticket, ours }: { door: Door; ticket: PictureTicket; ours: boolean }) {
  const { state } = door;
  const { language } = state;
  const waited = wallNow(state) - ticket.issuedWall;
  const marks = [
    ...(ticket.priority === null ? [] : [`${sayWord(language, ticket.priority)}${ticket.confirmed ? ' ✓' : ''}`]),
    ...(ticket.to === null ? [] : [say(language, 'toCounter', { id: ticket.to })]),
    ...(ticket.apart ? [say(language, 'apart')] : []),
    ...(ticket.phase === 'waiting' ? [] : [say(language, ticket.phase === 'parked' ? 'parked' : 'no-show')]),
  ];
  return (
    <li class={ours ? 'ours' : ''}>
      <button type="button" onClick={() => door.setPad({ at: 'ticket', number: ticket.number })}>
        <span class="number">{ticket.number}</span>
        <span class="what">
          {serviceName(state, ticket.service)}
          {marks.length === 0 ? null : <em>{marks.join(' · ')}</em>}
        </span>
        <span class="time">{spanText(waited)}</span>
      </button>
    </li>
  );
}

/** What colleagues do. */
function Counters({ door, picture }: { door: Door; picture: HallPicture }) {
  const { state } = door;
  return (
    <ul class="counters" aria-label={say(state.language, 'others')}>
      {picture.counters.map(({ id, state: now, current }) => (
        <li key={id} class={`${now} ${state.seat.at === 'counter' && state.seat.id === id ? 'own' : ''}`}>
          <span class="id">{id}</span>
          <span class="who">{now === 'open' ? (current?.number ?? '–') : say(state.language, now)}</span>
        </li>
      ))}
    </ul>
  );
}
