import { render, type ComponentChild } from 'preact';

/** A window that stays on top of whatever else is on the clerk's screen. */
export interface SmallWindow {
  draw(content: ComponentChild): void;
}

interface PictureInPicture {
  requestWindow(options: { readonly width: number; readonly height: number }): Promise<Window>;
}

const size = { width: 360, height: 240 } as const;

/**
 * Document Picture-in-Picture where the browser has it (Chromium, and only on this machine or over https), which stays on top; else an
 * ordinary small window at `path`, which draws itself and is null here.
 */
export async function openSmallWindow(
  path: string,
  keyed: (event: KeyboardEvent) => void,
  closed: () => void,
): Promise<SmallWindow | null> {
  const pictures =
    'documentPictureInPicture' in window
      ? (window.documentPictureInPicture as PictureInPicture) // not in TypeScript's library of the DOM yet
      : null;
  if (pictures === null) {
    window.open(path, 'letan-small', `popup,width=${size.width},height=${size.height}`);
    return null;
  }
  const small = await pictures.requestWindow(size);
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"]'))
    small.document.head.append(sheet.cloneNode());
  small.document.documentElement.lang = document.documentElement.lang;
  small.addEventListener('keydown', keyed);
  small.addEventListener('pagehide', closed);
  return { draw: (content) => render(content, small.document.body) };
}
