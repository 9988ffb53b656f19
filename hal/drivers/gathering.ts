/** A sync takes some milliseconds on a card: waiting that long for more to share it costs nobody much. */
export const longestGatheringMs = 4;

/**
 * Resolves once nothing more joins those that wait: input is read one after the other, a round of the event loop for each, so at the first
 * round that brings nothing, and never later than a sync takes. For where several came together last time; who comes alone waits for
 * nobody.
 *
 * @param waiting how many wait now.
 */
export const whenStill = async (waiting: () => number): Promise<void> => {
  const since = performance.now();
  for (let seen = -1; waiting() > seen && performance.now() - since < longestGatheringMs;) {
    seen = waiting();
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
};
