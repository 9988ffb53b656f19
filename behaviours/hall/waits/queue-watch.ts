/*
 * What somebody at the door can know of a queue: who waits, who is being served, how the last ones fared. All of it is of the
 * moment; nobody's future is looked at. Times in seconds since the day began.
 */

/**
 * One who joins. `line` is what they wait for; `kind` tells those apart of whom the hall knows more (a class of priority, a
 * service within the line); `advanceS`: how much earlier than they came they are placed.
 */
export interface Joining {
  readonly id: string;
  readonly line: string;
  readonly kind: string;
  readonly at: number;
  readonly advanceS: number;
}

interface Waiting extends Joining {
  readonly placedAt: number;
}

interface Served {
  readonly at: number;
  readonly line: string;
  readonly waitS: number;
}

/** The state of the queue for one who joins now. */
export interface QueueLook {
  readonly line: string;
  readonly advanced: boolean;
  /** Before them in their line; all of their line; those of them who are placed earlier than they came. */
  readonly ahead: number;
  readonly waiting: number;
  readonly advancedWaiting: number;
  /** How long the one who has waited longest in their line has waited. */
  readonly longestS: number;
  /** Servers at work now; seen at work in the last ten minutes. */
  readonly busy: number;
  readonly open: number;
  /** Services begun in their line in the last 2, 5 and 15 minutes. */
  readonly begun: readonly [number, number, number];
  /** The wait of the last of their line whose service began, and of the last of their line with their standing; how long ago that was. */
  readonly lastWaitS: number;
  readonly lastAlikeS: number;
  readonly lastAgoS: number;
  /** The mean wait of the newest five. */
  readonly recentWaitS: number;
  /** How long services now under way have lasted: the longest and the mean. */
  readonly longestServiceS: number;
  readonly meanServiceS: number;
  readonly atS: number;
}

const openForS = 600;
const rememberedS = 900;
const longAgoS = 900;

export class QueueWatch {
  readonly #waiting = new Map<string, Waiting>();
  readonly #busy = new Map<string, { readonly id: string; readonly since: number }>();
  readonly #seenAt = new Map<string, number>();
  #served: Served[] = [];
  readonly #last = new Map<string, Served>();
  readonly #lastAlike = new Map<string, Served>();

  /** A new day: nobody waits, nobody is served, yesterday's waits tell nothing. */
  beginDay(): void {
    this.#waiting.clear();
    this.#busy.clear();
    this.#seenAt.clear();
    this.#served = [];
    this.#last.clear();
    this.#lastAlike.clear();
  }

  join(joining: Joining): void {
    this.#waiting.set(joining.id, { ...joining, placedAt: joining.at - joining.advanceS });
  }

  /** They went without being served. */
  leave(id: string): void {
    this.#waiting.delete(id);
  }

  begin(joining: Joining, server: string, at: number): void {
    this.#waiting.delete(joining.id);
    this.#busy.set(server, { id: joining.id, since: at });
    this.#seenAt.set(server, at);
    const served = { at, line: joining.line, waitS: at - joining.at };
    this.#served.push(served);
    this.#last.set(joining.line, served);
    this.#lastAlike.set(`${joining.line} ${joining.advanceS}`, served);
  }

  end(id: string, server: string, at: number): void {
    if (this.#busy.get(server)?.id === id) this.#busy.delete(server);
    this.#seenAt.set(server, at);
  }

  look(joining: Joining): QueueLook {
    const { at, line } = joining;
    const placedAt = at - joining.advanceS;
    let ahead = 0;
    let waiting = 0;
    let advancedWaiting = 0;
    let longestS = 0;
    for (const one of this.#waiting.values()) {
      if (one.line !== line) continue;
      waiting += 1;
      if (one.placedAt <= placedAt) ahead += 1;
      if (one.advanceS > 0) advancedWaiting += 1;
      longestS = Math.max(longestS, at - one.at);
    }
    const old = this.#served.findIndex((one) => one.at >= at - rememberedS);
    this.#served = old < 0 ? [] : this.#served.slice(old);
    const ofLine = this.#served.filter((one) => one.line === line);
    const within = (spanS: number): number => ofLine.reduce((sum, one) => sum + (one.at >= at - spanS ? 1 : 0), 0);
    const recent = ofLine.slice(-5);
    let longestServiceS = 0;
    let sumServiceS = 0;
    for (const { since } of this.#busy.values()) {
      longestServiceS = Math.max(longestServiceS, at - since);
      sumServiceS += at - since;
    }
    let open = 0;
    for (const seenAt of this.#seenAt.values()) if (seenAt >= at - openForS) open += 1;
    const last = this.#last.get(line);
    return {
      line,
      advanced: joining.advanceS > 0,
      ahead,
      waiting,
      advancedWaiting,
      longestS,
      busy: this.#busy.size,
      open,
      begun: [within(120), within(300), within(rememberedS)],
      lastWaitS: last?.waitS ?? 0,
      lastAlikeS: this.#lastAlike.get(`${line} ${joining.advanceS}`)?.waitS ?? 0,
      lastAgoS: last === undefined ? longAgoS : Math.min(longAgoS, at - last.at),
      recentWaitS: recent.reduce((sum, one) => sum + one.waitS, 0) / Math.max(1, recent.length),
      longestServiceS,
      meanServiceS: sumServiceS / Math.max(1, this.#busy.size),
      atS: at,
    };
  }
}
