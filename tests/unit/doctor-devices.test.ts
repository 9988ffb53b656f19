import { describe, expect, it } from 'vitest';
import { classifierFindings, openDevices } from '../../firmware/doctor/devices.ts';
import { askPerson, type PersonSays } from '../../firmware/doctor/persons.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Classifier, ClassifierFault } from '../../hal/ports/classifier.ts';
import { done, fail } from '../../hal/result.ts';
import { chimeClip } from '../../hal/drivers/chime.ts';
import type { Twins } from '../../sim/hal.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { KeptLog } from '../support/log.ts';
import { deviceHal } from '../support/device-world.ts';
import { deviceOf } from '../support/one-device.ts';

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const slip = { jobId: 'test', language: 'vi', blocks: [{ kind: 'rule' as const }] };

const rigUp = () => {
  const config = deviceOf(
    kiosk,
    new MemoryFiles({ [kiosk]: `${edited(kiosk)}devices: { ledger: { driver: simulated } }\n` }),
  );
  const { hal, twins, time } = deviceHal(config);
  const { clock } = hal;
  const examine = () => openDevices({ devices: hal.devices, clock, random: { next: () => 0.5 }, log: new KeptLog() });
  return { config, devices: hal.devices, twins, clock, time, examine };
};

const afterBreaking = async (breakIt: (twins: Twins, devices: HalDevices) => void): Promise<readonly string[]> => {
  const { time, examine, twins, devices } = rigUp();
  breakIt(twins, devices);
  const examined = examine();
  await time.advance(20_000);
  const opened = await examined;
  await opened.close();
  expect(time.pending).toBe(0);
  return opened.findings.filter(({ key }) => key !== '').map(({ state, key, subject }) => `${state} ${key} ${subject}`);
};

describe('the doctor opens every device once', () => {
  it('and has nothing to say of those that work', async () => {
    const { time, examine, config, devices } = rigUp();
    const examined = examine();
    await time.advance(20_000);
    const opened = await examined;
    const named = new Set(opened.findings.map(({ subject }) => subject));
    for (const name of Object.keys(config.devices)) expect(named).toContain(name);
    expect(opened.findings.filter(({ key }) => key !== '')).toEqual([]);
    expect(opened.up('printer', 'slip')).toBe(true);
    expect(Object.keys(devices.printer)).toEqual(['slip']);
    await opened.close();
    expect(time.pending).toBe(0);
  });

  it('tells of a sensor that answers and measures nothing', async () => {
    expect(
      await afterBreaking(({ sensors }) => sensors.find(({ name }) => name === 'radar')?.twin.breakWith('dead')),
    ).toEqual(['fault device.silent radar']);
  });

  it('tells of an empty roll and an open cover', async () => {
    expect(await afterBreaking(({ printers }) => printers[0]?.twin.breakWith('paper-out'))).toEqual([
      'fault device.paper-out slip',
    ]);
    expect(await afterBreaking(({ printers }) => printers[0]?.twin.breakWith('cover-open'))).toEqual([
      'fault device.cover-open slip',
    ]);
    expect(await afterBreaking(({ printers }) => printers[0]?.twin.breakWith('near-end'))).toEqual([
      'warning device.paper-low slip',
    ]);
  });

  it('tells of what does not open', async () => {
    const told = await afterBreaking(({ speakers, lamps }) => {
      speakers[0]?.twin.breakWith({ kind: 'no-device', reason: 'unplugged' });
      lamps[0]?.twin.unplug();
    });
    expect(told).toEqual(['fault device.no-device loudspeaker', expect.stringContaining('status')]);
  });
});

describe('a person is asked for what only a person can say', () => {
  const asked = async (says: (question: string) => PersonSays, breakIt: (twins: Twins) => void = () => undefined) => {
    const { config, devices, clock, time, examine, twins } = rigUp();
    const examined = examine();
    await time.advance(20_000);
    const opened = await examined;
    const questions: string[] = [];
    const person = {
      ask: async ({ en }: { readonly en: string }) => {
        questions.push(en);
        return says(en);
      },
    };
    breakIt(twins);
    const ports = { config, devices, up: opened.up, clock, person, chime: chimeClip(), slip };
    const answered = askPerson(ports);
    await time.advance(60_000);
    const findings = await answered;
    await opened.close();
    return { findings, questions, twins };
  };

  it('once each thing has been shown, sounded or printed', async () => {
    const { findings, questions, twins } = await asked(() => 'yes');
    expect(questions.join('\n')).toMatch(/chime[^]*/);
    expect(questions.join('\n')).toMatch(/test slip/);
    expect(twins.speakers[0]?.twin.heard.length).toBe(1);
    expect(findings.every(({ state }) => state === 'well')).toBe(true);
    // The lamp was lit for the question, and is dark again.
    expect(twins.lamps[0]?.twin.seen).toBe('off');
  });

  it('and a no is a fault, an answer that was not given is not', async () => {
    const no = await asked((question) => (question.includes('chime') ? 'no' : 'skipped'));
    expect(no.findings.filter(({ state }) => state === 'fault').map(({ key, subject }) => `${key} ${subject}`)).toEqual(
      ['person.no loudspeaker'],
    );
    expect(no.findings.filter(({ state }) => state === 'unknown').length).toBeGreaterThan(2);
  });

  it('but not about what failed by itself', async () => {
    const { findings, questions } = await asked(
      () => 'yes',
      ({ printers }) => printers[0]?.twin.breakWith('paper-out'),
    );
    expect(questions.some((question) => question.includes('slip come out'))).toBe(false);
    expect(findings.filter(({ state }) => state === 'fault').map(({ key }) => key)).toEqual(['device.paper-out']);
  });
});

describe('who judges intentions', () => {
  it('is named with what computes; without it a rule judges, and that is no fault', async () => {
    const twin = (fault: ClassifierFault | null): Classifier => ({
      features: [],
      backend: fault === null ? 'wasm' : null,
      open: async () => (fault === null ? done : fail(fault)),
      close: async () => undefined,
      onFault: () => () => undefined,
      score: () => fail({ kind: 'not-open' }),
    });
    expect(await classifierFindings(null)).toMatchObject([{ state: 'well', value: 'rule' }]);
    expect(await classifierFindings(twin(null))).toMatchObject([{ state: 'well', value: 'wasm' }]);
    const broken = await classifierFindings(
      twin({ kind: 'model-missing', where: '/opt/letan/config/models/intention' }),
    );
    expect(broken).toMatchObject([{ state: 'warning', key: 'device.model-missing' }]);
  });
});
