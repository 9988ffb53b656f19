import { useRef, useState } from 'preact/hooks';

/** A field for a code that is typed or read by a scanner, and sent by Enter; kept when it was refused, so that it can be corrected. */
export function CodeField({
  class: style,
  label,
  hint = '',
  longest,
  button,
  send,
}: {
  class: string;
  label: string;
  hint?: string;
  longest: number;
  button: string;
  send: (code: string, done: () => void) => void;
}) {
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const code = typed.trim();
  return (
    <form
      class={`code ${style}`}
      onSubmit={(event) => {
        event.preventDefault();
        // What was taken leaves the field, and the keys are the number pad's again.
        if (code !== '')
          send(code, () => {
            setTyped('');
            field.current?.blur();
          });
      }}
    >
      <label>
        <span>{label}</span>
        <input
          ref={field}
          type="text"
          value={typed}
          maxLength={longest}
          autocomplete="off"
          spellcheck={false}
          placeholder={hint}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') field.current?.blur();
          }}
        />
      </label>
      <button type="submit" disabled={code === ''}>
        {button}
      </button>
    </form>
  );
}
