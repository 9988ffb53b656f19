const decided = (centre, happening) =>
  happening.events.filter((event) => event.device === happening.device && centre.commands.get(event.cause) === 'next');

export const hubRules = [
  {
    id: 'hub-decides',
    says: 'Who is next is decided by the hub, as the newest word of it in the decider’s own ledger has it; a device cut off from it calls only whom it gave a number meanwhile.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        const { device } = happening;
        const copy = centre.copy(device);
        for (const event of decided(centre, happening)) {
          if (copy.hub.device === device || event.kind !== 'ticket.called') continue;
          const issue = copy.ticket(event.data.ticket)?.issue ?? null;
          if (issue === null || issue.device !== device || issue.data.apart !== true)
            broken(
              happening,
              `called ${event.data.ticket} although ${copy.hub.device} is the hub of term ${copy.hub.term}`,
            );
        }
      },
    }),
  },
  {
    id: 'apart-given-over',
    says: 'Of whom a device gave a number while it did not hear the hub `next` takes nobody elsewhere before that device has given them over and all is there that it wrote since.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        const { device } = happening;
        for (const event of decided(centre, happening)) {
          if (event.kind !== 'ticket.called') continue;
          const issue = centre.copy(device).ticket(event.data.ticket)?.issue ?? null;
          if (issue === null || !issue.data.apart || issue.device === device) continue;
          if (!centre.hasGivenOver(device, issue))
            broken(
              happening,
              `called ${event.data.ticket}, which ${issue.device} has not given over as far as it knows`,
            );
        }
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
          const { term, device } = centre.copy(happening.device)?.hub ?? {};
          if (device !== happening.device || decided(centre, happening).length === 0) return;
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
