import { createInterface } from 'node:readline';
import { NodeClock } from '../../../../hal/drivers/node-clock.ts';
import { EscposPrinter, escposPrinterDefaults } from '../../../../sim/peripherals/escpos.ts';
import { Ld2450 } from '../../../../sim/peripherals/ld2450.ts';
import { Vl53l5cx } from '../../../../sim/peripherals/vl53l5cx.ts';
import { PeripheralServer } from '../../../support/printer-host.ts';
import { layoutOf } from '../../../support/vl53l5cx-headers.ts';
import { serveI2c } from './wire-i2c.ts';

/* What hangs on an idle kiosk's wires, each at its own rate, in a process whose cost is not the kiosk's. Nobody stands before it. */

const clock = new NodeClock(() => true);
const radar = new Ld2450(clock);
radar.setPowered(true);
const printer = new EscposPrinter(clock, escposPrinterDefaults);
const [radarServer, printerServer] = [new PeripheralServer(radar), new PeripheralServer(printer)];
await radarServer.start();
await printerServer.start();
const i2c = await serveI2c(new Vl53l5cx(clock, layoutOf('1.3.9')));
console.log(JSON.stringify({ radar: radarServer.port, printer: printerServer.port, i2c: i2c.port }));
createInterface({ input: process.stdin }).on('close', () => process.exit(0));
