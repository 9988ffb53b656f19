import { minuteMs } from '../../../behaviours/hours/civil.ts';
import { updateStatusTexts } from '../../../config/languages/messages/update.ts';
import { textWith } from '../../../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { slots, type Installed, type Slot } from '../../installed.ts';
import { exitCodes } from '../exit.ts';
import { both } from '../hub/say.ts';
import { mostTries } from './guard.ts';
import { obstaclesNow } from './obstacles.ts';
import { historyOf, trialOf, wasGivenUp, type Outcome } from './record.ts';
import { obstaclesText, short, slotText, whyReturned } from './say.ts';
import { checkSlot, onTrial, standingOf, type SlotFault } from './slots.ts';

const lastOutcomes = 5;

/** The site's time, whatever zone the machine is in. */
const momentText = (at: number, { site }: DeviceConfig): string =>
  new Date(at + site.zoneOffsetMin * minuteMs).toISOString().slice(0, 16).replace('T', ' ');

const line = (key: keyof typeof updateStatusTexts, values: Parameters<typeof textWith>[1]): void =>
  void process.stdout.write(`${both(textWith(updateStatusTexts[key], values))}\n`);

const outcomeLine = (outcome: Outcome, config: DeviceConfig): void => {
  const { at, by, despite, from, to, what } = outcome;
  line(what, {
    at: momentText(at, config),
    from: from?.version ?? '?',
    to: `${to.version} (${short(to.commit)})`,
    why: whyReturned(outcome),
    by,
  });
  for (const why of despite) line('despite', { why });
};

interface SlotWord {
  readonly slot: Slot;
  readonly version: string | null;
  readonly commit: string | null;
  readonly fault: SlotFault | null;
}

/** `letan update status`. Ends with 1 when a slot that is in use is not whole. */
export async function showStatus(
  at: Installed,
  config: DeviceConfig,
  { full, json }: { readonly full: boolean; readonly json: boolean },
): Promise<void> {
  const standing = standingOf(at);
  const trial = trialOf(at);
  const trying = onTrial(standing);
  const found = slots.map((slot): SlotWord => {
    const checked = checkSlot(at.slots[slot], null, full ? 'full' : 'cheap');
    const manifest = checked.ok ? checked.value : null;
    return {
      slot,
      version: manifest?.version ?? null,
      commit: manifest?.commit ?? null,
      fault: checked.ok ? null : checked.fault,
    };
  });
  const obstacles = await obstaclesNow(config);
  const history = historyOf(at).slice(-lastOutcomes);
  // A device that was never updated has one slot only.
  if (found.some(({ fault, slot }) => fault !== null && (fault.kind !== 'empty' || slot === standing.good)))
    process.exitCode = exitCodes.failed;
  if (json) {
    const tries = trying === null ? null : (trial?.tries ?? 0);
    const told = { ...standing, onTrial: trying, tries, slots: found, obstacles, history };
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
    return;
  }
  for (const { commit, fault, slot, version } of found) {
    const values = { slot, version: version ?? '?', commit: short(commit ?? '?') };
    if (fault !== null) line('slotFault', { slot, fault: slotText(fault) });
    else if (slot === trying) line('onTrial', { ...values, tries: trial?.tries ?? 0, most: mostTries });
    else if (slot === standing.current) line('runs', values);
    else line(wasGivenUp(at, commit ?? '') ? 'givenUp' : 'kept', values);
    if (full && fault === null) line('whole', { slot });
  }
  if (obstacles.length === 0) line('free', {});
  else line('busy', { why: obstaclesText(obstacles) });
  for (const each of history) outcomeLine(each, config);
}
