import './style/pin-help.css';
import { pinForgotten } from '../../../config/languages/messages/counter-refusals.ts';
import type { JsonObject } from '../../../hal/json.ts';
import type { StaffRole } from '../../staff-roles.ts';

/** Whether somebody may not know their PIN: none is set, or it was wrong so often that the next try has to wait. */
const isLost = ({ kind, waitMs }: JsonObject): boolean =>
  kind === 'locked' || (kind === 'wrong-pin' && typeof waitMs === 'number' && waitMs > 0);

/** Below why a PIN was refused: the command with which a technician sets one. */
export function PinHelp(given: {
  readonly refusal: JsonObject | null;
  readonly setPin: string | null;
  readonly role: StaffRole;
  readonly language: 'vi' | 'en';
}) {
  const { language, refusal, role, setPin } = given;
  if (refusal === null || setPin === null) return null;
  const lost = isLost(refusal);
  if (!lost && refusal['kind'] !== 'no-pins') return null;
  return (
    <div class="pin-help">
      {lost ? <p>{pinForgotten[language]}</p> : null}
      <code>
        {`${setPin} --role ${role}`.split(/(?<= )/u).map((word, index) => (
          <span key={index}>{word}</span>
        ))}
      </code>
    </div>
  );
}
