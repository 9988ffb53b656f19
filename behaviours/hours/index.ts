import { fromCallback } from 'xstate';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Hours, HoursIn, HoursOut } from './events.ts';
import { hoursMachine, type TimetableAsked, type TimetableRead } from './machine.ts';
import { hoursAt } from './schedule.ts';
import type { HoursSettings } from './settings.ts';

/** Whatever the hour, nobody new is taken. */
const stoppingHours = (hours: Hours): Hours => ({ ...hours, state: 'stopping', ticketsGiven: false, until: null });

/** The site's opening hours: tells them once at `start` and at each change, by the wall clock as far as it is believed. */
export const createHours = (settings: HoursSettings, ports: BehaviourPorts): Behaviour<HoursIn, HoursOut> => {
  const timetable = fromCallback<TimetableAsked>(({ sendBack, receive }) => {
    const read = (paused: boolean, stopping: boolean): void => {
      const wall = ports.clock.wallTime();
      const hours = hoursAt(settings, wall, paused);
      const answer: TimetableRead = {
        type: 'timetable.read',
        hours: stopping ? stoppingHours(hours) : hours,
        at: wall.instant,
      };
      sendBack(answer);
    };
    receive((question) => read(question.paused, question.stopping));
    read(false, false);
  });
  return runMachine('hours', hoursMachine.provide({ actors: { timetable } }), undefined, ports);
};
