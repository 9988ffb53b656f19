import { z } from 'zod';
import { currentBetween } from '../current.ts';
import { durationBetween } from '../duration.ts';
import { refusal, refuseAt } from '../refusal.ts';
import { resistanceBetween } from '../resistance.ts';
import { voltageBetween } from '../voltage.ts';
import { wiring } from './wiring.ts';

const port = z.literal('battery');

/** A battery or an uninterruptible supply, with a gauge that tells whether the mains feeds the device. */
export const battery = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port,
      driver: z.literal('simulated'),
      as: z.literal('ina219').default('ina219'),
      wiring: wiring.prefault({}),
      /** How long the device lives off its full battery. */
      lasts: durationBetween(60_000, 24 * 3_600_000).prefault('2h'),
    }),
    /** TI's gauge, as most UPS boards for a Raspberry Pi carry it: a shunt in the battery's lead. */
    z.strictObject({
      port,
      driver: z.literal('ina219'),
      wiring: z.strictObject({ i2c: wiring.shape.i2c.unwrap() }),
      shunt: resistanceBetween(1, 1000).prefault('100mohm'),
      /** Its current reads negative while it charges: the shunt is wired the other way round. */
      reversed: z.boolean().default(false),
      /** Under the load that it carries; of the common boards with two lithium cells, as it stands here. */
      empty: voltageBetween(2500, 60_000).prefault('6V'),
      full: voltageBetween(2500, 60_000).prefault('8.4V'),
      /** More than this out of the battery means that the mains is gone. */
      drain: currentBetween(1, 5000).prefault('50mA'),
      lasts: durationBetween(60_000, 24 * 3_600_000).prefault('2h'),
    }),
  ])
  .check((context) => {
    const { value } = context;
    if (value.driver === 'ina219' && value.full <= value.empty)
      refuseAt(context, ['full'], refusal('battery.order', { empty: `${value.empty}mV`, full: `${value.full}mV` }));
  })
  .transform((it) => {
    if (it.driver === 'simulated') {
      const { lasts, ...rest } = it;
      return { ...rest, lastsMs: lasts };
    }
    const { lasts, shunt, empty, full, drain, ...rest } = it;
    return {
      ...rest,
      lastsMs: lasts,
      shuntMilliOhms: shunt,
      emptyMilliVolts: empty,
      fullMilliVolts: full,
      drainMilliAmperes: drain,
    };
  });
