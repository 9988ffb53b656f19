import type { doctorMessages } from './doctor.ts';
import type { faultMessages } from './faults.ts';
import type { startMessages } from './repair.ts';

type FaultKey = keyof typeof doctorMessages | `device.${keyof typeof faultMessages}` | keyof typeof startMessages;

/**
 * Each fault's code, short enough to say over a telephone: D a device, M the machine, S a start. Codes are printed in manuals and written
 * into logbooks, so one that was given is never given to another fault; new ones go behind the last of their letter.
 */
export const faultCodes = {
  'device.absent': 'D-01',
  'device.permission': 'D-02',
  'device.busy': 'D-03',
  'device.claimed': 'D-04',
  'device.stuck': 'D-05',
  'device.unsupported': 'D-06',
  'device.unplugged': 'D-07',
  'device.timeout': 'D-08',
  'device.no-answer': 'D-09',
  'device.silent': 'D-10',
  'device.wrong-chip': 'D-11',
  'device.wrong-baud': 'D-12',
  'device.garbled': 'D-13',
  'device.too-long': 'D-14',
  'device.wrong-device': 'D-15',
  'device.not-started': 'D-16',
  'device.no-firmware': 'D-17',
  'device.wrong-firmware': 'D-18',
  'device.refused': 'D-19',
  'device.unreachable': 'D-20',
  'device.offline': 'D-21',
  'device.write-only': 'D-22',
  'device.garbled-answer': 'D-23',
  'device.hardware': 'D-24',
  'device.overheated': 'D-25',
  'device.paper-out': 'D-26',
  'device.paper-low': 'D-27',
  'device.cover-open': 'D-28',
  'device.cutter-jam': 'D-29',
  'device.no-voice': 'D-30',
  'device.crashed': 'D-31',
  'device.no-device': 'D-32',
  'device.full': 'D-33',
  'device.no-file': 'D-34',
  'device.read-only': 'D-35',
  'device.model-missing': 'D-36',
  'device.model-corrupt': 'D-37',
  'device.no-backend': 'D-38',
  'device.io': 'D-39',
  'device.other': 'D-40',
  'board.other': 'M-01',
  'kernel.older': 'M-02',
  'pins.noChip': 'M-03',
  'pins.otherLabel': 'M-04',
  'pins.noSysfs': 'M-05',
  'pins.sysfsBase': 'M-06',
  'node.absent': 'M-07',
  'node.permission': 'M-08',
  'power.underVoltage': 'M-09',
  'power.wasLow': 'M-10',
  'power.throttled': 'M-11',
  'power.wasThrottled': 'M-12',
  'heat.high': 'M-13',
  'memory.low': 'M-14',
  'disk.low': 'M-15',
  'disk.readOnly': 'M-16',
  'disk.errors': 'M-17',
  'disk.missing': 'M-18',
  'card.worn': 'M-19',
  'card.endOfLife': 'M-20',
  'clock.notSet': 'M-21',
  'clock.noRtc': 'M-22',
  'sound.noCard': 'M-23',
  'sound.none': 'M-24',
  'network.down': 'M-25',
  'watchdog.absent': 'M-26',
  'person.no': 'M-27',
  'start.bug': 'S-01',
  'start.ended': 'S-02',
  'start.byHand': 'S-03',
} as const satisfies Readonly<Record<FaultKey, string>>;

export type FaultCode = (typeof faultCodes)[FaultKey];

const isKnown = (key: string): key is FaultKey => Object.hasOwn(faultCodes, key);

/** The code of a finding's key; null where it has none. A device's fault that nobody foresaw is told as one. */
export const codeOf = (key: string): FaultCode | null => {
  if (isKnown(key)) return faultCodes[key];
  return key.startsWith('device.') ? faultCodes['device.other'] : null;
};
