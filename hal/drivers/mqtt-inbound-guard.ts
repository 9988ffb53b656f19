import type { Socket } from 'node:net';
import { plainPublishAt } from './mqtt-plain-publish.ts';

/*
 * MQTT 3.1.1 lets a message have 256 MiB and a client has no word in it: mqtt.js would gather all of it in memory before anybody
 * could look at its length. This guard reads the frames as they come in and lets none through that is too long.
 */

const publishType = 3;
const headerMost = 5;
const topicMost = 65_535;

type State =
  | { readonly kind: 'header' }
  /** Hands through the rest of a packet. */
  | { readonly kind: 'pass'; left: number }
  /** Gathers the beginning of an oversized PUBLISH (topic length, topic, packet id) to be able to acknowledge it. */
  | { readonly kind: 'peek'; readonly qos: number; left: number }
  | { readonly kind: 'skip'; readonly packetId: number | null; left: number };

/** "Remaining length" of a complete fixed header: seven bits a byte, lowest first. */
const lengthIn = (header: Buffer): number =>
  header.subarray(1).reduceRight((length, byte) => length * 128 + (byte & 0x7f), 0);

/** The fixed header that these bytes begin with, null where it is not whole in them. */
const headerIn = (bytes: Buffer): Buffer | null => {
  for (let end = 1; end < headerMost && end < bytes.length; end += 1)
    if (((bytes[end] ?? 0) & 0x80) === 0) return bytes.subarray(0, end + 1);
  return null;
};

export class MqttInboundGuard {
  readonly #maxPayload: number;
  readonly #pass: (bytes: Buffer) => void;
  readonly #dropped: (packetId: number | null) => void;
  #state: State = { kind: 'header' };
  #held: Buffer = Buffer.alloc(0);

  /**
   * @param pass takes what is let through, in order.
   * @param dropped told for each message that was not let through, with the id to acknowledge where it had one (QoS 1).
   */
  constructor(maxPayload: number, pass: (bytes: Buffer) => void, dropped: (packetId: number | null) => void) {
    this.#maxPayload = maxPayload;
    this.#pass = pass;
    this.#dropped = dropped;
  }

  /** Whether the next byte begins a frame. */
  get isBetweenFrames(): boolean {
    return this.#state.kind === 'header' && this.#held.length === 0;
  }

