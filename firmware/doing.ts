import type { Behaviours } from './behaviours.ts';
import type { Command, CommandAnswer } from './commands.ts';

const accepted: CommandAnswer = { ok: true, value: {} };

/** Does what was asked over the bus and says how it went. */
export const doCommand = async (command: Command, behaviours: Behaviours): Promise<CommandAnswer> => {
  const { hall, hours, assistance } = behaviours;
  switch (command.name) {
    case 'assistance-accept':
      assistance.send({ type: 'assistance.accepted', requestId: command.requestId, by: command.by });
      return accepted;
    case 'assistance-done':
      assistance.send({ type: 'assistance.done', requestId: command.requestId });
      return accepted;
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
    case 'next':
    case 'recall':
    case 'arrived':
    case 'no-show':
    case 'finish':
    case 'park':
    case 'transfer':
    case 'extend':
    case 'call':
    case 'open':
    case 'pause-counter':
    case 'close':
    case 'return':
    case 'class':
    case 'defer':
    case 'cancel':
    case 'enter':
    case 'close-day': {
      if (hall === null) return { ok: false, refusal: { kind: 'no-hall' } };
      const answer = await hall.command(command);
      return answer.ok ? { ok: true, value: { ...answer.value } } : { ok: false, refusal: { ...answer.fault } };
    }
  }
};
