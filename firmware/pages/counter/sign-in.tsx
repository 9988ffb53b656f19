import { useEffect, useRef, useState } from 'preact/hooks';
import { refusalText } from '../../../config/languages/messages/counter-refusals.ts';
import type { JsonObject } from '../../../hal/json.ts';
import { staffRoles, type StaffRole } from '../../staff-roles.ts';
import { PinHelp } from '../shared/pin-help.tsx';
import type { Door } from './door.ts';
import { nameOf, say } from './text.ts';

const longest = 12;
const keptRole = 'letan.role';
const firstRole = (): StaffRole => staffRoles.find((role) => role === localStorage.getItem(keptRole)) ?? 'clerk';

/** Role and PIN; served by a number pad as well: digits, + for the role, Enter. */
export function SignIn({ door }: { door: Door }) {
  const { state, link } = door;
  const { language, data } = state;
  const [role, setRole] = useState(firstRole);
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState<JsonObject | null>(link.over ? { kind: 'session-over' } : null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const choose = (next: StaffRole): void => {
    setRole(next);
    localStorage.setItem(keptRole, next);
    field.current?.focus();
  };
  const submit = async (): Promise<void> => {
    if (pin === '' || busy) return;
    setBusy(true);
    const refused = await link.signIn(role, pin);
    setBusy(false);
    setPin('');
    setRefusal(refused);
    field.current?.focus();
  };
  const keyed = (event: KeyboardEvent): void => {
    // Without Num Lock the block's digits move a cursor in other programs; here they are digits.
    const digit = /^Numpad(\d)$/.exec(event.code)?.[1];
    if (digit === undefined && event.key !== '+') return;
    event.preventDefault();
    if (digit !== undefined) return setPin((before) => (before + digit).slice(0, longest));
    choose(staffRoles[(staffRoles.indexOf(role) + 1) % staffRoles.length] ?? 'clerk');
  };
  const said =
    refusal === null
      ? ''
      : refusal['kind'] === 'session-over'
        ? say(language, 'sessionOver')
        : refusalText(refusal)[language];
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p class="place">{nameOf(language, data.siteName, data.device)}</p>
        <h1>{say(language, 'title')}</h1>
        <fieldset>
          <legend>{say(language, 'role')}</legend>
          {staffRoles.map((one) => (
            <label key={one} class={one === role ? 'on' : ''}>
              <input type="radio" name="role" value={one} checked={one === role} onChange={() => choose(one)} />
              {say(language, one)}
            </label>
          ))}
        </fieldset>
        <label class="pin">
          <span>{say(language, 'pin')}</span>
          <input
            ref={field}
            type="password"
            inputMode="numeric"
            autoComplete="off"
            maxLength={longest}
            value={pin}
            onInput={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
            onKeyDown={keyed}
            aria-describedby="pin-hint"
          />
        </label>
        <p id="pin-hint" class="hint">
          {say(language, 'pinHint')}
        </p>
        <p class="refusal" role="alert">
          {said}
        </p>
        <PinHelp refusal={refusal} setPin={data.setPin} role={role} language={language} />
        <button type="submit" class="primary" disabled={busy}>
          {say(language, busy ? 'sending' : 'signIn')}
          <kbd>Enter</kbd>
        </button>
        {data.demoPins === null ? null : (
          <section class="demo">
            <h2>{say(language, 'demoPins')}</h2>
            <dl>
              {staffRoles.map((one) => (
                <div key={one}>
                  <dt>{say(language, one)}</dt>
                  <dd>{data.demoPins?.[one] ?? ''}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </form>
      <button type="button" class="tongue" onClick={() => door.speak(language === 'vi' ? 'en' : 'vi')}>
        {say(language, 'otherLanguage')}
      </button>
    </main>
  );
}
