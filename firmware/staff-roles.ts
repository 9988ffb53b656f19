import type { CommandName } from './commands.ts';

/*
 * Who of the staff may do what. A role is what somebody is in the hall, not who they are: the ledger says `clerk`, never a name.
 * The page shows only what its role may do; the server asks this table for every wish all the same.
 */

export const staffRoles = ['clerk', 'volunteer', 'post', 'manager'] as const;
export type StaffRole = (typeof staffRoles)[number];
export const isStaffRole = (word: string): word is StaffRole => staffRoles.some((role) => role === word);

/** What staff do at a page is what may be asked of a device; nobody pauses a machine from a counter. */
export type StaffAct = Exclude<CommandName, 'pause' | 'resume'>;

/** At a counter, with whoever is called to it. */
const atCounter = [
  'open',
  'next',
  'recall',
  'arrived',
  'no-show',
  'finish',
  'park',
  'return',
  'transfer',
  'extend',
  'pause-counter',
  'close',
  'walk-in',
  'check-in',
  'dossier',
] as const satisfies readonly StaffAct[];
/** Among colleagues. */
const help = ['help-ask', 'assistance-accept', 'assistance-done'] as const satisfies readonly StaffAct[];
/** Quiet in the hall, for whoever has to be understood in it. */
const quiet = ['mute-greetings', 'unmute-greetings'] as const satisfies readonly StaffAct[];
/** Changes the order by hand; the ledger says by which role. */
const outOfTurn = ['call', 'class', 'defer', 'cancel', 'cancel-booking'] as const satisfies readonly StaffAct[];

/**
 * `clerk`: sits at a counter. `volunteer`: walks the hall, helps at the machines, checks bookings in and puts late-comers back in line. `post`: takes
 * files over from the post office's desk; serves as a clerk does, but changes nobody's place. `manager`: all of it.
 */
const may: Readonly<Record<StaffRole, ReadonlySet<StaffAct>>> = {
  clerk: new Set([...atCounter, ...help, ...quiet, ...outOfTurn, 'enter']),
  volunteer: new Set([...help, ...quiet, 'return', 'defer', 'check-in']),
  post: new Set([...atCounter, ...help, ...quiet]),
  manager: new Set([...atCounter, ...help, ...quiet, ...outOfTurn, 'enter', 'close-day', 'promote']),
};

export const roleMay = (role: StaffRole, act: StaffAct): boolean => may[role].has(act);

/** All that a role may do, for its page. */
export const actsOf = (role: StaffRole): readonly StaffAct[] => [...may[role]];
