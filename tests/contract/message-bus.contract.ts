import { busLinkContract } from './message-bus-link.contract.ts';
import { busMessagesContract } from './message-bus-messages.contract.ts';
import type { BusRigs } from './message-bus.rig.ts';

/** Each sentence of `hal/ports/message-bus.ts`. `rigs` gives a broker of its own for each half. */
export const messageBusContract = (name: string, rigs: () => BusRigs): void => {
  busMessagesContract(name, rigs());
  busLinkContract(name, rigs());
};
