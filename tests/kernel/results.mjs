// What tests/kernel/runner/main.ts wrote down in a guest, read by the host.

/**
 * @param {string} text one JSON object a line
 * @param {string[]} files those that were to run
 * @param {string} why what is said of a file that did not end
 */
export const resultsOf = (text, files, why) => {
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const ended = new Set(lines.flatMap(({ ended: file }) => (file === undefined ? [] : [file])));
  return [
    ...lines.filter(({ state }) => state !== undefined),
    ...files
      .filter((file) => !ended.has(file))
      .map((file) => ({ file, name: file, state: 'failed', ms: 0, error: why })),
  ];
};

/** Why a file did not end. */
export const notEnded = (timedOut) =>
  timedOut ? 'the guest was not done in its time' : 'the guest ended in the midst of it';
