// The whole way of a card, as RASPBERRY-PI.md tells it: release, image, flash, start, its name, a number, newer releases good and bad,
// power cuts in the midst of them, and the way back.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';

register();
// What they import is written in TypeScript.
const { Mosquitto } = await import('../../support/mosquitto.ts');
const { followPage, layDesk, pageLines } = await import('./desk.mjs');
const { seldomMs } = await import('./board.mjs');
const { Device } = await import('./device.mjs');
const { goBackFrom, makeReleases, mountStick, refuse, updateByPage } = await import('./updates.mjs');
const { cutCount, surviveCuts } = await import('./cuts.mjs');

export const file = 'tests/kernel/card/journey.mjs';

/** What each command of the page answers on a device that serves. */
const answers = { 'letan doctor': 'kiosk-1', 'systemctl status': 'active (running)', journalctl: '"event"' };

/** Types what the page has for somebody who logs in. */
const lookAround = async (device, log) => {
  const [login, ...lines] = pageLines('device');
  if (login !== 'ssh pi@kiosk-1.local') throw new Error(`the page logs in by: ${login}`);
  for (const line of lines) {
    const { code, out } = await device.board.run(line);
    for (const said of out.split('\n').slice(0, 12)) log(`  ${said}`);
    const [command = '', answer = ''] = Object.entries(answers).find(([each]) => line.includes(each)) ?? [];
    // The check-up ends with 1 where it finds something, as on a board that is none of the configured model.
    const well = command === 'letan doctor' ? [0, 1].includes(code) : code === 0;
    if (!well || answer === '' || !out.includes(answer)) throw new Error(`${line}: exit ${code}\n${out}`);
  }
};

/** Started by the service manager, found good by itself, and nothing of the system failed. */
const comesUp = async (device) => {
  await device.untilReady();
  await device.board.until(
    'a good start',
    async () => {
      const { out } = await device.board.run('sudo cat /run/letan/start.json');
      if (out.includes('"bad"')) throw new Error(`a bad start: ${out}`);
      return out.includes('"good"');
    },
    seldomMs,
  );
  const failed = await device.board.must('systemctl --failed --no-legend --plain; systemctl is-active letan.service');
  if (failed.trim() !== 'active') throw new Error(`failed units: ${failed}`);
};

const saysItsName = (device, { old }) => {
  const meta = device.word('meta');
  if (meta?.site !== 'ward-centre' || meta.profile !== 'kiosk' || meta.firmware !== old)
    throw new Error(`meta: ${JSON.stringify(meta)}, and it runs ${old}`);
};

/** A number, which the site hears of and the card keeps. */
const givesNumber = async (device) => {
  const number = await device.takeNumber();
  await device.board.until(`${number} on MQTT`, () => device.said('evt/visit', `"number":"${number}"`));
};

/** After a power cut the next number is the next one. */
const goesOn = async (device) => {
  const before = device.told.at(-1);
  await device.cut();
  await device.powerOn();
  await device.untilReady();
  const next = await device.takeNumber();
  if (Number(next.slice(1)) !== Number(before.slice(1)) + 1) throw new Error(`${next} after ${before}`);
};

/** `cuts`: how often the power goes in the midst of an update. */
const stepsOn = (board, cuts) => [
  ['up', 'comes up under systemd, and finds itself good'],
  ['name', 'says its name on MQTT'],
  ['number', 'gives a number, and the site hears of it'],
  ['around', 'answers what the page types on the device'],
  ['again', 'goes on with the next number after a power cut'],
  ...(board === 'virt'
    ? [
        ['refusals', 'refuses a tampered, a truncated, an older and a foreign release before a byte is written'],
        ['bad', 'goes back by itself from a release that does not start'],
        ['unwell', 'goes back by itself from a release that fails its own health check'],
        [
          'cuts',
          `starts the old release or the new one after each of ${cuts} power cuts in an update, with every number`,
        ],
        ['update', 'takes a newer release out of hours and goes back, as the page says'],
      ]
    : []),
];
const deskName = 'a card > is made as the page says, from a key to a card that is written';
const named = (board, text) => `a card in QEMU’s ${board} > ${text}`;
/** Both start from the same card; the second has the Raspberry Pi's own disk, its USB network and its device tree. */
const allBoards = ['virt', 'raspi3b'];
/** Both, unless one is asked for. */
const boards = allBoards.filter((board) => (process.env['LETAN_CARD_BOARDS'] ?? allBoards.join(' ')).includes(board));

