import { describe, expect, test } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import { escposDefaults, EscposTicketPrinter } from '../../hal/drivers/escpos-ticket-printer.ts';
import { layOut } from '../../hal/drivers/slip-layout.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import { EscposPrinter, escposPrinterDefaults, type PaperSlip } from '../../sim/peripherals/escpos.ts';
import { readQr } from '../../sim/peripherals/slip-reading.ts';
import { sampleSlip } from '../../sim/print-sample.ts';
import { picture } from '../support/slip-ink.ts';
import { languages, longNames, shippedSlip } from '../support/ticket-slips.ts';

const occasions = ['first', 'late', 'again'] as const;
const addresses = ['https://xephang.example.gov.vn', ''];
/** Sent straight there; to wait, with and without an estimate; many counters and people; no counter; a clock that is not believed. */
const tickets = [
  [0, {}],
  [12, {}],
  [12, { wait: null }],
  [12, { wait: { p50Min: 200, p90Min: 250, beyondClosing: true } }],
  [120, { counters: ['1', '2', '3', '4', '5'], wait: { p50Min: 125, p90Min: 150, beyondClosing: false } }],
  [3, { counters: [] }],
  [3, { issuedMinute: null }],
] as const;

/** Every slip that may come out in a language. */
const slipsIn = (language: (typeof languages)[number], names: 'usual' | 'long') =>
  occasions.flatMap((occasion) =>
    addresses.flatMap((publicBase) =>
      tickets.map(([ahead, ticket]) => shippedSlip(language, ahead, { occasion, publicBase, names, ticket })),
    ),
  );

describe('a slip is at most 80 mm long, 110 mm on 58 mm paper, and its code is read back from its dots', () => {
  for (const language of languages)
    for (const dots of [576, 384])
      for (const names of ['usual', 'long'] as const)
        test(`${language}, ${dots} dots, ${names} names`, () => {
          slipsIn(language, names).forEach((slip, i) => {
            const layout = layOut(slip, dots);
            if (!layout.ok) throw new Error(JSON.stringify(layout.fault));
            expect(layout.value.height / 8).toBeLessThanOrEqual(dots === 576 ? 80 : 110);
            // The codes of an occasion are those of the others.
            if (i >= addresses.length * tickets.length) return;
            const it = picture(slip, dots);
            expect([it.width, it.height]).toEqual([dots, layout.value.height]);
            const code = slip.blocks.find((block) => block.kind === 'qr');
            expect(readQr(it)).toBe(code?.data);
          });
        });

  test('the long names are as long as a centre’s may be', () => {
    expect(longNames.center.vi).toHaveLength(80);
    expect(longNames.center.ja).toHaveLength(80);
  });
});

/** The paper that leaves the simulated printer, from cut to cut, with the blank 12 mm between head and cutter that it begins with. */
const printed = async (slips: readonly ReturnType<typeof shippedSlip>[]): Promise<readonly PaperSlip[]> => {
  const time = new SimClock();
  const clock = new DeviceClock(time, 0);
  const chip = new EscposPrinter(clock, escposPrinterDefaults);
  const printer = new EscposTicketPrinter(new SimByteLink(clock, chip), clock, escposDefaults);
  const papers: PaperSlip[] = [];
  chip.onSlip((paper) => papers.push(paper));
  const opened = printer.open(new AbortController().signal);
  await time.advance(5_000);
  expect(await opened).toMatchObject({ ok: true });
  for (const slip of slips) {
    const outcome = printer.print(slip, new AbortController().signal);
    await time.advance(20_000);
    expect(await outcome).toEqual({ kind: 'printed' });
  }
  await printer.close();
  return papers;
};

describe('the paper that comes out of the printer is 80 mm long, its blank beginning included', () => {
  for (const language of languages)
    test(`${language}: sent to the counter, to wait, late, again`, async () => {
      const papers = await printed([
        shippedSlip(language, 0),
        shippedSlip(language, 12),
        shippedSlip(language, 12, { occasion: 'late' }),
        shippedSlip(language, 12, { occasion: 'again' }),
        shippedSlip(language, 12, { publicBase: '' }),
      ]);
      expect(papers).toHaveLength(5);
      for (const { paperMm } of papers) {
        expect(paperMm).toBeLessThanOrEqual(80);
        expect(paperMm).toBeGreaterThan(60);
      }
    });
});

test.each(['ward-centre', 'neighbourhood-kiosk', 'mobile-office'])('%s: its own slips', (site) => {
  const device = loadDevice(`config/sites/${site}/devices/kiosk-1.yaml`);
  if (!device.ok) throw new Error(JSON.stringify(device.fault));
  const tags = device.value.site.languages;
  const files = loadLanguages('config/languages', tags);
  if (!files.ok) throw new Error(JSON.stringify(files.fault));
  for (const tag of tags) {
    const it = sampleSlip(device.value, files.value, tag);
    if (!it.ok) throw new Error(JSON.stringify(it.fault));
    expect(it.value.height / 8).toBeLessThanOrEqual(it.value.width === 576 ? 80 : 110);
    expect(readQr(it.value)).not.toBeNull();
  }
});
