import { useEffect, useRef, useState } from 'preact/hooks';
import { refusalText } from '../../../config/languages/messages/counter-refusals.ts';
import type { JsonObject } from '../../../hal/json.ts';
import { PinHelp } from '../shared/pin-help.tsx';
import { data } from './state.ts';
import { nameOf, say, type Language } from './text.ts';

/** The manager's PIN; the session is the same as at a counter. */
export function SignIn({
  language,
  done,
  speak,
}: {
  language: Language;
  done: () => void;
  speak: (to: Language) => void;
}) {
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState<JsonObject | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (): Promise<void> => {
    if (pin === '' || busy) return;
    setBusy(true);
    setRefusal(await signIn(pin));
    setPin('');
    setBusy(false);
    field.current?.focus();
  };
  const signIn = async (tried: string): Promise<JsonObject | null> => {
    const answer = await fetch(`${data.staffPath}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'manager', pin: tried }),
    }).catch(() => null);
    if (answer === null) return { kind: 'no-answer' };
    if (answer.ok) {
      done();
      return null;
    }
    const said = (await answer.json().catch(() => ({}))) as JsonObject; // as registerCounterPage answers
    return 'kind' in said ? said : { kind: answer.status === 429 ? 'too-many-requests' : 'busy' };
  };
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p class="quiet">{nameOf(language, data.siteName, '')}</p>
        <h1>{say(language, 'title')}</h1>
        <p>{say(language, 'forManagers')}</p>
        <label>
          <span>{say(language, 'pin')}</span>
          <input
            ref={field}
            type="password"
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
            value={pin}
            onInput={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
          />
        </label>
        <p class="refusal" role="alert">
          {refusal === null ? '' : refusalText(refusal)[language]}
        </p>
        <PinHelp refusal={refusal} setPin={data.setPin} role="manager" language={language} />
        <button type="submit" class="primary" disabled={busy}>
          {say(language, 'signIn')}
        </button>
        {data.demoPin === null ? null : <p class="quiet">{say(language, 'demoPin', { pin: data.demoPin })}</p>}
      </form>
      <button type="button" class="tongue" onClick={() => speak(language === 'vi' ? 'en' : 'vi')}>
        {say(language, 'otherLanguage')}
      </button>
    </main>
  );
}