/** What is done in each step, by its name in `stepsOn`. */
export const deedsOf = (device, releases, log) => ({
  up: async () => {
    await device.powerOn();
    await comesUp(device);
  },
  name: () => saysItsName(device, releases),
  number: () => givesNumber(device),
  around: () => lookAround(device, log),
  again: () => {
    // From here on somebody has plugged in what the next steps need.
    if (device.board.name === 'virt') device.plug(releases.many);
    return goesOn(device);
  },
  refusals: async () => {
    await mountStick(device);
    await refuse(device, log);
  },
  bad: () => goBackFrom('exits', device, releases, log),
  unwell: () => goBackFrom('unwell', device, releases, log),
  cuts: () => surviveCuts(device, releases, log),
  update: async () => {
    await device.cut();
    device.plug(releases.one);
    await device.powerOn('evening');
    await device.untilReady();
    await updateByPage(device, releases, log);
  },
});

export const journeyNames = [
  deskName,
  ...boards.flatMap((board) => stepsOn(board, cutCount).map(([, text]) => named(board, text))),
];

/** Runs steps one after the other; what comes after one that failed is not tried. */
class Journey {
  #log;
  #failed = null;
  results = [];

  constructor(log) {
    this.#log = log;
  }

  async step(name, run) {
    const began = performance.now();
    let error = this.#failed === null ? undefined : `not come to: ${this.#failed} failed`;
    if (error === undefined)
      try {
        await run();
      } catch (thrown) {
        error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
        this.#failed = name;
      }
    const ms = Math.round(performance.now() - began);
    this.results.push({
      file,
      name,
      state: error === undefined ? 'passed' : 'failed',
      ms,
      ...(error === undefined ? {} : { error }),
    });
    this.#log(`${error === undefined ? 'ok  ' : 'FAIL'} ${name} (${(ms / 60_000).toFixed(1)} min)`);
  }

  /** A failure on one board says nothing of the next. */
  forget() {
    this.#failed = null;
  }

  get failed() {
    return this.#failed !== null;
  }
}

/** @returns {Promise<{ file: string, name: string, state: string, ms: number, error?: string }[]>} */
export const journeys = async ({ work, kernel, log }) => {
  log('— a card, from a key to a device that is updated');
  const folder = join(work, 'desk');
  mkdirSync(folder);
  const way = new Journey(log);
  const broker = await Mosquitto.start();
  try {
    let releases;
    await way.step(deskName, () => {
      layDesk({ folder, kernel, brokerPort: broker.port });
      followPage(folder, log);
      releases = makeReleases(folder);
    });
    const made = !way.failed;
    for (const board of boards) {
      if (made) way.forget();
      const card = join(folder, `${board}.card`);
      if (made) execFileSync('cp', ['--sparse=always', join(folder, 'card.img'), card]);
      const device = await Device.of(board, { brokerPort: broker.port, card, folder, log });
      const deeds = deedsOf(device, releases, log);
      try {
        for (const [step, text] of stepsOn(board, cutCount)) await way.step(named(board, text), deeds[step]);
        if (!way.failed)
          log(`${board}: numbers ${device.told.join(' ')}; the card has ${(await device.cut()).join(' ')}`);
      } finally {
        await device.close();
      }
    }
    return way.results;
  } finally {
    await broker.stop();
  }
};
