import type { CounterSign, SignShows } from '../../hal/ports/counter-sign.ts';
import { SeenPart } from './seen-part.ts';

/** The twin of a counter's sign; what its characters cannot show is seen as nobody called. */
export class SimCounterSign extends SeenPart<SignShows> implements CounterSign {
  readonly characters: number;

  constructor(where: string, characters: number) {
    super('sign', where, { kind: 'dark' });
    this.characters = characters;
  }

  show(shows: SignShows): void {
    const fits =
      shows.kind !== 'number' || (/^[0-9A-Z]+$/.test(shows.number) && shows.number.length <= this.characters);
    this.want(fits ? shows : { kind: 'idle' });
  }
}
