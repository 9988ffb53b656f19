import { describe, expect, it } from 'vitest';
import { eighthTo } from '../../firmware/pages/board-view.ts';
import { registerBoardPages } from '../../firmware/pages/board-page.ts';
import { beatMs, drawnAction, oldAfterMs } from '../../firmware/pages/board/protocol.ts';
import type { SocketDoor, Web } from '../../firmware/web.ts';
import type { TextSocket } from '../../hal/drivers/web-display.ts';
import { assert } from '../../hal/assert.ts';
import { ok } from '../../hal/result.ts';
import { BehaviourRig } from '../support/behaviours.ts';
import { boardParts } from '../support/board-rig.ts';
import { emptyBundle } from '../support/phone-rig.ts';

/** A server whose one socket is the test's. */
function stubWeb(): {
  readonly web: Web;
  readonly connect: () => { readonly heard: string[]; say(text: string): void; leave(): void };
} {
  let door: ((socket: TextSocket) => void) | null = null;
  const web: Web = {
    registerPage: () => undefined,
    registerSocket: (_path, given: ((socket: TextSocket) => void) | SocketDoor) => {
      assert(typeof given === 'function', 'a board is open to everybody who has its page');
      door = given;
    },
    registerAction: () => undefined,
    registerResource: () => undefined,
    registerDesk: () => undefined,
    listen: () => Promise.resolve(ok('')),
    close: () => Promise.resolve(),
  };
  return {
    web,
    connect: () => {
      const heard: string[] = [];
      let onMessage: (text: string | null) => void = () => undefined;
      let onClose: () => void = () => undefined;
      door?.({
        buffered: 0,
        send: (text) => void heard.push(text),
        close: () => onClose(),
        onMessage: (listener) => void (onMessage = listener),
        onClose: (listener) => void (onClose = listener),
      });
      return { heard, say: (text) => onMessage(text), leave: () => onClose() };
    },
  };
}

describe('a board’s page', () => {
  it('says which way to go for who looks at it', () => {
    // On the far wall, looking down the hall: counters along the same wall lie to its sides.
    const board = { x: 9, y: 12, headingRad: (3 * Math.PI) / 2 };
    const at = (x: number, y: number): number => eighthTo(board, { x, y, headingRad: 0 });
    expect(at(3, 12)).toBe(6);
    expect(at(15, 12)).toBe(2);
    expect(at(9, 20)).toBe(0);
    expect(at(9, 3)).toBe(4);
    expect(at(12, 15)).toBe(1);
    expect(at(6, 9)).toBe(5);
    // On another wall the same counters lie elsewhere.
    expect(eighthTo({ x: 0, y: 6, headingRad: 0 }, { x: 0, y: 12, headingRad: 0 })).toBe(2);
  });

  it('is missed when it stops drawing, and said to be back when it draws again', async () => {
    const rig = new BehaviourRig();
    const { web, connect } = stubWeb();
    const { parts, rig: board } = boardParts({}, rig.clock, web);
    const pages = registerBoardPages(parts, emptyBundle);
    const socket = connect();
    const drawn = (): void => {
      socket.say(JSON.stringify({ type: 'touch', revision: 1, action: drawnAction }));
    };
    expect(board.media.boards()).toEqual([{ board: 'hall', state: 'never' }]);
    drawn();
    expect(board.media.boards()).toEqual([{ board: 'hall', state: 'up' }]);
    for (let n = 0; n < 6; n += 1) {
      await rig.time.advance(beatMs);
      drawn();
    }
    expect(board.media.boards()[0]?.state).toBe('up');
    // The socket stands, the page paints no more.
    await rig.time.advance(oldAfterMs + 2 * beatMs);
    expect(board.media.boards()[0]?.state).toBe('lost');
    drawn();
    expect(board.media.boards()[0]?.state).toBe('up');
    expect(board.asked).toEqual([
      { name: 'board', drawn: true },
      { name: 'board', drawn: false },
      { name: 'board', drawn: true },
    ]);
    pages.close();
    expect(rig.time.pending).toBe(0);
  });
});
