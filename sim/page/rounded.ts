/** Millimetres are enough for a picture, and halve what goes over the wire. */
export const rounded = <
  P extends { x: number; y: number; headingRad: number; speed: number; trail: readonly { x: number; y: number }[] },
>(
  person: P,
): P => ({
  ...person,
  x: round(person.x),
  y: round(person.y),
  headingRad: round(person.headingRad),
  speed: round(person.speed),
  trail: person.trail.map(({ x, y }) => ({ x: round(x), y: round(y) })),
});
export const round = (value: number): number => Math.round(value * 1000) / 1000;
