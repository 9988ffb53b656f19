/**
 * The code by which Node, Linux or SQLite names what went wrong (`ENOENT`, `SQLITE_FULL`); null where what was thrown has none, which mostly
 * is a bug of ours.
 */
export const errorCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
