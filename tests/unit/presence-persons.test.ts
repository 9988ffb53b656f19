import { describe, expect, it } from 'vitest';
import { PresenceRig, radar, tof } from '../support/presence-rig.ts';

/* Who is who: a line ends with #n where the nearest is not the first person of the test. */

describe('the nearest person', () => {
  it('is another once one has left and the next has stepped up', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(1_500, 100, () => rig.radar([0.9, 0], [1.9, 0.3]));
    // The first walks off to the side, the second comes up behind them.
    await rig.during(1_500, 100, (t) => rig.radar([0.9, -t / 1_000], [Math.max(0.9, 1.9 - t / 1_000), 0.3]));
    await rig.during(1_500, 100, () => rig.radar([0.9, 0.3]));
    const words = rig.words();
    expect(words.slice(0, 2)).toEqual(['500 engaged 0.9 m 0°', '500 engaged 0.9 m 0° standing']);
    expect(words.at(-1)).toMatch(/^\d+ engaged 0\.9\d\d? m 1[89]° standing #2$/);
    rig.close();
  });

  it('stays the same through a ghost that is nearer for a moment', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(3_000, 100, (t) => (t % 700 === 600 ? rig.radar([2.5, 0], [0.2, 0.3]) : rig.radar([2.5, 0])));
    expect(rig.words()).toEqual(['500 noticed 2.5 m 0°']);
    rig.close();
  });

  it('stays the same when a radar loses and finds them where they stand', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(1_500, 100, () => rig.radar([1, 0]));
    await rig.during(2_000, 100, () => rig.radar());
    await rig.during(1_500, 100, () => rig.radar([1.05, 0.1]));
    expect(rig.words().filter((line) => line.includes('#'))).toEqual([]);
    rig.close();
  });

  it('stays the same when another sensor sees them a little nearer', async () => {
    const rig = new PresenceRig(radar, tof);
    await rig.during(1_500, 100, () => rig.radar([1.1, 0]));
    await rig.during(2_000, 50, (t) => {
      rig.tof(0.9);
      if (t % 100 === 0) rig.radar();
    });
    expect(rig.words().filter((line) => line.includes('#'))).toEqual([]);
    rig.close();
  });

  it('is another after everybody had gone', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(1_000, 100, () => rig.radar([1, 0]));
    await rig.during(5_000, 100, () => rig.radar());
    await rig.during(1_000, 100, () => rig.radar([1, 0]));
    expect(rig.words()).toEqual([
      '500 engaged 1 m 0°',
      '500 engaged 1 m 0° standing',
      '3900 absent',
      '6500 engaged 1 m 0° #2',
      '6500 engaged 1 m 0° standing #2',
    ]);
    rig.close();
  });

  it('is found among many without the others mattering', async () => {
    const rig = new PresenceRig(radar);
    const crowd = Array.from({ length: 40 }, (_, i) => [2.5 + (i % 8) * 0.35, -1.5 + Math.floor(i / 8) * 0.6] as const);
    await rig.during(3_000, 100, () => rig.radar(...crowd, [1, 0]));
    expect(rig.words()).toEqual(['500 engaged 1 m 0°', '500 engaged 1 m 0° standing']);
    rig.close();
  });
});
