import type { I2cAddress, I2cFault } from '../ports/i2c-bus.ts';
import { codeOf } from './link-faults.ts';

/**
 * What the kernel's error codes say of a transfer (Documentation/i2c/fault-codes.rst). Controllers differ in how they tell that nobody
 * acknowledged (ENXIO, EREMOTEIO) and that a line is held low (ETIMEDOUT; EAGAIN for an arbitration lost to nobody).
 */
export const i2cFault = (error: unknown, where: string, address: I2cAddress): I2cFault => {
  const code = codeOf(error);
  switch (code) {
    case 'ENOENT':
    case 'ENODEV':
      return { kind: 'absent', where };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'permission', where };
    case 'ENXIO':
    case 'EREMOTEIO':
      return { kind: 'no-answer', where, address };
    case 'ETIMEDOUT':
    case 'EAGAIN':
      return { kind: 'stuck', where, tried: 'nothing' };
    case 'EBUSY':
      return { kind: 'claimed', where, address, holder: 'a driver of the kernel' };
    case 'EOPNOTSUPP':
    case 'ENOTSUP':
      return { kind: 'unsupported', where };
    default:
      return { kind: 'io', where, code };
  }
};
