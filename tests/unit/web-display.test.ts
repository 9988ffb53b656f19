import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { panelLimits, parseReply, WebDisplay, type TextSocket } from '../../hal/drivers/web-display.ts';
import type { Touch } from '../../hal/ports/display.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { KeptLog } from '../support/web.ts';

class FakeSocket implements TextSocket {
  buffered = 0;
  readonly sent: string[] = [];
  closed: { code: number; reason: string } | null = null;
  #message: (text: string | null) => void = () => {};
  #close: () => void = () => {};
  send(text: string): void {
    this.sent.push(text);
  }
  close(code: number, reason: string): void {
    if (this.closed !== null) return;
    this.closed = { code, reason };
    this.#close();
  }
  onMessage(listener: (text: string | null) => void): void {
    this.#message = listener;
  }
  onClose(listener: () => void): void {
    this.#close = listener;
  }
  say(text: string | null): void {
    this.#message(text);
  }
}

describe('a panel that misbehaves', () => {
  let time: SimClock;
  let display: WebDisplay;
  let socket: FakeSocket;
  let touches: Touch[];

  beforeEach(async () => {
    time = new SimClock();
    display = new WebDisplay(new DeviceClock(time, 0), new KeptLog());
    touches = [];
    display.onTouch((touch) => touches.push(touch));
    await display.open();
    socket = new FakeSocket();
    display.show({ text: 'a' });
    display.accept(socket);
  });

  it.each([
    ['binary', null, 1003],
    ['too large', `"${'x'.repeat(panelLimits.messageBytes)}"`, 1009],
  ])('%s closes it at once', (_name, text, code) => {
    socket.say(text);
    expect(socket.closed?.code).toBe(code);
    expect(display.attached).toBe(false);
  });

  it.each([
    ['not JSON', '{'],
    ['no object', '7'],
    ['null', 'null'],
    ['unknown type', '{"type":"view"}'],
    ['no revision', '{"type":"touch","action":"yes"}'],
    ['revision as a word', '{"type":"touch","revision":"1","action":"yes"}'],
    ['broken revision', '{"type":"touch","revision":1.5,"action":"yes"}'],
    ['revision never shown', '{"type":"touch","revision":2,"action":"yes"}'],
    ['action no word', '{"type":"touch","revision":1,"action":{}}'],
    ['action too long', `{"type":"touch","revision":1,"action":"${'x'.repeat(65)}"}`],
  ])('%s is passed over, and closes it when it goes on', async (_name, text) => {
    for (let count = 0; count < panelLimits.junk; count += 1) {
      socket.say(text);
      await time.advance(200);
    }
    expect(socket.closed).toBeNull();
    socket.say('{"type":"touch","revision":1,"action":"yes"}');
    expect(touches).toEqual([{ revision: 1, action: 'yes' }]);
    socket.say(text);
    expect(socket.closed?.code).toBe(1008);
    expect(touches).toHaveLength(1);
  });

  it('a flood closes it; the pace of a hand does not', async () => {
    for (let count = 0; count < 200; count += 1) {
      socket.say('{"type":"touch","revision":1,"action":"yes"}');
      await time.advance(150);
    }
    expect(socket.closed).toBeNull();
    for (let count = 0; count < 200; count += 1) socket.say('{"type":"touch","revision":1,"action":"yes"}');
    expect(socket.closed?.code).toBe(1008);
    expect(touches).toHaveLength(200 + panelLimits.burst);
  });

  it('one that does not read is closed, and others still see the view', () => {
    const reading = new FakeSocket();
    display.accept(reading);
    socket.buffered = panelLimits.bufferedBytes + 1;
    const revision = display.show({ text: 'b' });
    expect(socket.closed?.code).toBe(1013);
    expect(reading.sent.at(-1)).toBe(`{"type":"view","revision":${revision},"view":{"text":"b"}}`);
  });

  it('one panel too many is refused, the others stay', () => {
    const others = Array.from({ length: panelLimits.panels - 1 }, () => new FakeSocket());
    for (const other of others) display.accept(other);
    const last = new FakeSocket();
    display.accept(last);
    expect(last.closed?.code).toBe(1013);
    expect([socket, ...others].every((panel) => panel.closed === null)).toBe(true);
  });

  it('answers a ping, and a touch with what was taken', () => {
    socket.say('{"type":"ping"}');
    socket.say('{"type":"touch","revision":1,"action":"yes"}');
    expect(socket.sent.slice(1)).toEqual(['{"type":"pong"}', '{"type":"taken","revision":1,"action":"yes"}']);
  });

  it('is refused while the display is closed', async () => {
    await display.close();
    expect(socket.closed?.code).toBe(1001);
    const late = new FakeSocket();
    display.accept(late);
    expect(late.closed?.code).toBe(1013);
  });
});

describe('parseReply', () => {
  it('never throws, and gives back only what is within the protocol', () => {
    const near = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ type: fc.constantFrom('touch', 'ping', 'view'), revision: fc.anything(), action: fc.anything() })
        .map((value) => JSON.stringify(value) ?? ''),
    );
    fc.assert(
      fc.property(near, (text) => {
        const reply = parseReply(text);
        if (reply === null || reply.type === 'ping') return true;
        return Number.isSafeInteger(reply.revision) && reply.revision > 0 && reply.action.length <= 64;
      }),
    );
  });

  it('takes every touch that a page can send', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), fc.string({ maxLength: 64 }), (revision, action) => {
        expect(parseReply(JSON.stringify({ type: 'touch', revision, action }))).toEqual({
          type: 'touch',
          revision,
          action,
        });
      }),
    );
  });
});
