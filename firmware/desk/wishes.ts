import type { Command } from '../commands.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What staff may wish of the hall at a page or a number pad; who they are and under which id is added by the server. */
export type DeskName = Exclude<
  Command['name'],
  'help-ask' | 'assistance-accept' | 'assistance-done' | 'pause' | 'resume'
>;
export type DeskWish = DistributiveOmit<Extract<Command, { readonly name: DeskName }>, 'id' | 'by'>;

/** Why somebody is put aside, and why a counter rests: keys of the language files, so that each reader has their own words. */
export const parkReasons = ['papers', 'checking', 'errand', 'other'] as const;
export const pauseReasons = ['break', 'lunch', 'meeting', 'trouble', 'other'] as const;
