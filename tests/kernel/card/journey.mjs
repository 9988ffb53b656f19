// The whole way of a card, as RASPBERRY-PI.md tells it: release, image, flash, start, its name, a number, an update, and back.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';
import { Board, emptyCard, letan, makeBase, siteFor } from './rig.mjs';

register();

export const file = 'tests/kernel/card/journey.mjs';
const steps = {
  made: 'is built, flashed and started',
  name: 'says its name on MQTT',
  ticket: 'gives a number',
  again: 'has its numbers after a power cut',
};
const named = (board, step) => `card on ${board} > ${steps[step]}`;
/** Both read the same card; the second has the Raspberry Pi's own disk, its USB network and its device tree. */
const boards = ['virt', 'raspi3b'];
const namesOn = (board) => Object.keys(steps).map((step) => named(board, step));
export const journeyNames = boards.flatMap(namesOn);

/** Waits for a condition; emulated boards on a busy host take minutes. */
const until = async (what, holds, board, seconds) => {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never came: ${what}\n${board.said.slice(-40).join('\n')}`);
    if (board.ended) throw new Error(`the board ended before: ${what}\n${board.said.slice(-40).join('\n')}`);
    await new Promise((next) => setTimeout(next, 250));
  }
};

/** What the device says to a broker of the site's: by topic, the last word. */
const listen = async (port) => {
  const { connect } = await import('mqtt');
  const client = connect(`mqtt://127.0.0.1:${port}`);
  const words = new Map();
  client.on('message', (topic, text) => words.set(topic, text.toString()));
  await new Promise((done) => client.once('connect', done));
  await client.subscribeAsync('letan/#');
  return { words, forget: () => words.clear(), close: () => client.endAsync(true) };
};

/** Image, card and keys, made once for all boards. */
export const prepare = async ({ work, kernel, log }) => {
  const { Mosquitto } = await import('../../support/mosquitto.ts');
  const folder = join(work, 'card');
  mkdirSync(folder);
  const broker = await Mosquitto.start();
  try {
    const base = await makeBase(folder, kernel);
    letan(['release', 'key', '--out', folder], folder, log);
    const release = process.env['LETAN_CARD_RELEASE'] ?? join(folder, 'first.letan');
    const key = process.env['LETAN_CARD_RELEASE_KEY'] ?? join(folder, 'letan-release.pub');
    if (process.env['LETAN_CARD_RELEASE'] === undefined)
      letan(
        ['release', 'build', '--arch', 'arm64', '--dirty', '--key', 'letan-signing.pem', '--out', release],
        folder,
        log,
      );
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'person')]);
    const site = siteFor(folder, broker.port);
    const image = join(folder, 'kiosk-1.img');
    letan(
      [
        ['image', 'build', '--base', base, '--site', site, '--device', 'kiosk-1', '--release', release],
        ['--release-key', key, '--ssh-key', 'person.pub', '--data', '256MiB', '--spare', '256MiB', '--out', image],
      ].flat(),
      folder,
      log,
    );
    log(`an image of ${Math.round(statSync(image).size / 1e6)} MB`);
    return { broker, folder, image, key: join(folder, 'person'), site };
  } catch (error) {
    await broker.stop();
    throw error;
  }
};

/** One board's whole way. */
export const journey = async (boardName, { broker, folder, image }, log) => {
  const { KioskGlass } = await import('../../support/kiosk-glass.ts');
  const results = [];
  const card = emptyCard(join(folder, `${boardName}.card`));
  const board = new Board(boardName, card, folder, log);
  const bus = await listen(broker.port);
  const base = 'letan/v1/ward-centre/kiosk-1';
  const patience = 1500;
  let began = performance.now();
  const done = (step, error) => {
    const ms = Math.round(performance.now() - began);
    began = performance.now();
    const name = named(boardName, step);
    results.push({
      file,
      name,
      state: error === undefined ? 'passed' : 'failed',
      ms,
      ...(error === undefined ? {} : { error: String(error) }),
    });
    log(`${error === undefined ? 'ok  ' : 'FAIL'} ${name} (${(ms / 1000).toFixed(1)} s)`);
  };
  const glass = () => new KioskGlass((what, holds) => until(what, async () => holds(), board, patience));
  const page = () => `http://127.0.0.1:${board.web}`;
  const online = () => /"online"/u.test(bus.words.get(`${base}/state`) ?? '');
  const open = async () => {
    try {
      return (await fetch(page(), { signal: AbortSignal.timeout(5000) })).ok;
    } catch {
      return false;
    }
  };
  let step = 'made';
  try {
    letan(['flash', 'card', '--image', image, '--to-file', card], folder, log);
    await board.start(7200);
    await until(
      'its root',
      async () => board.said.some((line) => line.startsWith('letan-card: root')),
      board,
      patience,
    );
    done('made');
    step = 'name';
    await until('online on MQTT', async () => online(), board, patience);
    const meta = JSON.parse(bus.words.get(`${base}/meta`) ?? '{}');
    if (!JSON.stringify(meta).includes('kiosk-1')) throw new Error(`meta: ${JSON.stringify(meta)}`);
    done('name');
    step = 'ticket';
    await until('its page', open, board, patience);
    const first = glass();
    await first.look(page());
    const number = await first.takeNumber();
    log(`number ${number}`);
    first.close();
    done('ticket');
    step = 'again';
    await board.cut();
    bus.forget();
    await board.start(7200);
    await until('its page after a power cut', open, board, patience);
    const second = glass();
    await second.look(page());
    const next = await second.takeNumber();
    second.close();
    log(`number ${next} after the cut`);
    if (Number(next.slice(1)) !== Number(number.slice(1)) + 1) throw new Error(`${next} after ${number}`);
    done('again');
  } catch (error) {
    const at = Object.keys(steps).indexOf(step);
    for (const missed of Object.keys(steps).slice(at))
      done(missed, missed === step ? error : `not come to: ${steps[step]} failed`);
  } finally {
    await board.cut();
    await bus.close();
  }
  return results;
};

/** @returns {Promise<{ file: string, name: string, state: string, ms: number, error?: string }[]>} */
export const journeys = async ({ work, kernel, log }) => {
  log('— a card, from a release to a device');
  let made;
  try {
    made = await prepare({ work, kernel, log });
  } catch (error) {
    return journeyNames.map((name) => ({ file, name, state: 'failed', ms: 0, error: String(error) }));
  }
  try {
    const results = [];
    for (const board of boards) results.push(...(await journey(board, made, log)));
    return results;
  } finally {
    await made.broker.stop();
  }
};
