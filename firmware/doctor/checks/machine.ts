import { kernelText, readKernelSeries, sinceKernel } from '../../../config/boards/board.ts';
import { unknown, well, wrong, type Finding } from '../finding.ts';
import { numberIn, textOr, type Examined } from '../examined.ts';

const modelPaths = ['/proc/device-tree/model', '/sys/class/dmi/id/product_name'];

/** What the machine calls itself, against what the config says of it. */
export const checkBoard = async ({ board, models, host }: Examined): Promise<readonly Finding[]> => {
  let found: string | null = null;
  for (const path of modelPaths) found ??= await textOr(host, path);
  if (board === null) return [unknown('board', '', found ?? '')];
  if (found === null) return [unknown('board', board.board, '')];
  const name = found;
  // A PC has no name of its own in `models`: it is whatever no other board is called.
  const fits =
    board.models.length === 0
      ? !models.some((each) => name.startsWith(each))
      : board.models.some((each) => name.startsWith(each));
  return [
    fits
      ? well('board', board.board, name)
      : wrong('fault', 'board', board.board, name, 'board.other', { found: name, board: board.name }),
  ];
};

/** The least kernel that letan's drivers of lines need: the character device of version 2 came with 5.10. */
const leastKernel = { major: 5, minor: 10 };

export const checkKernel = async ({ host }: Examined): Promise<readonly Finding[]> => {
  const release = await textOr(host, '/proc/sys/kernel/osrelease');
  const series = readKernelSeries(/^[0-9]+\.[0-9]+/.exec(release ?? '')?.[0] ?? '');
  if (release === null || !series.ok) return [unknown('kernel', '', release ?? '')];
  return [
    sinceKernel(series.value, leastKernel)
      ? well('kernel', '', release)
      : wrong('fault', 'kernel', '', release, 'kernel.older', { found: release, wanted: kernelText(leastKernel) }),
  ];
};

export const checkVersion = async ({ firmware, host }: Examined): Promise<readonly Finding[]> => {
  const uptime = await textOr(host, '/proc/uptime');
  const hours = uptime === null ? null : Math.floor(Number(uptime.split(' ')[0]) / 360) / 10;
  return [well('version', '', `letan ${firmware}${hours === null || Number.isNaN(hours) ? '' : `, up ${hours} h`}`)];
};

/** Degrees at which a Pi's firmware slows the processor down. */
const slowedAt = 80;
const warmAt = 70;

export const checkHeat = async ({ host }: Examined): Promise<readonly Finding[]> => {
  const thousandths = numberIn(await textOr(host, '/sys/class/thermal/thermal_zone0/temp'));
  if (thousandths === null) return [unknown('heat', '', '')];
  const degrees = Math.round(thousandths / 1000);
  const value = `${degrees} °C`;
  if (degrees < warmAt) return [well('heat', '', value)];
  return [wrong(degrees < slowedAt ? 'warning' : 'fault', 'heat', '', value, 'heat.high', { degrees })];
};

/** With less than this the browser is the first to be killed. */
const leastFreeMb = 100;

export const checkMemory = async ({ host }: Examined): Promise<readonly Finding[]> => {
  const text = (await textOr(host, '/proc/meminfo')) ?? '';
  const kib = (name: string): number | null =>
    numberIn(new RegExp(`^${name}:\\s+([0-9]+) kB`, 'm').exec(text)?.[1] ?? null);
  const [all, free] = [kib('MemTotal'), kib('MemAvailable')];
  if (all === null || free === null) return [unknown('memory', '', '')];
  const [total, left] = [Math.round(all / 1024), Math.round(free / 1024)];
  const value = `${left} / ${total} MB`;
  if (left >= leastFreeMb && left * 20 >= total) return [well('memory', '', value)];
  return [
    wrong(left * 2 < leastFreeMb ? 'fault' : 'warning', 'memory', '', value, 'memory.low', { free: left, total }),
  ];
};
