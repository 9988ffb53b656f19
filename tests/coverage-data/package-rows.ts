import { open, type Row } from './row.ts';

const onHardware =
  'tests/e2e/shipped-device.test.ts#says what it is, goes on without a printer and a sound card, and says goodbye';

/** One row for each package that the project's card names. */
export const packageRows: Readonly<Record<string, Row>> = {
  'johnny-five': open('digital pins of an Arduino; comes with the hardware drivers'),
  onoff: open('digital pins over sysfs; comes with the hardware drivers'),
  'node-web-audio-api': {
    standing: 'works',
    config: ['config/profiles/kiosk.yaml#devices.loudspeaker.driver'],
    behaviours: ['reception', 'voice'],
    tests: [onHardware],
    rest: 'the profile names the simulated loudspeaker; a device’s file chooses `driver: web-audio`',
  },
  'rpi-gpio': open('digital pins by header number; comes with the hardware drivers'),
  mqtt: {
    standing: 'works',
    config: ['config/profiles/kiosk.yaml#devices.broker.driver'],
    behaviours: ['hall', 'assistance'],
    tests: [
      onHardware,
      'tests/e2e/mqtt-message-bus.test.ts#user and password from a file; a new password is read without a restart',
    ],
    rest: 'the profile names the simulated bus; a device’s file names its broker with `driver: mqtt`',
  },
  'tfjs-node': open('the classifier of intentions'),
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
