/** Exit codes after sysexits.h: what a script or systemd may rely on. */
export const exitCodes = {
  ok: 0,
  /** A check ran and found something (say --vectors, a scenario's expectation). */
  failed: 1,
  usage: 64,
  bug: 70,
  /** Not now: the same command will do later. */
  later: 75,
  config: 78,
} as const;
