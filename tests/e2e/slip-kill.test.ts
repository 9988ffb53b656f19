import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { EscposPrinter, type PaperSlip } from '../../sim/peripherals/escpos.ts';
import { readQr } from '../../sim/peripherals/slip-reading.ts';
import type { WireEnd } from '../../sim/peripherals/wire.ts';
import { DeviceProcess, wiredKiosk } from '../support/device-process.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { PeripheralServer } from '../support/printer-host.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const reason = noMosquitto();
/** Of a slip's raster so much has come over the wire that its paper moves; a question about the status has three bytes. */
const underWay = 2_000;
/** Up to two real starts of a device, on a host that may be busy; each step of the way has a limit of its own. */
const limitMs = 240_000;

describe.skipIf(reason !== null)(
  `a device that ends while a slip is being printed${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    const room = temporaryDirectory();
    const slips: PaperSlip[] = [];
    const visits: string[] = [];
    const chip = new EscposPrinter(new NodeClock(() => true));
    let bytes = 0;
    let broker: Mosquitto;
    let printer: PeripheralServer;
    let listener: MqttClient;
    let file = '';
    let device: DeviceProcess | null = null;
    let runs = 0;

    beforeAll(async () => {
      chip.onSlip((slip) => slips.push(slip));
      const counted: WireEnd = {
        get room() {
          return chip.room;
        },
        receive: (piece) => {
          bytes += piece.length;
          chip.receive(piece);
        },
        onRoom: (hear) => chip.onRoom(hear),
        onSend: (hear) => chip.onSend(hear),
      };
      printer = new PeripheralServer(counted);
      await printer.start();
    });
    // A broker each: one that has heard of a kiosk would have an empty one ask the whole hall first what it did before.
    beforeEach(async () => {
      broker = await Mosquitto.start();
      listener = await connectAsync(broker.url);
      listener.on('message', (_topic, payload) => visits.push(payload.toString()));
      await listener.subscribeAsync('letan/v1/+/+/evt/visit', { qos: 1 });
      runs += 1;
      bytes = 0;
      slips.length = 0;
      visits.length = 0;
      const folder = join(room, `${runs}`);
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir, { recursive: true });
      file = wiredKiosk(folder, { broker: broker.url, printerPort: printer.port, dataDir });
    });
    afterEach(async () => {
      device?.kill('SIGKILL');
      await listener.endAsync();
      await broker.stop();
    });
    afterAll(async () => {
      await printer.stop();
      removeDirectory(room);
    });

    const told = (kind: string, outcome: string): boolean =>
      visits.some((text) => text.includes(`"${kind}"`) && text.includes(`"outcome":"${outcome}"`));

    it(
      'killed between its first byte and the cut, calls it unknown, offers the number and prints again once, when asked',
      async () => {
        chip.breakWith('slow');
        const killed = new DeviceProcess(file);
        device = killed;
        await killed.look();
        const number = await killed.takeNumber();
        await killed.until('the slip under way', () => bytes > underWay);
        killed.kill('SIGKILL');
        await killed.ended;
        expect(slips).toEqual([]);
        chip.mend('slow');

        const again = new DeviceProcess(file);
        device = again;
        await again.look();
        await again.until('the number', () => again.screen === 'ticket');
        await again.until('the printer', () => again.view?.actions.includes('print') === true);
        expect(again.view?.body).toMatchObject({ screen: 'ticket', number, printing: 'unknown' });
        await again.until('the ledger’s word', () => told('slip.ended', 'unknown'));
        bytes = 0;
        await new Promise((next) => setTimeout(next, 3_000));
        expect(slips).toEqual([]);
        expect(bytes, 'no slip comes by itself').toBeLessThan(underWay);

        const printing = (): unknown => (again.view?.body.screen === 'ticket' ? again.view.body.printing : null);
        await again.touchUntil('print', 'printing', () => printing() !== 'unknown');
        await again.until('the slip', () => slips.length === 1);
        await again.until('its end', () => told('slip.ended', 'printed'));
        expect(again.view?.body).toMatchObject({ number, printing: 'printed' });
        expect(slips.map(({ picture }) => readQr(picture))).toEqual([expect.stringContaining(number)]);
        again.kill('SIGTERM');
        expect(await again.ended).toEqual([0, null]);
        expect(slips.length).toBe(1);
      },
      limitMs,
    );

    it(
      'asked to end, finishes the slip of who has asked for a number, and takes nobody else',
      async () => {
        const asked = new DeviceProcess(file);
        device = asked;
        await asked.look();
        const number = await asked.takeNumber();
        asked.signal('SIGTERM');
        await asked.until('the slip', () => slips.length === 1);
        expect(await asked.ended).toEqual([0, null]);
        expect(asked.view?.body).toMatchObject({ screen: 'ticket', number });
        const again = new DeviceProcess(file);
        device = again;
        await again.look();
        // It has come out, so nobody is offered it.
        expect(again.screen).not.toBe('ticket');
      },
      limitMs,
    );

    it(
      'tells who has not asked yet that it is out of service',
      async () => {
        const asked = new DeviceProcess(file);
        device = asked;
        await asked.look();
        const start = asked.view?.actions.find((action) => !action.startsWith('chrome.')) ?? '';
        await asked.touchUntil(start, 'the services', () => asked.screen === 'services');
        asked.signal('SIGTERM');
        expect(await asked.ended).toEqual([0, null]);
        expect(asked.screen).toBe('out-of-order');
      },
      limitMs,
    );

    it(
      'asked to end in its first moments, ends by 0',
      async () => {
        const asked = new DeviceProcess(file);
        device = asked;
        await asked.until('its first word', () => asked.output.includes('"device.config"'));
        asked.signal('SIGTERM');
        expect(await asked.ended).toEqual([0, null]);
      },
      limitMs,
    );
  },
);
