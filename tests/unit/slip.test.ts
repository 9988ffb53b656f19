import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createAssistance } from '../../behaviours/assistance/index.ts';
import { createCalling } from '../../behaviours/calling/index.ts';
import { createGuidance } from '../../behaviours/guidance/index.ts';
import type { IssuedTicket } from '../../behaviours/hall/events.ts';
import { screenClaim } from '../../behaviours/ticketing/screens.ts';
import { qrOf, slipOf, type SlipOccasion } from '../../behaviours/ticketing/slip.ts';
import { freshlyHeld, type TicketingContext, type Visit } from '../../behaviours/ticketing/visit.ts';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { SlipBlock } from '../../hal/ports/ticket-printer.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';
import { printerStatus, ticketingSettings } from '../support/desk-rig.ts';

const ticket: IssuedTicket = {
  ticket: '2026-08-03/A012',
  number: 'A012',
  day: '2026-08-03',
  service: 'ho-tich',
  apart: false,
  ahead: 4,
  wait: { p50Min: 15, p90Min: 25, beyondClosing: false },
  direct: false,
  counters: ['1'],
  token: '0123456789abcdef0123456789abcdef',
  issuedMinute: 8 * 60 + 5,
};
const texts = keyTexts(['vi', 'en'], ['vi', 'en']);
const settings = ticketingSettings();

const beside = (words: readonly string[]): string => words.map((word) => ` | ${word}`).join('');
const line = (block: SlipBlock): string => {
  switch (block.kind) {
    case 'text':
      return block.size === 'huge' ? `HUGE ${block.text}` : block.text;
    case 'facts':
      return block.facts.join(' · ');
    case 'qr':
      return `QR ${block.data.replaceAll('\n', ' ')}${beside(block.beside)}`;
    case 'arrow':
      return `arrow ${block.directionRad}${beside(block.beside)}`;
    case 'rule':
    case 'space':
      return block.kind;
  }
};
const print = (over: Partial<IssuedTicket>, occasion: SlipOccasion = 'first', publicBase = ''): string[] =>
  slipOf('j', { ...ticket, ...over }, occasion, { ...settings, publicBase }, texts, 'vi').blocks.map(line);

const qr = 'QR vi:slip.number A012 Trung tâm 03/08/2026';
const small = ' | vi:slip.issued time=8:5 date=2026-8-3 | vi:slip.today | vi:slip.keep';

describe('a slip', () => {
  it('says all that its holder needs', () => {
    expect(print({})).toEqual([
      'Trung tâm',
      'rule',
      'HUGE A012',
      'Hộ tịch',
      'vi:slip.where counter=counter.name',
      'vi:slip.ahead n=4 · vi:slip.wait.range from=15 to=25',
      'vi:slip.seat',
      `${qr}${small}`,
    ]);
    expect(slipOf('j', ticket, 'first', settings, texts, 'en').language).toBe('en');
  });

  it('says of a number that was given apart that it was', () => {
    expect(print({ apart: true }).at(-1)).toBe(`${qr} | vi:slip.leased${small}`);
  });

  it('points to the one counter when nobody is before', () => {
    expect(print({ ahead: 0, direct: true }).slice(4, -1)).toEqual([
      'arrow 0.5 | vi:slip.where counter=counter.name | vi:slip.ahead n=0',
    ]);
    // Nobody is before them, but they are to wait for their call all the same.
    expect(print({ ahead: 0 }).slice(4, -1)).toEqual([
      'vi:slip.where counter=counter.name',
      'vi:slip.ahead n=0 · vi:slip.wait.range from=15 to=25',
      'vi:slip.seat',
    ]);
    // No place is known of counter 7.
    expect(print({ ahead: 0, direct: true, counters: ['7'] }).slice(4, -1)).toEqual([
      'vi:slip.where counter=counter.name',
      'vi:slip.ahead n=0',
    ]);
  });

  it('names each counter on one line', () => {
    const nbsp = '\u00a0';
    expect(print({ ahead: 0, counters: ['1', '2'] }).slice(4, -1)).toEqual([
      `vi:slip.where counter=vi:counter.name${nbsp}counter=1, vi:counter.name${nbsp}counter=2`,
      'vi:slip.ahead n=0 · vi:slip.wait.range from=15 to=25',
      'vi:slip.seat',
    ]);
    expect(print({ counters: [] }).slice(4, -1)).toEqual([
      'vi:slip.ahead n=4 · vi:slip.wait.range from=15 to=25',
      'vi:slip.seat',
    ]);
  });

  it('does not vouch for a time that the clock did not', () => {
    const undated = print({ issuedMinute: null });
    expect(undated.at(-1)).toBe(
      'QR vi:slip.number A012 Trung tâm | vi:slip.timeUnknown | vi:slip.today | vi:slip.keep',
    );
    expect(undated.filter((one) => one.includes('2026'))).toEqual([]);
  });

  it('does not estimate what nobody knows', () => {
    expect(print({ wait: null }).filter((one) => one.includes('wait'))).toEqual([]);
  });

  it('says when it is late or printed again', () => {
    expect(print({}, 'late').at(-1)).toBe(`${qr} | vi:slip.late${small}`);
    expect(print({}, 'again').at(-1)).toBe(`${qr} | vi:slip.again${small}`);
  });

  it('leads to the ticket’s page where the site has an address', () => {
    const address = 'https://hcc.example.vn/t/0123456789abcdef0123456789abcdef';
    expect(qrOf(ticket, { ...settings, publicBase: 'https://hcc.example.vn' }, texts, 'vi')).toBe(address);
    expect(qrOf(ticket, { ...settings, publicBase: 'https://hcc.example.vn/' }, texts, 'vi')).toBe(address);
    expect(print({}, 'first', 'https://hcc.example.vn').at(-1)).toBe(`QR ${address} | vi:slip.scan${small}`);
  });
});

