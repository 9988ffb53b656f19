import { describe, expect, it } from 'vitest';
import { pir, PresenceRig, radar, tof } from '../support/presence-rig.ts';

describe('a PIR alone', () => {
  it('notices and never more, and lets go after the hold', async () => {
    const rig = new PresenceRig(pir);
    rig.pir(true);
    await rig.time.advance(10_000);
    rig.pir(false);
    await rig.time.advance(10_000);
    // Debounce 200 ms, dwell 300 ms; then debounce 200 ms, hold 3 s.
    expect(rig.words()).toEqual(['500 noticed', '13200 absent']);
    rig.close();
  });

  it('is not believed for a flicker', async () => {
    const rig = new PresenceRig(pir);
    rig.pir(true);
    await rig.time.advance(150);
    rig.pir(false);
    await rig.time.advance(5_000);
    expect(rig.words()).toEqual([]);
    rig.close();
  });

  it('is held through a gap shorter than the hold', async () => {
    const rig = new PresenceRig(pir);
    rig.pir(true);
    await rig.time.advance(1_000);
    rig.pir(false);
    await rig.time.advance(2_900);
    rig.pir(true);
    await rig.time.advance(60_000);
    expect(rig.words()).toEqual(['500 noticed']);
    rig.close();
  });

  it('may be silent for a day without being distrusted', async () => {
    const rig = new PresenceRig(pir);
    await rig.time.advance(86_400_000);
    expect(rig.words()).toEqual([]);
    rig.close();
  });

  it('that says present for a quarter of an hour is stuck, and back when it lets go', async () => {
    const rig = new PresenceRig(pir);
    rig.pir(true);
    await rig.time.advance(1_000_000);
    expect(rig.words()).toEqual(['500 noticed', '900200 -pir stuck', '903200 absent']);
    rig.pir(true);
    await rig.time.advance(1_000);
    expect(rig.words()).toEqual([]);
    rig.pir(false);
    rig.pir(true);
    await rig.time.advance(1_000);
    expect(rig.words()).toEqual(['1001000 +pir', '1001500 noticed #2']);
    rig.close();
  });
});

