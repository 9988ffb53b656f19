import { join } from 'node:path';

/** Where distributions have Chromium; Raspberry Pi OS called it by the second name until 2024. */
export const browserPrograms: readonly string[] = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
/** The compositor that shows one program and nothing around it. */
export const compositorProgram = '/usr/bin/cage';

/** What the panel cannot do without, by Debian's packages; of each one's programs one is enough. */
export const panelNeeds: readonly { readonly name: string; readonly programs: readonly string[] }[] = [
  { name: 'cage', programs: [compositorProgram] },
  // Cage does not start without it, though nothing here is a program for X.
  { name: 'xwayland', programs: ['/usr/bin/Xwayland'] },
  { name: 'chromium', programs: browserPrograms },
];

/** The port on which the device says that another program holds `port`. */
export const portBeside = (port: number): number => (port < 65_535 ? port + 1 : port - 1);

/**
 * How the panel's browser is started for an address. Its profile lies in memory below `folder`: it writes nothing to the card, and each
 * start is its first. No argument holds a space, so that a unit's file of variables may carry them in one line.
 */
export const browserArguments = (address: string, folder: string): readonly string[] => [
  '--kiosk',
  `--user-data-dir=${join(folder, 'profile')}`,
  '--ozone-platform=wayland',
  '--password-store=basic',
  '--no-first-run',
  '--no-default-browser-check',
  '--noerrdialogs',
  '--hide-crash-restore-bubble',
  '--disable-breakpad',
  // Two fingers and a swipe from the edge belong to nobody: the page has its own large letters and its own way back.
  '--disable-pinch',
  '--overscroll-history-navigation=0',
  '--disable-features=TouchpadOverscrollHistoryNavigation,OverscrollHistoryNavigation,TranslateUI',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-component-update',
  '--disable-background-networking',
  `${address}/`,
];

/** The file of variables that the unit reads (systemd.exec(5), EnvironmentFile=). */
export const panelEnvironment = (browser: string, address: string, folder: string): string =>
  `LETAN_BROWSER=${browser}\nLETAN_BROWSER_ARGUMENTS=${browserArguments(address, folder).join(' ')}\n`;
