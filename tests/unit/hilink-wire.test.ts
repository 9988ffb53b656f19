import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader } from '../../hal/drivers/framed-bytes.ts';
import {
  acknowledgement,
  commandFrame,
  commandWord,
  enableConfiguration,
  endConfiguration,
  parameter,
  readAcknowledgement,
  readFirmwareVersion,
} from '../../hal/drivers/hilink-commands.ts';
import { ld2410Report, readLd2410Report } from '../../hal/drivers/ld2410-presence.ts';
import { ld2450Report, readLd2450Report } from '../../hal/drivers/ld2450-targets.ts';
import { runs } from '../support/tier.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex').toUpperCase();

const reader2410 = () => new FrameReader<'report' | 'acknowledgement'>([ld2410Report, acknowledgement]);
const reader2450 = () => new FrameReader<'report' | 'acknowledgement'>([ld2450Report, acknowledgement]);
const only = (frames: ReturnType<ReturnType<typeof reader2410>['read']>): Uint8Array => {
  expect(frames).toHaveLength(1);
  return frames[0]?.payload ?? new Uint8Array(0);
};

/*
 * Frames from outside: Hi-Link, "LD2450 serial port communication protocol" V1.03, 2.3 (also in its instruction manual, table 3);
 * "LD2410 serial communication protocol" V1.02, 2.3.2; captures in the sources of ncmreynolds/ld2410, ESPHome and aio_ld2410.
 */
const manual2450 = 'AAFF0300 0E03B186 10004001 0000000000000000 0000000000000000 55CC';
const basic2410 = 'F4F3F2F1 0D00 02AA 02 5100 00 0000 3B 0000 5500 F8F7F6F5';
const engineering2410 =
  'F4F3F2F1 2300 01AA 03 1E00 3C 0000 39 0000 08 08 3C2205030304030605 000039101306060804 0305 5500 F8F7F6F5';

describe('LD2450 reports', () => {
  test('the example of the manual: one target at −782 mm, 1713 mm, −16 cm/s, 320 mm', () => {
    expect(readLd2450Report(only(reader2450().read(bytes(manual2450))))).toEqual([
      { xMm: -782, yMm: 1713, speedCmS: -16, resolutionMm: 320 },
    ]);
  });

  test('the highest bit set means positive, and all zero is no target', () => {
    const frame = 'AAFF0300 0E83B186 10804001 0000000000000000 0080 0080 0000 6801 55CC';
    expect(readLd2450Report(only(reader2450().read(bytes(frame))))).toEqual([
      { xMm: 782, yMm: 1713, speedCmS: 16, resolutionMm: 320 },
      { xMm: 0, yMm: 0, speedCmS: 0, resolutionMm: 360 },
    ]);
  });
});

describe('LD2410 reports', () => {
  test('basic mode, the protocol’s example: somebody still', () => {
    expect(readLd2410Report(only(reader2410().read(bytes(basic2410))))).toEqual({
      mode: 'basic',
      moving: null,
      still: { cm: 0, energy: 59 },
      detectionCm: 0,
      gates: null,
    });
  });

  test('engineering mode, the protocol’s example: gates 0 to 8 of both kinds', () => {
    expect(readLd2410Report(only(reader2410().read(bytes(engineering2410))))).toEqual({
      mode: 'engineering',
      moving: { cm: 30, energy: 60 },
      still: { cm: 0, energy: 57 },
      detectionCm: 0,
      gates: { moving: [60, 34, 5, 3, 3, 4, 3, 6, 5], still: [0, 0, 57, 16, 19, 6, 6, 8, 4] },
    });
  });

  test.each([
    ['nobody', 'F4F3F2F1 0D00 02AA 00 4500 3E 0000 3A 0000 5500 F8F7F6F5', false, false],
    ['moving and still', 'F4F3F2F1 0D00 02AA 03 4600 34 0000 3C 0000 5500 F8F7F6F5', true, true],
    [
      'captured: 79 cm moving, 76 cm still, both at full',
      'F4F3F2F1 0D00 02AA 03 4F00 64 4C00 64 3200 5500 F8F7F6F5',
      true,
      true,
    ],
    [
      'engineering, nobody',
      'F4F3F2F1 2300 01AA 00 1E00 00 1E00 0D 0000 08 08 130E07020507030405 00000D060505050505 6200 5500 F8F7F6F5',
      false,
      false,
    ],
  ])('captured: %s', (_, frame, moving, still) => {
    const report = readLd2410Report(only(reader2410().read(bytes(frame))));
    expect([report?.moving !== null, report?.still !== null]).toEqual([moving, still]);
  });

  test.each([
    ['another type', '03AA 02 5100 00 0000 3B 0000 5500'],
    ['another head', '02AB 02 5100 00 0000 3B 0000 5500'],
    ['another tail', '02AA 02 5100 00 0000 3B 0000 5600'],
    ['a check that is not 0', '02AA 02 5100 00 0000 3B 0000 5501'],
    ['a state that there is none', '02AA 04 5100 00 0000 3B 0000 5500'],
    ['more than all energy', '02AA 02 5100 65 0000 3B 0000 5500'],
    ['cut', '02AA 02 5100 00 0000 3B 0000 55'],
    ['engineering without its gates', '01AA 02 5100 00 0000 3B 0000 08 08 5500'],
    ['nothing', ''],
  ])('%s is no report', (_, payload) => {
    expect(readLd2410Report(bytes(payload))).toBeNull();
  });

  test('a distance may look like the beginning of a frame: 62708 cm at a gate', () => {
    const frame = 'F4F3F2F1 0D00 02AA 01 F4F3 F2 0000 3B 0000 5500 F8F7F6F5';
    // 0xF2 is no energy, so it is no report; but the frame after it is found.
    const frames = reader2410().read(bytes(`${frame}${basic2410}`));
    expect(frames.map(({ payload }) => readLd2410Report(payload)?.still?.energy)).toEqual([undefined, 59]);
  });
});

