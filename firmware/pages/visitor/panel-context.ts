import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Layout } from './layout.ts';
import type { VisitorPageData } from './page-data.ts';
import type { OwnWords } from './words.ts';

/** What every part of the page may ask for. */
export interface Panel {
  readonly data: VisitorPageData;
  readonly layout: Layout;
  readonly easy: boolean;
  readonly language: string;
  readonly words: OwnWords;
  /** The action that waits for its answer. */
  readonly pending: string | null;
  readonly touch: (action: string) => void;
  /** The key of the number pad that chooses an action, null for none. */
  readonly keyOf: (action: string) => string | null;
}

const context = createContext<Panel | null>(null);
export const PanelProvider = context.Provider;

export function usePanel(): Panel {
  const panel = useContext(context);
  if (panel === null) throw new Error('outside the panel');
  return panel;
}
