import type { DayReport } from '../../../behaviours/hall/day-report.ts';
import type { MediaTrouble } from '../../hall-media.ts';
import type { SiteFault } from '../../site-faults.ts';

/** What the page is told at loading. */
export interface CentrePageData {
  readonly siteName: Readonly<Record<string, string>>;
  readonly zoneOffsetMin: number;
  readonly services: readonly {
    readonly id: string;
    readonly series: string;
    readonly name: Readonly<Record<string, string>>;
  }[];
  /** The site's brand colour, `#rrggbb`. */
  readonly brand: string;
  /** In the simulator only. */
  readonly demoPin: string | null;
  /** With what a technician sets a PIN on this device, but for `--role`; null: none can be set. */
  readonly setPin: string | null;
  /** Where a manager signs in and out. */
  readonly staffPath: string;
}

/** The answer to `<path>/day/<yyyy-mm-dd>.json`, or `today.json`. */
export interface CentreDay {
  /** Today's key as the device has it. */
  readonly today: string;
  /** The first day of which the ledger or an archive knows anything; null: there is none. */
  readonly firstDay: string | null;
  readonly report: DayReport;
  /** What is wrong with boards, voices and signs now. */
  readonly troubles: readonly MediaTrouble[];
  /** What is wrong with the devices of the site now, by the codes of the manual. */
  readonly faults: readonly SiteFault[];
}

/** The answer with 410: the day stands in a file that is gone, or is not what was archived. */
export interface ArchiveTrouble {
  readonly kind: 'absent' | 'damaged';
  readonly file: string;
}
