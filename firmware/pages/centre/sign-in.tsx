import { useEffect, useRef, useState } from 'preact/hooks';
import { data } from './state.ts';
import { nameOf, say, type Language } from './text.ts';

/** The manager's PIN; the session is the same as at a counter. */
export function SignIn({ language, done }: { language: Language; done: () => void }) {
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (): Promise<void> => {
    if (pin === '' || busy) return;
    setBusy(true);
    setRefusal(await signIn(language, pin));
    setPin('');
    setBusy(false);
    field.current?.focus();
  };
  const signIn = async (spoken: Language, tried: string): Promise<string> => {
    const answer = await fetch(`${data.staffPath}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'manager', pin: tried }),
    }).catch(() => null);
    if (answer === null || answer.status >= 500) return say(spoken, answer?.status === 503 ? 'noPins' : 'tryLater');
    if (answer.ok) {
      done();
      return '';
    }
    const said = (await answer.json().catch(() => ({}))) as { readonly waitMs?: number }; // as registerCounterPage answers
    return say(spoken, 'wrongPin', { seconds: Math.ceil((said.waitMs ?? 1_000) / 1_000) });
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
          {refusal}
        </p>
        <button type="submit" class="primary" disabled={busy}>
          {say(language, 'signIn')}
        </button>
        {data.demoPin === null ? null : <p class="quiet">{say(language, 'demoPin', { pin: data.demoPin })}</p>}
      </form>
    </main>
  );
}
