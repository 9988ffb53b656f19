import { spawnSync } from 'node:child_process';

/**
 * What a program is run under so that it believes the clock of this machine, as behind NTP: mounts of its own, in which systemd-timesyncd
 * has left its mark. It stays the same process, so signals reach it.
 */
export const underTrustedClock: readonly string[] = [
  'unshare',
  '-m',
  'sh',
  '-ec',
  'mount -t tmpfs letan /run; mkdir -p /run/systemd/timesync; touch /run/systemd/timesync/synchronized; exec "$0" "$@"',
];

/** Why that cannot be had here, null where it can. */
export const noTrustedClock = (): string | null => {
  const [program = '', ...args] = underTrustedClock;
  return spawnSync(program, [...args, 'true']).status === 0 ? null : 'no mount namespace may be made here';
};
