import { fileURLToPath } from 'node:url';
import type { DeviceConfig } from '../../config/schema.ts';
import type { TextSocket } from '../../hal/drivers/web-display.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Metres, Point, Pose } from '../../hal/units.ts';
import { bundlePage, type Bundle } from '../page.ts';
import type { Web } from '../web.ts';
import { fontStyles } from './fonts.ts';

/** The glass by what its data sheet says, and how high it hangs; as `panel` in a device's configuration. */
export interface PanelSize {
  readonly diagonalM: Metres;
  /** As the visitor sees it: a panel on its side is tall. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Height of the panel's centre above the floor. */
  readonly centreM: Metres;
}

/** What a visitor's page is told of its site and its device; nothing of it changes while it runs. */
export interface VisitorPage {
  readonly siteName: Readonly<Record<string, string>>;
  /** BCP 47 tags, the site's own first. */
  readonly languages: readonly string[];
  readonly theme: { readonly brand: string; readonly accent: string };
  readonly contrast: 'normal' | 'high';
  readonly panel: PanelSize;
  /** For the drawn way; null draws the arrow alone. */
  readonly plan: {
    readonly outline: readonly Point[];
    readonly walls: readonly { readonly from: Point; readonly to: Point }[];
    readonly doors: readonly { readonly from: Point; readonly to: Point }[];
    readonly counters: readonly { readonly id: string; readonly at: Pose }[];
    /** Where the device stands and the way its screen looks. */
    readonly device: Pose;
  } | null;
  /** What the sensors take down, by language (`chrome.sensors` of the language files); empty where there are none. */
  readonly sensors: Readonly<Record<string, string>>;
  /** Where the page asks what staff should see on it; left out: nowhere. */
  readonly staffWord?: string;
}

/** The page's code; the same for every visitor's screen, so bundled once. */
export const bundleVisitorPage = (): Promise<Bundle> =>
  bundlePage(fileURLToPath(new URL('./visitor/main.tsx', import.meta.url)));

/** Serves a visitor's screen at `path`, and its socket at `path/socket`, which hands its panels to `display`. */
export function registerVisitorPage(
  web: Web,
  path: string,
  page: VisitorPage,
  display: { accept(socket: TextSocket): void },
  bundle: Bundle,
): void {
  const { diagonalM, widthPx, heightPx, centreM } = page.panel;
  const mmPerPixel = (diagonalM * 1000) / Math.sqrt(widthPx * widthPx + heightPx * heightPx);
  const heightMm = heightPx * mmPerPixel;
  const data: JsonObject = {
    siteName: page.siteName,
    languages: page.languages,
    theme: page.theme,
    contrast: page.contrast,
    panel: { widthMm: widthPx * mmPerPixel, heightMm, lowerEdgeMm: centreM * 1000 - heightMm / 2 },
    plan:
      page.plan === null
        ? null
        : {
            outline: page.plan.outline.map(bare),
            walls: page.plan.walls.map(({ from, to }) => ({ from: bare(from), to: bare(to) })),
            doors: page.plan.doors.map(({ from, to }) => ({ from: bare(from), to: bare(to) })),
            counters: page.plan.counters.map(({ id, at }) => ({ id, at: barePose(at) })),
            device: barePose(page.plan.device),
          },
    sensors: page.sensors,
    staffWord: page.staffWord ?? null,
  };
  const language = page.languages[0] ?? 'vi';
  web.registerPage(path, {
    title: page.siteName[language] ?? page.siteName['en'] ?? 'letan',
    language,
    bundle,
    data: () => data,
    styles: fontStyles(page.languages),
    framed: true,
  });
  web.registerSocket(`${path === '/' ? '' : path}/socket`, (socket) => display.accept(socket));
}

const bare = ({ x, y }: Point): JsonObject => ({ x, y });
const barePose = ({ x, y, headingRad }: Pose): JsonObject => ({ x, y, headingRad });

/** The page of a configured device; `sensors` is what its sensors take down, by language. Null: the device has no panel. */
export function visitorPageOf(device: DeviceConfig, sensors: Readonly<Record<string, string>>): VisitorPage | null {
  const { site, panel, place } = device;
  if (panel === null) return null;
  return {
    siteName: site.name,
    languages: site.languages,
    theme: site.theme,
    contrast: 'normal',
    panel,
    plan:
      place === null
        ? null
        : {
            outline: site.plan.outline,
            walls: site.plan.walls,
            doors: site.plan.doors,
            counters: site.counters,
            device: place,
          },
    sensors,
  };
}