describe('a range sensor alone', () => {
  it('levels a walk towards it and away again, with hysteresis, and sees a stop', async () => {
    const rig = new PresenceRig(tof);
    // 1 m/s from 4 m to 1 m, three seconds of standing, and back.
    await rig.during(3_000, 50, (t) => rig.tof(4 - t / 1_000));
    await rig.during(3_000, 50, () => rig.tof(1));
    await rig.during(3_000, 50, (t) => rig.tof(1 + t / 1_000));
    await rig.during(4_000, 50, () => rig.tof(null));
    expect(rig.words()).toEqual([
      '750 noticed 3.251 m 0°',
      '2050 near 1.95 m 0°',
      '2850 engaged 1.15 m 0°',
      '3350 engaged 0.999 m 0° standing',
      '6250 engaged 1.236 m 0°',
      '6600 near 1.601 m 0°',
      '7450 noticed 2.45 m 0°',
      '12050 absent',
    ]);
    rig.close();
  });

  it('does not take somebody who passes at one metre for one who stands', async () => {
    const rig = new PresenceRig(tof);
    // A passer at 1.3 m/s, 0.8 m from the kiosk: the range falls and rises again.
    await rig.during(3_000, 50, (t) => rig.tof(Math.sqrt(0.64 + (1.3 * (t / 1_000 - 1.5)) ** 2)));
    // Abreast of the sensor the distance hardly changes; that is over before anybody would be spoken to (700 ms).
    const lines = rig.words();
    const stood = lines.findIndex((line) => line.includes('standing'));
    const at = (line: string | undefined): number => Number(line?.split(' ')[0]);
    expect(lines.filter((line) => line.includes('standing')).length).toBeLessThanOrEqual(1);
    if (stood !== -1) expect(at(lines[stood + 1]) - at(lines[stood])).toBeLessThan(700);
    rig.close();
  });

  it('keeps one level while the distance trembles at its edge', async () => {
    const rig = new PresenceRig(tof);
    await rig.during(5_000, 50, (t) => rig.tof(1.2 + (t % 100 === 0 ? -0.1 : 0.1)));
    expect(rig.words().map((line) => line.split(' ')[1])).toEqual(['engaged', 'engaged']);
    rig.close();
  });

  it('is dropped when it falls silent and taken back at its next word', async () => {
    const rig = new PresenceRig(tof);
    await rig.during(1_000, 50, () => rig.tof(3));
    await rig.time.advance(9_000);
    expect(rig.words()).toEqual(['450 noticed 3 m 0°', '3950 -tof silent', '3950 absent']);
    expect(rig.presence.state()).toEqual({ value: 'person.absent|sensing.impaired', tags: ['needs-attendant'] });
    await rig.during(1_000, 50, () => rig.tof(3));
    expect(rig.words()).toEqual(['10000 +tof', '10450 noticed 3 m 0° #2']);
    expect(rig.presence.state().tags).not.toContain('needs-attendant');
    rig.close();
  });

  it.each([
    ['not a number', Number.NaN],
    ['negative', -0.1],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('is dropped after three words that are %s and must prove itself', async (_, garbage) => {
    const rig = new PresenceRig(tof);
    await rig.during(100, 50, () => rig.tof(garbage));
    rig.tof(null);
    await rig.time.advance(50);
    expect(rig.words()).toEqual([]);
    await rig.during(150, 50, () => rig.tof(garbage));
    expect(rig.words()).toEqual(['250 -tof garbled']);
    await rig.during(150, 50, () => rig.tof(null));
    expect(rig.words()).toEqual(['400 +tof']);
    rig.close();
  });

  it('is not alarming while it warms up', async () => {
    const rig = new PresenceRig(tof);
    const measurement = { sensorId: 'tof', seq: 1, at: 0, fault: { kind: 'warming-up', remainingMs: 30_000 } } as const;
    for (let t = 0; t < 30_000; t += 1_000) {
      rig.presence.send({ type: 'sensor.measured', word: { port: 'range', measurement } });
      await rig.time.advance(1_000);
    }
    expect(rig.words()).toEqual([]);
    rig.close();
  });
});

describe('a radar alone', () => {
  it('follows the nearest, tells where they are and when that changes', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(1_000, 100, () => rig.radar([3, 0]));
    // The person walks a quarter circle around the kiosk at three metres.
    await rig.during(3_000, 100, (t) => {
      const angle = (t / 3_000) * (Math.PI / 2);
      rig.radar([3 * Math.cos(angle), 3 * Math.sin(angle)]);
    });
    expect(rig.words()).toEqual([
      '500 noticed 3 m 0°',
      '1500 noticed 3.007 m 12°',
      '1800 noticed 3.011 m 23°',
      '2200 noticed 3.012 m 36°',
      '2600 noticed 3.011 m 48°',
      '3000 noticed 3.011 m 60°',
      '3400 noticed 3.011 m 72°',
      '3800 noticed 3.011 m 84°',
    ]);
    rig.close();
  });

  it('tells a bearing at most five times a second', async () => {
    const rig = new PresenceRig(radar);
    // A child runs to and fro at 2.8 m/s: a step of 10° every tenth of a second.
    await rig.during(3_000, 50, (t) => rig.radar([1.5, Math.abs((((t * 2.8) / 1_000) % 4) - 2) - 1]));
    const told = rig.words().length;
    expect(told).toBeGreaterThan(5);
    expect(told).toBeLessThanOrEqual(14);
    rig.close();
  });

  it('does not believe a ghost of one frame, nor a frame without anybody', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(2_000, 100, (t) => (t === 500 ? rig.radar([1, 0]) : rig.radar()));
    expect(rig.words()).toEqual([]);
    await rig.during(3_000, 100, (t) => (t % 1_000 === 500 ? rig.radar() : rig.radar([1, 0])));
    expect(rig.words()).toEqual(['2500 engaged 1 m 0°', '2600 engaged 1 m 0° standing']);
    rig.close();
  });

  it('sees two who stand together as one who stands, through the sensor’s noise', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(5_000, 100, (t) => {
      const noise = ((t / 100) % 3) * 0.04 - 0.04;
      rig.radar([0.95 + noise, 0.4], [0.95 - noise, -0.4]);
    });
    const words = rig.words();
    expect(words.at(-1)).toContain('standing');
    expect(words.length).toBeLessThanOrEqual(2);
    rig.close();
  });

  it('comes to rest when its words stop changing, if it speaks on change only', async () => {
    const rig = new PresenceRig({ ...radar, periodMs: null });
    await rig.during(2_000, 100, (t) => rig.radar([3 - t / 1_000, 0]));
    await rig.time.advance(5_000);
    const words = rig.words();
    // The last word came at 1900 ms, at 1.1 m.
    expect(words.slice(-2)).toEqual(['1900 engaged 1.178 m 0°', '2400 engaged 1.096 m 0° standing']);
    rig.close();
  });

  it('passes over frames of before, of another kind and of nobody we know', async () => {
    const rig = new PresenceRig(radar);
    await rig.time.advance(1_000);
    const value = { targets: [{ x: 1, y: 0, speed: 0 }] };
    const stale = { sensorId: 'radar', seq: 1, at: 900, value };
    rig.radar();
    rig.presence.send({ type: 'sensor.measured', word: { port: 'targets', measurement: stale } });
    const unknown = { sensorId: 'ghost', seq: 1, at: 1_000, value };
    rig.presence.send({ type: 'sensor.measured', word: { port: 'targets', measurement: unknown } });
    const future = { sensorId: 'radar', seq: 3, at: 99_000, value };
    rig.presence.send({ type: 'sensor.measured', word: { port: 'targets', measurement: future } });
    await rig.time.advance(2_000);
    expect(rig.words()).toEqual([]);
    rig.close();
  });
});

