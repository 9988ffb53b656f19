import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';
import { ok, type Result } from '../hal/result.ts';
import { noTrace } from '../firmware/trace.ts';
import { Centre } from './centre.ts';
import type { SimClock } from './clock.ts';
import { arrivalsOf, stepAt } from './run.ts';
import { hostPace, realWires } from './run-pace.ts';
import { planFromRequest, planFromScenario, type PlanFault, type RunRequest } from './run-plan.ts';
import type { RealVoice } from './hal.ts';
import { RunningSession } from './running-session.ts';
import { ScriptRunner } from './script-runner.ts';
import type { Session } from './session.ts';
import type { SiteBroker } from './site-broker.ts';

export interface SessionOptions {
  /** A shipped scenario's name or a file, or what `sim run` takes as options. */
  readonly what: { readonly scenario: string; readonly seed: number | null } | RunRequest;
  /** The host's time, by which simulated time is paced. */
  readonly host: Clock;
  readonly realVoice: RealVoice;
  /** The centre's broker on its clock; the twin where nothing is said. */
  readonly broker?: (clock: SimClock) => SiteBroker;
}

/** People without a recording come for as long as an office is open. */
const dayMs: Milliseconds = 9 * 3_600_000;

/**
 * Opens a world to be watched: everything is on, the first people are on their way, and time stands until `time.play()` or
 * `time.step()`. Files of real drivers lie in a directory of their own, which `close` removes.
 */
export const createSession = async (options: SessionOptions): Promise<Result<Session, PlanFault>> => {
  const { what } = options;
  const planned =
    'scenario' in what
      ? planFromScenario(what.scenario, what.seed)
      : planFromRequest({ ...what, forMs: what.forMs ?? dayMs });
  if (!planned.ok) return planned;
  const plan = planned.value;
  const files = mkdtempSync(join(tmpdir(), 'letan-sim-'));
  const centre = new Centre({
    ...plan,
    trace: noTrace,
    dataDir: (device) => {
      const path = join(files, device);
      mkdirSync(path);
      return path;
    },
    realVoice: options.realVoice,
    ...(options.broker === undefined ? {} : { broker: options.broker }),
    scripted: new Map(plan.visitors.map((visitor) => [visitor.id, visitor])),
  });
  const script = new ScriptRunner(
    centre,
    plan.steps.map((step) => ({ step, at: stepAt(plan, step.at) })),
  );
  // Real hardware starts and stops at its own pace; between the two the session's own time goes along with the host's.
  const isReal = plan.devices.some((device) => realWires(device).length > 0);
  const pace = isReal ? () => hostPace(centre.clock.now()) : null;
  const session = new RunningSession(centre, options.host, pace, () => {
    script.close();
    rmSync(files, { recursive: true, force: true });
  });
  await session.start(arrivalsOf(plan, centre));
  return ok(session);
};
