import type { PanelGeometry } from './page-data.ts';

/** Sizes on the glass, in millimetres unless the name says otherwise. */
export interface Layout {
  /** CSS pixels in a millimetre of glass. */
  readonly pxPerMm: number;
  readonly orientation: 'portrait' | 'landscape';
  /** Type size of running text. Capitals of Be Vietnam Pro are 0.74 of it. */
  readonly base: number;
  readonly title: number;
  /** The smallest side of what a finger may aim at. */
  readonly target: number;
  /** How far up from the glass's lower edge a hand in a wheelchair reaches, and from where. */
  readonly reachTop: number;
  readonly reachBottom: number;
  /** A small panel leaves out what is only pleasant. */
  readonly compact: boolean;
  /** The part of the glass that is used, from its lower edge: all of it, or what a seated hand reaches. */
  readonly heightMm: number;
  /** The glass rises beyond a seated hand's reach, so that lowering is worth a button. */
  readonly canLower: boolean;
  /** A tall panel on which five labels of the large type do not fit side by side. */
  readonly narrow: boolean;
}

const capital = 0.74;
/** The least capital height that is read from 60 cm, and the one of the large mode. */
const leastCapital = { normal: 4.8, easy: 7.4 } as const;
/**
 * Below about 13 inches a question and its answers leave no room for capitals of 7.4 mm: there the large mode stops here, and its
 * targets with it. Devices for places with many old people take a larger panel.
 */
const smallGlass = { easyCapital: 5.9, easyTarget: 24 } as const;
const leastTarget = { normal: 20, easy: 30 } as const;
/** EN 301 549 / ADA: what must be operated lies between these heights above the floor; lowered, all of it lies below 1.2 m. */
const reach = { lowest: 380, highest: 1220, lowered: 1200 } as const;
/** Lowering by less is worth no button. */
const worthMm = 60;

/**
 * Lays the glass out. The page is taken to fill the panel, so that a browser's zoom or a scaled frame changes no proportion; where
 * the window has another shape (a desk), the smaller scale holds.
 */
export function layOut(
  glass: PanelGeometry,
  windowPx: { width: number; height: number },
  easy: boolean,
  low = false,
): Layout {
  const pxPerMm = Math.min(windowPx.width / glass.widthMm, windowPx.height / glass.heightMm);
  const loweredMm = Math.max(glass.heightMm * 0.5, reach.lowered - glass.lowerEdgeMm);
  const canLower = glass.heightMm - loweredMm >= worthMm;
  const panel = low && canLower ? { ...glass, heightMm: loweredMm } : glass;
  const shortSide = Math.min(panel.widthMm, panel.heightMm);
  // Larger panels are read from farther away; the growth stops where a line would hold too few words.
  const comfortable = Math.min(Math.max((leastCapital.normal + 0.1) / capital, shortSide * 0.0355), 12);
  const compact = shortSide < 165;
  const easyCapital = compact ? smallGlass.easyCapital : leastCapital.easy;
  const base = easy ? Math.max((easyCapital + 0.1) / capital, comfortable * 1.2) : comfortable;
  return {
    pxPerMm,
    orientation: panel.widthMm > panel.heightMm ? 'landscape' : 'portrait',
    base,
    title: base * (compact ? 1.15 : easy && panel !== glass ? 1.2 : 1.5),
    target: easy ? (compact ? smallGlass.easyTarget : leastTarget.easy) : leastTarget.normal,
    reachTop: Math.min(panel.heightMm, Math.max(reach.highest - panel.lowerEdgeMm, panel.heightMm * 0.5)),
    reachBottom: Math.min(panel.heightMm * 0.2, Math.max(0, reach.lowest - panel.lowerEdgeMm)),
    compact,
    heightMm: panel.heightMm,
    canLower,
    narrow: panel.widthMm < 240 && panel.heightMm > panel.widthMm,
  };
}
