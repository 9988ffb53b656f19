import { afterEach, describe, expect, it } from 'vitest';
import type { CityDocument, CityMessage, CitySystem } from '../../hal/ports/city-system.ts';

/** A city's system and the city at its other end. */
export interface CityRig {
  readonly city: CitySystem;
  /** What the city has, by id, in the order in which it came first; waits until so many are there. */
  readonly arrived: (count: number) => Promise<readonly string[]>;
  /** The city lays a document down under this name. */
  readonly lay: (name: string, text: string) => Promise<void>;
  /** The line is cut, or whole again. */
  readonly setAway: (away: boolean) => Promise<void>;
  /** The city knows this dossier; null: this way asks for none. */
  readonly know: ((code: string, answer: string) => Promise<void>) | null;
  /** The city takes no message of this kind for ever. */
  readonly refuse: (kind: string) => Promise<void>;
  /** Lets a call come to its end. */
  readonly finish: <T>(call: Promise<T>) => Promise<T>;
  readonly until: (met: () => boolean) => Promise<void>;
  /** Time enough for whatever may still come. */
  readonly quiet: () => Promise<void>;
  /** Timers still armed. */
  readonly pending: () => number;
  readonly end: () => Promise<void>;
}

const never = new AbortController().signal;

export const messageOf = (n: number, kind = 'ticket.called'): CityMessage => ({
  id: `kiosk-1/1/${n}`,
  kind,
  body: JSON.stringify({ v: 1, id: `kiosk-1/1/${n}`, kind, n, said: 'Hộ tịch, "một cửa"\nđường Lê Duẩn', none: null }),
});

/** The suite of every way to the city. */
export function cityContract(
  name: string,
  can: {
    /** Its line can be cut. */ readonly line: boolean;
    /** The city answers each message. */ readonly answers: boolean;
  },
  start: () => Promise<CityRig>,
): void {
  describe(name, () => {
    let rig: CityRig | null = null;
    const open = async (): Promise<CityRig> => {
      rig = await start();
      const opened = await rig.finish(rig.city.open(never));
      expect(opened).toEqual({ ok: true, value: undefined });
      return rig;
    };
    afterEach(async () => {
      await rig?.city.close();
      expect(rig?.pending() ?? 0).toBe(0);
      await rig?.end();
      rig = null;
    });

    it('brings messages to the city, in the order in which they are sent', async () => {
      const { arrived, city, finish } = await open();
      for (let n = 1; n <= 5; n += 1) expect(await finish(city.send(messageOf(n), never))).toMatchObject({ ok: true });
      expect(await arrived(5)).toEqual([1, 2, 3, 4, 5].map((n) => `kiosk-1/1/${n}`));
    });

    it('brings what is sent twice under one id, and the city has it once', async () => {
      const { arrived, city, finish, quiet } = await open();
      for (const n of [1, 1, 2]) expect((await finish(city.send(messageOf(n), never))).ok).toBe(true);
      await quiet();
      expect(await arrived(2)).toEqual(['kiosk-1/1/1', 'kiosk-1/1/2']);
    });

    if (can.line)
      it('says offline while nobody answers, and works again after', async () => {
        const { arrived, city, finish, setAway } = await open();
        await setAway(true);
        const limit = new AbortController();
        const sent = finish(city.send(messageOf(1), limit.signal));
        setTimeout(() => limit.abort(), 300);
        expect(await sent).toMatchObject({ ok: false, fault: { kind: 'offline' } });
        await setAway(false);
        expect((await finish(city.send(messageOf(1), never))).ok).toBe(true);
        expect(await arrived(1)).toEqual(['kiosk-1/1/1']);
      });

    if (can.answers)
      it('says refused of a message that is never taken', async () => {
        const { city, finish, refuse } = await open();
        await refuse('visit.rated');
        expect(await finish(city.send(messageOf(1, 'visit.rated'), never))).toMatchObject({
          ok: false,
          fault: { kind: 'refused' },
        });
        expect((await finish(city.send(messageOf(2), never))).ok).toBe(true);
      });

    it('tells a document once, as it came, and again when it has changed', async () => {
      const { city, lay, quiet, until } = await open();
      const heard: CityDocument[] = [];
      city.onDocument((document) => void heard.push(document));
      const texts = ['[{"code":"ABC123"}]', '[{"code":"ĐẶT456"}]'];
      await lay('bookings.json', texts[0] ?? '');
      await until(() => heard.length === 1);
      await quiet();
      expect(heard.length).toBe(1);
      await lay('bookings.json', texts[1] ?? '');
      await until(() => heard.length === 2);
      expect(heard.map((document) => (document.format === 'none' ? null : [document.format, document.text]))).toEqual([
        ['json', texts[0]],
        ['json', texts[1]],
      ]);
    });

    it('asks how far a dossier is: the answer, null for one that nobody knows, offline where nobody answers', async () => {
      const { city, finish, know, setAway } = await open();
      const code = 'H26.18-251005-0123';
      if (know === null)
        return expect(await finish(city.askDossier(code, never))).toMatchObject({ fault: { kind: 'unsupported' } });
      await know(code, '{"state":"processing"}');
      const answer = await finish(city.askDossier(code, never));
      expect(answer.ok && JSON.parse(answer.value ?? 'null')).toMatchObject({ state: 'processing' });
      expect(await finish(city.askDossier('H26.18-251005-9999', never))).toEqual({ ok: true, value: null });
      if (!can.line) return;
      await setAway(true);
      const limit = new AbortController();
      const asked = finish(city.askDossier(code, limit.signal));
      setTimeout(() => limit.abort(), 300);
      expect(await asked).toMatchObject({ ok: false, fault: { kind: 'offline' } });
      await setAway(false);
    });

    it('is closed twice, opened again, and sends nothing while it is closed', async () => {
      const { arrived, city, finish } = await open();
      await city.close();
      await city.close();
      expect(await finish(city.send(messageOf(1), never))).toMatchObject({ ok: false });
      expect((await finish(city.open(never))).ok).toBe(true);
      expect((await finish(city.send(messageOf(2), never))).ok).toBe(true);
      expect(await arrived(1)).toEqual(['kiosk-1/1/2']);
    });
  });
}
