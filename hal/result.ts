/** The outcome of what the world may refuse: a value, or a fault that says what refused. Never used for our own bugs. */
export type Result<T, F> = Ok<T> | Fail<F>;
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Fail<F> {
  readonly ok: false;
  readonly fault: F;
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const done: Ok<void> = { ok: true, value: undefined };
export const fail = <F>(fault: F): Fail<F> => ({ ok: false, fault });
