import { iconPaths, type PageIcon } from './icon-paths.ts';

/** A pictogram in the colour of the text around it. The words beside it say the same, so readers aloud pass it over. */
export function Pictogram({ name, class: className }: { name: PageIcon; class?: string }) {
  const { stroke, fill } = iconPaths[name];
  return (
    <svg class={`pictogram ${className ?? ''}`} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {stroke === '' ? null : <path d={stroke} class="stroke" />}
      {fill === undefined ? null : <path d={fill} class="fill" />}
    </svg>
  );
}
