import type { Device, Fault, Unsubscribe } from '../device.ts';
import type { JsonObject } from '../json.ts';

/** What came back from the glass. `revision` is that of the view that was touched: an older one than shown is a late touch. */
export interface Touch {
  readonly revision: number;
  /** One of the actions that the touched view offered; the driver hands on anything of up to 64 characters, unchecked. */
  readonly action: string;
}

/**
 * A panel that draws one view at a time. The driver carries JSON; behaviours declare the views, pages draw them.
 *
 * - `show` replaces the whole view; a panel that attaches later gets the newest. It is told, not awaited.
 * - Each `show` has a `revision` one higher than the one before; a touch tells which revision it touched.
 * - `onAttached` tells whether a panel is looking (a page is connected); `open` succeeds without one.
 */
export interface Display<View extends JsonObject = JsonObject> extends Device<Fault> {
  readonly attached: boolean;
  show(view: View): number;
  onTouch(listener: (touch: Touch) => void): Unsubscribe;
  onAttached(listener: (attached: boolean) => void): Unsubscribe;
}
