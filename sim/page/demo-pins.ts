import { hashPin } from '../../hal/drivers/scrypt-pin-hash.ts';
import { ok } from '../../hal/result.ts';
import type { GuardOptions } from '../../firmware/web-guard.ts';
import type { StaffRole } from '../../firmware/staff-roles.ts';

/** The PINs of a simulated centre, which its pages show to everybody. No device knows them. */
export const demoPins: Readonly<Record<StaffRole, string>> = {
  clerk: '739164',
  volunteer: '519306',
  post: '683041',
  manager: '907254',
};

/** What a device reads from its file, made when the simulator begins. */
export const demoPinHashes = async (): Promise<GuardOptions['pins']> => {
  const [clerk, volunteer, post, manager] = await Promise.all([
    hashPin(demoPins.clerk),
    hashPin(demoPins.volunteer),
    hashPin(demoPins.post),
    hashPin(demoPins.manager),
  ]);
  const pins = ok({ clerk, volunteer, post, manager });
  return () => Promise.resolve(pins);
};
