import type { TimerId } from '../../hal/ports/clock.ts';
import type { Target, TargetsSensor, TargetsWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { Body } from '../world/body.ts';
import { standingSpeed } from '../world/body.ts';
import type { SeededRandom } from '../random.ts';
import type { Segment } from '../world/plan.ts';
import type { Sector } from '../world/sector.ts';
import { reaches } from '../world/sight.ts';
import type { World } from '../world/world.ts';
import { SimSensor, toThousandths } from './sensor.ts';
import { wallBefore } from './silhouette.ts';

/** Spread about the truth and share of lost targets. Radars lose who stands still far more often than who moves. */
const noiseM: Metres = 0.05;
const noiseRad: Radians = 0.05;
const noiseSpeed = 0.05;
const lostMoving = 0.02;
const lostStanding = 0.08;

const here = { x: 0, y: 0 };
const nobody: TargetsWord = { targets: [] };

interface Echo {
  readonly body: Body;
  readonly distance: Metres;
  /** In the sensor's frame: ahead, and to its left. */
  readonly x: Metres;
  readonly y: Metres;
}

/**
 * The twin of a radar that tracks several people (LD2450: three within 6 m and ±60°, ten frames a second). It speaks every period,
 * also when nobody is there; an empty cone costs one comparison a frame. The nearer shadows the farther behind them, a
 * wall everybody.
 */
export class SimTargets extends SimSensor<TargetsWord> implements TargetsSensor {
  readonly #random: SeededRandom;
  readonly #most: number;
  readonly #everyMs: Milliseconds;
  readonly #walls: readonly Segment[];
  #timer: TimerId | null = null;
  #lastSeen: TargetsWord | null = null;
  #firing = false;

  constructor(id: string, world: World, area: Sector, periodMs: Milliseconds, most: number, random: SeededRandom) {
    super(id, world, area, periodMs);
    this.#everyMs = periodMs;
    this.#walls = world.walls.map((wall) => wallBefore(wall, area));
    this.#most = most;
    this.#random = random;
  }

  get firing(): boolean {
    return this.#firing;
  }

  protected override begin(): void {
    this.#arm();
  }

  protected override end(): void {
    if (this.#timer !== null) this.world.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#firing = false;
  }

  protected override frozen(): TargetsWord {
    return this.#lastSeen ?? { targets: [{ x: 1, y: 0, speed: 0 }] };
  }

  #arm(): void {
    this.#timer = this.world.clock.setTimeout(() => {
      this.#arm();
      this.#frame();
    }, this.#everyMs);
  }

  #frame(): void {
    if (this.inside.size === 0) {
      this.#firing = false;
      this.speak(nobody);
      return;
    }
    const targets: Target[] = [];
    for (const echo of this.#echoes()) {
      const lost = echo.body.speed < standingSpeed ? lostStanding : lostMoving;
      if (this.#random.chance(lost)) continue;
      targets.push(this.#measured(echo));
      if (targets.length === this.#most) break;
    }
    this.#firing = targets.length > 0;
    const word: TargetsWord = { targets };
    if (this.#firing && this.broken === null) this.#lastSeen = word;
    this.speak(word);
  }

  /** Whom the beam reaches, nearest first. */
  #echoes(): Echo[] {
    const { at, axis } = this.area;
    const echoes: Echo[] = [];
    for (const body of this.inside) {
      body.goTo(this.world.now);
      const dx = body.x - at.x;
      const dy = body.y - at.y;
      const distance = Math.max(0.05, Math.sqrt(dx * dx + dy * dy));
      const echo = { body, distance, x: dx * axis.x + dy * axis.y, y: axis.x * dy - axis.y * dx };
      const ray = { x: echo.x / distance, y: echo.y / distance };
      if (!this.#walls.some((wall) => reaches(here, ray, wall) < distance)) echoes.push(echo);
    }
    if (echoes.length === 1) return echoes;
    echoes.sort((a, b) => a.distance - b.distance || a.body.serial - b.body.serial);
    return echoes.filter(
      (echo, index) =>
        !echoes.slice(0, index).some((nearer) => {
          // How far beside the line of sight to the farther one the nearer stands.
          const beside = Math.abs(nearer.x * echo.y - nearer.y * echo.x) / echo.distance;
          const before = (nearer.x * echo.x + nearer.y * echo.y) / echo.distance;
          return (
            before > 0 && beside < nearer.body.radiusM * 0.8 && nearer.distance < echo.distance - nearer.body.radiusM
          );
        }),
    );
  }

  #measured(echo: Echo): Target {
    const { axis } = this.area;
    const { body, distance } = echo;
    const far = (distance + this.#random.normal(0, noiseM)) / distance;
    // A small turn needs no sine: at three times the spread the error is below a millimetre a metre.
    const turn = this.#random.normal(0, noiseRad);
    const along = body.headingX * axis.x + body.headingY * axis.y;
    const across = axis.x * body.headingY - axis.y * body.headingX;
    const radial = (body.speed * (along * echo.x + across * echo.y)) / distance;
    return {
      x: toThousandths((echo.x - echo.y * turn) * far),
      y: toThousandths((echo.y + echo.x * turn) * far),
      speed: toThousandths(radial + (body.speed > 0 ? this.#random.normal(0, noiseSpeed) : 0)),
    };
  }
}
