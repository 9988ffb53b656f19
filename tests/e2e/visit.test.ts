import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { EscposPrinter, type PaperSlip } from '../../sim/peripherals/escpos.ts';
import { readQr } from '../../sim/peripherals/slip-reading.ts';
import { DeviceProcess, wiredKiosk } from '../support/device-process.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { PeripheralServer } from '../support/printer-host.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const reason = noMosquitto();
/** Two real starts of a device, on a host that may be busy; each step of the way has a limit of its own. */
const limitMs = 240_000;
const base = 'letan/v1/ward-centre/kiosk-1';

interface Heard {
  readonly topic: string;
  readonly payload: { readonly [key: string]: unknown; readonly data?: Record<string, unknown> };
}

describe.skipIf(reason !== null)(
  `one visit over real wires: process, browser's socket, broker, printer's port${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    const room = temporaryDirectory();
    const slips: PaperSlip[] = [];
    const chip = new EscposPrinter(new NodeClock(() => true));
    const heard: Heard[] = [];
    let broker: Mosquitto;
    let printer: PeripheralServer;
    let clerk: MqttClient;
    let file: string;
    let device: DeviceProcess | null = null;
    let seq = 0;

    beforeAll(async () => {
      broker = await Mosquitto.start();
      chip.onSlip((slip) => slips.push(slip));
      printer = new PeripheralServer(chip);
      await printer.start();
      const dataDir = join(room, 'data');
      mkdirSync(dataDir);
      file = wiredKiosk(room, { broker: broker.url, printerPort: printer.port, dataDir });
      clerk = await connectAsync(broker.url);
      clerk.on('message', (topic, payload) => heard.push({ topic, payload: JSON.parse(payload.toString()) }));
      await clerk.subscribeAsync('letan/v1/#', { qos: 1 });
    });
    afterEach(() => device?.kill('SIGKILL'));
    afterAll(async () => {
      await clerk.endAsync();
      await printer.stop();
      await broker.stop();
      removeDirectory(room);
    });

    /** A clerk's wish over the bus and the device's answer to it. */
    const ask = async (running: DeviceProcess, name: string, id: string): Promise<Record<string, unknown>> => {
      seq += 1;
      const envelope = { v: 1, id, from: 'test-clerk', seq, at: Date.now(), expiresAt: null, data: { counter: '1' } };
      const answered = (): Heard[] => heard.filter(({ payload }) => payload.data?.['command'] === id);
      const before = answered().length;
      await clerk.publishAsync(`${base}/cmd/${name}`, JSON.stringify(envelope), { qos: 1 });
      await running.until(`an answer to ${name}`, () => answered().length > before);
      return answered().at(-1)?.payload.data ?? {};
    };

    it(
      'a number is shown, recorded, printed with a QR that reads back, called, and finished',
      async () => {
        device = new DeviceProcess(file);
        await device.look();
        const number = await device.takeNumber();
        expect(number).toMatch(/^[A-Z]\d{3}$/);
        await device.until('the slip', () => slips.length === 1);
        const qr = slips.map(({ picture }) => readQr(picture))[0];
        expect(qr).toContain(number);
        await device.until('the ledger’s word on the bus', () =>
          heard.some(
            ({ topic, payload }) => topic === `${base}/evt/visit` && JSON.stringify(payload).includes(`"${number}"`),
          ),
        );
        const called = await ask(device, 'next', 'c-1');
        expect(called).toMatchObject({ ok: true, value: { number } });
        // Repeated, it is answered the same and calls nobody else.
        expect(await ask(device, 'next', 'c-1')).toEqual(called);
        expect(await ask(device, 'finish', 'c-2')).toMatchObject({ ok: true, value: { number } });
        expect(await ask(device, 'next', 'c-3')).toMatchObject({ ok: false, refusal: { kind: 'nobody-waiting' } });
        device.kill('SIGTERM');
        expect(await device.ended).toEqual([0, null]);
        const state = heard.findLast(({ topic }) => topic === `${base}/state`);
        expect(state?.payload).toMatchObject({ state: 'stopped' });
      },
      limitMs,
    );

    it(
      'killed at once after a number was shown, it is called lost, shows it again and never gives it again',
      async () => {
        device = new DeviceProcess(file);
        await device.look();
        // Whose slip has come out is offered nothing after a start: it must not have come out on a host where the kill is late.
        chip.breakWith('slow');
        const number = await device.takeNumber();
        device.kill('SIGKILL');
        await device.ended;
        chip.mend('slow');
        const again = new DeviceProcess(file);
        device = again;
        await again.look();
        // Whoever stands there still has their number before their eyes, until they say that they have it.
        await again.until('the number', () => again.screen === 'ticket');
        expect(again.view?.body).toMatchObject({ number });
        await again.touchUntil('finish', 'another screen', () => again.screen !== 'ticket');
        const next = await again.takeNumber();
        expect(next.slice(0, 1)).toBe(number.slice(0, 1));
        expect(Number(next.slice(1))).toBeGreaterThan(Number(number.slice(1)));
        expect(heard.some(({ topic, payload }) => topic === `${base}/state` && payload['state'] === 'lost')).toBe(true);
        // Both wait in order: the one whose kiosk died is called first.
        expect(await ask(again, 'next', `c-${number}`)).toMatchObject({ ok: true, value: { number } });
      },
      limitMs,
    );
  },
);
