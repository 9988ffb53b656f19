/** A scene of made-up people about a kiosk at the origin that looks along x: who stops, who hesitates, who walks by. */

export interface Turned {
  /** Radians, about the origin. */
  readonly turn: number;
  readonly mirrored: boolean;
}

interface Leg {
  readonly seconds: number;
  readonly to: readonly [x: number, y: number];
}

const rows = (
  track: number,
  startS: number,
  from: readonly [number, number],
  legs: readonly Leg[],
  { turn, mirrored }: Turned,
): string[] => {
  const out: string[] = [];
  let [x, y] = from;
  let t = startS;
  const say = (): void => {
    const my = mirrored ? -y : y;
    const wx = x * Math.cos(turn) - my * Math.sin(turn);
    const wy = x * Math.sin(turn) + my * Math.cos(turn);
    out.push([track, t.toFixed(2), wx.toFixed(3), wy.toFixed(3)].join(','));
  };
  say();
  for (const { seconds, to } of legs) {
    const steps = Math.round(seconds / 0.2);
    const [fx, fy] = [x, y];
    for (let step = 1; step <= steps; step += 1) {
      x = fx + ((to[0] - fx) * step) / steps;
      y = fy + ((to[1] - fy) * step) / steps;
      t = startS + step * 0.2;
      say();
    }
    startS = t;
  }
  return out;
};

/** `each` people of each kind, one after the other. */
export const walkersCsv = (each: number, turned: Turned = { turn: 0, mirrored: false }): string => {
  const all: string[] = ['track,t,x,y'];
  let track = 0;
  let startS = 0;
  for (let round = 0; round < each; round += 1) {
    const side = round % 2 === 0 ? 1 : -1;
    const off = 0.1 + 0.05 * (round % 5);
    const come: readonly [number, number] = [5, side * (1 + 0.3 * (round % 4))];
    const stand: readonly [number, number] = [0.85 + 0.02 * (round % 6), side * off];
    const ways: readonly (readonly [readonly [number, number], readonly Leg[]])[] = [
      // Comes, stands for 4 s, leaves.
      [
        come,
        [
          { seconds: 4, to: stand },
          { seconds: 4, to: stand },
          { seconds: 4, to: [5, side * -2] },
        ],
      ],
      // Walks by.
      [[1.6 + 0.2 * (round % 6), side * 5], [{ seconds: 8, to: [1.6 + 0.2 * (round % 6), side * -5] }]],
      // Walks up, stops for 0.6 s, walks on.
      [
        come,
        [
          { seconds: 4, to: stand },
          { seconds: 0.6, to: stand },
          { seconds: 4, to: [3, side * -5] },
        ],
      ],
      // Stands at 2 m for a while.
      [
        [5, side * 2],
        [
          { seconds: 3, to: [2, side * 0.6] },
          { seconds: 5, to: [2, side * 0.6] },
          { seconds: 4, to: [5, side * -3] },
        ],
      ],
    ];
    for (const [from, legs] of ways) {
      all.push(...rows(track, startS, from, legs, turned));
      track += 1;
      startS += 16;
    }
  }
  return `${all.join('\n')}\n`;
};

export const kioskJson = ({ turn }: Turned = { turn: 0, mirrored: false }): string =>
  JSON.stringify([{ id: 'k', scene: 'walkers', x: 0, y: 0, deg: (turn * 180) / Math.PI }]);
