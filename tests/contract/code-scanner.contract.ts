import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodeScan, CodeScanner, ScannerFault } from '../../hal/ports/code-scanner.ts';

export interface CodeScannerRig {
  readonly scanner: CodeScanner;
  finish<T>(call: Promise<T>): Promise<T>;
  /** Somebody holds a code before its window. */
  show(code: string): void;
  /** Lets what is under way arrive. */
  quiet(): Promise<void>;
  /** A hand that lowers one code and raises another: longer than a code stands for the same. */
  pause(): Promise<void>;
  now(): number;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  held(): number;
  tidy(): Promise<void>;
}

export interface CodeScannerTraits {
  /** A code of a thousand characters takes half a minute: the longest ones are left to faster rigs. */
  readonly typesSlowly: boolean;
}

const never = new AbortController().signal;

/** Each sentence of `hal/ports/code-scanner.ts`, and of `Device` as a scanner keeps it. */
export const codeScannerContract = (
  name: string,
  makeRig: () => Promise<CodeScannerRig>,
  { typesSlowly }: CodeScannerTraits = { typesSlowly: false },
): void => {
  describe(`code scanner: ${name}`, () => {
    let rig: CodeScannerRig;
    let heard: CodeScan[];
    let faults: ScannerFault[];
    const texts = (): readonly string[] => heard.map(({ text }) => text);

    beforeEach(async () => {
      rig = await makeRig();
      heard = [];
      faults = [];
      rig.scanner.onCode((scan) => heard.push(scan));
      rig.scanner.onFault((fault) => faults.push(fault));
    });
    afterEach(async () => {
      await rig.scanner.close();
      await rig.tidy();
      expect(rig.held()).toBe(0);
    });

    const open = async (): Promise<void> => {
      expect(await rig.finish(rig.scanner.open(never))).toEqual({ ok: true, value: undefined });
    };

    test('tells each code once and whole, when its end was learnt', async () => {
      await open();
      const before = rig.now();
      const codes = ['https://example.vn/t/8kZ-Q_4?x=1&y=%20#a', 'A012', '~!@#$^*()+{}|:"<>`-=[]\\;,./'];
      for (const code of codes) {
        rig.show(code);
        await rig.pause();
      }
      expect(texts()).toEqual(codes);
      for (const { at } of heard) {
        expect(at).toBeGreaterThan(before);
        expect(at).toBeLessThanOrEqual(rig.now());
      }
    });

    test('keeps the lines of a code together', async () => {
      await open();
      rig.show('A012\nPHUONG BA DINH\n20/07/2026');
      await rig.pause();
      expect(texts()).toEqual(['A012\nPHUONG BA DINH\n20/07/2026']);
    });

    test('letters beyond ASCII arrive as they are printed where it says so, else not at all', async () => {
      await open();
      rig.show('Phường Ba Đình');
      await rig.pause();
      expect(texts()).toEqual([rig.scanner.anyLetters ? 'Phường Ba Đình' : 'Phng Ba nh']);
    });

    test('takes a code that stays before it for one, and tells it again after a pause', async () => {
      await open();
      for (let reading = 0; reading < 4; reading += 1) {
        rig.show('A012');
        await rig.quiet();
      }
      await rig.pause();
      rig.show('A012');
      await rig.pause();
      expect(texts()).toEqual(['A012', 'A012']);
    });

    test.skipIf(typesSlowly)('passes over a code that is too long', async () => {
      await open();
      rig.show('x'.repeat(1001));
      await rig.pause();
      rig.show('x'.repeat(1000));
      await rig.pause();
      expect(texts()).toEqual(['x'.repeat(1000)]);
      expect(faults).toEqual([]);
    });

    test('passes over a code that is empty', async () => {
      await open();
      rig.show('\n');
      await rig.pause();
      rig.show('A012');
      await rig.pause();
      expect(texts()).toEqual(['A012']);
      expect(faults).toEqual([]);
    });

    test('tells nothing while it is closed, and nothing of a code that its closing cut off', async () => {
      rig.show('before');
      await rig.pause();
      await open();
      rig.show('cut off');
      await rig.scanner.close();
      await rig.pause();
      await open();
      rig.show('after');
      await rig.pause();
      expect(texts()).toEqual(['after']);
    });

    test('tells once when it is pulled, does not open without it, and works when it is back', async () => {
      await open();
      rig.show('under way');
      await rig.unplug();
      await rig.pause();
      expect(faults).toHaveLength(1);
      await rig.scanner.close();
      const refused = await rig.finish(rig.scanner.open(never));
      expect(refused.ok || refused.fault.kind).toBe('absent');
      await rig.plug();
      await open();
      rig.show('back');
      await rig.pause();
      expect([texts(), faults.length]).toEqual([['back'], 1]);
    });

    test('closes twice, and before it was opened', async () => {
      await rig.scanner.close();
      await open();
      await rig.scanner.close();
      await rig.scanner.close();
      await open();
    });
  });
};