describe('in every shipped language', () => {
  const all = ['vi', 'en', 'zh-Hans', 'ko', 'ja', 'fr'];
  const loaded = loadLanguages(fileURLToPath(new URL('../../config/languages', import.meta.url)), all);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  const book = createPhrasebook(loaded.value);
  const held = freshlyHeld(ticket, settings);
  const request = { id: 'r', service: 'ho-tich', priority: null, language: 'vi' };
  const hours = {
    state: 'open',
    ticketsGiven: false,
    until: null,
    reopensAtMinute: null,
    opens: null,
    spans: [],
    ticketSpans: [{ from: 480, to: 705 }],
    holiday: null,
  } as const;
  const visits: readonly Visit[] = [
    { phase: 'choosing', page: 0, touched: false },
    { phase: 'asking', service: 'ho-tich' },
    { phase: 'requesting', request, fault: null },
    { phase: 'refused', request, fault: { kind: 'numbers-exhausted', series: 'A' } },
    { phase: 'refused', request, fault: { kind: 'ledger-refused', fault: { kind: 'full' } } },
    { phase: 'turnedAway' },
    ...(['none', 'printing', 'printed', 'later', 'unknown'] as const).map((printing): Visit => ({
      phase: 'holding',
      held: { ...held, printing },
    })),
    { phase: 'holding', held: { ...held, standing: { ahead: 0, wait: null, direct: true } } },
    {
      phase: 'holding',
      held: { ...held, standing: { ahead: 1, wait: null, direct: false }, ticket: { ...ticket, counters: [] } },
    },
    { phase: 'holding', held: { ...held, calledTo: '1' } },
  ];

  for (const language of all)
    it(`${language}: every screen, slip, call, way and word of help has its phrase, and no placeholder is left`, async () => {
      const said: string[] = [];
      for (const visit of visits)
        for (const warned of [false, true])
          for (const printer of [null, printerStatus({ kind: 'paper-out' })]) {
            const context: TicketingContext = {
              settings,
              texts: book,
              language,
              easy: false,
              helped: false,
              warned,
              hours,
              printer,
              visit,
              offerMs: 180_000,
              lookedBack: false,
              withdrawn: [],
              job: null,
            };
            said.push(JSON.stringify(screenClaim(context)));
          }
      for (const occasion of ['first', 'late', 'again'] as const)
        for (const issuedMinute of [null, 485])
          said.push(JSON.stringify(slipOf('j', { ...ticket, issuedMinute }, occasion, settings, book, language)));
      const rig = new BehaviourRig();
      const entropy = { bytes: (count: number) => new Uint8Array(count) };
      const assistance = createAssistance(
        { place: 'x', repeatMs: 1000, maxRepeats: 1, showMs: 100, acceptedMs: 1000 },
        book,
        { ...rig.ports, entropy },
      );
      const guidance = createGuidance(
        {
          device: { x: 0, y: 0, headingRad: 0 },
          counters: [{ id: '1', at: { x: 9, y: 9, headingRad: 0 } }],
          walls: [],
          keepOut: [],
          clearanceM: 0.3,
          showMs: 100,
        },
        book,
        rig.ports,
      );
      const calling = createCalling(
        {
          aloud: true,
          languages: [language],
          ownLanguageToo: false,
          repeats: 1,
          bannerMs: 100,
          voiceMs: 100,
          device: 'kiosk-1',
          room: null,
          chimeMs: 1_500,
          recallGuardMs: 0,
          lastCall: 2,
          directions: {},
        },
        book,
        { ...rig.ports, speech: null },
      );
      for (const behaviour of [assistance, guidance, calling]) {
        rig.hear(behaviour);
        behaviour.start();
      }
      assistance.send({ type: 'language.chosen', language });
      guidance.send({ type: 'language.chosen', language });
      assistance.send({ type: 'assistance.wanted', reason: 'help.form' });
      guidance.send({ type: 'way.wanted', number: 'A012', counter: '1' });
      for (const call of [1, 2])
        calling.send({ type: 'ticket.called', ticket: 't', number: 'A012', counter: '1', call, language });
      await rig.time.advance(5_000);
      said.push(...rig.take().map(({ event }) => JSON.stringify(event)));
      const letters = said.join('\n');
      expect(letters).not.toMatch(/[{]\w+[}]/);
      expect(letters).not.toContain('undefined');
      expect(letters.normalize('NFC')).toBe(letters);
    });
});
