import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Tile } from '../../../behaviours/reception/views.ts';
import { arrangements, type Arrangement } from './arrangement.ts';
import { Pictogram } from './icon.tsx';
import { usePanel } from './panel-context.ts';

/** A touchable tile; its words are in the visitor's language, or in the one that it names. */
export function TileButton({ tile, icon }: { tile: Tile; icon: Arrangement['icon'] }) {
  const { touch, pending, language: shown, keyOf } = usePanel();
  const key = keyOf(tile.action);
  const language = /^language\.(.+)$/.exec(tile.action)?.[1];
  const tongue = language === undefined ? '' : language === shown ? 'tongue chosen' : 'tongue';
  return (
    <button
      type="button"
      class={`tile ${tile.emphasis} ${icon} ${pending === tile.action ? 'pressed' : ''} ${tongue} ${key === null ? '' : 'keyed'}`}
      data-action={tile.action}
      onClick={() => touch(tile.action)}
      {...(language === undefined ? {} : { lang: language, 'aria-pressed': language === shown })}
    >
      {language === undefined ? (
        <span class="tile-icon">
          <Pictogram name={tile.icon} />
        </span>
      ) : null}
      <span class="tile-words">
        <span class="tile-label">{tile.label}</span>
        {tile.detail === '' ? null : <span class="tile-detail">{tile.detail}</span>}
      </span>
      {key === null ? null : <kbd class="key">{key}</kbd>}
    </button>
  );
}

/**
 * Tiles of one question, arranged so that none overflows: the first arrangement that fits is taken, by measuring. `low` ones stand
 * under something more important and take as little height as they may.
 */
export function TileGrid({ tiles, low = false }: { tiles: readonly Tile[]; low?: boolean }) {
  const { layout, easy, words } = usePanel();
  const options = arrangements(tiles.length, layout.orientation, easy, low);
  const key = JSON.stringify([tiles, layout.base, layout.pxPerMm, layout.orientation]);
  const [state, setState] = useState({ key, option: 0, page: 0 });
  const now = state.key === key ? state : { key, option: 0, page: 0 };
  const grid = useRef<HTMLDivElement>(null);
  const option = options[Math.min(now.option, options.length - 1)];

  useLayoutEffect(() => {
    const element = grid.current;
    if (element !== null && overflows(element) && now.option < options.length - 1)
      setState({ key, option: now.option + 1, page: 0 });
  });

  // What was measured before the fonts came may have been too narrow or too wide.
  useEffect(() => {
    const again = (): void => setState((before) => ({ ...before, option: 0, page: 0 }));
    document.fonts.addEventListener('loadingdone', again);
    return () => document.fonts.removeEventListener('loadingdone', again);
  }, []);

  if (option === undefined || tiles.length === 0) return null;
  const paged = option.perPage < tiles.length;
  const held = paged ? option.perPage - 1 : option.perPage;
  const pages = Math.ceil(tiles.length / held);
  const from = (now.page % pages) * held;
  const next = (): void => setState({ ...now, page: (now.page + 1) % pages });
  return (
    <div
      class={[
        'tiles',
        option.icon,
        tiles.length <= 3 ? 'few' : 'many',
        tiles.length === 1 ? 'one' : '',
        option.lead ? 'lead' : '',
        option.high ? 'high-up' : '',
      ].join(' ')}
      ref={grid}
      style={{ gridTemplateColumns: `repeat(${option.columns}, minmax(0, 1fr))` }}
    >
      {tiles.slice(from, from + held).map((tile) => (
        <TileButton key={tile.action} tile={tile} icon={option.icon} />
      ))}
      {paged ? (
        <button type="button" class={`tile normal ${option.icon}`} data-action="page.more" onClick={next}>
          <span class="tile-icon">
            <Pictogram name="more" />
          </span>
          <span class="tile-words">
            <span class="tile-label">{words.more}</span>
          </span>
        </button>
      ) : null}
    </div>
  );
}

/** A tile's words may not leave it, nor the tiles their place. */
const overflows = (grid: HTMLElement): boolean => {
  const places = [grid.parentElement, grid.closest('.middle')];
  if (places.some((place) => place !== null && place.scrollHeight > place.clientHeight + 1)) return true;
  return [...grid.querySelectorAll<HTMLElement>('.tile')].some(
    (tile) => tile.scrollHeight > tile.clientHeight + 1 || tile.scrollWidth > tile.clientWidth + 1,
  );
};
