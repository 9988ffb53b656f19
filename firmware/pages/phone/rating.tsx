import type { PhoneRating } from '../../phone/view.ts';

/** Mouths from the best to the worst, so that a level is told by more than its word. */
const mouths: Readonly<Record<number, string>> = {
  4: 'M7 13c1 5 9 5 10 0z',
  3: 'M7 14c2 3 8 3 10 0',
  2: 'M7 15.5h10',
  1: 'M7 17c2-3 8-3 10 0',
};

/** What its holder thought of the visit: four levels, no name; thanked for once it is taken. */
export function Rating({
  rating,
  said,
  sending,
  rate,
}: {
  rating: PhoneRating | null;
  said: string;
  sending: boolean;
  rate: (level: number) => void;
}) {
  if (rating === null || said !== '')
    return (
      <p class="rated" role="status">
        {said}
      </p>
    );
  return (
    <section class="rating">
      <h2>{rating.question}</h2>
      <ul>
        {rating.levels.map(({ level, label }) => (
          <li key={level}>
            <button type="button" disabled={sending} onClick={() => rate(level)}>
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="12" cy="12" r="10" />
                <path d="M8.5 9v1M15.5 9v1" />
                <path d={mouths[level] ?? ''} />
              </svg>
              {label}
            </button>
          </li>
        ))}
      </ul>
      <p>{rating.note}</p>
    </section>
  );
}
