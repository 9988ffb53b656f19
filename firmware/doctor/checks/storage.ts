import { unknown, well, wrong, type Finding } from '../finding.ts';
import { listOr, numberIn, textOr, type Examined } from '../examined.ts';

const mega = 1_000_000;
/** A day's ledger and logs of a busy hall are some 20 MB. */
const leastMb = 200;
const lowMb = 1000;

/** The mount that holds a path: the longest that it begins with. */
const mountOf = (mounts: string, path: string): { readonly point: string; readonly readOnly: boolean } | null => {
  let best: { point: string; readOnly: boolean } | null = null;
  for (const line of mounts.split('\n')) {
    const [, raw = '', , options = ''] = line.split(' ');
    const point = raw.replaceAll(/\\([0-7]{3})/g, (_whole, code: string) =>
      String.fromCharCode(Number.parseInt(code, 8)),
    );
    const inside = point === '/' || path === point || path.startsWith(`${point}/`);
    if (point !== '' && inside && (best === null || point.length >= best.point.length))
      best = { point, readOnly: options.split(',').includes('ro') };
  }
  return best;
};

export const checkDisk = async ({ config, host }: Examined): Promise<readonly Finding[]> => {
  const path = config.dataDir;
  const mount = mountOf((await textOr(host, '/proc/mounts')) ?? '', path);
  const space = await host.space(path);
  if (!space.ok)
    return [
      space.fault.kind === 'absent'
        ? wrong('fault', 'disk', path, '', 'disk.missing', { path })
        : unknown('disk', path, space.fault.kind),
    ];
  const free = Math.floor(space.value.freeBytes / mega);
  const percent = Math.floor((space.value.freeBytes * 100) / Math.max(1, space.value.totalBytes));
  const value = `${free} MB (${percent} %)`;
  const low = { path, free, percent };
  const findings: Finding[] = [];
  if (mount?.readOnly === true) findings.push(wrong('fault', 'disk', path, 'ro', 'disk.readOnly', { path }));
  if (free < leastMb) findings.push(wrong('fault', 'disk', path, value, 'disk.low', low));
  else if (free < lowMb) findings.push(wrong('warning', 'disk', path, value, 'disk.low', low));
  for (const name of await listOr(host, '/sys/fs/ext4')) {
    const count = numberIn(await textOr(host, `/sys/fs/ext4/${name}/errors_count`)) ?? 0;
    if (count > 0) findings.push(wrong('fault', 'disk', name, String(count), 'disk.errors', { name, count }));
  }
  return findings.length === 0 ? [well('disk', path, value)] : findings;
};

/** Tenths of a card's life, as eMMC counts them: 1 is up to a tenth, 11 is past its end (JEDEC JESD84-B51, 7.4.71). */
const wornAt = 8;
const endedAt = 11;

const hexNumbers = (text: string | null): readonly number[] =>
  (text ?? '').split(/\s+/).flatMap((each) => (/^0x[0-9a-fA-F]{1,2}$/.test(each) ? [Number.parseInt(each, 16)] : []));

/** How much of each card's life is written away. SD cards do not tell; eMMC and some industrial cards do. */
export const checkCards = async ({ host }: Examined): Promise<readonly Finding[]> => {
  const cards = (await listOr(host, '/sys/block')).filter((name) => /^mmcblk[0-9]+$/.test(name));
  const findings: Finding[] = [];
  for (const name of cards) {
    const directory = `/sys/block/${name}/device`;
    const tenths = Math.max(0, ...hexNumbers(await textOr(host, `${directory}/life_time`)));
    const [ending = 0] = hexNumbers(await textOr(host, `${directory}/pre_eol_info`));
    const model = (await textOr(host, `${directory}/name`)) ?? '';
    if (tenths === 0) {
      findings.push(unknown('card', name, model));
      continue;
    }
    const percent = Math.min(100, tenths * 10);
    const value = `${model} ${percent} %`.trim();
    // 2: four fifths of the spare blocks are used up, 3: nine tenths (7.4.70).
    if (tenths >= endedAt || ending === 3)
      findings.push(wrong('fault', 'card', name, value, 'card.endOfLife', { name }));
    else if (tenths > wornAt || ending === 2)
      findings.push(wrong('warning', 'card', name, value, 'card.worn', { name, percent }));
    else findings.push(well('card', name, value));
  }
  return findings;
};
