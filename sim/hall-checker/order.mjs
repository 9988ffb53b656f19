/*
 * The two orders of a hall, as its README defines them, written down a second time: of places in line, and of the facts about one
 * ticket or one counter.
 */

/** Who stands before whom: negative when `a` does. */
export const placeOrder = (a, b) => {
  for (const key of ['wall', 'device', 'epoch', 'seq', 'behind']) {
    if (a[key] === b[key]) continue;
    return a[key] < b[key] ? -1 : 1;
  }
  return 0;
};

/** Whose clock is behind what it knew says in `after` when that was. */
const tookEffect = ({ wall, data }) => Math.max(wall, data.after ?? wall);

/** Which of two facts about one ticket, or one counter, took effect first: of one device by its own count, of two by the time that they believed. */
export const factBefore = (a, b) => {
  if (a.device === b.device) return a.epoch === b.epoch ? a.seq < b.seq : a.epoch < b.epoch;
  const [first, second] = [tookEffect(a), tookEffect(b)];
  return first === second ? a.device < b.device : first < second;
};

/** Puts a fact where it belongs among those that are known. */
export const insertFact = (facts, fact) => {
  let at = facts.length;
  while (at > 0 && factBefore(fact, facts[at - 1])) at -= 1;
  facts.splice(at, 0, fact);
};
