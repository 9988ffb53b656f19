import * as fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { MqttInboundGuard } from '../../hal/drivers/mqtt-inbound-guard.ts';

const limit = 1000;
/** A topic's longest length is added to the limit: a frame is judged before its topic's length is known. */
const certainlyTooLarge = limit + 65_535 + 5;

const run = (chunks: readonly Uint8Array[]): { passed: Buffer; dropped: (number | null)[] } => {
  const dropped: (number | null)[] = [];
  const passed: Buffer[] = [];
  const guard = new MqttInboundGuard(
    limit,
    (bytes) => passed.push(bytes),
    (id) => dropped.push(id),
  );
  for (const chunk of chunks) guard.take(Buffer.from(chunk));
  return { passed: Buffer.concat(passed), dropped };
};

const split = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index] ?? 0, end));
};

const publish = (payload: number, qos: 0 | 1, messageId: number): Packet => ({
  cmd: 'publish',
  topic: 'letan/v1/x',
  payload: Buffer.alloc(payload, 'x'),
  qos,
  dup: false,
  retain: false,
  ...(qos === 1 ? { messageId } : {}),
});

describe('inbound guard', () => {
  const others: Packet[] = [
    { cmd: 'connack', returnCode: 0, sessionPresent: false },
    { cmd: 'pingresp' },
    { cmd: 'puback', messageId: 7 },
    { cmd: 'suback', messageId: 8, granted: [1] },
  ];
  const small = fc
    .tuple(fc.integer({ min: 0, max: limit }), fc.constantFrom<0 | 1>(0, 1), fc.integer({ min: 1, max: 65_535 }))
    .map(([payload, qos, id]) => ({ packet: publish(payload, qos, id), large: false, id: null }));
  const large = fc
    .tuple(
      fc.integer({ min: certainlyTooLarge, max: 300_000 }),
      fc.constantFrom<0 | 1>(0, 1),
      fc.integer({ min: 1, max: 65_535 }),
    )
    .map(([payload, qos, id]) => ({ packet: publish(payload, qos, id), large: true, id: qos === 1 ? id : null }));
  const other = fc.constantFrom(...others).map((packet) => ({ packet, large: false, id: null }));

  test('everything but the oversized goes through byte for byte, however it is cut in pieces; each id is told', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(small, large, other), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (frames, cuts) => {
          const bytes = Buffer.concat(frames.map(({ packet }) => generate(packet)));
          const { passed, dropped } = run(split(bytes, cuts));
          expect(
            passed.equals(Buffer.concat(frames.filter((each) => !each.large).map(({ packet }) => generate(packet)))),
          ).toBe(true);
          expect(dropped).toEqual(frames.filter((each) => each.large).map((each) => each.id));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('byte by byte', () => {
    const frames = [publish(10, 1, 1), publish(certainlyTooLarge, 1, 0x1234), publish(20, 0, 0)];
    const bytes = Buffer.concat(frames.map((packet) => generate(packet)));
    const { passed, dropped } = run(split(bytes, Array.from(bytes.keys())));
    expect(passed.equals(Buffer.concat([generate(publish(10, 1, 1)), generate(publish(20, 0, 0))]))).toBe(true);
    expect(dropped).toEqual([0x1234]);
  });

  test('what is not MQTT goes through for the parser to refuse', () => {
    const junk = Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]);
    expect(run([junk.subarray(0, 3), junk.subarray(3)]).passed.equals(junk)).toBe(true);
  });

  test('an oversized frame whose topic does not fit in it has no id to tell', () => {
    // Remaining length 70000, topic length 65535 + what little follows.
    const frame = Buffer.alloc(4 + 70_000);
    frame.set([0x32, 0xf0, 0xa2, 0x04, 0xff, 0xff]);
    expect(run([frame]).dropped).toEqual([0]);
    const short = Buffer.alloc(4 + 66_800);
    short.set([0x30, 0xf0, 0x89, 0x04, 0xff, 0xff]);
    expect(run([short]).dropped).toEqual([null]);
  });
});
