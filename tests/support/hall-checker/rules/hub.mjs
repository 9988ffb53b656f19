/** `next` and what else the hub alone decides. */
const decisions = new Set(['next']);

const decided = (centre, happening) =>
  happening.events.filter(
    (event) => event.device === happening.device && decisions.has(centre.commands.get(event.cause)),
  );

export const hubRules = [
  {
    id: 'hub-decides',
    says: 'Who is next is decided by the device that is the hub by the newest word of it in its own ledger.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        const { hub } = centre.copy(happening.device) ?? {};
        for (const event of decided(centre, happening))
          if (hub.device !== happening.device)
            broken(happening, `decided ${event.cause} although ${hub.device} is the hub of term ${hub.term}`);
      },
    }),
  },
  {
    id: 'one-hub-a-term',
    says: 'In one term one device decides who is next.',
    watch: (centre, broken) => {
      const hubs = new Map();
      return {
        asked: (happening) => {
          if (decided(centre, happening).length === 0) return;
          const { term } = centre.copy(happening.device).hub;
          const before = hubs.get(term);
          if (before !== undefined && before !== happening.device)
            broken(happening, `decides in term ${term}, in which ${before} decided`);
          hubs.set(term, before ?? happening.device);
        },
      };
    },
  },
  {
    id: 'term-once',
    says: 'A term is raised once, for one device.',
    watch: (_, broken) => {
      const raised = new Map();
      return {
        stored: (happening) => {
          const { event, first } = happening;
          if (event.kind !== 'hub.raised' || !first) return;
          const { term, hub } = event.data;
          const before = raised.get(term);
          if (before !== undefined && before !== hub) broken(happening, `term ${term} raised for ${hub} and ${before}`);
          raised.set(term, before ?? hub);
        },
      };
    },
  },
];
