/** One place where a trace breaks an invariant. */
export interface Finding {
  readonly rule: string;
  /** Milliseconds of the trace. */
  readonly t: number;
  readonly device: string;
  readonly text: string;
}
export interface Rule {
  readonly id: string;
  readonly says: string;
}
export declare const rules: readonly Rule[];
export declare const findingText: (finding: Finding) => string;
export declare class HallChecker {
  readonly broken: readonly Finding[];
  /** Tickets given so far, by any device. */
  readonly issued: readonly string[];
  read(text: string): void;
  end(how: { readonly calm: boolean }): readonly Finding[];
}
