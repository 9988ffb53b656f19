import type { JsonObject } from '../../../hal/json.ts';
import type { Metres, Point, Pose } from '../../../hal/units.ts';
import type { Both, RepairFault } from '../repair/protocol.ts';

/** The glass and where it hangs. */
export interface PanelGeometry {
  readonly widthMm: number;
  readonly heightMm: number;
  /** Height of the glass's lower edge above the floor. */
  readonly lowerEdgeMm: number;
}

/** What the way is drawn on; the site's frame. */
export interface PlanData {
  readonly outline: readonly Point[];
  readonly walls: readonly { readonly from: Point; readonly to: Point }[];
  readonly doors: readonly { readonly from: Point; readonly to: Point }[];
  readonly counters: readonly { readonly id: string; readonly at: Pose }[];
  readonly device: Pose;
}

/** All that the visitor's page knows before the first view: nothing of it changes while the firmware runs. */
export interface VisitorPageData {
  readonly siteName: Readonly<Record<string, string>>;
  /** BCP 47 tags, the site's own first. */
  readonly languages: readonly string[];
  /** `#rrggbb`; the page darkens them until they can be read. */
  readonly theme: { readonly brand: string; readonly accent: string };
  readonly contrast: 'normal' | 'high';
  readonly panel: PanelGeometry;
  readonly plan: PlanData | null;
  /** What the sensors take down, by language; empty where the device has none. */
  readonly sensors: Readonly<Record<string, string>>;
  /** Where to ask what staff should see on this glass; null: nobody answers that. */
  readonly staffWord: string | null;
}

/** What staff should see on the visitor's glass. */
export interface StaffWord extends JsonObject {
  /** Why the maintenance stick that is plugged in opens nothing. */
  readonly notice: Both | null;
  /** What keeps something from serving, the worst first. */
  readonly faults: readonly RepairFault[];
}

/** What the server adds to the data of every page. */
export interface ServedData {
  readonly path: string;
  readonly version: string;
  readonly token: string;
}

/** A room that a person fits through, for drawing walls and doors. */
export const wallThickness: Metres = 0.18;
