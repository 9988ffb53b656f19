import type { StaffText } from '../languages/messages/wording.ts';

export type Volts = 3.3 | 5 | 12 | 24;

export const colours = {
  red: { vi: 'đỏ', en: 'red' },
  orange: { vi: 'cam', en: 'orange' },
  black: { vi: 'đen', en: 'black' },
  yellow: { vi: 'vàng', en: 'yellow' },
  blue: { vi: 'xanh dương', en: 'blue' },
  green: { vi: 'xanh lá', en: 'green' },
  white: { vi: 'trắng', en: 'white' },
  violet: { vi: 'tím', en: 'violet' },
  grey: { vi: 'xám', en: 'grey' },
  brown: { vi: 'nâu', en: 'brown' },
} as const satisfies Readonly<Record<string, StaffText>>;
export type Colour = keyof typeof colours;

/** One signal wire of a part. */
export interface SignalWire {
  /** The terminal as it is printed on the part. */
  readonly terminal: string;
  /**
   * Which of an entry's connections it is: an entry's own key for a line (`pin`, `echo`, `xshut`), or a wire of the bus that the
   * entry names (`sda`, `scl`, `tx`, `rx`, `mosi`, `sclk`, `select`). `pin` also stands for `gpio` of a simulated entry.
   */
  readonly role: string;
  /** From the board's side: `in` is driven by the part. */
  readonly direction: 'in' | 'out' | 'both';
  /** What the part puts on the wire, or needs to see there as high. */
  readonly volts: Volts;
  /** What the board's line must give or take, at most; 0 where that is next to nothing. */
  readonly milliamps: number;
  readonly colour: Colour;
}

export interface Supply {
  readonly volts: Volts;
  readonly milliamps: number;
  readonly peakMilliamps: number;
  /** `rail`: from the board's header. `usb`: over its USB cable. `adapter`: from an adapter of its own. */
  readonly by: 'rail' | 'usb' | 'adapter';
}

export interface Material {
  readonly item: StaffText;
  readonly quantity: number;
}

/** What a kind of part needs of whoever wires it, and of the linter that looks over their shoulder. */
export interface PartNeeds {
  /** The model that the numbers are of. */
  readonly part: string;
  readonly name: StaffText;
  readonly plug: 'lines' | 'i2c' | 'uart' | 'spi' | 'usb' | 'network' | 'sound' | 'screen' | 'none';
  readonly supply: Supply | null;
  readonly wires: readonly SignalWire[];
  /** Chips on I2C: the address at which each of them wakes up, and whether a reset line lets it be moved. */
  readonly i2c: { readonly wakesAt: number; readonly movable: boolean } | null;
  /** Nothing else can be on its SPI bus: it listens to every bit, whoever is selected. */
  readonly aloneOnSpi: boolean;
  /** Its line carries edges that must all be counted. */
  readonly counts: boolean;
  readonly connector: StaffText;
  readonly fuse: { readonly amps: number; readonly where: StaffText } | null;
  readonly materials: readonly Material[];
  readonly protocol: string;
  /** Datasheet or specification. */
  readonly source: string;
  /** What a technician should know while it is in their hand. */
  readonly notes: readonly StaffText[];
  /** What only a person can say of it; null: nothing. */
  readonly question: StaffText | null;
}

/** What most parts do not have. */
export const plainPart = {
  i2c: null,
  aloneOnSpi: false,
  counts: false,
  fuse: null,
  notes: [],
  question: null,
} as const;

/** A part on loose wires to the header. */
export const dupont = {
  connector: {
    vi: 'chân cắm 2,54 mm (Dupont), giữ bằng keo hoặc ép JST-XH',
    en: '2.54 mm pins (Dupont), secured or crimped to JST-XH',
  },
} as const;
/** One loose wire. */
export const jumper: StaffText = {
  vi: 'dây cắm đầu Dupont cái–cái, 30 cm',
  en: 'jumper wire, Dupont female to female, 30 cm',
};
