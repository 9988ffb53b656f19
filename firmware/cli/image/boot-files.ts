import { partUuid } from './partition-table.ts';

/*
 * The text files that a Raspberry Pi starts with, as letan needs them. Sources: Raspberry Pi documentation, "config.txt" and "The kernel
 * command line"; package raspberrypi-sys-mods (what its first start does, and which words of the command line ask for it).
 */

/** Words by which Raspberry Pi OS asks for its first start: growing the root over the whole card, which would meet the data behind it. */
const firstStart =
  /^(?:resize|init=\/usr\/lib\/raspberrypi-sys-mods\/firstboot|init=\/usr\/lib\/raspi-config\/init_resize\.sh|systemd\.run(?:_\w+)?=.*|systemd\.unit=kernel-command-line\.target)$/u;
const regulatory = /^cfg80211\.ieee80211_regdom=/u;
const serialConsole = /^console=(?:serial0|ttyAMA0|ttyS0)(?:,|$)/u;

export interface CommandLine {
  /** The card's identity before and after. */
  readonly from: number;
  readonly to: number;
  /** Two letters, or null where there is no Wi-Fi. */
  readonly country: string | null;
  /** A device of the site hangs on the header's serial line: nobody else may speak there. */
  readonly freesSerial: boolean;
}

/** `cmdline.txt`: one line of words. */
export const commandLine = (text: string, { country, freesSerial, from, to }: CommandLine): string => {
  const words = text
    .split(/\s+/u)
    .filter((word) => word !== '' && !firstStart.test(word))
    .filter((word) => country === null || !regulatory.test(word))
    .filter((word) => !freesSerial || !serialConsole.test(word))
    .map((word) => withDiskId(word, from, to));
  return `${[...words, ...(country === null ? [] : [`cfg80211.ieee80211_regdom=${country}`])].join(' ')}\n`;
};

/** A text whose PARTUUIDs are those of the card under its new identity. */
const withDiskId = (text: string, from: number, to: number): string => {
  const before = partUuid(from, 0).slice(0, -3);
  const after = partUuid(to, 0).slice(0, -3);
  return text.replaceAll(new RegExp(`PARTUUID=${before}-`, 'giu'), `PARTUUID=${after}-`);
};

/** `config.txt` with the lines that the wiring needs, as far as they do not stand there already. */
export const bootConfig = (text: string, device: string, lines: readonly string[]): string => {
  const there = new Set(text.split('\n').map((line) => line.trim()));
  const missing = lines.filter((line) => !there.has(line));
  if (missing.length === 0) return text;
  // What stands before may be under a filter for one model.
  return `${text.trimEnd()}\n\n[all]\n# letan: ${device}\n${missing.join('\n')}\n`;
};

/**
 * `fstab` under the card's new identity and with the partition of the data. A card whose data partition is gone still starts, so that
 * somebody can be told; the firmware does not, since its state directory needs the mount.
 */
export const fileSystems = (text: string, from: number, to: number, data: string): string => {
  const kept = withDiskId(text, from, to)
    .split('\n')
    .filter((line) => line.trim() !== '' && line.trim().split(/\s+/u)[1] !== data);
  const options = 'noatime,commit=30,nofail';
  return `${[...kept, `PARTUUID=${partUuid(to, 3)}  ${data}  ext4  ${options}  0  2`].join('\n')}\n`;
};

/** `hosts` in which the machine finds itself under its name. */
export const hosts = (text: string, name: string): string => {
  const kept = text.split('\n').filter((line) => line.trim() !== '' && !/^127\.0\.1\.1\s/u.test(line));
  return `${[...kept, `127.0.1.1\t${name}`].join('\n')}\n`;
};
