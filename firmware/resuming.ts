import type { Behaviours } from './behaviours.ts';
import type { HallMedia } from './hall-media.ts';
import type { Keeping } from './keeping.ts';

/** Starts the behaviours, and those whose state outlived the last start go on from it. */
export const startResumed = async (behaviours: Behaviours, keeping: Keeping, media: HallMedia): Promise<void> => {
  const { assistance, greeting, hours } = behaviours;
  const kept = {
    hours: await keeping.resume(hours.name),
    assistance: await keeping.resume(assistance.name),
    greeting: await keeping.resume(greeting.name),
    boards: await keeping.resume('boards'),
  };
  if (kept.boards !== null) media.resume(kept.boards);
  for (const each of behaviours.all) each.start();
  if (kept.hours !== null) hours.send({ type: 'state.resumed', ...kept.hours });
  if (kept.assistance !== null) assistance.send({ type: 'state.resumed', ...kept.assistance });
  if (kept.greeting !== null) greeting.send({ type: 'state.resumed', ...kept.greeting });
};
