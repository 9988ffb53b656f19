import type { PhoneRating } from '../../phone/view.ts';
import { RatingFace } from '../shared/rating-face.tsx';

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
              <RatingFace level={level} />
              {label}
            </button>
          </li>
        ))}
      </ul>
      <p>{rating.note}</p>
    </section>
  );
}
