import { hands, onBench, person, until, wait } from '../support/bench.ts';
import { ticketPrinterContract, type PrinterTrouble } from './ticket-printer.contract.ts';

const troubles: Readonly<Record<PrinterTrouble, readonly [vi: string, en: string]>> = {
  'paper-out': ['lấy cuộn giấy ra, đóng nắp', 'take the roll out and close the cover'],
  'near-end': ['lắp cuộn giấy sắp hết', 'put in a roll that is nearly empty'],
  'cover-open': ['mở nắp máy in', 'open the cover'],
  'cutter-jam': ['kẹt dao cắt (nếu máy cho phép)', 'jam the cutter, if this printer lets you'],
};

/** What lies in the tray, as the person reads it: numbers in their order, `?` for a torn piece. */
const inTray = (): readonly string[] => {
  const read = person(
    'viết các số trên phiếu trong khay, từ cũ tới mới, cách nhau một dấu cách; ? cho mảnh giấy khác; Enter nếu không có',
    'write the numbers of the slips in the tray, oldest first, a space between; ? for any other piece; Enter for none',
  );
  return read
    .split(/\s+/)
    .filter((each) => each !== '')
    .map((each) => (each === '?' ? '?' : `job-${each}`));
};

onBench('printer', ({ name, make }) => {
  ticketPrinterContract(`${name} `, async () => {
    const { device, clock, tidy } = make();
    return {
      printer: device,
      finish: (call) => call,
      until: (condition) => until(condition),
      quiet: () => wait(5_000),
      breakWith: (trouble) => hands(...troubles[trouble]),
      mend: () => hands('đưa máy in về bình thường', 'put the printer right again'),
      unplug: async () => hands('rút cáp máy in', "pull the printer's cable"),
      plug: async () => hands('cắm lại cáp máy in', "put the printer's cable back"),
      printing: () => person('có chữ trên giấy chưa? (c/k)', 'is something on the paper yet? (y/n)').startsWith('y'),
      out: inTray,
      held: () => clock.pending,
      tidy: async () => tidy(),
    };
  });
});
