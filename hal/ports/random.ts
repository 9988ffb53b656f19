/** Chance as a port, for what needs no secrecy (jitter, choices). `next` is uniform in [0, 1). */
export interface Random {
  next(): number;
}
