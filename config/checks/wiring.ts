import type { DeviceFile } from '../device.ts';
import type { SlotValue } from '../languages/messages/wording.ts';
import { refusal } from '../refusal.ts';
import type { Path } from '../tree.ts';
import type { Findings } from './findings.ts';

interface Claimed {
  /** What only one device can have, the same text for the same thing. */
  readonly thing: string;
  readonly shown: SlotValue;
  readonly path: Path;
  readonly device: string;
}

const claims = (name: string, device: DeviceFile['devices'][string]): readonly Claimed[] => {
  const claimed: Claimed[] = [];
  const claim = (thing: string, shown: SlotValue, ...path: Path): void => {
    claimed.push({ thing, shown, path: ['devices', name, ...path], device: name });
  };
  if ('wiring' in device) {
    const { gpio, i2c, serial } = device.wiring;
    if (gpio !== undefined) claim(`gpio ${gpio}`, `GPIO${gpio}`, 'wiring', 'gpio');
    if (i2c !== undefined) {
      const address = `0x${i2c.address.toString(16)}`;
      claim(`i2c ${i2c.bus} ${address}`, `I2C ${i2c.bus}, ${address}`, 'wiring', 'i2c', 'address');
    }
    if (serial !== undefined) claim(`path ${serial}`, serial, 'wiring', 'serial');
  }
  if (device.port === 'printer' && device.driver === 'escpos') {
    const { link } = device;
    if (link.driver === 'device-file') claim(`path ${link.path}`, link.path, 'link', 'path');
    if (link.driver === 'tcp') claim(`tcp ${link.host} ${link.port}`, `${link.host}:${link.port}`, 'link', 'host');
  }
  return claimed;
};

/** Two devices on one pin, one I2C address, one line, one socket. */
export const checkWiring = (devices: DeviceFile['devices'], found: Findings): void => {
  const holders = new Map<string, Claimed>();
  for (const claimed of Object.entries(devices).flatMap(([name, entry]) => claims(name, entry))) {
    const holder = holders.get(claimed.thing);
    if (holder === undefined) holders.set(claimed.thing, claimed);
    else found.refuse(claimed.path, refusal('wiring.taken', { thing: claimed.shown, holder: holder.device }));
  }
};
