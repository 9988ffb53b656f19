import type { HallOut } from '../behaviours/hall/events.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { WallTime } from '../hal/ports/clock.ts';
import type { DeviceConfig } from '../config/schema.ts';
import type { Command, CommandAnswer } from './commands.ts';
import type { HallMedia } from './hall-media.ts';
import type { OpenHelp } from './desk/help-desk.ts';
import type { HushDesk } from './desk/hush-desk.ts';
import type { SiteFaults } from './site-faults.ts';

/** The hall for those who only look. */
export type SeenHall = Omit<Hall, 'start' | 'command' | 'receive' | 'office' | 'seen'> & {
  readonly office: Hall['seen'];
};

/**
 * What the site's pages see of one device and may ask of it. It outlives a restart of the firmware in the simulator, so pages keep
 * the face and ask it anew each time; they never keep what it gave.
 */
export interface SiteFace {
  readonly config: DeviceConfig;
  /** The device's own time: instants in the hall's picture are by it. */
  wallTime(): WallTime;
  /** For reading; null: this device has no ledger. What is asked of the hall goes through `command`. */
  hall(): SeenHall | null;
  /** Whether the hall has read its ledger and answers. */
  ready(): boolean;
  /** What may be asked over the bus may be asked here; the same id is answered the same and does nothing again. */
  command(command: Command): Promise<CommandAnswer>;
  /** How the hall is told who is called: boards, voices, what staff have put on the boards. */
  readonly media: Pick<HallMedia, 'boards' | 'voiceless' | 'notice' | 'troubles' | 'onChanged'>;
  /** What is wrong with the devices of the site, as far as this one has heard. */
  readonly faults: Pick<SiteFaults, 'all' | 'findings'>;
  /** Whether greetings are muted on this device, and for how long still. */
  readonly hush: Pick<HushDesk, 'leftMs' | 'onChanged'>;
  /** What happens in the hall as this device holds it, in ledger order. */
  on(listener: (event: HallOut) => void): Unsubscribe;
  /** Calls for help from machines and counters of the site, oldest first. */
  helps(): readonly OpenHelp[];
  onHelp(listener: () => void): Unsubscribe;
}
