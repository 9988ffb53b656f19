import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceConfig } from '../../config/schema.ts';
import { noTrace } from '../../firmware/trace.ts';
import { assert, present } from '../../hal/assert.ts';
import type { HeardSound, SimSpeaker } from '../../sim/devices/speaker.ts';
import { Centre } from '../../sim/centre.ts';
import type { DeviceRig } from '../../sim/device-rig.ts';
import { planFromScenario } from '../../sim/run-plan.ts';
import { runs } from '../support/tier.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/* Twenty counters, two kiosks that may announce, one bus: the whole firmware, heard at its loudspeakers. */

const counters = Array.from({ length: 20 }, (_, index) => String(index + 1));

const open: { readonly world: Centre; readonly files: string }[] = [];
afterEach(async () => {
  for (const { world, files } of open.splice(0)) {
    await world.stop();
    removeDirectory(files);
  }
});

interface Hall {
  readonly world: Centre;
  readonly host: DeviceRig;
  readonly member: DeviceRig;
  /** A clerk presses next. */
  readonly call: (counter: string) => void;
  /** What a device's loudspeaker said of calls since it was asked last. */
  readonly said: (rig: DeviceRig) => readonly HeardSound[];
}

const speakerOf = (rig: DeviceRig): SimSpeaker => present(rig.twins.speakers[0], 'a kiosk has a loudspeaker').twin;

/** Somebody takes a number at the glass, as quickly as it can be had. */
const takeNumber = async (world: Centre, { door, face }: DeviceRig): Promise<void> => {
  const waiting = (): number => face.hall()?.waiting().length ?? 0;
  const before = waiting();
  for (let touches = 0; waiting() === before && touches < 20; touches += 1) {
    const glass = present(door.glass(), 'a kiosk has a glass');
    const { actions } = glass.view;
    const action =
      actions.find((one) => one === 'finish') ??
      actions.find((one) => one.startsWith('service.')) ??
      actions.find((one) => !one.startsWith('chrome.'));
    if (action !== undefined) door.touch(action, glass.revision);
    await world.clock.advance(1_000);
  }
  assert(waiting() === before + 1, 'the glass gives a number');
};

/** So many wait in it. */
const hall = async (waiting: number): Promise<Hall> => {
  const plan = planFromScenario('host-disk-full', null);
  assert(plan.ok, 'the scenario ships');
  const { site } = plan.value;
  const first = present(site.counters[0], 'the ward centre has counters');
  const wide: DeviceConfig['site'] = {
    ...site,
    counters: counters.map((id, index) => ({ ...first, id, at: { ...first.at, x: 1 + index * 0.8 } })),
  };
  const files = temporaryDirectory();
  const world = new Centre({
    ...plan.value,
    site: wide,
    devices: plan.value.devices.map((device) => ({ ...device, site: wide })),
    trace: noTrace,
    dataDir: (device) => {
      const path = join(files, device);
      mkdirSync(path, { recursive: true });
      return path;
    },
    realVoice: false,
    scripted: new Map(),
  });
  open.push({ world, files });
  await world.start([], false);
  await world.clock.advance(5_000);
  const rig = (id: string): DeviceRig =>
    present(
      world.rigs.find((one) => one.id === id),
      id,
    );
  const host = rig('kiosk-1');
  for (let n = 0; n < waiting; n += 1) await takeNumber(world, host);
  // Whatever the glass said to those who took their numbers is over.
  await world.clock.advance(20_000);
  const member = rig('kiosk-2');
  const heard = new Map([host, member].map((one) => [one, speakerOf(one).heard.length]));
  let asked = 0;
  return {
    world,
    host,
    member,
    call: (counter) => {
      asked += 1;
      void host.face.command({ name: 'next', id: `n${asked}`, counter, finishing: true, by: 'clerk' });
    },
    said: (of) => {
      const all = speakerOf(of).heard;
      const since = all.slice(heard.get(of) ?? 0);
      heard.set(of, all.length);
      return since.filter(({ words }) => words === '' || /quầy|số|không/.test(words));
    },
  };
};

