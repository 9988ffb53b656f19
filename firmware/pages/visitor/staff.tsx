import { repairWords } from '../../../config/languages/messages/repair.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { StaffWord } from './page-data.ts';
import { QrCode } from './qr.tsx';

/*
 * What staff find on the glass while visitors are served: the codes of what does not work, small, and the remedy of each when they touch
 * them; and why a maintenance stick opens nothing, large, for as long as it is plugged in.
 */

const askEveryMs = 3_000;
/** A card that nobody closes is in the next visitor's way. */
const shownMs = 45_000;

/** Asks what staff should see, every few seconds, and keeps whether somebody looks at it. */
export class StaffCorner {
  readonly #path: string;
  readonly #changed: () => void;
  word: StaffWord = { notice: null, faults: [] };
  open = false;
  #closing = 0;

  constructor(path: string, changed: () => void) {
    this.#path = path;
    this.#changed = changed;
  }

  start(): void {
    void this.#ask();
  }

  show(open: boolean): void {
    window.clearTimeout(this.#closing);
    this.open = open;
    if (open) this.#closing = window.setTimeout(() => this.show(false), shownMs);
    this.#changed();
  }

  async #ask(): Promise<void> {
    try {
      const word = (await (await fetch(this.#path, { cache: 'no-store' })).json()) as StaffWord; // our own server's
      const same = JSON.stringify(word) === JSON.stringify(this.word);
      this.word = word;
      if (!same) this.#changed();
    } catch {
      // The firmware is being started anew; the page says so itself.
    }
    window.setTimeout(() => void this.#ask(), askEveryMs);
  }
}

function Both({ text }: { text: StaffText }) {
  return (
    <>
      <span lang="vi">{text.vi}</span>
      <span lang="en" class="also">
        {text.en}
      </span>
    </>
  );
}

/** Why the stick that is plugged in opens nothing. */
export function StickNotice({ word }: { word: StaffWord }) {
  return word.notice === null ? null : (
    <div class="staff-notice" role="alert">
      <strong>
        <Both text={repairWords.stickRefused} />
      </strong>
      <p>
        <Both text={word.notice} />
      </p>
    </div>
  );
}

/** The faults behind the codes, with what a phone reads from the code beside each; a touch anywhere closes it. */
export function StaffCard({ corner }: { corner: StaffCorner }) {
  if (!corner.open || corner.word.faults.length === 0) return null;
  return (
    <div
      class="staff-card"
      role="dialog"
      aria-label={repairWords.faultCode.vi}
      onClick={(event) => {
        event.stopPropagation();
        corner.show(false);
      }}
    >
      {corner.word.faults.slice(0, 3).map(({ code, needs, qr, repair }) => (
        <section key={`${code} ${needs.en}`}>
          <QrCode data={qr} label={repairWords.scan.vi} />
          <div>
            <h2>{code}</h2>
            <p>
              <Both text={needs} />
            </p>
            <p class="remedy">
              <Both text={repair} />
            </p>
          </div>
        </section>
      ))}
      <button type="button">
        <Both text={repairWords.back} />
      </button>
    </div>
  );
}
