import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Measurement, Sensor } from '../../hal/ports/sensors.ts';

export interface SensorRig {
  readonly sensor: Sensor<unknown>;
  /** Lets so much time pass before the sensor. */
  wait(ms: number): Promise<void>;
  /** Brings something before it that it must speak of. */
  appear(): void;
  /** Pulls its plug, and puts it in again. */
  unplug(): void;
  plug(): void;
  /** Fails when anything is still open or armed. */
  end(): Promise<void>;
}

const signal = (): AbortSignal => new AbortController().signal;

/** Each sentence of `Device` and `Sensor`, for every kind of sensor. */
export function sensorContract(name: string, makeRig: () => SensorRig): void {
  describe(`sensor: ${name}`, () => {
    let rig: SensorRig;
    let words: Measurement<unknown>[];
    beforeEach(() => {
      rig = makeRig();
      words = [];
      rig.sensor.onMeasurement((word) => words.push(word));
    });
    afterEach(async () => {
      await rig.sensor.close();
      await rig.end();
    });

    it('does nothing before it is opened', async () => {
      rig.appear();
      await rig.wait(5000);
      expect(words).toEqual([]);
      await rig.end();
    });

    it('speaks by itself from open to close, and no longer', async () => {
      expect(await rig.sensor.open(signal())).toEqual({ ok: true, value: undefined });
      rig.appear();
      await rig.wait(5000);
      expect(words.length).toBeGreaterThan(0);
      await rig.sensor.close();
      const before = words.length;
      await rig.wait(5000);
      expect(words).toHaveLength(before);
    });

    it('numbers its words from 1 without gaps, at instants that never go back', async () => {
      await rig.sensor.open(signal());
      rig.appear();
      await rig.wait(5000);
      expect(words.map(({ seq }) => seq)).toEqual(words.map((_, index) => index + 1));
      let last = 0;
      for (const { at } of words) {
        expect(Number.isInteger(at)).toBe(true);
        expect(at).toBeGreaterThanOrEqual(last);
        last = at;
      }
    });

    it('names itself in every word', async () => {
      await rig.sensor.open(signal());
      rig.appear();
      await rig.wait(1000);
      expect(new Set(words.map(({ sensorId }) => sensorId)).size).toBe(1);
    });

    it('speaks at least once a period, where it has one', async () => {
      await rig.sensor.open(signal());
      await rig.wait(5000);
      const { periodMs } = rig.sensor;
      if (periodMs === null) expect(words.length).toBeLessThan(5);
      else expect(words.length).toBeGreaterThanOrEqual(Math.floor(5000 / periodMs));
    });

    it('opens again after closing, and counts anew', async () => {
      await rig.sensor.open(signal());
      rig.appear();
      await rig.wait(2000);
      await rig.sensor.close();
      words.length = 0;
      expect((await rig.sensor.open(signal())).ok).toBe(true);
      await rig.wait(2000);
      expect(words[0]?.seq).toBe(1);
    });

    it('refuses to open while it is unplugged, and opens once it is plugged in', async () => {
      rig.unplug();
      const refused = await rig.sensor.open(signal());
      expect(refused.ok ? '' : refused.fault.kind).toBe('absent');
      rig.plug();
      expect((await rig.sensor.open(signal())).ok).toBe(true);
    });

    it('tells once when it is pulled out while open, and says nothing more', async () => {
      const faults: string[] = [];
      const end = rig.sensor.onFault(({ kind }) => faults.push(kind));
      await rig.sensor.open(signal());
      await rig.wait(500);
      rig.unplug();
      words.length = 0;
      rig.appear();
      await rig.wait(2000);
      expect(faults).toEqual(['absent']);
      expect(words).toEqual([]);
      end();
      await rig.sensor.close();
      rig.plug();
    });

    it('may be closed twice, and opening twice is a bug', async () => {
      await rig.sensor.open(signal());
      await expect(Promise.resolve().then(() => rig.sensor.open(signal()))).rejects.toThrow('twice');
      await rig.sensor.close();
      await rig.sensor.close();
    });

    it('tells nothing to whom has unsubscribed', async () => {
      let heard = 0;
      const end = rig.sensor.onMeasurement(() => (heard += 1));
      end();
      end();
      await rig.sensor.open(signal());
      rig.appear();
      await rig.wait(1000);
      expect(heard).toBe(0);
    });
  });
}
