/** A mistake of ours, never of the world: nobody catches it, the process logs it, exits with 70 and is started again. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

/** The value, where its absence would be a mistake of ours. */
export function present<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new BugError(message);
  return value;
}

/** Ends a switch over a union: a new member that nobody handles fails to compile. */
export function unreachable(value: never): never {
  throw new BugError(`unreachable: ${JSON.stringify(value)}`);
}
