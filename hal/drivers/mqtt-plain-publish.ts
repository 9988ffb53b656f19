/*
 * A PUBLISH at QoS 0 (MQTT 3.1.1, section 3.3) is one frame of a topic and a payload: nobody acknowledges it, and a client has nothing of
 * it to remember. mqtt.js takes dozens of calls for each on its way in and out; all questions and answers of a hall are such
 * frames, and somebody waits for them. So these are written and read here, past it.
 */

const plain = 0x30;
const retainFlag = 0x01;
/** Of "remaining length": seven bits a byte, lowest first, four bytes at most. */
const longestLength = 4;

/** @param topic a legal topic name, 65 535 bytes at most. */
export const plainPublish = (topic: string, payload: string, retain: boolean): Buffer => {
  const topicBytes = Buffer.byteLength(topic);
  const length = 2 + topicBytes + Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(1 + longestLength + length);
  frame[0] = plain | (retain ? retainFlag : 0);
  let at = 1;
  for (let left = length; ;) {
    const byte = left % 128;
    left = Math.floor(left / 128);
    frame[at++] = left > 0 ? byte | 0x80 : byte;
    if (left === 0) break;
  }
  at = frame.writeUInt16BE(topicBytes, at);
  at += frame.write(topic, at, 'utf8');
  at += frame.write(payload, at, 'utf8');
  return frame.subarray(0, at);
};

export interface PlainPublish {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retained: boolean;
  /** Where the next frame begins. */
  readonly end: number;
}

/** The frame that begins there, where it is a PUBLISH at QoS 0, wholly there and well formed; null for any other. */
export const plainPublishAt = (bytes: Buffer, from: number): PlainPublish | null => {
  const first = bytes[from];
  if (first === undefined || (first & ~retainFlag) !== plain) return null;
  let length = 0;
  let at = from + 1;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    if (byte === undefined || at - from > 1 + longestLength) return null;
    length += (byte & 0x7f) * scale;
    if ((byte & 0x80) === 0) break;
  }
  const end = at + length;
  if (length < 2 || end > bytes.length) return null;
  const payloadAt = at + 2 + bytes.readUInt16BE(at);
  if (payloadAt === at + 2 || payloadAt > end) return null;
  return {
    topic: bytes.toString('utf8', at + 2, payloadAt),
    payload: bytes.subarray(payloadAt, end),
    retained: first !== plain,
    end,
  };
};
