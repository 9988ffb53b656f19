/*
 * Recall, precision and the rest worked out from a bench's cases and an encounters file alone, by the words of the definition. It imports
 * nothing of the project, so that a mistake in the bench's own scoring is found and not repeated.
 */

/** @param {string} cases NDJSON @param {string} encounters CSV */
export const recount = (cases, encounters) => {
  const lines = cases
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const [head, ...rows] = encounters
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const people = rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index]])));
  let engaged = 0;
  let served = 0;
  let hits = 0;
  let wrong = 0;
  const count = { pass: 0, linger: 0 };
  const spoken = { pass: 0, linger: 0 };
  const waits = [];
  for (const { kiosk, track, label, t_seen, t_label } of people) {
    const own = lines.filter((line) => line.kiosk === kiosk && line.track === Number(track));
    const fired = own.map((line) => line.firedAtS).filter((at) => at !== null);
    wrong += Math.max(0, fired.length - 1);
    if (label !== 'engage') {
      count[label] += 1;
      if (fired.length > 0) spoken[label] += 1;
      if (fired.length > 0 && label === 'pass') wrong += 1;
      continue;
    }
    engaged += 1;
    const last = Number(t_label) + 1.5 + 1e-6;
    const early = fired.length > 0 && fired[0] < Number(t_seen) - 0.05;
    const hit = fired.length > 0 && !early && fired[0] <= last;
    if (early) wrong += 1;
    if (hit) {
      hits += 1;
      waits.push(fired[0] - Number(t_label));
    }
    const seen = own.some((line) => line.acknowledgedAtS !== null && line.acknowledgedAtS <= last);
    if (hit || seen || own.some((line) => line.servedBy !== null)) served += 1;
  }
  wrong += lines.filter((line) => line.track === null).length;
  waits.sort((a, b) => a - b);
  const middle = waits.length / 2;
  return {
    recall: engaged === 0 ? null : served / engaged,
    precision: hits + wrong === 0 ? null : hits / (hits + wrong),
    passersGreeted: count.pass === 0 ? null : spoken.pass / count.pass,
    lingerersGreeted: count.linger === 0 ? null : spoken.linger / count.linger,
    medianAfterStopS:
      waits.length === 0
        ? null
        : Number.isInteger(middle)
          ? (waits[middle - 1] + waits[middle]) / 2
          : waits[Math.floor(middle)],
    n: people.length,
  };
};
