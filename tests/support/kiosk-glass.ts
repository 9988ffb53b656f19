import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { View } from '../../behaviours/reception/views.ts';

/** Waits until something holds, or throws with what never came. */
export type Until = (what: string, holds: () => boolean) => Promise<void>;

/** The glass of a device that runs, looked at and touched as its browser does it, wherever the device is. */
export class KioskGlass {
  readonly #until: Until;
  #panel: WebSocket | null = null;
  view: View | null = null;
  #revision = 0;

  constructor(until: Until) {
    this.#until = until;
  }

  /** Opens the visitor's page as a browser does: the document first, then its socket with the token of this boot. */
  async look(url: string): Promise<void> {
    const html = await (await fetch(url)).text();
    const token = /"token":"([0-9a-f]+)"/.exec(html)?.[1] ?? '';
    const panel = new WebSocket(`${url.replace('http', 'ws')}/socket`, ['letan.v1', `token.${token}`], { origin: url });
    this.#panel = panel;
    panel.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string; revision: number; view: View }; // the driver's own words
      if (message.type !== 'view') return;
      this.view = message.view;
      this.#revision = message.revision;
    });
    await once(panel, 'open');
    await this.#until('a view', () => this.view !== null);
  }

  get screen(): string {
    return this.view?.body.screen ?? '';
  }

  touch(action: string): void {
    this.#panel?.send(JSON.stringify({ type: 'touch', revision: this.#revision, action }));
  }

  /**
   * Touches as people do, again when nothing came of it: what has just been drawn anew takes no touch that was meant for what stood
   * there before, and a device that has just come up draws often.
   */
  async touchUntil(action: string, what: string, holds: () => boolean): Promise<void> {
    let next = 0;
    await this.#until(what, () => {
      if (holds()) return true;
      if (Date.now() >= next) {
        this.touch(action);
        next = Date.now() + 2_000;
      }
      return false;
    });
  }

  /** Walks from whatever is shown to a number as a visitor would; gives the number. */
  async takeNumber(): Promise<string> {
    for (let step = 0; step < 8 && this.screen !== 'ticket'; step += 1) {
      const body = this.view?.body;
      const before = this.screen;
      if (body === undefined) throw new Error('nothing is shown');
      const tile =
        body.screen === 'services'
          ? body.tiles.find(({ icon }) => icon !== 'unsure' && icon !== 'more')
          : body.screen === 'priority'
            ? body.tiles.find(({ icon }) => icon === 'no')
            : 'tiles' in body
              ? body.tiles[0]
              : undefined;
      // A finger is not faster; a second touch within 0.4 s is taken for the same one.
      await new Promise((next) => setTimeout(next, 500));
      if (before === 'wait') await this.#until('an answer', () => this.screen !== 'wait');
      else {
        const action = tile?.action ?? this.view?.actions.find((each) => !each.startsWith('chrome.')) ?? 'touch';
        await this.touchUntil(action, `a screen after ${before}`, () => this.screen !== before);
      }
    }
    const body = this.view?.body;
    if (body?.screen !== 'ticket') throw new Error(`no number: ${JSON.stringify(body)}`);
    return body.number;
  }

  /** The browser is gone. */
  close(): void {
    this.#panel?.terminate();
  }
}
