/** Mouths from the best to the worst, so that a level is told by more than its word. */
const mouths: Readonly<Record<number, string>> = {
  4: 'M7 13c1 5 9 5 10 0z',
  3: 'M7 14c2 3 8 3 10 0',
  2: 'M7 15.5h10',
  1: 'M7 17c2-3 8-3 10 0',
};

/** A face of one of four levels; its word stands beside it. */
export function RatingFace({ level }: { level: number }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10" />
      <path d="M8.5 9v1M15.5 9v1" />
      <path d={mouths[level] ?? ''} />
    </svg>
  );
}
