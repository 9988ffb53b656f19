import type { doctorMessages } from './doctor.ts';
import type { faultMessages } from './faults.ts';
import type { ledgerRepairMessages } from './ledger.ts';
import type { startMessages } from './repair.ts';

/** Everything that can be wrong with a device, by its name for programs. */
export type FaultKey =
  | keyof typeof doctorMessages
  | `device.${keyof typeof faultMessages}`
  | `ledger.${keyof typeof ledgerRepairMessages | 'room'}`
  | keyof typeof startMessages;

/**
 * Each fault's code, short enough to say over a telephone: D a device, L the ledger, M the machine, S a start. Codes are printed in manuals and written
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
  'device.newer-schema': 'D-41',
  'device.damaged': 'D-42',
  'device.unprintable': 'D-43',
  'device.interrupted': 'D-44',
  'device.warming-up': 'D-45',
  'device.closed': 'D-46',
  'device.not-open': 'D-47',
  'device.too-large': 'D-48',
  'device.not-permitted': 'D-49',
  'device.model-other-shape': 'D-50',
  'ledger.torn-tail': 'L-01',
  'ledger.quarantined': 'L-02',
  'ledger.missing': 'L-03',
  'ledger.relinked': 'L-04',
  'ledger.rebuilt': 'L-05',
  'ledger.rebuildable': 'L-06',
  'ledger.migrated': 'L-07',
  'ledger.room': 'L-08',
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
  'start.config': 'S-04',
  'start.dataDir': 'S-05',
  'start.port': 'S-06',
} as const satisfies Readonly<Record<FaultKey, string>>;

export type FaultCode = (typeof faultCodes)[FaultKey];

/** The code of what is wrong; null where nothing is. */
export const codeOf = (key: FaultKey | ''): FaultCode | null => (key === '' ? null : faultCodes[key]);