  /** The next bytes that came in, however the frames are cut in them. */
  take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#take(rest);
  }

  /** Takes what the present state can use and gives back the rest. */
  #take(bytes: Buffer): Buffer {
    const state = this.#state;
    if (state.kind === 'header') return this.#takeHeader(bytes);
    const part = bytes.subarray(0, state.left);
    state.left -= part.length;
    if (state.kind === 'pass') this.#pass(part);
    if (state.kind === 'peek') this.#peek(part, state);
    else if (state.left === 0) this.#end(state);
    return bytes.subarray(part.length);
  }

  #takeHeader(bytes: Buffer): Buffer {
    const passed = this.#held.length === 0 ? this.#passWhole(bytes) : 0;
    if (passed > 0) return bytes.subarray(passed);
    for (const [index, byte] of bytes.entries()) {
      this.#held = Buffer.concat([this.#held, Uint8Array.of(byte)]);
      const complete = this.#held.length > 1 && (byte & 0x80) === 0;
      if (!complete && this.#held.length < headerMost) continue;
      const header = this.#held;
      this.#held = Buffer.alloc(0);
      // A length that does not end is not MQTT; the parser says so in its own words.
      this.#begin(header, complete ? lengthIn(header) : Number.POSITIVE_INFINITY);
      return bytes.subarray(index + 1);
    }
    return bytes.subarray(bytes.length);
  }

  /** Hands through, in one piece, all packets from here on whose headers are whole and which are not too long; how many bytes these are. */
  #passWhole(bytes: Buffer): number {
    let end = 0;
    while (end < bytes.length) {
      const header = headerIn(bytes.subarray(end));
      const length = header === null ? 0 : lengthIn(header);
      if (header === null || this.#isTooLong(header, length)) break;
      end += header.length + length;
    }
    const here = Math.min(end, bytes.length);
    if (here > 0) this.#pass(bytes.subarray(0, here));
    if (end > here) this.#state = { kind: 'pass', left: end - here };
    return here;
  }

  #isTooLong(header: Buffer, length: number): boolean {
    return (header[0] ?? 0) >> 4 === publishType && length > this.#maxPayload + topicMost + 4;
  }

  #begin(header: Buffer, length: number): void {
    const qos = ((header[0] ?? 0) >> 1) & 3;
    if (Number.isFinite(length) && this.#isTooLong(header, length)) {
      this.#state = { kind: 'peek', qos, left: length };
      return;
    }
    this.#pass(header);
    this.#state = length === 0 ? { kind: 'header' } : { kind: 'pass', left: length };
  }

  #peek(part: Buffer, state: { readonly qos: number; readonly left: number }): void {
    this.#held = Buffer.concat([this.#held, part]);
    const held = this.#held;
    const idAt = held.length < 2 ? Number.POSITIVE_INFINITY : 2 + held.readUInt16BE(0);
    if (held.length < idAt + 2 && state.left > 0) return;
    const packetId = state.qos === 1 && held.length >= idAt + 2 ? held.readUInt16BE(idAt) : null;
    this.#held = Buffer.alloc(0);
    this.#state = { kind: 'skip', packetId, left: state.left };
    if (state.left === 0) this.#end(this.#state);
  }

  /** The last byte of a packet has gone by. An oversized one is told only now: nobody may acknowledge what is still being sent. */
  #end(state: State): void {
    this.#state = { kind: 'header' };
    if (state.kind === 'skip') this.#dropped(state.packetId);
  }
}

export interface InboundEars {
  /** Hears a message at QoS 0, which mqtt.js then does not get; false while it is not to be heard past it. */
  readonly plain: (topic: string, payload: Uint8Array, retained: boolean) => boolean;
  /** A message was too long and not let through. */
  readonly oversized: () => void;
}

/** The same socket; what mqtt.js pipes out of it into its parser has gone through the guard. */
export const guardInbound = (socket: Socket, maxPayload: number, ears: InboundEars): Socket => {
  // No stream between the two: each number that a hub gives would go through one more on its way in.
  const pipe = <T extends NodeJS.WritableStream>(destination: T): T => {
    /** Pieces that mqtt.js has not worked off yet. */
    let inHand = 0;
    const workedOff = (): void => void (inHand -= 1);
    const guard = new MqttInboundGuard(
      maxPayload,
      (bytes) => {
        inHand += 1;
        if (!destination.write(bytes, workedOff)) socket.pause();
      },
      (packetId) => {
        ears.oversized();
        // Unacknowledged it would be sent again at each connection, for ever.
        if (packetId !== null) socket.write(Uint8Array.of(0x40, 2, packetId >> 8, packetId & 0xff));
      },
    );
    /** Has the messages at QoS 0 heard with which these bytes begin, unless one would overtake what came before; how many bytes these are. */
    const hearPlain = (bytes: Buffer): number => {
      if (inHand > 0 || !guard.isBetweenFrames) return 0;
      for (let end = 0; ;) {
        const message = plainPublishAt(bytes, end);
        if (message === null || !ears.plain(message.topic, message.payload, message.retained)) return end;
        end = message.end;
      }
    };
    destination.on('drain', () => socket.resume());
    socket.on('data', (chunk: Buffer) => {
      const heard = hearPlain(chunk);
      if (heard < chunk.length) guard.take(heard === 0 ? chunk : chunk.subarray(heard));
    });
    socket.once('end', () => destination.end());
    return destination;
  };
  return Object.assign(socket, { pipe });
};
