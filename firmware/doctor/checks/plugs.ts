import { connectionsIn, type Connection, type LineConnection } from '../../../config/boards/connections.ts';
import { isReal } from '../../../config/boards/needs.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import { unknown, well, wrong, type Finding } from '../finding.ts';
import { listOr, numberIn, textOr, type Examined } from '../examined.ts';

/** The node of /dev that a connection is reached by, and who may open it on Debian and Raspberry Pi OS. */
const nodeOf = (each: Connection): { readonly path: string; readonly group: string } | null => {
  switch (each.kind) {
    case 'i2c':
      return { path: `/dev/i2c-${each.bus}`, group: 'i2c' };
    case 'spi':
      return { path: `/dev/spidev${each.bus}.${each.select}`, group: 'spi' };
    case 'node':
      return { path: each.node, group: groupOf(each.node) };
    case 'line':
      return each.controller === null ? null : { path: each.controller, group: 'dialout' };
    case 'network':
      return null;
  }
};

const groupOf = (path: string): string => {
  if (path.startsWith('/dev/usb/lp') || path.startsWith('/dev/lp')) return 'lp';
  if (path.startsWith('/dev/input')) return 'input';
  return path.startsWith('/dev/watchdog') ? 'root' : 'dialout';
};

/** What to try when a node is missing. */
const hintFor = (each: Connection, { board }: Examined): StaffText => {
  const enable =
    each.kind === 'i2c'
      ? board?.i2c.find(({ bus }) => bus === each.bus)?.enable
      : each.kind === 'spi'
        ? board?.spi.find(({ bus }) => bus === each.bus)?.enable
        : each.kind === 'node'
          ? board?.uarts.find(({ path }) => path === each.node)?.enable
          : null;
  if (enable !== null && enable !== undefined)
    return {
      vi: `thêm ${enable} vào /boot/firmware/config.txt rồi khởi động lại`,
      en: `add ${enable} to /boot/firmware/config.txt and restart`,
    };
  return {
    vi: 'xem tên đúng bằng ls /dev/serial/by-id /dev/usb /dev/input/by-id',
    en: 'see its right name with ls /dev/serial/by-id /dev/usb /dev/input/by-id',
  };
};

/** Each node that a real device needs: there, and open to us. */
export const checkNodes = async (examined: Examined): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const each of connectionsIn(examined.config.devices).filter((each) => isReal(each.entry))) {
    const node = nodeOf(each);
    if (node === null || seen.has(node.path)) continue;
    seen.add(node.path);
    const { device } = each;
    const { path, group } = node;
    const allowed = await examined.host.may(path);
    if (allowed.ok) findings.push(well('nodes', device, path));
    else if (allowed.fault.kind === 'permission')
      findings.push(wrong('fault', 'nodes', device, path, 'node.permission', { device, path, group }));
    else
      findings.push(
        wrong('fault', 'nodes', device, path, 'node.absent', { device, path, hint: hintFor(each, examined) }),
      );
  }
  return findings;
};

/** Labels of the gpiochips and the number at which sysfs begins to count each, as far as sysfs is there. */
const sysfsChips = async ({
  host,
}: Examined): Promise<readonly { readonly label: string; readonly base: number }[]> => {
  const chips = (await listOr(host, '/sys/class/gpio')).filter((name) => /^gpiochip[0-9]+$/.test(name));
  const read = await Promise.all(
    chips.map(async (name) => ({
      label: (await textOr(host, `/sys/class/gpio/${name}/label`)) ?? '',
      base: numberIn(await textOr(host, `/sys/class/gpio/${name}/base`)) ?? -1,
    })),
  );
  return read.filter(({ label, base }) => label !== '' && base >= 0);
};

const checkSysfs = async (examined: Examined, line: LineConnection): Promise<Finding> => {
  const { board } = examined;
  const driver = line.driver ?? '';
  const chips = await sysfsChips(examined);
  if (chips.length === 0) return wrong('fault', 'pins', line.device, '', 'pins.noSysfs', { driver });
  const header = chips.find(({ label }) => label === (line.chip ?? board?.gpio?.chip)) ?? null;
  const labels = chips.map(({ label, base }) => `${label} ${base}`).join(', ');
  if (header === null)
    return wrong('fault', 'pins', line.device, labels, 'pins.otherLabel', {
      wanted: line.chip ?? board?.gpio?.chip ?? '—',
      found: labels,
    });
  if (driver === 'rpi-gpio' && header.base !== 0)
    return wrong('fault', 'pins', line.device, labels, 'pins.sysfsBase', { found: header.base });
  return well('pins', line.device, `${driver} ${line.shown}, ${header.label} ${header.base}`);
};

const checkCharacterDevice = async (examined: Examined, line: LineConnection): Promise<Finding> => {
  const { host } = examined;
  const chips = (await listOr(host, '/dev')).filter((name) => /^gpiochip[0-9]+$/.test(name));
  if (chips.length === 0) return wrong('fault', 'pins', line.device, '', 'pins.noChip', {});
  for (const chip of chips) {
    const allowed = await host.may(`/dev/${chip}`);
    if (!allowed.ok && allowed.fault.kind === 'permission')
      return wrong('fault', 'pins', line.device, chip, 'node.permission', {
        device: line.device,
        path: `/dev/${chip}`,
        group: 'gpio',
      });
  }
  const labels = (await sysfsChips(examined)).map(({ label }) => label);
  const wanted = line.chip ?? examined.board?.gpio?.chip ?? null;
  // Only sysfs tells labels in files; where it is gone, the driver finds out when it opens the line.
  if (wanted !== null && labels.length > 0 && !labels.includes(wanted))
    return wrong('fault', 'pins', line.device, labels.join(', '), 'pins.otherLabel', {
      wanted,
      found: labels.join(', '),
    });
  return well('pins', line.device, `gpiochip ${line.shown}`);
};

/** Each line's driver: whether it can work on this kernel at all. */
export const checkPins = async (examined: Examined): Promise<readonly Finding[]> => {
  const lines = connectionsIn(examined.config.devices).filter((each) => each.kind === 'line');
  return Promise.all(
    lines.map(async (line) => {
      switch (line.driver) {
        case 'gpiochip':
          return checkCharacterDevice(examined, line);
        case 'onoff':
        case 'rpi-gpio':
          return checkSysfs(examined, line);
        case 'johnny-five':
          return well('pins', line.device, `Arduino ${line.shown}`);
        case null:
          return unknown('pins', line.device, line.shown);
      }
    }),
  );
};
