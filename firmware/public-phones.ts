import type { TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Bundle } from './page.ts';
import { createPhoneDesk, type PhoneParts } from './pages/phone-page.ts';
import { createPublicWeb } from './public-web.ts';

/** An address that could not be had is tried again after this. */
const retryMs: Milliseconds = 5_000;

export interface PublicPhones {
  close(): Promise<void>;
}

/**
 * Serves visitors' phones where the device's config says that the public may reach them; null: it says so nowhere. Resolves when it
 * was tried once; what holds the port is waited for, and the device serves its visitors meanwhile.
 */
export async function openPublicPhones(parts: PhoneParts, bundle: Bundle): Promise<PublicPhones | null> {
  const { face, clock, log } = parts;
  const told = face.config.web.public;
  if (told === null) return null;
  const desk = createPhoneDesk(parts, bundle);
  const { publicBase } = face.config.site;
  const web = createPublicWeb({ ...told, publicBase, log, desk: (request) => desk.answer(request) });
  const again = { timer: null as TimerId | null, ended: false };
  const listen = async (): Promise<void> => {
    const listening = await web.listen();
    if (listening.ok || again.ended) return;
    log.write('error', 'public.not-listening', { ...listening.fault });
    again.timer = clock.setTimeout(() => void listen(), retryMs);
  };
  desk.start();
  await listen();
  return {
    close: async () => {
      again.ended = true;
      if (again.timer !== null) clock.clearTimeout(again.timer);
      desk.stop();
      await web.close();
    },
  };
}
