import type { DeviceConfig, DeviceOf } from '../../config/schema.ts';
import { CsvCitySystem } from '../../hal/drivers/csv-city-system.ts';
import { HttpCitySystem } from '../../hal/drivers/http-city-system.ts';
import { MqttCitySystem } from '../../hal/drivers/mqtt-city-system.ts';
import { MqttMessageBus } from '../../hal/drivers/mqtt-message-bus.ts';
import { NodeEntropy } from '../../hal/drivers/node-entropy.ts';
import type { CitySystem } from '../../hal/ports/city-system.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { token } from '../../hal/ports/entropy.ts';
import type { Random } from '../../hal/ports/random.ts';

/** The way to the city's system as its entry says; null: a twin is asked for. */
export function cityDriver(
  entry: DeviceOf<'city-system'>,
  { clock, config, random }: { readonly clock: Clock; readonly config: DeviceConfig; readonly random: Random },
): CitySystem | null {
  switch (entry.driver) {
    case 'simulated':
      return null;
    case 'http': {
      const { every, fetch, silence, ...rest } = entry;
      const bookings = fetch === null ? null : { url: fetch, everyMs: every };
      return new HttpCitySystem({ ...rest, bookings, silenceMs: silence }, clock);
    }
    case 'csv': {
      const { every, inFolder, look, outFolder, rows } = entry;
      return new CsvCitySystem({ inFolder, outFolder, everyMs: every, rows, lookEveryMs: look }, clock);
    }
    case 'mqtt': {
      const { asksDossiers, keepAlive, prefix, subscribe, url } = entry;
      // Its session is kept, so that bookings wait for us at the city's broker.
      const client = { clientId: `letan-city-${config.site.site}-${config.device}`, will: null, cleanSession: false };
      const bus = new MqttMessageBus([{ ...entry, keepAliveMs: keepAlive }], client, clock, random);
      const entropy = new NodeEntropy();
      return new MqttCitySystem({ prefix, bookings: subscribe, dossiers: asksDossiers }, bus, url, () =>
        token(entropy, 8),
      );
    }
  }
}
