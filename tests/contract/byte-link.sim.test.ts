import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink, type SimByteLinkOptions } from '../../sim/devices/byte-link.ts';
import { FarEnd } from '../support/far-end.ts';
import { simulated } from '../support/simulated.ts';
import { byteLinkContract, type ByteLinkRig } from './byte-link.contract.ts';

const rigWith = (options: Partial<SimByteLinkOptions>) => async (): Promise<ByteLinkRig> => {
  const time = new SimClock();
  const far = new FarEnd();
  const link = new SimByteLink(new DeviceClock(time, 0), far, options);
  return {
    link,
    ...simulated(time),
    quiet: () => time.advance(1000),
    received: () => far.received,
    send: (bytes) => far.send(bytes),
    block: () => far.block(),
    unblock: () => far.unblock(),
    unplug: async () => link.unplug(),
    plug: async () => link.plug(),
    held: () => time.pending,
    tidy: async () => undefined,
  };
};

const traits = { absent: 'absent', flood: 50_000 } as const;
byteLinkContract('twin', traits, rigWith({}));
byteLinkContract('twin on a slow wire', traits, rigWith({ bytesPerSecond: 11_520, latencyMs: 3, systemBytes: 4096 }));
