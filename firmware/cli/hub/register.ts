import { z } from 'zod';
import { fail, ok, type Result } from '../../../hal/result.ts';
import type { Revoked } from './authority.ts';

/** One certificate that the authority has given out. */
export interface Issued {
  /** Hexadecimal, lower case. */
  readonly serial: string;
  readonly name: string;
  readonly kind: 'server' | 'client';
  /** ISO 8601. */
  readonly until: string;
  /** ISO 8601; null: it counts. */
  readonly revoked: string | null;
}

const file = z.strictObject({
  schema: z.literal(1),
  issued: z.array(
    z.strictObject({
      serial: z.string().regex(/^[0-9a-f]{2,40}$/),
      name: z.string(),
      kind: z.enum(['server', 'client']),
      until: z.iso.datetime(),
      revoked: z.iso.datetime().nullable(),
    }),
  ),
});

/** What the authority has given out and taken back; without it nothing could be revoked. */
export class Register {
  #issued: readonly Issued[];

  constructor(issued: readonly Issued[] = []) {
    this.#issued = issued;
  }

  static parse(text: string): Result<Register, string> {
    try {
      const parsed = file.safeParse(JSON.parse(text));
      return parsed.success ? ok(new Register(parsed.data.issued)) : fail(z.prettifyError(parsed.error));
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
  }

  text(): string {
    return `${JSON.stringify({ schema: 1, issued: this.#issued }, null, 2)}\n`;
  }

  get names(): readonly string[] {
    return [...new Set(this.#issued.filter(({ revoked }) => revoked === null).map(({ name }) => name))];
  }
  get revoked(): readonly Revoked[] {
    return this.#issued.flatMap(({ serial, revoked }) => (revoked === null ? [] : [{ serial, at: revoked }]));
  }

  isRevoked(serial: string): boolean {
    return this.#issued.some((each) => each.serial === serial.toLowerCase() && each.revoked !== null);
  }

  add(issued: Issued): void {
    this.#issued = [...this.#issued, issued];
  }

  /** Takes back everything that was given out under a name; how many certificates that were. */
  revoke(name: string, at: string): number {
    const counts = this.#issued.filter((each) => each.name === name && each.revoked === null).length;
    this.#issued = this.#issued.map((each) =>
      each.name === name && each.revoked === null ? { ...each, revoked: at } : each,
    );
    return counts;
  }
}
