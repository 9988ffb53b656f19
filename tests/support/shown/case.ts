import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { Stage } from './stage.ts';

/** What may be done to a command while it runs. */
export interface Running {
  /** Ctrl+C. */
  interrupt(): void;
}

/** One command as somebody types it, and what it is to show. */
export interface ShownCase {
  readonly title: StaffText;
  /** At the maintainer's desk or on the device; `npx letan`, `letan` and `sudo` are what they are there. */
  readonly typed: string;
  readonly exit: number;
  /** Words that it must say: the page shows what its title says, or is not written. */
  readonly says: string;
  /** Later sections build upon what it makes: it is run although only theirs are asked for. */
  readonly needed?: true;
  /** Files of the desk that it makes: not run for others where they lie there already. */
  readonly makes?: readonly string[];
  /** What must be so before; nothing of it is shown. */
  readonly prepare?: (stage: Stage) => void | Promise<void>;
  /** Done once it has said that. */
  readonly during?: {
    readonly said: string;
    readonly act: (running: Running, stage: Stage) => void | Promise<void>;
  };
}

/** Commands that belong together. */
export interface ShownSection {
  readonly title: StaffText;
  readonly where: 'desk' | 'device';
  /** The commands that it shows, each well and going wrong: `release build`. */
  readonly commands: readonly string[];
  readonly cases: readonly ShownCase[];
}

export const interrupt = (running: Running): void => running.interrupt();
