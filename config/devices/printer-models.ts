/*
 * What slip printers of the trade do differently, as data. An entry's `model` picks one; a printer that is not here works as one of the
 * generic ones, and what it can answer is asked of it when it is opened.
 */

/** How a slip leaves the printer. */
export type SlipEnding =
  /** Cut but for one point, fed past the cutter (GS V 66). */
  | 'cut'
  /** No cutter: fed past the edge on which its holder tears it off (ESC J). */
  | 'tear'
  /** Cut through and held out by a presenter; one that was left is ejected before the next (GS V 65, GS e). */
  | 'present';

export interface PrinterModel {
  /** Widths of paper that it takes, the usual one first. */
  readonly papers: readonly ('80mm' | '58mm')[];
  readonly ending: SlipEnding;
  /** False where it is known not to answer GS ( H, so that it is not asked: some print what they do not know. */
  readonly asksProcessId: boolean;
}

export const printerModels = {
  'generic-80': { papers: ['80mm'], ending: 'cut', asksProcessId: true },
  /** Counter-top 58 mm printers have no cutter. */
  'generic-58': { papers: ['58mm'], ending: 'tear', asksProcessId: true },
  /** TM-T20II and III: Epson's ESC/POS command reference lists GS ( H function 48, GS a, GS I for both; 58 mm with its spacer. */
  'epson-tm-t20': { papers: ['80mm', '58mm'], ending: 'cut', asksProcessId: true },
  'epson-tm-t88': { papers: ['80mm', '58mm'], ending: 'cut', asksProcessId: true },
  /** Its programming manual knows GS r and DLE EOT, and no GS ( H. */
  'xprinter-xp80': { papers: ['80mm'], ending: 'cut', asksProcessId: false },
  /** A kiosk printer with a presenter; GS e as in the manuals of Custom and of the printers that speak its dialect. */
  'custom-vkp80': { papers: ['80mm', '58mm'], ending: 'present', asksProcessId: false },
} as const satisfies Readonly<Record<string, PrinterModel>>;

export type PrinterModelName = keyof typeof printerModels;
export const printerModelNames = Object.keys(printerModels) as readonly PrinterModelName[]; // Object.keys forgets the key type
