/** A number told must have been written down at most so long ago: yesterday's A012 is another number. */
const dayMs = 24 * 3_600_000;

export const toldRules = [
  {
    id: 'durable-before-told',
    says: 'A number is shown, spoken or printed on a device only once it is durable in that device’s ledger.',
    watch: (centre, broken) => {
      const known = new Map();
      const putIn = new Map();
      return {
        stored: ({ t, device, event }) => {
          if (event.kind !== 'ticket.issued' && event.kind !== 'ticket.called') return;
          known.set(`${device} ${event.data.ticket.split('/')[1]}`, t);
        },
        // What somebody holds before the reader or types in may be shown back to them.
        touched: ({ device, said }) => void putIn.set(device, said),
        told: (happening) => {
          const { t, device, number, how } = happening;
          const since = known.get(`${device} ${number}`);
          if (since !== undefined && t - since <= dayMs) return;
          if (putIn.get(device)?.includes(number) === true) return;
          if (centre.copy(device) !== null) broken(happening, `${number} was ${how} before it was in the ledger`);
        },
      };
    },
  },
  {
    id: 'call-durable',
    says: 'A call is shown on a device only once it is durable there, with the counter that called.',
    watch: (_, broken) => {
      const called = new Set();
      return {
        stored: ({ device, event }) => {
          const { kind, data } = event;
          if (kind === 'ticket.called' || kind === 'ticket.recalled')
            called.add(`${device} ${data.ticket.split('/')[1]}→${data.counter}`);
        },
        'called-out': (happening) => {
          const { device, number, counter } = happening;
          if (!called.has(`${device} ${number}→${counter}`))
            broken(happening, `${number} was called out to ${counter}, which no ledger line says`);
        },
      };
    },
  },
  {
    id: 'slip-once',
    says: 'A slip is sent to the printer once; another of the same number needs a person’s touch or a printer that printed nothing.',
    watch: (_, broken) => {
      const jobs = new Set();
      const newest = new Map();
      const touched = new Map();
      return {
        touched: ({ t, device }) => void touched.set(device, t),
        started: ({ t, device }) => void touched.set(device, t),
        'slip-ended': ({ device, job, outcome }) => {
          const slip = newest.get(`${device} ${job.split('#')[0]}`);
          if (slip !== undefined) slip.outcome = outcome;
        },
        slip: (happening) => {
          const { t, device, job } = happening;
          // What else is printed (a strip, a test page) is nobody's number.
          if (!/^\d{4}-\d{2}-\d{2}\/.+#\d+$/.test(job)) return;
          const key = `${device} ${job.split('#')[0]}`;
          if (jobs.has(`${device} ${job}`)) broken(happening, `slip ${job} was sent to the printer twice`);
          jobs.add(`${device} ${job}`);
          const before = newest.get(key);
          const asked = (touched.get(device) ?? -1) >= (before?.t ?? 0);
          if (before !== undefined && before.outcome !== 'not-printed' && !asked)
            broken(happening, `slip ${job} follows ${before.job} (${before.outcome}) and nobody asked for it`);
          newest.set(key, { t, job, outcome: 'unknown' });
        },
      };
    },
  },
  {
    id: 'one-voice',
    says: 'A loudspeaker says one thing at a time.',
    watch: (_, broken) => {
      const saying = new Map();
      const end = ({ device, speaker, clip }) => {
        if (saying.get(`${device} ${speaker}`)?.clip === clip) saying.delete(`${device} ${speaker}`);
      };
      return {
        configured: ({ device }) => {
          for (const key of saying.keys()) if (key.startsWith(`${device} `)) saying.delete(key);
        },
        'sound-begun': (happening) => {
          const key = `${happening.device} ${happening.speaker}`;
          const before = saying.get(key);
          if (before !== undefined) broken(happening, `a clip begins while one begun at ${before.t} ms still sounds`);
          saying.set(key, happening);
        },
        'sound-ended': end,
      };
    },
  },
  {
    id: 'call-uncut',
    says: 'A call that has begun to sound is heard to its end.',
    watch: (centre, broken) => ({
      'sound-ended': (happening) => {
        const { device, call, fault, words } = happening;
        if (call && fault === 'interrupted' && centre.running.has(device)) broken(happening, `“${words}” was cut off`);
      },
    }),
  },
  {
    id: 'greeted-once',
    says: 'Nobody is greeted aloud twice in one visit.',
    watch: (_, broken) => {
      const said = new Map();
      return {
        greeting: (happening) => {
          const { device, from, to } = happening;
          // The visitor has gone and another stands there: one visit follows the other at once, and begins not knowing where they are.
          const another = from.includes('sensing.away') || /words\.(?:said|owed)/.test(to);
          const handedOver = to.includes('sensing.unsure') && !from.includes('sensing.unsure') && another;
          if (!to.includes('visiting') || handedOver) said.set(device, false);
          if (!to.includes('words.said') || (from.includes('words.said') && !handedOver)) return;
          if (from.includes('visiting') && said.get(device) === true) broken(happening, 'greeted twice in one visit');
          said.set(device, true);
        },
      };
    },
  },
];
