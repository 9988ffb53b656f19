import type { DeviceConfig } from '../../config/schema.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import type { Behaviours } from '../behaviours.ts';
import type { Command, CommandAnswer } from '../commands.ts';
import { doCommand } from '../doing.ts';
import type { HallMedia } from '../hall-media.ts';
import type { StripPrinting } from '../strip-printing.ts';
import { DeskPads } from './desk-pads.ts';
import type { HushDesk } from './hush-desk.ts';
import { deskSiteOf } from './pad-desk.ts';
import { HelpDesk, type OpenHelp } from './help-desk.ts';

export interface DesksPorts {
  readonly config: DeviceConfig;
  readonly behaviours: Behaviours;
  readonly hush: HushDesk;
  readonly media: HallMedia;
  /** Null: this device prints no contingency strip. */
  readonly strip: StripPrinting | null;
  readonly devices: HalDevices;
  readonly bus: MessageBus | null;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** An event for the bus. */
  readonly tell: (name: string, data: JsonObject) => void;
}

/** What staff have of a device: whatever is asked of it comes through here, from the bus, a page or a number pad. */
export interface Desks {
  /** Listens from now on; `boot` counts the starts of this device. */
  start(boot: number): Unsubscribe;
  obey(command: Command): Promise<CommandAnswer>;
  helps(): readonly OpenHelp[];
  onHelp(listener: () => void): Unsubscribe;
}

/** Number pads that serve a counter, by name: the counter's id. */
export const clerksPadsOf = ({ devices }: DeviceConfig): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(devices).flatMap(([name, entry]) =>
      entry.port === 'keypad' && 'counter' in entry && entry.counter !== null ? [[name, entry.counter] as const] : [],
    ),
  );

export const createDesks = (ports: DesksPorts): Desks => {
  const { config, behaviours, devices, clock, entropy, tell } = ports;
  const help = new HelpDesk(config.site.site, config.device, { ...ports, assistance: behaviours.assistance });
  const obey = (command: Command): Promise<CommandAnswer> => doCommand(command, behaviours, help, ports);
  const pads = new DeskPads(deskSiteOf(config), {
    clock,
    entropy,
    tell,
    picture: () => behaviours.hall?.picture() ?? null,
    helps: () => help.open(),
    muted: () => ports.hush.leftMs() !== null,
    command: obey,
    claim: (claim) => behaviours.reception.send({ type: 'claim.made', claim }),
  });
  return {
    start: (boot) => {
      const ends = [help.start(boot), pads.connect(devices.keypad, clerksPadsOf(config))];
      return () => {
        for (const end of ends) end();
      };
    },
    obey,
    helps: () => help.open(),
    onHelp: (listener) => help.on(listener),
  };
};
