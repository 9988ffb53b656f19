import { kiosk, more, type FaultCase } from './case.ts';

/** The kiosk's lamp on a pin written so. */
const lampOn = (pin: string) => ({
  [kiosk]: more(kiosk, `devices: { status: { wiring: none, driver: pin, pin: ${pin} } }`),
});
const line = (written: string) => lampOn(`{ driver: gpiochip, line: ${written} }`);
const arduino = (written: string) =>
  lampOn(`{ driver: johnny-five, board: /dev/serial/by-id/usb-uno, line: ${written} }`);

export const pinCases: readonly FaultCase[] = [
  {
    name: 'a line by no number or name that lines have',
    files: line('{ gpio: 17 }'),
    check: kiosk,
    faults: [['pin.line devices.status.pin.line', '']],
  },
  {
    name: 'a pin that the header has not',
    files: line('{ pin: 41 }'),
    check: kiosk,
    faults: [['pin.headerPin devices.status.pin.line', '']],
  },
  {
    name: 'a pin of the header that carries a voltage',
    files: line('{ pin: 2 }'),
    check: kiosk,
    faults: [['pin.power devices.status.pin.line', '']],
  },
  {
    name: 'a BCM number that the header has not',
    files: line('{ bcm: 40 }'),
    check: kiosk,
    faults: [['pin.bcm devices.status.pin.line', '']],
  },
  {
    name: 'a name for a driver that knows none',
    files: lampOn('{ driver: onoff, line: { name: GPIO17 } }'),
    check: kiosk,
    faults: [['pin.headerLine devices.status.pin.line', '']],
  },
  {
    name: 'a pin that an Arduino has not',
    files: arduino('{ pin: A6 }'),
    check: kiosk,
    faults: [['pin.arduino devices.status.pin.line', '']],
  },
  {
    name: 'a pin on which an Arduino talks',
    files: arduino('{ pin: 1 }'),
    check: kiosk,
    faults: [['pin.arduinoSerial devices.status.pin.line', '']],
  },
];
