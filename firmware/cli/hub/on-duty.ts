import type { DeviceConfig } from '../../../config/schema.ts';
import { MosquittoProcess } from '../../../hal/drivers/mosquitto-process.ts';
import { MqttMessageBus } from '../../../hal/drivers/mqtt-message-bus.ts';
import type { HalDevices } from '../../../hal/hal.ts';
import type { JsonObject } from '../../../hal/json.ts';
import type { Clock } from '../../../hal/ports/clock.ts';
import type { Log } from '../../../hal/ports/log.ts';
import type { Random } from '../../../hal/ports/random.ts';
import { BrokerDuty } from '../../broker/duty.ts';
import { probeBroker } from '../../broker/probe.ts';
import { brokerFolder, brokersOf, carrierUrl } from '../../broker/site-broker.ts';
import type { DeviceApp } from '../../device-app.ts';
import { workOf, workWord } from '../../update/work.ts';
import { ControlSocket } from './control-socket.ts';

export interface OnDuty {
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What a running device does for its site's broker, and the socket at which the command line asks it. */
export const onDuty = (
  config: DeviceConfig,
  devices: HalDevices,
  app: Pick<DeviceApp, 'face' | 'machines' | 'status'>,
  ports: { readonly clock: Clock; readonly log: Log; readonly random: Random },
): OnDuty => {
  const { device, site } = config;
  const entry = Object.values(config.devices).find((each) => each.port === 'bus');
  const bus = Object.values(devices.bus).find((each) => each instanceof MqttMessageBus) ?? null;
  const broker = new MosquittoProcess(brokerFolder(config), ports);
  const duty =
    entry?.port !== 'bus' || entry.driver !== 'site' || site.broker === null || bus === null
      ? null
      : new BrokerDuty(
          {
            device,
            carriers: site.broker.at.map((carrier) => ({ device: carrier.device, url: carrierUrl(carrier, device) })),
          },
          {
            ...ports,
            broker,
            bus,
            probe: async (url) => {
              const there = brokersOf(config, entry).find((each) => each.url === url);
              return there === undefined ? null : probeBroker(there, { site: site.site, device }, ports);
            },
            hub: () => (app.face.ready() ? (app.face.hall()?.hub() ?? null) : null),
          },
        );
  const standing = (): JsonObject => ({
    ok: true,
    value: {
      device,
      hall: app.status()['hall'] ?? null,
      broker: {
        carrier: site.broker?.at.some((carrier) => carrier.device === device) ?? false,
        running: broker.running,
        linkedAt: bus?.at ?? null,
      },
    },
  });
  const control = new ControlSocket(config.dataDir, async (question) => {
    if (question.ask === 'status') return standing();
    if (question.ask === 'work') return { ok: true, value: workWord(workOf(config, app)) };
    const answer = await app.face.command({ name: 'promote', id: question.id, by: question.by });
    return answer.ok ? standing() : { ok: false, refusal: answer.refusal };
  });
  return {
    async start() {
      const listening = await control.start();
      if (!listening.ok) ports.log.write('warn', 'control.not-listening', { ...listening.fault });
      duty?.start();
    },
    async close() {
      await control.close();
      await duty?.stop();
    },
  };
};
