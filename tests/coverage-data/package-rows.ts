import type { Row } from './row.ts';

const onHardware =
  'tests/e2e/shipped-device.test.ts#says what it is, goes on without a printer and a sound card, and says goodbye';

const boots = 'tests/days/shipped-sites.test.ts#sees, greets and gives a number and its slip to somebody who comes in';
const wired = ['presence', 'greeting'];

/** One row for each package that the project's card names. */
export const packageRows: Readonly<Record<string, Row>> = {
  'johnny-five': {
    standing: 'works',
    config: ['config/profiles/kiosk-pc.yaml#devices.status.pin.driver'],
    behaviours: wired,
    tests: [boots, 'tests/unit/johnny-five-board.test.ts#serves several pins over one line'],
    rest: 'run against StandardFirmata on an emulated ATmega328P; no board of copper yet',
  },
  onoff: {
    standing: 'works',
    config: ['config/profiles/kiosk-pi4-sysfs.yaml#devices.status.pin.driver'],
    behaviours: wired,
    tests: [boots, 'tests/kernel/guest/onoff.guest.ts#looks the chip up by its label'],
    rest: 'run before a real kernel in QEMU; merges the edges of a burst',
  },
  'node-web-audio-api': {
    standing: 'works',
    config: ['config/profiles/kiosk.yaml#devices.loudspeaker.driver'],
    behaviours: ['reception', 'voice'],
    tests: [onHardware],
    rest: 'the profile names the simulated loudspeaker; a device’s file chooses `driver: web-audio`',
  },
  'rpi-gpio': {
    standing: 'works',
    config: ['config/profiles/kiosk-pi4-oldest.yaml#devices.status.pin.driver'],
    behaviours: wired,
    tests: [boots, 'tests/kernel/guest/rpi-gpio.guest.ts#explains itself on kernels that number the header from 512'],
    rest: 'run before a real kernel in QEMU; dead on Raspberry Pi kernels from 6.6, where it says so',
  },
  mqtt: {
    standing: 'works',
    config: ['config/profiles/kiosk.yaml#devices.broker.driver', 'config/sites/ward-centre/site.yaml#broker.at'],
    behaviours: ['hall', 'assistance'],
    tests: [
      onHardware,
      'tests/e2e/hub-broker.test.ts#it starts with what was written; devices link by TLS, the carrier by its loopback, and hear each other',
      'tests/e2e/mqtt-message-bus.test.ts#user and password from a file; a new password is read without a restart',
    ],
    rest: 'the profile names the simulated bus; a device’s file names a broker with `driver: mqtt`, or with `driver: site` the one that the hub carries',
  },
  'tfjs-node': {
    standing: 'part',
    config: [],
    behaviours: ['presence', 'greeting'],
    tests: ['tests/unit/intention.test.ts#answers on WebAssembly what it answers reckoned in doubles, to 1e-4'],
    rest: 'the native library is used where it is installed and works; here it is not, and the same contract skips its half by name',
  },
  xstate: {
    standing: 'works',
    config: ['config/profiles/kiosk.yaml#behaviours'],
    behaviours: ['presence', 'greeting', 'ticketing', 'calling', 'guidance', 'assistance', 'reception', 'hours'],
    tests: [
      'tests/graph/charts.test.ts#finds home from every state',
      'tests/graph/charts.test.ts#are spans of time',
      'tests/days/shipped-sites.test.ts#sees, greets and gives a number and its slip to somebody who comes in',
    ],
    rest: '',
  },
  vitest: {
    standing: 'works',
    config: [],
    behaviours: [],
    tests: ['tests/house.test.ts#has rooms to look at'],
    rest: '',
  },
};
