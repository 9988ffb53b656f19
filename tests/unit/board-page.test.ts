import { describe, expect, it } from 'vitest';
import { eighthTo } from '../../firmware/pages/board-view.ts';
import { counterSize, digitShare, divideLine, layOutBoard } from '../../firmware/pages/board/layout.ts';
import type { BoardPageData } from '../../firmware/pages/board/protocol.ts';
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

describe('a board’s layout', () => {
  const glass = { width: 1920, height: 1080 };
  const landscape = (heightMm: number, viewingMm = 8_000): BoardPageData['panel'] => ({
    widthMm: (heightMm * 16) / 9,
    heightMm,
    viewingMm,
  });
  const nothing = { alarm: 0, notice: 40 };

  it('takes the room of an alarm from calls and services, never from the size of what is called', () => {
    const panel = landscape(685);
    const calm = layOutBoard(panel, glass, nothing);
    const alarmed = layOutBoard(panel, glass, { ...nothing, alarm: 110 });
    expect([calm.rows, calm.services]).toEqual([5, 6]);
    expect([alarmed.rows, alarmed.services]).toEqual([3, 4]);
    for (const { number } of [calm, alarmed]) expect(number * digitShare).toBeGreaterThanOrEqual(8_000 / 200);
  });

  it('lets notices go first, then services, and always keeps a call', () => {
    for (let heightMm = 200; heightMm <= 1_000; heightMm += 20)
      for (const panel of [landscape(heightMm), { widthMm: heightMm, heightMm: (heightMm * 16) / 9, viewingMm: 8_000 }])
        for (const alarm of [0, 100, 200]) {
          const { columns, edge, foot, head, number, row, rows, services, text } = layOutBoard(panel, glass, {
            ...nothing,
            alarm,
          });
          expect(number * digitShare).toBeGreaterThanOrEqual(40);
          expect(text * digitShare).toBeGreaterThanOrEqual(20);
          expect(rows).toBeGreaterThanOrEqual(1);
          if (foot > 0) expect(rows).toBeGreaterThanOrEqual(2);
          if (rows > 1)
            expect(head + alarm + columns + rows * row - row * 0.09 + foot + edge / 2).toBeLessThanOrEqual(
              panel.heightMm + 0.001,
            );
          expect(services).toBeGreaterThanOrEqual(0);
        }
  });

  it('gives longer notices more lines, up to five', () => {
    const panel = { widthMm: 685, heightMm: 1_218, viewingMm: 8_000 };
    const foot = (notice: number): number => layOutBoard(panel, glass, { alarm: 0, notice }).foot;
    expect(foot(20)).toBe(foot(40));
    expect(foot(80)).toBeGreaterThan(foot(40));
    expect(foot(500)).toBe(foot(1_000));
  });

  it('writes a counter’s number as large as the called one, and a name as large as the line has room', () => {
    const numbered = divideLine(11, ['A012'], ['4', '12'], 1.5);
    expect(numbered.again).toBe(true);
    expect(counterSize('12', numbered.counter)).toBe(1);
    const named = divideLine(11, ['A012'], ['4', 'tiep-nhan-ho-so'], 1.5);
    expect(counterSize('4', named.counter)).toBe(1);
    expect(counterSize('tiep-nhan-ho-so', named.counter)).toBeLessThan(1);
    expect(named.counter + named.arrow + 1.5 + 4 * 0.66).toBeLessThan(11);
    // On a small panel the word goes before the counter does.
    const small = divideLine(6.8, ['A012'], ['12'], 1.5);
    expect(small.again).toBe(false);
    expect(small.counter).toBeGreaterThanOrEqual(1.4);
  });
});
