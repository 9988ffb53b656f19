import type { Fault, Unsubscribe } from '../../hal/device.ts';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { fail, type Result } from '../../hal/result.ts';
import type { BehaviourState, Transition } from '../behaviour.ts';
import { HallBook, refused, type BookPorts } from './book.ts';
import { decide } from './decide.ts';
import type {
  HallAnswer,
  HallCommand,
  HallOut,
  HallRefusal,
  HallTicket,
  TicketId,
  TicketOffice,
  UnfinishedSlip,
} from './events.ts';
import { LocalOffice } from './office.ts';
import { heldIn, type HeldStarts } from './held.ts';
import { pictureOf, type HallPicture } from './picture.ts';
import type { HallSettings } from './settings.ts';
import { answerTo, ticketOf, ticketsOf, waitingOf } from './state.ts';

export interface HallPorts extends BookPorts {
  readonly entropy: Entropy;
  readonly onTransition: (transition: Transition) => void;
}

/** The queue of a site as one device holds it. */
export interface Hall {
  readonly name: 'hall';
  /** Starts of this device so far, this one included; 0 before `start`. */
  epoch(): number;
  /** Rebuilds everything from the open ledger; may be called again after a fault. Before it nothing is given or called. */
  start(): Promise<Result<void, Fault>>;
  /** Where this device's visitors get their numbers. */
  readonly office: TicketOffice;
  /** A clerk's wish. One after another; the same id is answered the same and changes nothing again. */
  command(command: HallCommand): Promise<Result<HallAnswer, HallRefusal>>;
  /** An event of another device. Idempotent; resolves once it is durable here. */
  receive(event: VisitEvent): Promise<Result<void, Fault>>;
  /** Which events of which device are durable here, by start; null while the ledger has not been read. */
  held(): ReadonlyMap<string, HeldStarts> | null;
  /** Tickets of the last days that are kept, in the hall's order. */
  tickets(): readonly HallTicket[];
  ticket(id: TicketId): HallTicket | null;
  /** Who waits, in order. */
  waiting(): readonly HallTicket[];
  /** The day as those see it who show it. */
  picture(): HallPicture;
  unfinishedSlips(): readonly UnfinishedSlip[];
  on(listener: (event: HallOut) => void): Unsubscribe;
  state(): BehaviourState;
}

export function createHall(settings: HallSettings, ports: HallPorts): Hall {
  let value = 'closed';
  const become = (to: string, event: string): void => {
    if (to === value) return;
    const from = value;
    value = to;
    ports.onTransition({ machine: 'hall', event, from, to });
  };
  const book = new HallBook(settings, ports, () => {
    if (book.open) become(book.doubtful ? 'doubtful' : 'open', book.doubtful ? 'ledger.unclear' : 'ledger.settled');
  });
  const office = new LocalOffice(settings, book, ports);

  async function obey(command: HallCommand): Promise<Result<HallAnswer, HallRefusal>> {
    if (book.host !== settings.device) return fail({ kind: 'not-host', host: book.host });
    const settled = await book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    const before = answerTo(book.state, command.id);
    if (before !== null) return before;
    const swept = await book.sweep();
    if (!swept.ok) return fail(refused(swept.fault));
    const decided = decide(book.state, command, settings, {
      wall: book.wall().wall,
      today: book.today(),
      token: token(ports.entropy, 16),
    });
    if (!decided.ok) {
      book.remember(command.id, decided);
      return decided;
    }
    const written = await book.record(decided.value, command.id);
    if (!written.ok) return fail(refused(written.fault));
    return answerTo(book.state, command.id) ?? fail(refused({ kind: 'unanswered', command: command.id }));
  }

  // One command is decided, written and applied before the next is looked at: that is what makes `next` atomic.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result;
    return result;
  };

  return {
    name: 'hall',
    epoch: () => book.epoch,
    office,
    async start() {
      become('reading', 'start');
      const started = await book.start();
      become(started.ok ? 'open' : 'refused', started.ok ? 'ledger.read' : 'ledger.refused');
      return started;
    },
    command: (command) => inTurn(() => obey(command)),
    receive: (event) => book.receive(event),
    held: () => (value === 'open' ? heldIn(book.state) : null),
    tickets: () => ticketsOf(book.state),
    ticket: (id) => ticketOf(book.state, id),
    waiting: () => waitingOf(book.state),
    picture: () => pictureOf(book.state, settings, book.today(), ticketsOf(book.state)),
    unfinishedSlips: () => book.unfinishedSlips(),
    on: (listener) => book.out.add(listener),
    state: () => ({ value, tags: value === 'open' ? [] : ['needs-attendant'] }),
  };
}
