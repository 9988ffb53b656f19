import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';

/**
 * A USB device of a real kernel, put together from the kernel's own gadget functions and plugged into its own host controller
 * (dummy_hcd joins both ends; there are two sockets). The host side is whatever stock driver takes it: usblp, cdc_acm, usbhid.
 * Documentation/usb/gadget_configfs.rst of Linux.
 */
export interface GadgetFunction {
  /** As configfs names it, with an instance: `printer.0`, `acm.0`, `hid.0`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | Uint8Array>>;
}

export const usbPrinter = (identity: string): GadgetFunction => ({
  name: 'printer.0',
  attributes: { q_len: '10', pnp_string: identity },
});

export const usbSerial: GadgetFunction = { name: 'acm.0', attributes: {} };

/** A boot keyboard's report descriptor: USB HID 1.11, appendix B.1, without the LEDs. */
const keyboard = '05010906a101050719e029e71500250175019508810295017508810195067508150025650507190029658100c0';
export const usbKeyboard: GadgetFunction = {
  name: 'hid.0',
  attributes: { protocol: '1', subclass: '1', report_length: '8', report_desc: Buffer.from(keyboard, 'hex') },
};

const gadgets = '/sys/kernel/config/usb_gadget';
const controllers = '/sys/class/udc';

export class UsbGadget {
  readonly #folder: string;
  readonly #function: string;

  constructor(
    name: string,
    identity: { readonly vendor: number; readonly product: number; readonly serial: string },
    { name: kind, attributes }: GadgetFunction,
  ) {
    const folder = `${gadgets}/${name}`;
    this.#folder = folder;
    this.#function = kind;
    const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
    mkdirSync(folder);
    writeFileSync(`${folder}/idVendor`, hex(identity.vendor));
    writeFileSync(`${folder}/idProduct`, hex(identity.product));
    mkdirSync(`${folder}/strings/0x409`);
    writeFileSync(`${folder}/strings/0x409/product`, name);
    writeFileSync(`${folder}/strings/0x409/serialnumber`, identity.serial);
    mkdirSync(`${folder}/configs/c.1`);
    mkdirSync(`${folder}/functions/${kind}`);
    for (const [key, value] of Object.entries(attributes)) writeFileSync(`${folder}/functions/${kind}/${key}`, value);
    symlinkSync(`${folder}/functions/${kind}`, `${folder}/configs/c.1/${kind}`);
  }

  /** Into the first free socket. The host finds it some time later. */
  plug(): void {
    const taken = new Set(readdirSync(gadgets).map((name) => readFileSync(`${gadgets}/${name}/UDC`, 'utf8').trim()));
    const free = readdirSync(controllers).find((name) => !taken.has(name));
    if (free === undefined) throw new Error('both USB sockets are taken');
    writeFileSync(`${this.#folder}/UDC`, free);
  }

  /** Does nothing when it is not plugged in. Whoever has the gadget's own device open must close it first. */
  unplug(): void {
    if (readFileSync(`${this.#folder}/UDC`, 'utf8').trim() !== '') writeFileSync(`${this.#folder}/UDC`, '\n');
  }

  /** Takes it apart, so that another file of tests may have the socket and the name. */
  remove(): void {
    if (!existsSync(this.#folder)) return;
    this.unplug();
    unlinkSync(`${this.#folder}/configs/c.1/${this.#function}`);
    rmdirSync(`${this.#folder}/configs/c.1`);
    rmdirSync(`${this.#folder}/functions/${this.#function}`);
    rmdirSync(`${this.#folder}/strings/0x409`);
    rmdirSync(this.#folder);
  }
}
