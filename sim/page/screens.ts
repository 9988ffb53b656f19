import type { View } from '../../behaviours/reception/views.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { bundleVisitorPage, registerVisitorPage, visitorPageOf } from '../../firmware/pages/visitor-page.ts';
import type { Web } from '../../firmware/web.ts';
import { WebDisplay } from '../../hal/drivers/web-display.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Session, SessionDevice } from '../session.ts';
import type { PageDevice } from './protocol.ts';

/** The pages of all glass in the hall: the same page and the same driver that a device has, with a person's mouse for a finger. */
export interface Screens {
  of(device: string): PageDevice['screens'];
  close(): Promise<void>;
}

/** One glass: what its twin shows, on pages; a finger on a page, on the twin. */
class Mirror {
  readonly device: SessionDevice;
  readonly name: string;
  readonly display: WebDisplay<View>;
  #newest: { readonly revision: number; readonly actions: readonly string[] } = { revision: 0, actions: [] };

  constructor(device: SessionDevice, name: string, host: Clock, log: Log) {
    this.device = device;
    this.name = name;
    this.display = new WebDisplay<View>(host, log);
    this.display.onTouch(({ revision, action }) => {
      // Another view may have come in between, on which the twin would take the finger to be: it must offer the same.
      const { revision: newest, actions } = this.#newest;
      if (revision === newest || actions.includes(action)) device.touch(name, action);
    });
  }

  show(view: View): void {
    this.#newest = { revision: this.display.show(view), actions: view.actions };
  }
}

export async function openScreens(
  web: Web,
  session: Session,
  configs: readonly DeviceConfig[],
  sensors: Readonly<Record<string, string>>,
  host: Clock,
  log: Log,
): Promise<Screens> {
  const bundle = await bundleVisitorPage();
  const mirrors: Mirror[] = [];
  const screens = new Map<string, PageDevice['screens'][number][]>();
  for (const device of session.devices) {
    const config = configs.find((each) => each.device === device.id);
    const page = config === undefined ? null : visitorPageOf(config, sensors);
    if (page === null) continue;
    for (const name of device.displays) {
      const mirror = new Mirror(device, name, host, log);
      await mirror.display.open();
      const path = `/screen/${device.id}/${name}`;
      registerVisitorPage(web, path, page, mirror.display, bundle);
      mirrors.push(mirror);
      const { widthPx, heightPx } = page.panel;
      screens.set(device.id, [...(screens.get(device.id) ?? []), { name, path, widthPx, heightPx }]);
      const shown = device.view(name);
      if (shown !== null) mirror.show(shown);
    }
  }
  const end = session.on((event) => {
    if (event.type !== 'view.shown') return;
    mirrors.find(({ device, name }) => device.id === event.device && name === event.display)?.show(event.view);
  });
  return {
    of: (device) => screens.get(device) ?? [],
    close: async () => {
      end();
      for (const { display } of mirrors) await display.close();
    },
  };
}
