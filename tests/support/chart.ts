import { getInitialSnapshot, type AnyStateMachine, type AnyStateNode } from 'xstate';

/*
 * What can be wrong with a chart without anybody noticing while it is written: each function gives the complaints about one chart,
 * in words. xstate itself accepts all of it; a dangling delay even fires at once.
 */

type Transition = AnyStateNode['always'] extends (infer T)[] | undefined ? T : never;

const nodesOf = (machine: AnyStateMachine): readonly AnyStateNode[] => {
  const below = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(below)];
  return below(machine.root);
};

/** Every transition of one node: by event, by time, by invoked actors' ends, eventless. */
const transitionsOf = (node: AnyStateNode): readonly Transition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

const nameOf = (node: AnyStateNode): string => (node.path.length === 0 ? '(root)' : node.path.join('.'));

/** Names of actions, guards or actors as they stand in a chart: a string or `{ type }`; functions carry no name to miss. */
const named = (one: unknown): string | null => {
  if (typeof one === 'string') return one;
  if (typeof one === 'object' && one !== null && 'type' in one && typeof one.type === 'string') return one.type;
  return null;
};

/** A guard and, for `and`, `or`, `not`, the guards in it. */
const guardsIn = (guard: unknown): readonly unknown[] => {
  if (guard === undefined || guard === null) return [];
  if (typeof guard === 'function' && 'guards' in guard && Array.isArray(guard.guards))
    return guard.guards.flatMap(guardsIn);
  return [guard];
};

/** Actions, guards, actors and delays that the chart names and nobody implements. */
export const dangling = (machine: AnyStateMachine): readonly string[] => {
  const { actions, guards, actors, delays } = machine.implementations;
  const missing = (kind: string, where: string, known: object, one: unknown): readonly string[] => {
    const name = named(one);
    return name === null || name.startsWith('xstate.') || Object.hasOwn(known, name)
      ? []
      : [`${where}: ${kind} "${name}" is not implemented`];
  };
  return nodesOf(machine).flatMap((node) => {
    const where = nameOf(node);
    const transitions = transitionsOf(node);
    return [
      ...[...node.entry, ...node.exit, ...transitions.flatMap((one) => one.actions)].flatMap((one) =>
        missing('action', where, actions, one),
      ),
      ...transitions.flatMap((one) => guardsIn(one.guard)).flatMap((one) => missing('guard', where, guards, one)),
      ...node.invoke.flatMap((one) => missing('actor', where, actors, one.src)),
      ...node.after.flatMap(({ delay }) =>
        typeof delay === 'number'
          ? Number.isFinite(delay) && delay >= 0
            ? []
            : [`${where}: a delay of ${delay} ms`]
          : missing('delay', where, delays, delay),
      ),
    ];
  });
};

/** Delays that are no span of time where the chart begins. */
export const notSpans = (machine: AnyStateMachine, input: unknown): readonly string[] => {
  const { context } = getInitialSnapshot(machine, input);
  return Object.entries(machine.implementations.delays).flatMap(([name, delay]) => {
    // A delay of ours reads the context and nothing else of what it is given.
    const args = { context, event: { type: 'xstate.init' } } as Parameters<Exclude<typeof delay, number>>[0];
    const ms: unknown = typeof delay === 'function' ? delay(args, {}) : delay;
    return typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? [] : [`delay "${name}" is ${String(ms)}`];
  });
};

const isLeaf = (node: AnyStateNode): boolean => node.type !== 'compound' && node.type !== 'parallel';

const ancestors = (node: AnyStateNode): readonly AnyStateNode[] =>
  node.parent === undefined ? [] : [node.parent, ...ancestors(node.parent)];

const within = (node: AnyStateNode, above: AnyStateNode): boolean => node === above || ancestors(node).includes(above);

/** What is entered below a node when it is entered itself. */
const entered = (node: AnyStateNode): readonly AnyStateNode[] => {
  switch (node.type) {
    case 'compound':
      return [node, ...(node.initial.target ?? []).flatMap(entered)];
    case 'parallel':
      return [node, ...Object.values(node.states).flatMap(entered)];
    case 'history':
      return [node, ...(node.parent === undefined ? [] : entered(node.parent))];
    case 'atomic':
    case 'final':
      return [node];
  }
};

/** A target with all that comes with it: its ancestors, and where those are parallel, their other regions. */
const enteredFrom = (target: AnyStateNode): readonly AnyStateNode[] => [
  ...entered(target),
  ...ancestors(target).flatMap((above) => [
    above,
    ...(above.type === 'parallel'
      ? Object.values(above.states)
          .filter((region) => !within(target, region))
          .flatMap(entered)
      : []),
  ]),
];

const spread = <T>(from: readonly T[], next: (one: T) => readonly T[]): ReadonlySet<T> => {
  const found = new Set(from);
  for (const one of found) for (const further of next(one)) found.add(further);
  return found;
};

const targetsOf = (node: AnyStateNode): readonly AnyStateNode[] =>
  transitionsOf(node).flatMap((transition) => transition.target ?? []);

/** States that no history of events, however guarded, leads into. */
export const unreachable = (machine: AnyStateMachine): readonly string[] => {
  const reached = spread(entered(machine.root), (node) => targetsOf(node).flatMap(enteredFrom));
  return nodesOf(machine)
    .filter((node) => !reached.has(node))
    .map((node) => `${nameOf(node)} is never reached`);
};

/** Where a leaf may go: by its own transitions, by its ancestors', and by those of a sibling region that leave the whole. */
const nextLeaves = (leaf: AnyStateNode): readonly AnyStateNode[] => {
  const above = ancestors(leaf);
  const direct = [leaf, ...above].flatMap(targetsOf);
  const byOthers = above
    .filter((node) => node.type === 'parallel')
    .flatMap((whole) => {
      const below = Object.values(whole.states).flatMap((region) => [...spread([region], childrenOf)]);
      return below.flatMap(targetsOf).filter((target) => !within(target, whole));
    });
  return [...direct, ...byOthers].flatMap(enteredFrom).filter(isLeaf);
};

const childrenOf = (node: AnyStateNode): readonly AnyStateNode[] => Object.values(node.states);

/**
 * States from which the chart cannot come back to where it rests. A region's home is its initial leaf, or, where that is a mere
 * beginning that nothing returns to, what follows it. Final states are ends, not traps.
 */
export const traps = (machine: AnyStateMachine): readonly string[] => {
  const regions = machine.root.type === 'parallel' ? childrenOf(machine.root) : [machine.root];
  return regions.flatMap((region) => {
    const leaves = [...spread([region], childrenOf)].filter(isLeaf);
    const first = entered(region).filter(isLeaf);
    const returned = leaves.some(
      (leaf) => !first.includes(leaf) && nextLeaves(leaf).some((next) => first.includes(next)),
    );
    const home = returned || leaves.length === first.length ? first : first.flatMap(nextLeaves);
    return leaves
      .filter((leaf) => leaf.type === 'atomic')
      .filter((leaf) => ![...spread([leaf], nextLeaves)].some((one) => home.includes(one)))
      .map((leaf) => `${nameOf(leaf)} has no way home`);
  });
};
