export const ledgerRules = [
  {
    id: 'event-once',
    says: 'An event’s id stands for one content, in whichever ledger it is kept.',
    watch: (centre, broken) => {
      const contents = new Map();
      return {
        stored: (happening) => {
          const { event, fresh } = happening;
          if (!fresh) return;
          const { device, epoch, seq, wall, kind, data } = event;
          const content = JSON.stringify([device, epoch, seq, wall, kind, data]);
          const before = contents.get(event.id);
          if (before !== undefined && before !== content) broken(happening, `${event.id} is not what it was elsewhere`);
          contents.set(event.id, before ?? content);
        },
      };
    },
  },
  {
    id: 'count-rises',
    says: 'A device counts its events upwards within a start, and never begins a start that it had before.',
    watch: (_, broken) => {
      const newest = new Map();
      const started = new Map();
      return {
        started: ({ device }) => void started.set(device, true),
        asked: (happening) => {
          const { device, events } = happening;
          for (const { device: author, epoch, seq, id } of events) {
            if (author !== device) continue;
            const before = newest.get(device);
            const anew = before !== undefined && started.get(device) === true;
            started.set(device, false);
            if (anew && epoch <= before.epoch) broken(happening, `${id} has the number of a start before`);
            else if (before !== undefined && (epoch < before.epoch || (epoch === before.epoch && seq <= before.seq)))
              broken(happening, `${id} is counted after ${before.epoch}/${before.seq}`);
            newest.set(device, { epoch, seq });
          }
        },
      };
    },
  },
  {
    id: 'ledger-keeps',
    says: 'What a ledger has acknowledged is in it when it is opened again, unless it says that it was repaired.',
    watch: (_, broken) => ({
      opened: (happening) => {
        const { head, repaired, knownBefore } = happening;
        // An empty one is another card.
        if (head > 0 && head < knownBefore && !repaired)
          broken(happening, `opened with ${head} events and no word of repair; ${knownBefore} were acknowledged`);
      },
    }),
  },
  {
    id: 'restart-resumes',
    says: 'After a restart a device reads back all that its ledger holds before it writes anything.',
    watch: (centre, broken) => {
      const reading = new Map();
      return {
        opened: ({ device, head }) => void reading.set(device, { head, read: 0 }),
        recited: ({ device, positions }) => {
          const now = reading.get(device);
          if (now !== undefined) now.read = Math.max(now.read, ...positions);
        },
        asked: (happening) => {
          const { device } = happening;
          const now = reading.get(device);
          reading.delete(device);
          if (now !== undefined && now.read < now.head)
            broken(happening, `writes although it has read ${now.read} of ${now.head} events`);
        },
      };
    },
  },
  {
    id: 'command-once',
    says: 'A command takes effect once, however often it arrives, on whichever device that did it or knows of its effect.',
    watch: (centre, broken) => {
      const strokes = new Map();
      const strokeOf = new Map();
      /** Strokes that another one of the same command was known to have been made before. */
      const repeated = new Set();
      let newest = 0;
      return {
        asked: ({ device, events }) => {
          newest += 1;
          for (const { id, device: author, cause } of events) {
            if (author !== device) continue;
            strokeOf.set(id, newest);
            const before = strokes.get(cause);
            // Two devices that do not hear each other may both be asked, and neither can know.
            const known = before?.device === device || centre.copy(device).events.has(before?.event.id);
            if (before !== undefined && before.stroke !== newest && known) repeated.add(newest);
          }
        },
        stored: (happening) => {
          const { device, event, own, first } = happening;
          if (!own || !first || !centre.commands.has(event.cause)) return;
          const stroke = strokeOf.get(event.id);
          const before = strokes.get(event.cause);
          const again = before !== undefined && before.stroke !== stroke;
          if (again && (before.device === device || repeated.has(stroke)))
            broken(happening, `${event.cause} took effect again as ${event.kind} of ${event.data.ticket ?? ''}`);
          if (before === undefined) strokes.set(event.cause, { stroke, device, event });
        },
      };
    },
  },
  {
    id: 'answer-same',
    says: 'A command that was done is answered the same each time it is repeated.',
    watch: (_, broken) => {
      const answers = new Map();
      return {
        answered: (happening) => {
          const { device, id, answer } = happening;
          const text = JSON.stringify(answer);
          const before = answers.get(`${device} ${id}`);
          if (before !== undefined && before !== text) broken(happening, `${id} was answered ${text} after ${before}`);
          if (answer.ok === true) answers.set(`${device} ${id}`, text);
        },
      };
    },
  },
  {
    id: 'copies-agree',
    says: 'When all is calm, every device that is on holds every event.',
    watch: (centre, broken) => ({
      end: () => undefined,
      calm: (happening) => {
        for (const device of centre.lastRunning) {
          const { events } = centre.copy(device);
          const missing = [...centre.written.keys()].filter((id) => !events.has(id));
          if (missing.length > 0)
            broken({ ...happening, device }, `lacks ${missing.length} events, ${missing[0]} the first of them`);
        }
      },
    }),
  },
];