describe('commands and acknowledgements', () => {
  test('are the bytes of the protocol documents', () => {
    expect(hex(enableConfiguration)).toBe('FDFCFBFA0400FF00010004030201');
    expect(hex(endConfiguration)).toBe('FDFCFBFA0200FE0004030201');
    expect(hex(commandFrame(commandWord.readFirmware))).toBe('FDFCFBFA0200A00004030201');
    expect(hex(commandFrame(commandWord.multiTarget))).toBe('FDFCFBFA0200900004030201');
    // LD2410, 2.2.3: eight gates for both, nobody after five seconds.
    const value = [...parameter(0, 8), ...parameter(1, 8), ...parameter(2, 5)];
    expect(hex(commandFrame(commandWord.gatesAndHold, value))).toBe(
      'FDFCFBFA1400600000000800000001000800000002000500000004030201',
    );
  });

  test('the firmware’s version as the documents read it: V1.02.22062416', () => {
    const frame = bytes('FDFCFBFA 0C00 A001 0000 0001 0201 16240622 04030201');
    const acknowledged = readAcknowledgement(only(reader2410().read(frame)));
    expect(acknowledged).toMatchObject({ word: 0xa0, succeeded: true });
    expect(acknowledged === null ? null : readFirmwareVersion(acknowledged.value)).toBe('V1.02.22062416');
    expect(readFirmwareVersion(bytes('0001'))).toBeNull();
  });

  test('a refusal is one, and what is none is none', () => {
    expect(readAcknowledgement(bytes('60010100'))).toMatchObject({ word: 0x60, succeeded: false });
    expect(readAcknowledgement(bytes('6001'))).toBeNull();
    expect(readAcknowledgement(bytes('60000000'))).toBeNull();
  });
});

describe('any bytes on the line', () => {
  const frames = [manual2450, basic2410, engineering2410, 'FDFCFBFA0400FE01000004030201'].map(bytes);
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    // Pieces and spoilt copies of true frames of both radars, as unplugging, shifting and sparks make them.
    fc.tuple(fc.constantFrom(...frames), fc.nat(60), fc.nat(60)).map(([frame, from, to]) => frame.slice(from, to)),
    fc
      .tuple(fc.constantFrom(...frames), fc.nat(60), fc.nat(255))
      .map(([frame, at, value]) => frame.with(at % frame.length, value)),
  );
  const stream = fc.array(noise, { maxLength: 12 }).map((parts) => new Uint8Array(Buffer.concat(parts)));

  test.each([
    ['LD2410', reader2410, basic2410],
    ['LD2450', reader2450, manual2450],
  ])('%s: never throws, holds a bounded part, and pieces change nothing', (_, make) => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (all, cuts) => {
        const whole = make();
        const expected = whole.read(all);
        const reader = make();
        const got: unknown[] = [];
        let at = 0;
        for (const cut of [...cuts, all.length]) {
          got.push(...reader.read(all.subarray(at, at + cut)));
          at += cut;
          expect(reader.held).toBeLessThanOrEqual(74);
        }
        expect(got).toEqual(expected);
        expect(reader.dropped).toBe(whole.dropped);
        for (const { payload } of expected) {
          readLd2410Report(payload);
          readLd2450Report(payload);
          readAcknowledgement(payload);
        }
      }),
      { numRuns: runs({ fast: 300, long: 20_000 }) },
    );
  });

  test.each([
    ['LD2410', reader2410, basic2410],
    ['LD2450', reader2450, manual2450],
  ])('%s: whatever came before, the second whole frame at the latest is heard', (_, make, frame) => {
    fc.assert(
      fc.property(stream, (before) => {
        const reader = make();
        reader.read(before);
        // A spoilt header may have promised a longer frame; what it swallowed is read again once its end proves wrong.
        const heard = [1, 2, 3, 4, 5].flatMap(() => reader.read(bytes(frame)));
        const wanted = hex(bytes(frame));
        expect(
          heard.filter(({ payload }) => wanted.includes(hex(payload)) && payload.length > 8).length,
        ).toBeGreaterThanOrEqual(4);
      }),
      { numRuns: runs({ fast: 300, long: 20_000 }) },
    );
  });

  test('noise without end costs no memory', () => {
    const reader = reader2410();
    const endless = new Uint8Array(100_000).fill(0xf4);
    for (let i = 0; i < 20; i++) expect(reader.read(endless)).toEqual([]);
    expect(reader.held).toBeLessThan(80);
    expect(reader.dropped + reader.held).toBe(2_000_000);
  });
});
