import { dossierStates, type DossierState } from '../../config/devices/city.ts';

/** What may be told of a dossier to whoever knows its code, and no more: how far it is. */
export type DossierAnswer =
  | { readonly kind: 'known'; readonly code: string; readonly state: DossierState }
  /** The city has none such. */
  | { readonly kind: 'unknown'; readonly code: string }
  /** Nobody answers now, or in words that nobody here knows. */
  | { readonly kind: 'silent'; readonly code: string };

/** The state in the city's answer; null: in no words that the config names. Everything else in it is not looked at. */
export function stateIn(
  answer: string,
  mapping: { readonly state: string; readonly states: Readonly<Record<string, DossierState>> },
): DossierState | null {
  let said: unknown;
  try {
    said = JSON.parse(answer);
  } catch {
    return null;
  }
  for (const step of mapping.state.split('.'))
    said = typeof said === 'object' && said !== null ? Reflect.get(said, step) : undefined;
  if (typeof said !== 'string') return null;
  const word = said.normalize('NFC').trim();
  if (Object.hasOwn(mapping.states, word)) return mapping.states[word] ?? null;
  return dossierStates.find((state) => state === word) ?? null;
}
