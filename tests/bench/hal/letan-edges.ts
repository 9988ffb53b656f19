import { GpiochipDigitalInput, GpiochipDigitalOutput } from '../../../hal/drivers/gpiochip-digital-pin.ts';
import { GpiochipPulseInput } from '../../../hal/drivers/gpiochip-pulse-input.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';

/* letan's path from an edge to a callback and to another line, in a process of its own: what the firmware's drivers do and no more. */

const [, input = '', output = '', counted] = process.argv.slice(2);
const pin = (bcm: string) => ({ by: 'header', bcm: Number(bcm), pin: 0 }) as const;
const heard: string[] = [];
let edges = 0;

if (counted === 'pulses') {
  const pulses = new GpiochipPulseInput({ chip: null, line: pin(input), bias: 'none', activeLow: false }, 'both');
  pulses.onEdges((some) => (edges += some.length));
  await pulses.open();
} else {
  const out = new GpiochipDigitalOutput({ chip: null, line: pin(output), activeLow: false });
  const line = new GpiochipDigitalInput(
    { chip: null, line: pin(input), activeLow: false, bias: 'none', debounceMs: 0 },
    new NodeClock(() => true),
  );
  line.onChange(({ active }) => {
    const at = process.hrtime.bigint();
    out.write(active);
    edges += 1;
    if (active) heard.push(String(at));
  });
  await out.open();
  await line.open();
}
process.stdin.once('data', () => {
  process.stdout.write(`${JSON.stringify({ heard, edges })}\n`, () => process.exit(0));
});
process.stdout.write('ready\n');
