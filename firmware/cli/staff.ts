import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { staffMessages, staffWords, weakPins } from '../../config/languages/messages/staff.ts';
import { textWith, worded, type Message, type SlotValues } from '../../config/languages/messages/wording.ts';
import { loadDevice } from '../../config/load.ts';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { hashPin, pinMatches } from '../../hal/drivers/scrypt-pin-hash.ts';
import { pinDigits, pinsBlob, pinsText, readPins, weakness, type StaffPins } from '../staff-pins.ts';
import { isStaffRole, staffRoles, type StaffRole } from '../staff-roles.ts';
import { exitCodes } from './exit.ts';
import { askHidden } from './hidden-line.ts';

const say = <M extends Message>(message: M, values: SlotValues<M>, code: number): void => {
  const { needs, repair } = worded(message, values);
  process.stderr.write(`${needs.vi} → ${repair.vi}\n${needs.en} → ${repair.en}\n`);
  process.exitCode = code;
};

/** The role that has this PIN already, null when none has. */
const roleWith = async (pins: StaffPins, pin: string, besides: StaffRole): Promise<StaffRole | null> => {
  for (const role of staffRoles) {
    const hash = pins[role];
    if (role !== besides && hash !== undefined && (await pinMatches(pin, hash))) return role;
  }
  return null;
};

const setPin = async (options: {
  readonly config: string;
  readonly role: string;
  readonly clear?: true;
}): Promise<void> => {
  const { role } = options;
  if (!isStaffRole(role)) return say(staffMessages.role, { role, roles: staffRoles.join(', ') }, exitCodes.usage);
  const config = loadDevice(options.config);
  if (!config.ok) {
    for (const fault of config.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const { dataDir } = config.value;
  const storage = new NodeStorage(dataDir);
  try {
    const known = await readPins(storage);
    if (!known.ok) return say(staffMessages.file, { path: dataDir, code: known.fault.kind }, exitCodes.config);
    const pins: Partial<Record<StaffRole, string>> = { ...known.value };
    if (options.clear === true) delete pins[role];
    else {
      const pin = await asked(role);
      if (pin === null) return;
      const other = await roleWith(known.value, pin, role);
      if (other !== null) return say(staffMessages.same, { role: other }, exitCodes.usage);
      pins[role] = await hashPin(pin);
    }
    const written = await storage.write(pinsBlob, pinsText(pins));
    if (!written.ok) return say(staffMessages.file, { path: dataDir, code: written.fault.kind }, exitCodes.config);
    chmodSync(join(dataDir, pinsBlob), 0o600);
    const { vi, en } = textWith(options.clear === true ? staffWords.cleared : staffWords.set, { role });
    process.stdout.write(`${vi}\n${en}\n`);
  } finally {
    await storage.close();
  }
};

/** A PIN that will do, typed twice at a terminal or given as one line; null: it was refused, and why has been said. */
const asked = async (role: StaffRole): Promise<string | null> => {
  const question = textWith(staffWords.pin, { role });
  const pin = await askHidden(`${question.vi} · ${question.en}: `);
  const weak = weakness(pin);
  if (weak !== null) {
    say(staffMessages.weak, { why: weakPins[weak], ...pinDigits }, exitCodes.usage);
    return null;
  }
  if (!process.stdin.isTTY) return pin;
  if ((await askHidden(`${staffWords.again.vi} · ${staffWords.again.en}: `)) === pin) return pin;
  say(staffMessages.different, {}, exitCodes.usage);
  return null;
};

export const mountStaff = (program: Command): void => {
  const staff = program.command('staff').description('who of the staff may use the pages of this device');
  staff
    .command('set-pin')
    .description('sets the PIN of a role, asked for at the terminal or read from standard input; never an argument')
    .requiredOption('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .requiredOption('--role <role>', staffRoles.join(', '))
    .option('--clear', 'takes the role’s PIN away')
    .action((options: { config: string; role: string; clear?: true }) => setPin(options));
};
