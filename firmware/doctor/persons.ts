import { needsOf } from '../../config/boards/needs.ts';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { HalDevices, PortName } from '../../hal/hal.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Clip } from '../../hal/ports/speaker.ts';
import type { Slip } from '../../hal/ports/ticket-printer.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { deviceWrong, unknown, well, wrong, type Finding } from './finding.ts';

export type PersonSays = 'yes' | 'no' | 'skipped';

/** Somebody who stands before the device, and can see, hear and press. */
export interface Person {
  ask(question: StaffText): Promise<PersonSays>;
}

export interface PersonPorts {
  readonly config: DeviceConfig;
  readonly devices: HalDevices;
  readonly up: (port: PortName, name: string) => boolean;
  readonly clock: Clock;
  readonly person: Person;
  /** What is sounded, and what is printed, for somebody to hear and see. */
  readonly chime: Clip;
  readonly slip: Slip;
}

/** Nothing that a person is to see or hear takes longer. */
const actMs: Milliseconds = 20_000;
const volume = 0.6;

/** Does what the person is to see or hear; a finding where that failed, null where it is now theirs to say. */
const act = async (port: PortName, name: string, ports: PersonPorts): Promise<Finding | null> => {
  const { devices, clock } = ports;
  const giveUp = new AbortController();
  const timer = clock.setTimeout(() => giveUp.abort(), actMs);
  try {
    if (port === 'lamp') devices.lamp[name]?.set('call');
    if (port === 'speaker') {
      const played = await devices.speaker[name]?.play(ports.chime, volume, giveUp.signal);
      if (played !== undefined && !played.ok) return deviceWrong('person', name, played.fault);
    }
    if (port === 'printer') {
      const outcome = await devices.printer[name]?.print(ports.slip, giveUp.signal);
      if (outcome !== undefined && outcome.kind !== 'printed') return deviceWrong('person', name, outcome.fault);
    }
    return null;
  } finally {
    clock.clearTimeout(timer);
  }
};

/** Asks a person for what only a person can say: whether the chime is heard, the slip cut, the lamp lit, the touch where the finger is. */
export const askPerson = async (ports: PersonPorts): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [name, entry] of Object.entries(ports.config.devices)) {
    const { question } = needsOf(entry);
    if (question === null || !ports.up(entry.port, name)) continue;
    const failed = await act(entry.port, name, ports);
    if (failed !== null) {
      findings.push(failed);
      continue;
    }
    const says = await ports.person.ask(question);
    if (entry.port === 'lamp') ports.devices.lamp[name]?.set('off');
    if (says === 'yes') findings.push(well('person', name, 'yes'));
    else if (says === 'skipped') findings.push(unknown('person', name, 'not answered'));
    else findings.push(wrong('fault', 'person', name, 'no', 'person.no', { question }));
  }
  return findings;
};