describe('a radar with distance gates', () => {
  const gates = { ...pir, sensorId: 'gates', fieldOfViewRad: 2, periodMs: 100 } as const;
  const hear = (rig: PresenceRig, distanceM: number | null): void => {
    const echo = distanceM === null ? null : { distanceM, energy: 60 };
    const value = { present: distanceM !== null, moving: null, still: echo };
    const measurement = { sensorId: 'gates', seq: 1, at: rig.clock.now(), value };
    rig.presence.send({ type: 'sensor.measured', word: { port: 'presence', measurement } });
  };

  it('alone tells how near somebody is, though not on which side', async () => {
    const rig = new PresenceRig(gates);
    await rig.during(4_000, 100, (t) => hear(rig, Math.max(1, 4 - t / 1_000)));
    await rig.during(3_000, 100, () => hear(rig, 1));
    await rig.during(8_000, 100, () => hear(rig, null));
    const levels = rig.words().map((line) => line.split(' ')[1]);
    expect(levels.filter((level, index) => level !== levels[index - 1])).toEqual([
      'noticed',
      'near',
      'engaged',
      'absent',
    ]);
    rig.close();
  });

  it('beside one that knows places makes no second person of the first', async () => {
    const rig = new PresenceRig(radar, gates);
    await rig.during(5_000, 100, (t) => {
      rig.radar([3, -1.5 + t / 2_000]);
      hear(rig, 3.2);
    });
    expect(rig.people.at(-1)?.people.length).toBe(1);
    rig.close();
  });
});

describe('several sensors', () => {
  it('hold what one of them loses: a radar that loses who stands still, and a PIR that does not', async () => {
    const rig = new PresenceRig(radar, pir);
    rig.pir(true);
    await rig.during(2_000, 100, () => rig.radar([1, 0]));
    await rig.during(6_000, 100, () => rig.radar());
    rig.pir(false);
    await rig.during(4_000, 100, () => rig.radar());
    expect(rig.words()).toEqual(['500 engaged 1 m 0°', '500 engaged 1 m 0° standing', '11100 absent']);
    rig.close();
  });

  it('do not stick while they agree', async () => {
    const rig = new PresenceRig(pir, { ...pir, sensorId: 'mmwave' });
    rig.pir(true);
    rig.pir(true, 'mmwave');
    await rig.time.advance(3_600_000);
    expect(rig.words()).toEqual(['500 noticed']);
    rig.pir(false, 'mmwave');
    await rig.time.advance(899_000);
    expect(rig.words()).toEqual([]);
    await rig.time.advance(5_000);
    expect(rig.words()).toEqual(['4500200 -pir stuck', '4503200 absent']);
    rig.close();
  });

  it('do not count what a lost device said last', async () => {
    const rig = new PresenceRig(radar, pir);
    await rig.during(1_000, 100, () => rig.radar([1, 0]));
    rig.presence.send({ type: 'sensor.lost', sensorId: 'radar' });
    rig.presence.send({ type: 'sensor.lost', sensorId: 'radar' });
    await rig.time.advance(10_000);
    expect(rig.words()).toEqual([
      '500 engaged 1 m 0°',
      '500 engaged 1 m 0° standing',
      '1000 -radar lost',
      '3900 absent',
    ]);
    rig.radar();
    expect(rig.words()).toEqual(['11000 +radar']);
    rig.close();
  });
});
