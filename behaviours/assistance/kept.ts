import type { JsonObject } from '../../hal/json.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { AssistanceSettings } from './settings.ts';

/** An open request as it outlives a restart. */
export interface KeptRequest {
  readonly phase: 'called' | 'accepted';
  readonly requestId: string;
  readonly reason: string;
}

export const keptOf = (
  { requestId, reason }: Pick<KeptRequest, 'requestId' | 'reason'>,
  phase: KeptRequest['phase'],
): JsonObject => ({ phase, requestId, reason });

/** What was kept, null for words that are not ours. */
export const readKept = ({ phase, requestId, reason }: JsonObject): KeptRequest | null =>
  (phase === 'called' || phase === 'accepted') &&
  typeof requestId === 'string' &&
  requestId !== '' &&
  typeof reason === 'string'
    ? { phase, requestId, reason }
    : null;

/** How long each phase lasts at most: asked once and repeated, or until those who come should have come. */
export const openSpan = (settings: AssistanceSettings, phase: KeptRequest['phase']): Milliseconds =>
  phase === 'called' ? settings.repeatMs * (settings.maxRepeats + 1) : settings.acceptedMs;
