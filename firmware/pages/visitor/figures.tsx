/** Text whose digits keep their places while they change: Be Vietnam Pro has no tabular figures of its own. */
export function Figures({ text }: { text: string }) {
  return (
    <span class="figures">
      {Array.from(text).map((character, at) =>
        /\d/.test(character) ? (
          <span key={at} class="figure">
            {character}
          </span>
        ) : (
          character
        ),
      )}
    </span>
  );
}
