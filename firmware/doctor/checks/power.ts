import type { HostFacts } from '../../../hal/ports/host-facts.ts';
import type { DoctorKey } from '../../../config/languages/messages/doctor.ts';
import { unknown, well, wrong, type Finding } from '../finding.ts';
import { listOr, textOr, type Examined } from '../examined.ts';

/**
 * Bits of the firmware's throttling word: what is so now, and 16 bits up what has been so since the start.
 * Source: Raspberry Pi documentation, vcgencmd get_throttled.
 */
const bits: readonly (readonly [bit: number, state: 'warning' | 'fault', key: DoctorKey & `power.${string}`])[] = [
  [0, 'fault', 'power.underVoltage'],
  [1, 'warning', 'power.throttled'],
  [2, 'warning', 'power.throttled'],
  [3, 'warning', 'power.throttled'],
  [16, 'warning', 'power.wasLow'],
  [17, 'warning', 'power.wasThrottled'],
  [18, 'warning', 'power.wasThrottled'],
  [19, 'warning', 'power.wasThrottled'],
];

/** The word in hexadecimal, wherever this kernel shows it: the node of the firmware hangs below `soc` under changing names. */
const throttled = async (host: HostFacts): Promise<number | null> => {
  const platform = '/sys/devices/platform';
  for (const soc of (await listOr(host, platform)).filter((name) => name.startsWith('soc')))
    for (const name of (await listOr(host, `${platform}/${soc}`)).filter((each) => each.endsWith(':firmware'))) {
      const text = await textOr(host, `${platform}/${soc}/${name}/get_throttled`);
      if (text !== null && /^(0x)?[0-9a-fA-F]{1,8}$/.test(text)) return Number.parseInt(text, 16);
    }
  return null;
};

/** The kernel's own alarm of the supply (driver raspberrypi-hwmon); null where there is none. */
const alarmed = async (host: HostFacts): Promise<boolean | null> => {
  for (const name of await listOr(host, '/sys/class/hwmon')) {
    const directory = `/sys/class/hwmon/${name}`;
    if ((await textOr(host, `${directory}/name`)) !== 'rpi_volt') continue;
    const alarm = await textOr(host, `${directory}/in0_lcrit_alarm`);
    return alarm === null ? null : alarm === '1';
  }
  return null;
};

/** Whether the supply holds its voltage, and whether the processor was slowed down for it. */
export const checkPower = async ({ host }: Examined): Promise<readonly Finding[]> => {
  const word = await throttled(host);
  if (word === null) {
    const alarm = await alarmed(host);
    if (alarm === null) return [unknown('power', '', '')];
    return [
      alarm
        ? wrong('fault', 'power', '', 'in0_lcrit_alarm 1', 'power.underVoltage', {})
        : well('power', '', 'in0_lcrit_alarm 0'),
    ];
  }
  const value = `0x${word.toString(16)}`;
  const found = new Map<DoctorKey, Finding>();
  for (const [bit, state, key] of bits)
    if ((word & (1 << bit)) !== 0 && !found.has(key)) found.set(key, wrong(state, 'power', '', value, key, {}));
  // What is so now has been so since the start: once is enough.
  if (found.has('power.underVoltage')) found.delete('power.wasLow');
  if (found.has('power.throttled')) found.delete('power.wasThrottled');
  return found.size === 0 ? [well('power', '', value)] : [...found.values()];
};
