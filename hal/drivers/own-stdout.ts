import { closeSync, constants, openSync } from 'node:fs';

const standardOutput = 1;

/**
 * Takes the process's standard output for our own lines and gives whatever else writes there (a library of C or Rust that complains
 * with `printf`; the sound library does, of a JACK server that no kiosk has) the standard error instead, so that the log stays JSON to
 * its last line. Returns the descriptor to write to; to be called once, before anything was written.
 *
 * Node has no dup(2); a descriptor is opened anew by its name in `/proc`, and the lowest free number is what a closed one gets. A
 * socket cannot be opened so (systemd's journal is one) and stays as it is: the journal keeps each line apart by itself.
 */
export const ownStdout = (): number => {
  let own: number;
  try {
    own = openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_APPEND);
  } catch {
    return standardOutput;
  }
  closeSync(standardOutput);
  const rest = openRest();
  if (rest === standardOutput) return own;
  // Descriptor 0 was closed too, and took its place: nothing is won, and nothing may be lost.
  closeSync(rest);
  return own;
};

const openRest = (): number => {
  try {
    return openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_APPEND);
  } catch {
    return openSync('/dev/null', constants.O_WRONLY);
  }
};
