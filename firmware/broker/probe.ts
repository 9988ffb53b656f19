import { MqttMessageBus, type MqttBroker } from '../../hal/drivers/mqtt-message-bus.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Random } from '../../hal/ports/random.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { readWord } from '../hall-messages.ts';
import { hallWords } from '../topics.ts';
import type { HubTerm } from './duty.ts';

/** What is retained comes at once after the subscription; a broker on a busy little computer may need a moment. */
const wordsWithinMs: Milliseconds = 700;
/** A machine that is off does not say so. */
const answerWithinMs: Milliseconds = 4_000;

/** Asks a broker who decides the hall, by a connection of its own beside the device's link. */
export const probeBroker = async (
  broker: MqttBroker,
  who: { readonly site: string; readonly device: string },
  ports: { readonly clock: Clock; readonly random: Random },
): Promise<{ readonly hub: HubTerm | null } | null> => {
  const { clock, random } = ports;
  const clientId = `letan-${who.site}-${who.device}-search`;
  const bus = new MqttMessageBus([broker], { clientId, will: null, cleanSession: true }, clock, random);
  let hub: HubTerm | null = null;
  bus.subscribe(hallWords(who.site), ({ payload }) => {
    const word = readWord(payload);
    if (word === null) return;
    const outranks = hub === null || word.term > hub.term || (word.term === hub.term && word.device < hub.device);
    if (outranks) hub = { device: word.device, term: word.term };
  });
  const limit = new AbortController();
  const timer = clock.setTimeout(() => limit.abort(), answerWithinMs);
  const opened = await bus.open(limit.signal).catch((error: unknown) => {
    if (limit.signal.aborted) return null;
    throw error;
  });
  clock.clearTimeout(timer);
  if (opened?.ok === true) await new Promise<void>((resolve) => clock.setTimeout(resolve, wordsWithinMs));
  await bus.close();
  return opened?.ok === true ? { hub } : null;
};