describe('calls aloud in a hall of twenty counters', () => {
  // The last name: with its counter as long as that can be in time, else by its number first and its counter after.
  const rush = [
    { clerks: 20, opened: 1, lastNameMs: 29_000 },
    { clerks: 4, opened: 0, lastNameMs: 10_000 },
    { clerks: 8, opened: 1, lastNameMs: 15_000 },
  ];
  test.each(rush.slice(0, runs({ fast: 1, long: rush.length })))(
    '$clerks clerks call at the same moment: one voice, everybody begun within ten seconds, none cut',
    async (it) => {
      const { world, host, member, call, said } = await hall(it.clerks + 1);
      const pressed = world.clock.now();
      for (const counter of counters.slice(0, it.clerks)) call(counter);
      await world.clock.advance(150_000);
      const sounds = said(host);
      expect(said(member)).toEqual([]);
      expect(sounds.filter(({ cut }) => cut)).toEqual([]);
      expect((sounds[0]?.at ?? Infinity) - pressed).toBeLessThan(2_000);
      // The opening of a joined sentence comes within the ten seconds of those whom it is for.
      const openings = sounds.filter(({ words }) => words.startsWith('Xin mời các số'));
      expect(openings).toHaveLength(it.opened);
      for (const { at } of openings) expect(at - pressed).toBeLessThan(10_000);
      const firstNames = new Map<string, number>();
      for (const { at, words } of sounds) {
        const name = /[^,:]*không [^,.]*/.exec(words.replace('Xin mời số ', ''))?.[0].trim();
        if (name !== undefined && !firstNames.has(name)) firstNames.set(name, at - pressed);
      }
      expect(firstNames.size).toBe(it.clerks);
      expect(Math.max(...firstNames.values())).toBeLessThan(it.lastNameMs);
      const unopened = [...firstNames.values()].filter((at) => at > 10_000);
      expect(unopened.length === 0 || openings.length > 0).toBe(true);
      const counted = sounds.filter(({ words }) => words.includes('quầy'));
      expect(new Set(counted.map(({ words }) => words.replace(/.*quầy (số )?/, ''))).size).toBe(it.clerks);
      for (const [index, { at }] of sounds.entries()) {
        const before = sounds[index - 1];
        if (before !== undefined) expect(at).toBeGreaterThanOrEqual(before.at + before.ms);
      }
    },
  );

  test('the kiosk whose loudspeaker was pulled is silent, and the other has its calls within ten seconds', async () => {
    const { world, host, member, call, said } = await hall(4);
    call('1');
    await world.clock.advance(30_000);
    expect(said(host).length).toBeGreaterThan(0);
    expect(said(member)).toEqual([]);
    // In the midst of a call: its words have not been heard to their end.
    call('2');
    await world.clock.advance(2_500);
    speakerOf(host).breakWith({ kind: 'no-device', reason: 'unplugged' });
    const pulled = world.clock.now();
    await world.clock.advance(20_000);
    const again = said(member);
    expect((again[0]?.at ?? Infinity) - pulled).toBeLessThan(10_000);
    expect(again.some(({ words }) => words.includes('quầy hai') || words.includes('quầy số hai'))).toBe(true);
    const next = world.clock.now();
    call('3');
    await world.clock.advance(30_000);
    const later = said(member);
    expect((later[0]?.at ?? Infinity) - next).toBeLessThan(10_000);
    expect(later.some(({ words }) => words.includes('quầy ba') || words.includes('quầy số ba'))).toBe(true);
    expect(said(host).filter(({ at }) => at >= pulled)).toEqual([]);
  });

  test('where no loudspeaker is left, staff are told and the board alone tells, for longer', async () => {
    const { world, host, member, call } = await hall(4);
    expect(host.face.media.voiceless).toBe(false);
    speakerOf(host).breakWith({ kind: 'no-device', reason: 'unplugged' });
    speakerOf(member).breakWith({ kind: 'no-device', reason: 'unplugged' });
    await world.clock.advance(5_000);
    call('1');
    await world.clock.advance(30_000);
    expect(host.face.media.voiceless).toBe(true);
    expect(host.app.status()).toMatchObject({ media: { voiceless: true } });
    speakerOf(member).mend();
    void member.app.retry('speaker', present(member.twins.speakers[0], 'a loudspeaker').name);
    await world.clock.advance(5_000);
    expect(host.face.media.voiceless).toBe(false);
  });
});
