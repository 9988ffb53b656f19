import { readFileSync, statSync } from 'node:fs';
import type { Epoch, Milliseconds } from '../units.ts';

/** Whether the wall clock, which says `instant`, is believed; `now` is the monotonic clock. Asked for every event: cheap. */
export type WallTrust = (instant: Epoch, now: Milliseconds) => boolean;

/** Where Linux tells how it came by its time. */
export interface TimePaths {
  /** Made by systemd-timesyncd at its first synchronisation after boot. */
  readonly synchronized: string;
  /** Seconds since 1970 as the hardware clock has them. */
  readonly hardwareClock: string;
}
export const linuxTimePaths: TimePaths = {
  synchronized: '/run/systemd/timesync/synchronized',
  hardwareClock: '/sys/class/rtc/rtc0/since_epoch',
};

/** A hardware clock that differs by more from the system's did not set it. */
const toleranceMs = 60_000;
const recheckTrustedMs = 60_000;
const recheckUntrustedMs = 5_000;

/**
 * The wall clock of a Linux device is believed when NTP has set it since boot, or when a battery-backed clock agrees with it. A
 * hardware clock that lost its battery says 1970, and after a power cut systemd restores the time that it saved last: both are
 * plausible and wrong. So the hardware clock must itself be past `builtAt` (when this software was made) and within a minute of the system.
 *
 * The kernel's own flag (adjtimex, STA_UNSYNC) would be the one answer for chrony and ntpd as well, but no file shows it; such
 * devices are trusted through their hardware clock, which the kernel keeps to the synchronised time.
 */
export const linuxWallTrust = (builtAt: Epoch, paths: TimePaths = linuxTimePaths): WallTrust => {
  let trusted = false;
  let checkAt = 0;
  let lastOffset = Number.NaN;
  return (instant, now) => {
    const offset = instant - now;
    // A step of the wall clock is a reason to look again at once.
    if (now < checkAt && Math.abs(offset - lastOffset) < 1000) return trusted;
    lastOffset = offset;
    trusted = instant >= builtAt && (exists(paths.synchronized) || agrees(paths.hardwareClock, instant, builtAt));
    checkAt = now + (trusted ? recheckTrustedMs : recheckUntrustedMs);
    return trusted;
  };
};

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const agrees = (path: string, instant: Epoch, builtAt: Epoch): boolean => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // No hardware clock, or one that does not answer: nothing speaks for the time.
    return false;
  }
  const seconds = Number(text.trim());
  if (text.trim() === '' || !Number.isSafeInteger(seconds)) return false;
  return seconds * 1000 >= builtAt && Math.abs(seconds * 1000 - instant) <= toleranceMs;
};
