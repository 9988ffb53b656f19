// onoff as its own pages show it: a watch on one line that drives another. Nothing of letan.
import { createRequire } from 'node:module';

const { Gpio } = createRequire(import.meta.url)('onoff');
const [, input, output] = process.argv.slice(2);
const out = new Gpio(Number(output), 'out');
const heard = [];
let edges = 0;
new Gpio(Number(input), 'in', 'both').watch((error, value) => {
  if (error) throw error;
  const at = process.hrtime.bigint();
  out.writeSync(value);
  edges += 1;
  if (value === 1) heard.push(String(at));
});
process.stdin.once('data', () => {
  process.stdout.write(`${JSON.stringify({ heard, edges })}\n`, () => process.exit(0));
});
process.stdout.write('ready\n');
