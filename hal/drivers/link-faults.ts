import type { LinkFault } from '../ports/byte-link.ts';

/** What the operating system's error codes say of a link. */
const kinds: Readonly<Record<string, 'absent' | 'permission' | 'refused' | 'timeout' | 'unplugged'>> = {
  ENOENT: 'absent',
  ENXIO: 'absent',
  ENOTFOUND: 'absent',
  EAI_AGAIN: 'absent',
  EHOSTUNREACH: 'absent',
  ENETUNREACH: 'absent',
  EHOSTDOWN: 'absent',
  EACCES: 'permission',
  EPERM: 'permission',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ENODEV: 'unplugged',
  EIO: 'unplugged',
  EPIPE: 'unplugged',
  ECONNRESET: 'unplugged',
  ECONNABORTED: 'unplugged',
  ESHUTDOWN: 'unplugged',
};

export const codeOf = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : String(error);
};

export const linkFault = (error: unknown, where: string): LinkFault => {
  const code = codeOf(error);
  const kind = kinds[code];
  return kind === undefined ? { kind: 'io', where, code } : { kind, where };
};
