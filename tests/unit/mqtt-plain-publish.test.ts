import * as fc from 'fast-check';
import { generate, parser, type IPublishPacket, type Packet } from 'mqtt-packet';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { guardInbound } from '../../hal/drivers/mqtt-inbound-guard.ts';
import { plainPublish, plainPublishAt } from '../../hal/drivers/mqtt-plain-publish.ts';

const packet = (topic: string, payload: string, qos: 0 | 1, retain: boolean): IPublishPacket => ({
  cmd: 'publish',
  topic,
  payload,
  qos,
  dup: false,
  retain,
  ...(qos === 1 ? { messageId: 7 } : {}),
});

const topics = fc.constantFrom('a', 'letan/v1/phuong-ba-dinh/quầy-1/ask/kiosk-2', 'x'.repeat(300));
const payloads = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constantFrom('', 'ư'.repeat(10_000)));

/** What comes out of a guarded socket, in the order in which it does: heard past the parser, or by it. */
const through = (chunks: readonly Buffer[], heed: () => boolean): { heard: string[]; parsed: string[] } => {
  const [heard, parsed]: [string[], string[]] = [[], []];
  const socket = new Socket();
  const guarded = guardInbound(socket, 1000, {
    oversized: () => undefined,
    plain: (topic, payload, retained) => {
      if (!heed()) return false;
      heard.push(`${topic} ${Buffer.from(payload).toString('utf8')} ${retained}`);
      return true;
    },
  });
  const client = parser();
  client.on('packet', (one: Packet) => {
    if (one.cmd === 'publish') parsed.push(`${one.topic} ${one.payload.toString()} ${one.retain}`);
    else parsed.push(one.cmd);
  });
  guarded.pipe(
    new Writable({
      write: (bytes: Buffer, _encoding, done) => {
        client.parse(bytes);
        done();
      },
    }),
  );
  for (const chunk of chunks) socket.emit('data', chunk);
  socket.destroy();
  return { heard, parsed };
};

describe('a message at QoS 0', () => {
  test('is written as mqtt-packet writes it, and read as it was written, between other frames', () => {
    fc.assert(
      fc.property(topics, payloads, fc.boolean(), (topic, payload, retain) => {
        const frame = plainPublish(topic, payload, retain);
        expect(frame.equals(generate(packet(topic, payload, 0, retain)))).toBe(true);
        const ping = generate({ cmd: 'pingresp' });
        const read = plainPublishAt(Buffer.concat([ping, frame, ping]), ping.length);
        expect(read).toMatchObject({ topic, retained: retain, end: ping.length + frame.length });
        expect(read?.payload.toString('utf8')).toBe(payload);
      }),
      { numRuns: 100 },
    );
  });

  test('that is not wholly there, or is none, is not read', () => {
    const frame = plainPublish('letan/v1/a', 'word', false);
    for (let length = 0; length < frame.length; length += 1)
      expect(plainPublishAt(frame.subarray(0, length), 0)).toBeNull();
    const others: Packet[] = [{ cmd: 'pingresp' }, packet('a', 'b', 1, false), { cmd: 'puback', messageId: 7 }];
    for (const other of others) expect(plainPublishAt(generate(other), 0)).toBeNull();
    // Set at QoS 0: a duplicate, which may not be (MQTT-3.3.1-2). A topic of nothing, one longer than its frame, a length without end.
    for (const bytes of [
      [0x38, 4, 0, 1, 0x61, 0x62],
      [0x30, 3, 0, 0, 0x62],
      [0x30, 3, 0, 9, 0x62],
      [0x30, 1, 0],
      [0x30, 0xff, 0xff, 0xff, 0xff, 1, 0, 1, 0x61],
    ])
      expect(plainPublishAt(Buffer.from(bytes), 0)).toBeNull();
  });

  test('is heard past the parser, and overtakes nothing that came before it', () => {
    const plain = (name: string): Buffer => generate(packet('a', name, 0, false));
    const sure = (name: string): Buffer => generate(packet('a', name, 1, false));
    const yes = (): boolean => true;
    expect(through([Buffer.concat([plain('1'), plain('2')])], yes)).toEqual({
      heard: ['a 1 false', 'a 2 false'],
      parsed: [],
    });
    expect(through([Buffer.concat([plain('1'), sure('2'), plain('3')]), plain('4')], yes)).toEqual({
      heard: ['a 1 false'],
      parsed: ['a 2 false', 'a 3 false', 'a 4 false'],
    });
    // The rest of a frame that came in two pieces is no beginning of one.
    const whole = plain(generate(packet('b', 'inner', 0, false)).toString('latin1'));
    expect(through([whole.subarray(0, 7), whole.subarray(7)], yes).heard).toEqual([]);
    // Before the broker has taken us.
    expect(through([plain('1')], () => false)).toEqual({ heard: [], parsed: ['a 1 false'] });
  });

  test('is heard past the parser again once that has worked off what it got', async () => {
    const heard: string[] = [];
    const socket = new Socket();
    const worked: (() => void)[] = [];
    guardInbound(socket, 1000, {
      oversized: () => undefined,
      plain: (_topic, payload) => heard.push(Buffer.from(payload).toString('utf8')) > 0,
    }).pipe(new Writable({ write: (_bytes, _encoding, done) => worked.push(done) }));
    socket.emit('data', generate({ cmd: 'pingresp' }));
    socket.emit('data', generate(packet('a', 'too early', 0, false)));
    expect(heard).toEqual([]);
    while (worked.length > 0) {
      worked.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.emit('data', generate(packet('a', 'now', 0, false)));
    expect(heard).toEqual(['now']);
    socket.destroy();
  });
});
