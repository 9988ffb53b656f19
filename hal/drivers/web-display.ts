import { assert } from '../assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { JsonObject } from '../json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Display, Touch } from '../ports/display.ts';
import type { Log } from '../ports/log.ts';
import { done, type Result } from '../result.ts';

/** A stream of text messages to one panel: a WebSocket without its library. */
export interface TextSocket {
  /** Bytes handed to `send` that have not left yet. */
  readonly buffered: number;
  /** Told, not awaited; does nothing once the socket is closed. */
  send(text: string): void;
  /** Closes with a WebSocket status code; closing twice does nothing. */
  close(code: number, reason: string): void;
  /** `null` stands for a binary message. */
  onMessage(listener: (text: string | null) => void): void;
  /** Called once, whoever closed. */
  onClose(listener: () => void): void;
}

/** What the driver says to a panel. `taken` answers a touch, `pong` a ping, so that a panel notices a dead link by itself. */
export type PanelMessage =
  | { readonly type: 'view'; readonly revision: number; readonly view: JsonObject }
  | { readonly type: 'taken'; readonly revision: number; readonly action: string }
  | { readonly type: 'pong' };

/** What a panel says to the driver. */
export type PanelReply =
  | { readonly type: 'touch'; readonly revision: number; readonly action: string }
  | { readonly type: 'ping' };

/** Limits of one panel. A finger makes three touches a second at the most; pings come every few seconds. */
export const panelLimits = {
  panels: 8,
  messageBytes: 4096,
  bufferedBytes: 1024 * 1024,
  burst: 20,
  perSecond: 10,
  junk: 8,
} as const;

const closeCodes = { goingAway: 1001, unsupported: 1003, policy: 1008, tooLarge: 1009, tryLater: 1013 } as const;

interface Panel {
  readonly socket: TextSocket;
  /** Messages it may still send now; refilled with time. */
  allowance: number;
  refilledAt: number;
  junk: number;
}

/**
 * The display port over WebSockets: any number of pages (at most `panelLimits.panels`) show the same view.
 *
 * - A panel gets the newest view when it attaches and each one after it; `accept` while closed refuses with 1013.
 * - What is not a touch or a ping is counted and passed over, up to `panelLimits.junk` times a panel; binary, too large or too many messages
 *   close the panel at once. Nothing that a panel sends throws.
 * - A panel that does not read is closed once `bufferedBytes` wait for it; when it comes back it gets the newest view.
 */
export class WebDisplay<View extends JsonObject = JsonObject> implements Display<View> {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #touches = new Listeners<Touch>();
  readonly #attachments = new Listeners<boolean>();
  readonly #panels = new Set<Panel>();
  #open = false;
  #revision = 0;
  #newest: string | null = null;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  get attached(): boolean {
    return this.#panels.size > 0;
  }

  open(): Promise<Result<void, Fault>> {
    assert(!this.#open, 'display opened twice');
    this.#open = true;
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    for (const panel of this.#panels) this.#drop(panel, closeCodes.goingAway, 'the display is closed');
    return Promise.resolve();
  }

  /** Pages come and go by themselves: nothing that they do ends the service. */
  onFault(_listener: (fault: Fault) => void): Unsubscribe {
    return () => {};
  }

  onTouch(listener: (touch: Touch) => void): Unsubscribe {
    return this.#touches.add(listener);
  }

  onAttached(listener: (attached: boolean) => void): Unsubscribe {
    return this.#attachments.add(listener);
  }

  show(view: View): number {
    this.#revision += 1;
    this.#newest = encode({ type: 'view', revision: this.#revision, view });
    for (const panel of this.#panels) this.#send(panel, this.#newest);
    return this.#revision;
  }

  /** Takes a panel over; the socket belongs to the display from here on. */
  accept(socket: TextSocket): void {
    if (!this.#open || this.#panels.size >= panelLimits.panels) {
      socket.close(closeCodes.tryLater, this.#open ? 'too many panels' : 'the display is closed');
      return;
    }
    const panel: Panel = { socket, allowance: panelLimits.burst, refilledAt: this.#clock.now(), junk: 0 };
    this.#panels.add(panel);
    socket.onMessage((text) => this.#hear(panel, text));
    socket.onClose(() => this.#forget(panel));
    if (this.#newest !== null) this.#send(panel, this.#newest);
    if (this.#panels.size === 1) this.#attachments.emit(true);
  }

  #hear(panel: Panel, text: string | null): void {
    if (!this.#panels.has(panel)) return;
    if (text === null) return this.#refuse(panel, closeCodes.unsupported, 'binary message');
    if (text.length > panelLimits.messageBytes) return this.#refuse(panel, closeCodes.tooLarge, 'message too large');
    if (!this.#allow(panel)) return this.#refuse(panel, closeCodes.policy, 'too many messages');
    const reply = parseReply(text);
    if (reply === null || (reply.type === 'touch' && reply.revision > this.#revision)) {
      panel.junk += 1;
      if (panel.junk > panelLimits.junk) this.#refuse(panel, closeCodes.policy, 'not the protocol of a panel');
      else this.#log.write('debug', 'display.junk', { count: panel.junk });
      return;
    }
    if (reply.type === 'ping') return this.#send(panel, encode({ type: 'pong' }));
    this.#send(panel, encode({ type: 'taken', revision: reply.revision, action: reply.action }));
    this.#touches.emit({ revision: reply.revision, action: reply.action });
  }

  /** A leaky bucket: `burst` messages at once, `perSecond` for ever. */
  #allow(panel: Panel): boolean {
    const now = this.#clock.now();
    const refill = ((now - panel.refilledAt) * panelLimits.perSecond) / 1000;
    panel.allowance = Math.min(panelLimits.burst, panel.allowance + refill);
    panel.refilledAt = now;
    if (panel.allowance < 1) return false;
    panel.allowance -= 1;
    return true;
  }

  #send(panel: Panel, text: string): void {
    if (panel.socket.buffered > panelLimits.bufferedBytes)
      this.#refuse(panel, closeCodes.tryLater, 'the panel does not read');
    else panel.socket.send(text);
  }

  #refuse(panel: Panel, code: number, reason: string): void {
    this.#log.write('warn', 'display.panel-closed', { code, reason });
    this.#drop(panel, code, reason);
  }

  #drop(panel: Panel, code: number, reason: string): void {
    this.#forget(panel);
    panel.socket.close(code, reason);
  }

  #forget(panel: Panel): void {
    if (this.#panels.delete(panel) && this.#panels.size === 0) this.#attachments.emit(false);
  }
}

const encode = (message: PanelMessage): string => JSON.stringify(message);

/** A panel's message, or null when it is none. */
export function parseReply(text: string): PanelReply | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'ping') return { type: 'ping' };
  if (value.type !== 'touch' || !('revision' in value) || !('action' in value)) return null;
  const { revision, action } = value;
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 1) return null;
  if (typeof action !== 'string' || action.length > 64) return null;
  return { type: 'touch', revision, action };
}
