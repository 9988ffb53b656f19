import type { BookingSeen } from '../../../behaviours/hall/bookings-seen.ts';
import { CodeField } from './code-field.tsx';
import type { Door } from './door.ts';
import { serviceName } from './pad-options.ts';
import { minuteText, say, type Language } from './text.ts';

/** Who has booked for today, by code: the ledger knows no name. Their code is checked in here as a machine does it. */
export function Bookings({ door }: { door: Door }) {
  const { state } = door;
  const { bookings, data, language, may } = state;
  if (!data.desk.bookings) return null;
  const due = bookings.filter((one) => one.state === 'early' || one.state === 'open');
  return (
    <details class="bookings" open={bookings.length > 0}>
      <summary>
        {say(language, 'bookings')}
        <small>{say(language, 'bookingsLeft', { open: due.length, all: bookings.length })}</small>
      </summary>
      {may.has('check-in') ? (
        <CodeField
          class=""
          label={say(language, 'bookingCode')}
          longest={64}
          button={say(language, 'checkIn')}
          send={(code, done) => door.wish({ name: 'check-in', code }, done)}
        />
      ) : null}
      {bookings.length === 0 ? (
        <p class="empty">{say(language, 'bookingsNone')}</p>
      ) : (
        <ol>
          {bookings
            .toSorted((a, b) => rank(a) - rank(b))
            .map((booking) => (
              <Row key={booking.code} door={door} booking={booking} />
            ))}
        </ol>
      )}
    </details>
  );
}

/** Whoever may come in now is looked for first, whoever is through last. */
const rank = ({ state }: BookingSeen): number => ['open', 'early', 'late', 'taken', 'cancelled'].indexOf(state);

function Row({ door, booking }: { door: Door; booking: BookingSeen }) {
  const { state } = door;
  const { language, may } = state;
  const { code, minute, service } = booking;
  const standing = booking.state !== 'taken' && booking.state !== 'cancelled';
  const asked = state.cancelling === code && standing;
  const ask = (about: string | null): void => {
    state.cancelling = about;
    door.redraw();
  };
  return (
    <li class={booking.state}>
      <span class="number">{minuteText(minute)}</span>
      <span class="what">
        {serviceName(state, service)}
        <small title={code}>{shortCode(code)}</small>
      </span>
      {asked ? (
        <span class="acts">
          <em>{say(language, 'cancelBookingSure')}</em>
          <button type="button" onClick={() => door.wish({ name: 'cancel-booking', code }, () => ask(null))}>
            {say(language, 'cancelBooking')}
          </button>
          <button type="button" onClick={() => ask(null)}>
            {say(language, 'keepBooking')}
          </button>
        </span>
      ) : (
        <span class="acts">
          <em>{stateText(language, booking)}</em>
          {booking.state === 'open' && may.has('check-in') ? (
            <button type="button" onClick={() => door.wish({ name: 'check-in', code })}>
              {say(language, 'checkIn')}
            </button>
          ) : null}
          {standing && may.has('cancel-booking') ? (
            <button type="button" class="quiet" onClick={() => ask(code)}>
              {say(language, 'cancelBooking')}
            </button>
          ) : null}
        </span>
      )}
    </li>
  );
}

const stateText = (language: Language, { from, number, state }: BookingSeen): string => {
  switch (state) {
    case 'early':
      return say(language, 'early', { time: minuteText(from) });
    case 'open':
      return say(language, 'openBooking');
    case 'late':
      return say(language, 'late');
    case 'taken':
      return `${say(language, 'taken')} ${number ?? ''}`;
    case 'cancelled':
      return say(language, 'cancelledBooking');
  }
};

/** Enough to tell it from the others beside the holder's own paper. */
const shortCode = (code: string): string => (code.length <= 14 ? code : `${code.slice(0, 6)}…${code.slice(-6)}`);
