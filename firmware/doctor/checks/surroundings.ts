import { unknown, well, wrong, type Finding } from '../finding.ts';
import { listOr, textOr, type Examined } from '../examined.ts';

/** Whether the time is believed, and whether it would survive a power cut without network. */
export const checkClock = async ({ host, wall }: Examined): Promise<readonly Finding[]> => {
  const clocks = (await listOr(host, '/sys/class/rtc')).filter((name) => name.startsWith('rtc'));
  const [first] = clocks;
  const rtc = first === undefined ? null : ((await textOr(host, `/sys/class/rtc/${first}/name`)) ?? first);
  const value = `${wall.trusted ? 'trusted' : 'not trusted'}, RTC ${rtc ?? '—'}`;
  if (!wall.trusted) return [wrong('fault', 'clock', '', value, 'clock.notSet', {})];
  return [rtc === null ? wrong('warning', 'clock', '', value, 'clock.noRtc', {}) : well('clock', '', value)];
};

/** The cards that ALSA knows, by name. */
const cardsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*[0-9]+ \[(\S+)\s*\]/gm)].map((match) => match[1] ?? '');

/** The card that an ALSA output names: `plughw:CARD=UACDemo,DEV=0`, `hw:Headphones`; null: the system's own choice. */
const cardOf = (output: string | null): string | null => {
  const match = /CARD=([^,\s]+)/.exec(output ?? '') ?? /^(?:plug)?hw:([A-Za-z][^,\s]*)/.exec(output ?? '');
  return match?.[1] ?? null;
};

export const checkSound = async ({ config, host }: Examined): Promise<readonly Finding[]> => {
  const speakers = Object.entries(config.devices).flatMap(([name, entry]) =>
    entry.port === 'speaker' && entry.driver !== 'simulated' ? [{ name, output: entry.output }] : [],
  );
  if (speakers.length === 0) return [];
  const text = await textOr(host, '/proc/asound/cards');
  const cards = cardsIn(text ?? '');
  return speakers.map(({ name, output }) => {
    const found = cards.join(', ');
    if (cards.length === 0) return wrong('fault', 'sound', name, text ?? '', 'sound.none', {});
    const wanted = cardOf(output);
    if (wanted === null || cards.includes(wanted)) return well('sound', name, found);
    return wrong('fault', 'sound', name, found, 'sound.noCard', { wanted, found });
  });
};

export const checkNetwork = async ({ config, host }: Examined): Promise<readonly Finding[]> => {
  const needed = Object.values(config.devices).some((entry) => entry.port === 'bus' && entry.driver !== 'simulated');
  const names = (await listOr(host, '/sys/class/net')).filter((name) => name !== 'lo');
  const states = await Promise.all(
    names.map(async (name) => `${name} ${(await textOr(host, `/sys/class/net/${name}/operstate`)) ?? '?'}`),
  );
  const value = states.join(', ');
  if (states.some((state) => state.endsWith(' up'))) return [well('network', '', value)];
  return [
    wrong(needed ? 'fault' : 'warning', 'network', '', value, 'network.down', { found: value === '' ? '—' : value }),
  ];
};

/** Somebody has to restart a machine that hangs; a device whose config asks for it must have it. */
export const checkWatchdog = async ({ config, host }: Examined): Promise<readonly Finding[]> => {
  const path = config.watchdog?.path ?? '/dev/watchdog';
  const allowed = await host.may(path);
  if (allowed.ok) return [well('watchdog', '', path)];
  // It belongs to root; whether systemd feeds it, only systemd knows.
  if (allowed.fault.kind === 'permission' && config.watchdog === null) return [unknown('watchdog', '', path)];
  if (allowed.fault.kind === 'permission')
    return [wrong('fault', 'watchdog', '', path, 'node.permission', { device: 'watchdog', path, group: 'letan' })];
  return [wrong(config.watchdog === null ? 'warning' : 'fault', 'watchdog', '', '', 'watchdog.absent', {})];
};
