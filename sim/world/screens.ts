import type { ScreenName } from '../../behaviours/reception/views.ts';

export type { ScreenName };

/** Every screen by its name; a new one that is missing here does not compile. */
const all: Readonly<Record<ScreenName, true>> = {
  asleep: true,
  notice: true,
  invite: true,
  services: true,
  priority: true,
  code: true,
  wait: true,
  ticket: true,
  way: true,
  help: true,
  time: true,
  language: true,
  closed: true,
  paused: true,
  'out-of-order': true,
  thanks: true,
};

export const screenNames: readonly string[] = Object.keys(all);
