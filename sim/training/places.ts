/*
 * What a recording may be used for. Scenes of one place have the same walls and much the same people, so they are held out together:
 * a model that knows one of them has seen the other.
 */

/** `ucy_students03` and `ucy_students01` are one place, as are all days of one hall. */
export const placeOf = (scene: string): string => scene.replace(/_?\d\w*$/, '');

export interface Source {
  readonly name: string;
  /** Of the scenes' names. */
  readonly prefix: string;
  readonly licence: string;
  readonly credit: string;
}

/** Recordings that a model that is shipped may learn from. Of any other scene the training says only what it would have added. */
export const shippable: readonly Source[] = [
  {
    name: 'THÖR',
    prefix: 'thor',
    licence: 'CC BY 4.0',
    credit:
      'A. Rudenko, T. P. Kucner, C. S. Swaminathan, R. T. Chadalavada, K. O. Arras, A. J. Lilienthal: THÖR: Human-Robot Navigation Data Collection and Accurate Motion Trajectories Dataset, IEEE RA-L 5(2), 2020',
  },
  {
    name: 'UCY crowds',
    prefix: 'ucy_',
    licence: 'free for use as long as the authors are given credit',
    credit: 'A. Lerner, Y. Chrysanthou, D. Lischinski: Crowds by Example, Computer Graphics Forum 26(3), 2007',
  },
];

export const mayShip = (scene: string): boolean => shippable.some(({ prefix }) => scene.startsWith(prefix));
