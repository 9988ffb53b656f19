/** Edit distance with transpositions (optimal string alignment), given up above `limit`. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
};

const folded = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

/** The known word that somebody who wrote `word` most likely meant, null when none is close. */
export const nearest = (word: string, known: readonly string[]): string | null => {
  if (word.length > 60) return null;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly word: string; readonly cost: number } | null = null;
  for (const candidate of known) {
    const cost = folded(word) === folded(candidate) ? 0 : distance(folded(word), folded(candidate), limit);
    if (cost <= limit && (best === null || cost < best.cost)) best = { word: candidate, cost };
  }
  return best?.word ?? null;
};
