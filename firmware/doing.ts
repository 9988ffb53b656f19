import type { HallAnswer, HallRefusal } from '../behaviours/hall/events.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import type { Result } from '../hal/result.ts';
import type { Behaviours } from './behaviours.ts';
import type { Command, CommandAnswer } from './commands.ts';
import type { HelpDesk } from './desk/help-desk.ts';
import type { HushDesk } from './desk/hush-desk.ts';
import type { HallMedia } from './hall-media.ts';
import type { StripPrinting } from './strip-printing.ts';

const accepted: CommandAnswer = { ok: true, value: {} };

/** Does what was asked over the bus, at a page or at a number pad, and says how it went. */
export const doCommand = async (
  command: Command,
  behaviours: Behaviours,
  help: Pick<HelpDesk, 'obey'>,
  {
    hush,
    media,
    strip,
  }: {
    readonly hush: Pick<HushDesk, 'obey'>;
    readonly media: Pick<HallMedia, 'obey'>;
    readonly strip: Pick<StripPrinting, 'print'> | null;
  },
): Promise<CommandAnswer> => {
  const { hall, hours } = behaviours;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the hall's own commands, most of all, are one case
  switch (command.name) {
    case 'help-ask':
    case 'assistance-accept':
    case 'assistance-done':
      help.obey(command);
      return accepted;
    case 'mute-greetings':
    case 'unmute-greetings':
      hush.obey(command);
      return accepted;
    case 'board':
    case 'notice':
      return media.obey(command);
    case 'print-strip': {
      if (strip === null) return { ok: false, refusal: { kind: 'no-strip' } };
      const outcome = await strip.print();
      return outcome.kind === 'printed'
        ? accepted
        : { ok: false, refusal: { kind: outcome.kind, fault: { ...outcome.fault } } };
    }
    case 'pause':
      hours.send({ type: 'staff.paused', reason: command.reason });
      return accepted;
    case 'resume':
      hours.send({ type: 'staff.resumed' });
      return accepted;
    case 'promote': {
      if (hall === null) return { ok: false, refusal: { kind: 'no-hall' } };
      const answer = await hall.promote(command);
      return answer.ok ? { ok: true, value: { ...answer.value } } : { ok: false, refusal: { ...answer.fault } };
    }
    // All others are the hall's own; `command()` takes no other, so a new command that is not its business does not compile.
    default: {
      if (hall === null) return { ok: false, refusal: { kind: 'no-hall' } };
      return said(await hall.command(command));
    }
  }
};

const said = (answer: Result<HallAnswer, HallRefusal>): CommandAnswer =>
  answer.ok ? { ok: true, value: { ...answer.value } } : { ok: false, refusal: { ...answer.fault } };

/** What a command was answered that was done before, also by an earlier process; null: none of that id was. */
export const answeredBefore = (hall: Hall | null, id: string): CommandAnswer | null => {
  const answer = hall?.answered(id) ?? null;
  return answer === null ? null : said(answer);
};
