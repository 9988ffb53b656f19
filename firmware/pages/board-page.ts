import { fileURLToPath } from 'node:url';
import type { TicketOffice, WaitRange } from '../../behaviours/hall/events.ts';
import type { HallPicture } from '../../behaviours/hall/picture.ts';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import type { Texts } from '../../behaviours/voice/texts.ts';
import type { DisplayBoard } from '../../config/announcing.ts';
import { WebDisplay } from '../../hal/drivers/web-display.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { bundlePage, type Bundle } from '../page.ts';
import type { OpenPage, SitePageParts } from '../site-pages.ts';
import type { SiteFace } from '../site-face.ts';
import { boardLanguages, boardView } from './board-view.ts';
import { beatMs, drawnAction, oldAfterMs, type BoardPageData, type BoardView } from './board/protocol.ts';
import { fontStyles } from './fonts.ts';

/** The page's code; the same for every board. */
export const bundleBoardPage = (): Promise<Bundle> =>
  bundlePage(fileURLToPath(new URL('./board/main.tsx', import.meta.url)));

/** What boards need of a site's pages. */
export interface BoardParts extends Omit<SitePageParts, 'face'> {
  readonly face: Pick<SiteFace, 'config' | 'wallTime' | 'ready' | 'command' | 'on' | 'media'> & {
    hall(): { picture(): HallPicture; readonly office: Pick<TicketOffice, 'standing'> } | null;
  };
}

/** Where a board's page is: the first of a site at `/board` itself. */
export const boardPath = (base: string, index: number, id: string): string =>
  index === 0 ? `${base}/board` : `${base}/board/${id}`;

const mmOf = ({ diagonalM, widthPx, heightPx, viewingM }: DisplayBoard['panel']): BoardPageData['panel'] => {
  const mmPerPixel = (diagonalM * 1000) / Math.sqrt(widthPx * widthPx + heightPx * heightPx);
  return { widthMm: widthPx * mmPerPixel, heightMm: heightPx * mmPerPixel, viewingMm: viewingM * 1000 };
};

/** The wait of the last in line for each service: whoever takes a number now waits about as long. */
function waitsIn(face: BoardParts['face'], picture: HallPicture): ReadonlyMap<string, WaitRange | null> {
  const last = new Map<string, string>();
  for (const { phase, service, id } of picture.tickets) if (phase === 'waiting') last.set(service, id);
  const office = face.hall()?.office;
  return new Map([...last].map(([service, id]) => [service, office?.standing(id)?.wait ?? null]));
}

/** One board that is served: what it shows, and whether its page draws it. */
class ServedBoard implements OpenPage {
  readonly #parts: BoardParts;
  readonly #board: DisplayBoard;
  readonly #texts: Texts;
  readonly #display: WebDisplay<BoardView>;
  readonly #ends: (() => void)[] = [];
  #timer: TimerId | null = null;
  #due: TimerId | null = null;
  /** The page's last sign that it has drawn, by the clock of those who stand before it; null: none since it was last told lost. */
  #drawnAt: Milliseconds | null = null;
  #asked = 0;
  /** What was shown when the hall answered last. */
  #last: BoardView | null = null;
  /** Looked ahead anew with each beat: it takes longer than all the rest, and a wait of minutes changes no faster. */
  #waits: ReadonlyMap<string, WaitRange | null> | null = null;

  constructor(parts: BoardParts, board: DisplayBoard, texts: Texts) {
    this.#parts = parts;
    this.#board = board;
    this.#texts = texts;
    this.#display = new WebDisplay<BoardView>(parts.clock, parts.log);
  }

  start(path: string, bundle: Bundle): void {
    const { web, face } = this.#parts;
    const { site } = face.config;
    const board = this.#board;
    const languages = boardLanguages(board, site);
    const data: BoardPageData = {
      panel: mmOf(board.panel),
      theme: board.theme,
      colours: site.theme,
      siteName: site.name,
      turnMs: board.turnMs,
      languages,
    };
    const language = languages[0] ?? 'vi';
    web.registerPage(path, {
      title: site.name[language] ?? site.name.en,
      language,
      bundle,
      // Plain values throughout; an interface is no JsonObject to the compiler.
      data: () => ({ ...data, panel: { ...data.panel }, colours: { ...data.colours }, siteName: { ...data.siteName } }),
      styles: fontStyles(languages),
      framed: true,
    });
    void this.#display.open();
    web.registerSocket(`${path}/socket`, (socket) => this.#display.accept(socket));
    this.#ends.push(
      this.#display.onTouch(({ action }) => {
        if (action === drawnAction) this.#drawn();
      }),
      face.on(() => this.#showSoon()),
      face.media.onChanged(() => this.#showSoon()),
    );
    this.#beat();
  }

  close(): void {
    const { clock } = this.#parts;
    for (const end of this.#ends.splice(0)) end();
    for (const timer of [this.#timer, this.#due]) if (timer !== null) clock.clearTimeout(timer);
    void this.#display.close();
  }

  /** Changes that come together are drawn together. */
  #showSoon(): void {
    this.#due ??= this.#parts.clock.setTimeout(() => {
      this.#due = null;
      this.#show();
    }, 50);
  }

  #beat(): void {
    this.#waits = null;
    this.#show();
    const { clock } = this.#parts;
    if (this.#drawnAt !== null && clock.now() - this.#drawnAt > oldAfterMs) {
      this.#drawnAt = null;
      this.#report(false);
    }
    this.#timer = clock.setTimeout(() => this.#beat(), beatMs);
  }

  #drawn(): void {
    this.#drawnAt = this.#parts.clock.now();
    // Said again to a firmware that was started anew meanwhile.
    const known = this.#parts.face.media.boards().find(({ board }) => board === this.#board.id)?.state;
    if (known !== 'up') this.#report(true);
  }

  #report(drawn: boolean): void {
    const { face, entropy } = this.#parts;
    this.#asked += 1;
    const id = `board/${this.#board.id}/${this.#asked}/${[...entropy.bytes(6)].map((byte) => byte.toString(36)).join('')}`;
    void face.command({ name: 'board', id, board: this.#board.id, drawn });
  }

  #show(): void {
    const { face } = this.#parts;
    const picture = face.ready() ? (face.hall()?.picture() ?? null) : null;
    // A hall that does not answer is not shown as one that is empty, nor as one that is as it was.
    if (picture === null) {
      if (this.#last !== null) this.#display.show({ ...this.#last, alive: false });
      return;
    }
    this.#last = boardView({
      site: face.config.site,
      board: this.#board,
      texts: this.#texts,
      picture,
      wall: face.wallTime(),
      waits: (this.#waits ??= waitsIn(face, picture)),
      voiceless: face.media.voiceless,
      notice: face.media.notice,
    });
    this.#display.show(this.#last);
  }
}

/** Serves the boards of a site; none is configured, none is served. */
export function registerBoardPages(parts: BoardParts, bundle: Bundle): OpenPage {
  const texts = createPhrasebook(parts.languages);
  const served = parts.face.config.site.displayBoards.map((board, index) => {
    const one = new ServedBoard(parts, board, texts);
    one.start(boardPath(parts.base, index, board.id), bundle);
    return one;
  });
  return {
    close: () => {
      for (const one of served) one.close();
    },
  };
}
