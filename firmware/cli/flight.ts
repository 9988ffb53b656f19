import { join } from 'node:path';
import type { DeviceConfig } from '../../config/schema.ts';
import { NodeSegmentStore } from '../../hal/drivers/node-segment-store.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import { flightDefaults, FlightRecorder } from '../flight/flight-recorder.ts';
import { Veil } from '../flight/veil.ts';

const megabyte = 1024 * 1024;

/** Where a device's flight recorder writes. */
export const flightDirectory = ({ dataDir, recording }: Pick<DeviceConfig, 'dataDir' | 'recording'>): string =>
  recording?.directory ?? join(dataDir, 'flight');

/** The flight recorder of a device that is being started; null where its config says that nothing is recorded. */
export const openFlight = async (
  config: DeviceConfig,
  /** `firmware`: what runs, as the recording is to have it. */
  {
    clock,
    log,
    entropy,
    firmware,
  }: { readonly clock: Clock; readonly log: Log; readonly entropy: Entropy; readonly firmware: string },
): Promise<FlightRecorder | null> => {
  const { device, recording } = config;
  if (recording === null) return null;
  const veil = new Veil(entropy.bytes(32), config);
  const recorder = new FlightRecorder(
    {
      device,
      firmware,
      store: new NodeSegmentStore(flightDirectory(config)),
      clock,
      log,
      text: (written) => veil.kept(written),
    },
    {
      ...flightDefaults,
      bytes: recording.megabytes * megabyte,
      dayBytes: recording.megabytesADay * megabyte,
      keepMs: recording.keepMs,
      flushMs: recording.everyMs,
    },
  );
  await recorder.open();
  // Whatever ends the process, what is gathered is written: a bug's last second is what whoever mends it wants to see.
  process.once('exit', () => recorder.lastWords());
  return recorder;
};
