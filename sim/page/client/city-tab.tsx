import { cityKindTexts } from '../../../config/languages/messages/sim-page.ts';
import type { CitySnapshot } from '../protocol.ts';
import type { Door, Hello } from './state.ts';
import { nameOf, say, sayOf } from './text.ts';

/** The city's own system as the centre's adapter sees it: bookings that came in, and what the centre has told it. */
export function CityTab({ door, hello, city }: { door: Door; hello: Hello; city: CitySnapshot }) {
  const { state, ask } = door;
  const serviceName = (id: string): string =>
    nameOf(state, hello.services.find((one) => one.id === id)?.name ?? {}) || id;
  const taken = new Map(
    city.newest.filter(({ kind }) => kind === 'ticket.issued').map(({ booking, number }) => [booking, number]),
  );
  return (
    <>
      <p class="quiet">{say(state, 'cityHint')}</p>
      <p class={`link-state ${city.away ? 'broken' : ''}`}>
        {say(state, city.away ? 'cityAway' : 'cityThere', { count: String(city.taken) })}
      </p>
      <h3>{say(state, 'cityBookings')}</h3>
      <ul class="city-bookings">
        {city.bookings.map(({ code, service, time }) => (
          <li key={code}>
            <time>{time}</time>
            <code>{code}</code>
            <span>{serviceName(service)}</span>
            {taken.has(code) ? <b class="ticket">{taken.get(code)}</b> : null}
          </li>
        ))}
      </ul>
      <div class="verbs">
        <button type="button" onClick={() => ask({ do: 'book' })}>
          {say(state, 'cityBook')}
        </button>
      </div>
      <h3>{say(state, 'cityTold')}</h3>
      <ol class="city-told">
        {city.newest.map(({ at, booking, counter, dossier, id, kind, number }) => (
          <li key={id}>
            <time>{at.slice(11, 19)}</time>
            <span>
              {sayOf(state, cityKindTexts[kind], kind)} <small>{[booking, dossier].filter(Boolean).join(' ')}</small>
            </span>
            <b>{[number, counter === '' ? '' : say(state, 'counterName', { counter })].filter(Boolean).join(' · ')}</b>
          </li>
        ))}
      </ol>
    </>
  );
}
